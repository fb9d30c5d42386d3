// Letters on each other, of which none can be told from the next.
#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "document/pdf/pdf_canvas.h"

namespace tipstaff::document {
namespace {

// Of a page's letters those that stand near a point.
class Neighbours {
 public:
  explicit Neighbours(std::span<const PlacedGlyph> glyphs) : glyphs_(glyphs) {}
  void add(std::uint32_t glyph) {
    const Point p = glyphs_[glyph].middle();
    cells_[key(cell(p.x), cell(p.y))].push_back(glyph);
  }
  // Each whose middle is at most `radius` away, until `take` wants no more.
  void near(Point p, double radius, const std::function<bool(const PlacedGlyph&)>& take) const {
    const double far = std::min(radius, kMostCells * kCell);
    for (std::int64_t x = cell(p.x - far); x <= cell(p.x + far); ++x)
      for (std::int64_t y = cell(p.y - far); y <= cell(p.y + far); ++y) {
        const auto found = cells_.find(key(x, y));
        if (found == cells_.end()) continue;
        for (std::size_t k = 0; k < std::min(found->second.size(), kMostInCell); ++k) {
          const PlacedGlyph& other = glyphs_[found->second[k]];
          const Point q = other.middle();
          if (std::hypot(p.x - q.x, p.y - q.y) <= radius && !take(other)) return;
        }
      }
  }

 private:
  static constexpr double kCell = 8;  // points
  static constexpr double kMostCells = 8;
  static constexpr std::size_t kMostInCell = 400;
  static std::int64_t cell(double at) {
    return static_cast<std::int64_t>(std::clamp(std::floor(at / kCell), -1e6, 1e6));
  }
  static std::int64_t key(std::int64_t x, std::int64_t y) { return x * 4'000'037 + y; }
  std::span<const PlacedGlyph> glyphs_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> cells_;
};

double em_of(const PlacedGlyph& glyph) { return std::hypot(glyph.up.x, glyph.up.y); }

}  // namespace

// Letters at whose place stand so many others that they cannot be told apart: no writing sets them so near, however
// narrow it is, but for accents and shadows.
void Canvas::find_piled() {
  constexpr double kNear = 0.12;  // of an em
  constexpr std::size_t kOthers = 3;
  Neighbours letters(glyphs_);
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (is_seen_letter(glyphs_[i])) letters.add(i);
  std::vector<std::uint32_t> piled;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i) {
    const PlacedGlyph& glyph = glyphs_[i];
    if (!is_seen_letter(glyph)) continue;
    std::vector<std::string_view> others;
    letters.near(glyph.middle(), kNear * em_of(glyph), [&](const PlacedGlyph& other) {
      if (text(other) != text(glyph) && std::ranges::find(others, text(other)) == others.end())
        others.push_back(text(other));
      return others.size() < kOthers;
    });
    if (others.size() >= kOthers) piled.push_back(i);
  }
  for (const std::uint32_t i : piled) glyphs_[i].unseen = Unseen::kPiled;
}

// A text with another painted over all of it, in letters about as large: neither is read, and what was there first is
// found by whoever copies. Labels that run into each other have a part of their own.
void Canvas::find_overwritten() {
  constexpr double kNear = 0.3, kGap = 1.5;          // of an em: between middles; within a text
  constexpr double kSmallest = 0.6, kLargest = 1.7;  // the other's letters, of these
  constexpr std::uint32_t kApart = 12;               // orders: nearer ones are the same text
  constexpr std::size_t kFewest = 12;
  Neighbours letters(glyphs_);
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (is_seen_letter(glyphs_[i])) letters.add(i);
  enum class Over : std::uint8_t { kNothing, kSame, kOther };
  const auto over = [&](const PlacedGlyph& glyph) {
    const double em = em_of(glyph);
    Over out = Over::kNothing;
    letters.near(glyph.middle(), em * kNear, [&](const PlacedGlyph& other) {
      const double size = em_of(other) / em;
      if (other.order <= glyph.order + kApart || size < kSmallest || size > kLargest) return true;
      out = text(other) == text(glyph) ? Over::kSame : Over::kOther;
      return out != Over::kSame;
    });
    return out;
  };
  std::vector<std::uint32_t> run, found;  // the letters of a text
  std::size_t under = 0, others = 0;
  const auto end_run = [&] {
    if (run.size() >= kFewest && under * 10 >= run.size() * 8 && others * 10 >= under * 7)
      found.insert(found.end(), run.begin(), run.end());
    run.clear();
    under = others = 0;
  };
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i) {
    const PlacedGlyph& glyph = glyphs_[i];
    if (!is_seen_letter(glyph)) continue;
    if (!run.empty()) {
      const PlacedGlyph& last = glyphs_[run.back()];
      const Point gap{glyph.at.x - last.at.x - last.along.x, glyph.at.y - last.at.y - last.along.y};
      if (std::hypot(gap.x, gap.y) > kGap * em_of(glyph)) end_run();
    }
    const Over now = over(glyph);
    run.push_back(i);
    under += now == Over::kNothing ? 0U : 1U;
    others += now == Over::kOther ? 1U : 0U;
  }
  end_run();
  for (const std::uint32_t i : found) glyphs_[i].unseen = Unseen::kPiled;
}

}  // namespace tipstaff::document
