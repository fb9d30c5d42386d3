// Letters on each other, of which none can be told from the next.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "document/pdf/pdf_canvas.h"

namespace tipstaff::document {
namespace {

constexpr double kCell = 8;  // points

std::int64_t key(Point p) {
  return static_cast<std::int64_t>(std::clamp(p.x / kCell, -1e6, 1e6)) * 4'000'037 +
         static_cast<std::int64_t>(std::clamp(p.y / kCell, -1e6, 1e6));
}

double em_of(const PlacedGlyph& glyph) { return std::hypot(glyph.up.x, glyph.up.y); }

}  // namespace

// Letters at whose place stand so many others that they cannot be told apart: no writing sets them so near, however
// narrow it is, but for accents and shadows.
void Canvas::find_piled() {
  constexpr double kNear = 0.12;  // of an em
  constexpr std::size_t kOthers = 3, kMostInCell = 400;
  const auto key = [](Point p) {
    return static_cast<std::int64_t>(std::clamp(p.x / kCell, -1e6, 1e6)) * 4'000'037 +
           static_cast<std::int64_t>(std::clamp(p.y / kCell, -1e6, 1e6));
  };
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (glyphs_[i].unseen == Unseen::kSeen && is_letter(glyphs_[i])) cells[key(glyphs_[i].middle())].push_back(i);
  std::vector<std::uint32_t> piled;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i) {
    if (glyphs_[i].unseen != Unseen::kSeen || !is_letter(glyphs_[i])) continue;
    const Point p = glyphs_[i].middle();
    const double near = std::hypot(glyphs_[i].up.x, glyphs_[i].up.y) * kNear;
    std::vector<std::string_view> others;
    for (const double x : {p.x - near, p.x + near})
      for (const double y : {p.y - near, p.y + near}) {
        const auto found = cells.find(key({x, y}));
        for (std::size_t k = 0;
             found != cells.end() && k < std::min(found->second.size(), kMostInCell) && others.size() < kOthers; ++k) {
          const PlacedGlyph& other = glyphs_[found->second[k]];
          const Point q = other.middle();
          if (std::hypot(p.x - q.x, p.y - q.y) <= near && text(other) != text(glyphs_[i]) &&
              std::ranges::find(others, text(other)) == others.end())
            others.push_back(text(other));
        }
      }
    if (others.size() >= kOthers) piled.push_back(i);
  }
  for (const std::uint32_t i : piled) glyphs_[i].unseen = Unseen::kPiled;
}

// A text with another painted over all of it, in letters about as large: neither is read, and what was there first is
// found by whoever copies. Labels that run into each other have a part of their own.
void Canvas::find_overwritten() {
  constexpr double kNear = 0.3, kGap = 1.5;  // of an em: between middles; within a text
  constexpr std::uint32_t kApart = 12;       // orders: nearer ones are the same text
  constexpr std::size_t kFewest = 12, kMostInCell = 400;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (glyphs_[i].unseen == Unseen::kSeen && is_letter(glyphs_[i])) cells[key(glyphs_[i].middle())].push_back(i);
  enum class Over : std::uint8_t { kNothing, kSame, kOther };
  const auto over = [&](const PlacedGlyph& glyph) {
    const Point p = glyph.middle();
    const double em = em_of(glyph), near = em * kNear;
    Over out = Over::kNothing;
    for (const double x : {p.x - near, p.x + near})
      for (const double y : {p.y - near, p.y + near}) {
        const auto found = cells.find(key({x, y}));
        for (std::size_t k = 0; found != cells.end() && k < std::min(found->second.size(), kMostInCell); ++k) {
          const PlacedGlyph& other = glyphs_[found->second[k]];
          const Point q = other.middle();
          const double size = em_of(other) / em;
          if (other.order <= glyph.order + kApart || size < 0.6 || size > 1.7 ||
              std::hypot(p.x - q.x, p.y - q.y) > near)
            continue;
          if (text(other) == text(glyph)) return Over::kSame;
          out = Over::kOther;
        }
      }
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
    if (glyph.unseen != Unseen::kSeen || !is_letter(glyph)) continue;
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
