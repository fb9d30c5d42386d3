// What a reader of a file says about it, without judging. A reader emits rows of text, each of a numbered layer (a run
// of content that is seen, or not seen, for one reason), and observations: what there is, where, and how much. Rules
// (disclosure/rule.h) judge; the matcher reads the rows. To add a format: a reader that emits these, and a line in
// reader.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "document/trait.h"

namespace tipstaff::document {

struct Observation {
  Trait trait = Trait::kVisible;
  std::string part{};            // within the file: "xl/worksheets/sheet2.xml"; empty: the file itself
  std::string place{};           // for a person: "sheet ‘Map’ B3:D9"; for kUnread and kUnexplained: why
  std::uint64_t cells = 0;       // cells, or runs of text, with something in them
  std::uint64_t rows = 0;        // rows, or records, paragraphs
  std::uint64_t characters = 0;  // of text
  std::uint32_t layer = 0;       // whose rows this sums up; 0: none
};

// A file inside the file: an archive's member, an attachment, an embedded object.
struct InnerFile {
  std::string part{};  // "old.zip › staff.csv"
  Hash sha256{};
  std::string beginning{};  // its first bytes, at most kBeginning
};
inline constexpr std::size_t kBeginning = 256;

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void inner_file(const InnerFile&) {}  // before what is said of it
  // Rows of a layer come before the one observation that closes it.
  virtual void row(std::uint32_t layer, std::span<const std::string> cells) = 0;
  virtual void observed(const Observation& observation) = 0;
  // Whether it wants the bytes of files inside the file that have no reader. They come in pieces of at most
  // kPieceBytes; `first`: a file begins.
  virtual bool wants_bytes() const { return false; }
  virtual void bytes(ByteView, bool /*first*/) {}
};
inline constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

// What hostile bytes may cost; more is kUnread.
inline constexpr std::size_t kLargestFile = std::size_t{256} << 20;     // bytes
inline constexpr std::uint64_t kMostUnpacked = std::uint64_t{1} << 30;  // bytes, of all parts together
inline constexpr std::uint64_t kMostRatio = 300;                        // unpacked to packed, beyond 16 MiB
inline constexpr std::size_t kMostParts = 8192;
inline constexpr int kMostNested = 8;  // files inside files
inline constexpr std::size_t kMostObservations = 20'000;

}  // namespace tipstaff::document
