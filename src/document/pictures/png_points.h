// The points of a PNG (W3C PNG, third edition, §7 to §9), unpacked line by line: how many bytes they are, and what lies
// under full transparency.
#pragma once

#include <array>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::document {

struct PngShape {
  std::uint32_t wide = 0, high = 0;  // points
  std::uint8_t depth = 0, type = 0;  // bits of a channel; kind of colour (§6.1)
  bool interlaced = false;

  unsigned bits() const;  // of a point; 0: not known
  struct Pass {
    std::uint64_t wide = 0, high = 0;  // points; neither is 0
  };
  std::vector<Pass> passes() const;  // one, or up to seven when interlaced (§8.2)
  // Of a line, with the byte that names its filter (§9.2); of the whole picture.
  std::uint64_t line(std::uint64_t points) const { return 1 + (points * bits() + 7) / 8; }
  std::uint64_t bytes() const;
};

using PngColour = std::array<std::uint8_t, 4>;  // red, green, blue, opacity

// Takes a picture's unpacked bytes in order, and counts.
class PngPoints {
 public:
  static constexpr std::uint64_t kLongestLine = std::uint64_t{16}
                                                << 20;  // bytes; of a picture with longer ones nothing is counted

  // `palette`: of pictures with one, as far as it is given.
  PngPoints(const PngShape& shape, std::vector<PngColour> palette);
  void take(ByteView piece);
  // Points beside each other, both of no opacity and among such, whose colours plainly differ. Where programs leave the
  // colours of what is transparent to chance there are few.
  std::uint64_t unseen_changes() const { return changes_; }

 private:
  bool has_opacity() const;
  void begin_pass();
  void end_line();
  void take_filter_away();
  PngColour colour(std::uint64_t point) const;
  void count();

  PngShape shape_;
  std::vector<PngColour> palette_;
  std::vector<PngShape::Pass> passes_;
  std::size_t pass_ = 0;
  std::uint64_t row_ = 0, changes_ = 0;
  bool counts_ = false;
  Bytes line_, above_;              // the line that comes in, and the one before it, without its filter
  std::vector<bool> hidden_above_;  // of the points of the line before
};

}  // namespace tipstaff::document
