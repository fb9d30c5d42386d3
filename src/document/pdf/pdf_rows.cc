// Letters, wherever the page puts them, as lines of cells: a table's row is one row, as a reader sees it.
#include <cmath>
#include <numbers>

#include "document/emitter.h"
#include "document/pdf/pdf_canvas.h"

namespace tipstaff::document {
namespace {

// In ems: a gap wider than this parts words, words with a blank between them, cells.
constexpr double kWordGap = 0.18, kLeastGap = 0.08, kCellGap = 1.1;
constexpr double kLineSlack = 0.35;

// A glyph in the frame of its own writing direction.
struct Laid {
  int degrees;
  double across, start, end, em;  // across: larger is further down
  std::uint32_t glyph;
};

Laid laid(const PlacedGlyph& glyph, std::uint32_t index) {
  const double length = std::hypot(glyph.along.x, glyph.along.y);
  const double angle = length > 0 ? std::atan2(glyph.along.y, glyph.along.x) : 0;
  const double x = std::cos(angle), y = std::sin(angle);
  const double start = glyph.at.x * x + glyph.at.y * y;
  return {static_cast<int>(std::lround(angle * 180 / std::numbers::pi)),
          glyph.at.x * y - glyph.at.y * x,
          start,
          start + length,
          std::max(std::hypot(glyph.up.x, glyph.up.y), 0.01),
          index};
}

}  // namespace

std::vector<std::vector<std::string>> Canvas::rows_of(std::vector<std::uint32_t> chosen) const {
  std::vector<Laid> all;
  for (const std::uint32_t i : chosen) all.push_back(laid(glyphs_[i], i));
  std::ranges::stable_sort(all, [](const Laid& a, const Laid& b) {
    return a.degrees != b.degrees ? a.degrees < b.degrees : a.across < b.across;
  });
  std::vector<std::vector<std::string>> out;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first + 1;
    while (end < all.size() && all[end].degrees == all[first].degrees &&
           all[end].across - all[end - 1].across <= kLineSlack * std::min(all[end].em, all[end - 1].em) &&
           all[end].across - all[first].across <= all[first].em)
      ++end;
    std::stable_sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const Laid& a, const Laid& b) { return a.start < b.start; });
    std::vector<std::string> cells(1);
    const Laid* before = nullptr;
    bool blank = false;
    for (std::size_t i = first; i < end; ++i) {
      const std::string_view letters = text(glyphs_[all[i].glyph]);
      if (letters.empty() || is_blank(letters)) {
        blank = blank || !letters.empty();
        continue;
      }
      if (before != nullptr) {
        const double em = std::max(before->em, all[i].em), gap = all[i].start - before->end;
        if (std::abs(all[i].start - before->start) < 0.15 * em && letters == text(glyphs_[before->glyph]))
          continue;  // struck twice, to look bold
        if (gap > kCellGap * em)
          cells.emplace_back();
        else if (gap > (blank ? kLeastGap : kWordGap) * em)
          cells.back() += ' ';
      }
      cells.back() += letters;
      before = &all[i];
      blank = false;
    }
    if (before != nullptr) out.push_back(std::move(cells));
    first = end;
  }
  return out;
}

}  // namespace tipstaff::document
