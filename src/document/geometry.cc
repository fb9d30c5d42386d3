#include "document/geometry.h"

#include <algorithm>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr double kFar = 1e9;
constexpr std::size_t kMostClips = 16;  // more only show more than there is

}  // namespace

PageBox PageBox::none() { return {kFar, kFar, -kFar, -kFar}; }
PageBox PageBox::everything() { return {-kFar, -kFar, kFar, kFar}; }
PageBox PageBox::cut(const PageBox& other) const {
  return {std::max(x0, other.x0), std::max(y0, other.y0), std::min(x1, other.x1), std::min(y1, other.y1)};
}
void PageBox::add(Point p) {
  x0 = std::min(x0, p.x);
  y0 = std::min(y0, p.y);
  x1 = std::max(x1, p.x);
  y1 = std::max(y1, p.y);
}

Matrix Matrix::then(const Matrix& n) const {
  return {n.a * a + n.c * b, n.b * a + n.d * b,       n.a * c + n.c * d,
          n.b * c + n.d * d, n.a * e + n.c * f + n.e, n.b * e + n.d * f + n.f};
}
double Matrix::scale() const { return std::sqrt(std::abs(a * d - b * c)); }

std::optional<Matrix> Matrix::inverse() const {
  const double whole = a * d - b * c;
  if (!(std::abs(whole) > 1e-12) || !std::isfinite(whole)) return std::nullopt;
  return Matrix{d / whole, -b / whole, -c / whole, a / whole, (c * f - d * e) / whole, (b * e - a * f) / whole};
}

PageBox bounds_of(const Matrix& matrix, const PageBox& box) {
  PageBox out = PageBox::none();
  for (const Point p : {Point{box.x0, box.y0}, {box.x1, box.y0}, {box.x0, box.y1}, {box.x1, box.y1}})
    out.add(matrix.apply(p));
  return out;
}

void Outline::finish() {
  for (const auto& polygon : polygons)
    for (const Point p : polygon) bounds.add(p);
  if (polygons.size() != 1) return;
  const auto& corners = polygons[0];
  std::size_t count = corners.size();
  while (count > 1 && corners[count - 1].x == corners[0].x && corners[count - 1].y == corners[0].y) --count;
  if (count != 4) return;
  const double slack = 1e-6 * (1 + bounds.x1 - bounds.x0 + bounds.y1 - bounds.y0);
  const auto same = [&](double a, double b) { return std::abs(a - b) <= slack; };
  const bool across = same(corners[0].y, corners[1].y) && same(corners[1].x, corners[2].x) &&
                      same(corners[2].y, corners[3].y) && same(corners[3].x, corners[0].x);
  const bool up = same(corners[0].x, corners[1].x) && same(corners[1].y, corners[2].y) &&
                  same(corners[2].x, corners[3].x) && same(corners[3].y, corners[0].y);
  is_box = across || up;
}

bool Outline::holds(Point p) const {
  if (!bounds.holds(p)) return false;
  if (is_box) return true;
  int winding = 0, crossings = 0;
  for (const auto& polygon : polygons)
    for (std::size_t i = 0, before = polygon.size() - 1; i < polygon.size(); before = i++) {
      const Point a = polygon[before], b = polygon[i];
      if ((a.y <= p.y) == (b.y <= p.y)) continue;
      if (a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) <= p.x) continue;
      ++crossings;
      winding += b.y > a.y ? 1 : -1;
    }
  return even_odd ? crossings % 2 != 0 : winding != 0;
}

void Clip::cut(const SharedOutline& outline) {
  box_ = box_.cut(outline->bounds);
  if (!outline->is_box && outlines_.size() < kMostClips) outlines_.push_back(outline);
}
bool Clip::holds(Point p) const {
  return box_.holds(p) && std::ranges::all_of(outlines_, [&](const SharedOutline& each) { return each->holds(p); });
}

}  // namespace tipstaff::document
