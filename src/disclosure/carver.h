// Packed files that lie somewhere in bytes of no known kind: a disk's image, a dump, swap. Whoever searches the bytes
// meets nothing of what is packed. ZIP archives, and so workbooks and documents since 2007, are known by the record at
// their end (APPNOTE 6.3.10 §4.3.16), PDF by its heading and its end (ISO 32000-1 §7.5.2, §7.5.5). Only what lies in
// one piece is found; what was there is not unpacked here. Bounded memory; no errors.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::disclosure {

class Carver {
 public:
  struct Place {
    std::uint64_t at = 0, size = 0;  // bytes
    std::uint64_t directory = 0;     // of a ZIP archive; 0: a PDF
  };

  // `most`: bytes of a file; larger ones are left out.
  explicit Carver(std::uint64_t most) : most_(most) {}
  // One piece after the other. Each may repeat the end of the one before, and must by kOverlap bytes; `at`: where it
  // begins.
  static constexpr std::size_t kOverlap = 21;
  void piece(ByteView bytes, std::uint64_t at);
  void end();
  // Those whose end has been met since.
  std::vector<Place> take() { return std::exchange(found_, {}); }

 private:
  void archive(ByteView record, std::uint64_t at);
  void paper();

  std::uint64_t most_;
  std::uint64_t next_ = 0;  // where a mark not yet looked at may begin
  std::optional<std::uint64_t> paper_begin_, paper_end_;
  std::vector<Place> found_;
};

}  // namespace tipstaff::disclosure
