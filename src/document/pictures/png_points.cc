#include "document/pictures/png_points.h"

#include <algorithm>
#include <cstdlib>

namespace tipstaff::document {
namespace {

constexpr int kPlain = 16;  // of 255: colours that differ by less may be the same, encoded again
constexpr std::uint8_t kPalette = 3, kGreyOpacity = 4, kOpacity = 6;

// §9.4
std::uint8_t paeth(int left, int above, int before) {
  const int guess = left + above - before;
  const int a = std::abs(guess - left), b = std::abs(guess - above), c = std::abs(guess - before);
  return static_cast<std::uint8_t>(a <= b && a <= c ? left : b <= c ? above : before);
}

}  // namespace

unsigned PngShape::bits() const {
  constexpr std::array<unsigned, 7> kChannels = {1, 0, 3, 1, 2, 0, 4};
  return type < kChannels.size() ? depth * kChannels[type] : 0;
}

std::vector<PngShape::Pass> PngShape::passes() const {
  if (!interlaced) return wide == 0 || high == 0 ? std::vector<Pass>() : std::vector<Pass>{{wide, high}};
  constexpr std::array<std::array<unsigned, 4>, 7> kPasses = {
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  std::vector<Pass> out;
  for (const auto& [x, y, across, down] : kPasses)
    if (wide > x && high > y)
      out.push_back({(std::uint64_t{wide} + across - 1 - x) / across, (std::uint64_t{high} + down - 1 - y) / down});
  return out;
}

std::uint64_t PngShape::bytes() const {
  std::uint64_t out = 0;
  if (bits() > 0)
    for (const Pass& pass : passes()) out += pass.high * line(pass.wide);
  return out;
}

PngPoints::PngPoints(const PngShape& shape, std::vector<PngColour> palette)
    : shape_(shape), palette_(std::move(palette)), passes_(shape.passes()) {
  counts_ = has_opacity() && !passes_.empty() && shape_.line(shape_.wide) <= kLongestLine;
  begin_pass();
}

bool PngPoints::has_opacity() const {
  if (shape_.type == kPalette)
    return std::ranges::count(palette_, std::uint8_t{0}, [](const PngColour& each) { return each[3]; }) > 1;
  return shape_.bits() >= 16 && (shape_.type == kGreyOpacity || shape_.type == kOpacity);
}

void PngPoints::begin_pass() {
  line_.clear();
  row_ = 0;
  if (!counts_ || pass_ >= passes_.size()) return;
  above_.assign(static_cast<std::size_t>(shape_.line(passes_[pass_].wide)), 0);
  hidden_above_.assign(static_cast<std::size_t>(passes_[pass_].wide), true);
}

void PngPoints::take(ByteView piece) {
  while (counts_ && !piece.empty() && pass_ < passes_.size()) {
    const std::size_t size = static_cast<std::size_t>(shape_.line(passes_[pass_].wide)),
                      part = std::min(size - line_.size(), piece.size());
    append(line_, piece.first(part));
    piece = piece.subspan(part);
    if (line_.size() == size) end_line();
  }
}

void PngPoints::end_line() {
  take_filter_away();
  count();
  std::swap(line_, above_);
  line_.clear();
  if (++row_ < passes_[pass_].high) return;
  ++pass_;
  begin_pass();
}

// §9.2; of what a filter refers to, what lies outside the picture is 0.
void PngPoints::take_filter_away() {
  const std::size_t back = std::max<std::size_t>(shape_.bits() / 8, 1);
  const std::uint8_t filter = line_[0];
  if (filter == 0 || filter > 4) return;
  for (std::size_t i = 1; i < line_.size(); ++i) {
    const int left = i > back ? line_[i - back] : 0, above = above_[i], before = i > back ? above_[i - back] : 0;
    const int guess = filter == 1   ? left
                      : filter == 2 ? above
                      : filter == 3 ? (left + above) / 2
                                    : paeth(left, above, before);
    line_[i] = static_cast<std::uint8_t>(line_[i] + guess);
  }
}

PngColour PngPoints::colour(std::uint64_t point) const {
  const std::uint64_t bit = point * shape_.bits();
  const std::uint8_t* at = &line_[1 + static_cast<std::size_t>(bit / 8)];
  if (shape_.type == kPalette) {
    const unsigned index = static_cast<unsigned>(*at >> (8 - shape_.depth - bit % 8)) & ((1U << shape_.depth) - 1U);
    return index < palette_.size() ? palette_[index] : PngColour{0, 0, 0, 255};
  }
  // Of two bytes to a channel the first says enough, but of the opacity.
  const std::size_t step = shape_.depth / 8U;
  const bool grey = shape_.type == kGreyOpacity;
  const std::uint8_t* opacity = at + (grey ? 1 : 3) * step;
  const auto seen = static_cast<std::uint8_t>(opacity[0] | opacity[step - 1]);
  return grey ? PngColour{at[0], at[0], at[0], seen} : PngColour{at[0], at[step], at[2 * step], seen};
}

void PngPoints::count() {
  const std::uint64_t wide = passes_[pass_].wide;
  PngColour last{};
  bool hidden_before = false, above_before = false;
  for (std::uint64_t i = 0; i < wide; ++i) {
    const PngColour each = colour(i);
    const bool hidden = each[3] == 0, above = hidden_above_[static_cast<std::size_t>(i)];
    const auto differs = [&](std::size_t channel) {
      return std::abs(int{each[channel]} - int{last[channel]}) >= kPlain;
    };
    if (hidden && hidden_before && above && above_before && (differs(0) || differs(1) || differs(2))) ++changes_;
    hidden_above_[static_cast<std::size_t>(i)] = hidden;
    last = each;
    hidden_before = hidden;
    above_before = above;
  }
}

}  // namespace tipstaff::document
