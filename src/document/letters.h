// Numbers and letters as the programs of the 1990s wrote them: little-endian integers, UTF-16 and Windows code pages.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Zero where the bytes end before.
std::uint16_t little16(ByteView bytes, std::size_t at);
std::uint32_t little32(ByteView bytes, std::size_t at);
std::uint64_t little64(ByteView bytes, std::size_t at);
double little_double(ByteView bytes, std::size_t at);
// The part of `bytes` from `at` on, at most `size` long; empty beyond the end.
ByteView part_of(ByteView bytes, std::size_t at, std::size_t size = SIZE_MAX);

// A walk over bytes that are in pieces (a record and its continuations). Past the end zeros come and ok() is false.
class LittleWalk {
 public:
  explicit LittleWalk(ByteView bytes) : pieces_{bytes} {}
  explicit LittleWalk(std::vector<ByteView> pieces) : pieces_(std::move(pieces)) {}
  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  double real();
  void skip(std::size_t bytes);
  bool ok() const { return ok_; }
  bool at_end();
  std::size_t left_in_piece();
  // Moves on to the next piece when this one is used up; true when that has just happened.
  bool next_piece();

 private:
  std::vector<ByteView> pieces_;
  std::size_t piece_ = 0, at_ = 0;
  bool ok_ = true;
};

void put_utf8(std::string& out, char32_t point);
std::string from_utf16(ByteView little_endian);  // halves of pairs that stand alone become U+FFFD
// 1252 and its like; other one-byte pages are read as 1252 (their Latin letters and digits are the same); 65001 is
// UTF-8, 1200 UTF-16.
std::string from_code_page(ByteView bytes, unsigned page);

// What reads as text among bytes of another kind, for leftovers: each run one piece, in ASCII or UTF-16. Runs shorter
// than `least` letters are passed over.
std::vector<std::string> readable_runs(ByteView bytes, std::size_t least);
// Says of bytes that nothing in the file uses what they are: text that reads as sentences or lists (kLeftoverText),
// something else (kLeftover), much of something else (kUnexplained); nothing when all are zero or one filler.
class Leftovers {
 public:
  explicit Leftovers(Emitter& emitter) : emitter_(emitter) {}
  void add(ByteView bytes);
  // Drops the words that `used`, what something in the file uses, has too: they are told from there.
  void leave_out(const std::vector<ByteView>& used);
  void close(std::string_view part, std::string_view place);

 private:
  Emitter& emitter_;
  std::vector<std::string> runs_;
  std::uint64_t bytes_ = 0;
};

bool is_font_of_signs(std::string_view name);  // it has signs where others have letters: Wingdings, Symbol …

}  // namespace tipstaff::document
