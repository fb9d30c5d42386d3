// What readers speak through: layers are numbered and summed up, text is made printable, and a file that would say
// without end is cut off with a kUnread.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "document/observation.h"

namespace tipstaff::document {

class SheetTaker;  // sheet_taker.h

class Emitter {
 public:
  // `taker`: also hears the cells that are seen, of the file itself and not of those inside it.
  explicit Emitter(Sink& sink, SheetTaker* taker = nullptr) : sink_(sink), taker_(taker) {}
  SheetTaker* taker() const { return depth_ == 0 ? taker_ : nullptr; }
  std::uint32_t new_layer() { return ++layers_; }
  void row(std::uint32_t layer, std::vector<std::string>& cells);
  void observe(Observation observation);
  void unread(std::string_view part, std::string_view why) {
    observe({.trait = Trait::kUnread, .part = std::string(part), .place = std::string(why)});
  }
  void inner_file(ByteView file);  // the one that is read now, within Inside
  // Hands on its bytes, where they are wanted and it lies inside another.
  bool bytes(ByteView file);
  bool full() const { return observations_ > kMostObservations; }
  std::size_t observations() const { return observations_; }

  // While it lives, every cell that is told is told to `ear` too.
  using Ear = std::function<void(std::string_view cell)>;
  class Listening {
   public:
    Listening(Emitter& emitter, Ear ear) : emitter_(emitter), before_(std::exchange(emitter.ear_, std::move(ear))) {}
    Listening(const Listening&) = delete;
    ~Listening() { emitter_.ear_ = std::move(before_); }

   private:
    Emitter& emitter_;
    Ear before_;
  };

  // While it lives, what is said is of a file inside the file: its places begin with `name`. False when files lie in
  // each other too deep, or when all that was unpacked is too much; that is reported, and the file is not to be read.
  class Inside {
   public:
    Inside(Emitter& emitter, std::string_view name, std::uint64_t bytes);
    Inside(const Inside&) = delete;
    ~Inside();
    explicit operator bool() const { return allowed_; }

   private:
    Emitter& emitter_;
    std::size_t outer_;  // length of the prefix outside
    bool allowed_;
  };

 private:
  std::string named(std::string_view part) const;  // behind the files that it lies in

  Sink& sink_;
  SheetTaker* taker_;
  Ear ear_;
  std::uint32_t layers_ = 0;
  std::size_t observations_ = 0;
  std::string prefix_;  // "outer.zip › "
  int depth_ = 0;
  std::uint64_t unpacked_ = 0;
};

// Letters that no program draws and that no writing needs where they stand (Unicode 15: tags, variation selectors,
// joiners, fillers): several on end, tags that make no flag, selectors behind what has no variants. Joiners within
// words and pictures (emoji) do not count.
std::uint64_t invisible_in(std::string_view text);

// A run of content that is seen, or not, for one reason. Rows are gathered cell by cell.
class Layer {
 public:
  explicit Layer(Emitter& emitter) : emitter_(&emitter) {}
  void cell(std::string_view text);
  void end_row();
  // Emits what it sums up to, when there is something in it; the layer is empty again.
  void close(Trait trait, std::string_view part, std::string_view place);
  std::uint64_t cells() const { return cells_; }

 private:
  Emitter* emitter_;
  std::uint32_t number_ = 0;
  std::uint64_t cells_ = 0, rows_ = 0, characters_ = 0, invisible_ = 0;
  std::vector<std::string> row_;
};

// As valid printable UTF-8 of at most `most` bytes: what is not becomes ‘?’.
std::string printable(std::string_view text, std::size_t most);
void put_printable(std::string_view text, std::size_t most, std::string& out);  // instead of what is in `out`
bool is_blank(std::string_view text);

}  // namespace tipstaff::document
