#include "document/pdf/pdf_strokes.h"

#include <algorithm>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr double kCell = 0.5;                                    // points
constexpr double kMostCells = 4e6, kMostSide = 20'000;           // of larger pages the cells are larger
constexpr std::uint64_t kMostWork = std::uint64_t{200'000'000};  // cells

std::size_t cell_at(double place, std::size_t most) {
  return place > 0 ? static_cast<std::size_t>(std::min(place, static_cast<double>(most))) : 0;
}

}  // namespace

StrokeGrid::Span StrokeGrid::columns(double from, double to) const {
  return {cell_at(std::ceil((from - page_.x0) / cell_ - 0.5), wide_),
          cell_at(std::floor((to - page_.x0) / cell_ - 0.5) + 1, wide_)};
}
StrokeGrid::Span StrokeGrid::rows(double from, double to) const {
  return {cell_at(std::ceil((from - page_.y0) / cell_ - 0.5), high_),
          cell_at(std::floor((to - page_.y0) / cell_ - 0.5) + 1, high_)};
}

void StrokeGrid::add(const std::vector<std::vector<Point>>& lines, double width, const Clip& clip,
                     std::uint32_t order) {
  if (last_.empty()) {
    const double x = page_.x1 - page_.x0, y = page_.y1 - page_.y0;
    if (!(x > 0 && y > 0) || !std::isfinite(x * y)) return;
    cell_ = std::max({kCell, std::sqrt(x * y / kMostCells), x / kMostSide, y / kMostSide});
    wide_ = static_cast<std::size_t>(x / cell_) + 1;
    high_ = static_cast<std::size_t>(y / cell_) + 1;
    last_.assign(wide_ * high_, 0);
  }
  for (const auto& line : lines)
    for (std::size_t i = 0; i + 1 < line.size() && work_ < kMostWork; ++i) {
      const Point a = line[i], b = line[i + 1];
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      if (!(length > 0) || !std::isfinite(length)) continue;
      const double x = (b.y - a.y) / length * width / 2, y = -(b.x - a.x) / length * width / 2;
      quad({{a.x + x, a.y + y}, {b.x + x, b.y + y}, {b.x - x, b.y - y}, {a.x - x, a.y - y}}, clip, order);
    }
}

// Row by row, between the two edges that the row's middle meets.
void StrokeGrid::quad(const Point (&corners)[4], const Clip& clip, std::uint32_t order) {
  PageBox box = PageBox::none();
  for (const Point& p : corners) box.add(p);
  const Span range = rows(box.y0, box.y1);
  for (std::size_t row = range.first; row < range.end && work_ < kMostWork; ++row) {
    const double y = page_.y0 + (static_cast<double>(row) + 0.5) * cell_;
    double left = box.x1, right = box.x0;
    for (std::size_t i = 0; i < 4; ++i) {
      const Point p = corners[i], q = corners[(i + 1) % 4];
      if ((p.y > y) == (q.y > y)) continue;
      const double x = p.x + (y - p.y) / (q.y - p.y) * (q.x - p.x);
      left = std::min(left, x);
      right = std::max(right, x);
    }
    const Span cells = columns(left, right);
    ++work_;
    for (std::size_t column = cells.first; column < cells.end; ++column, ++work_)
      if (clip.holds({page_.x0 + (static_cast<double>(column) + 0.5) * cell_, y})) last_[row * wide_ + column] = order;
  }
}

bool StrokeGrid::holds(Point p, std::uint32_t order) const {
  if (empty() || !page_.holds(p)) return false;
  const std::size_t column = cell_at((p.x - page_.x0) / cell_, wide_ - 1),
                    row = cell_at((p.y - page_.y0) / cell_, high_ - 1);
  return last_[row * wide_ + column] > order;
}

bool StrokeGrid::touches(const PageBox& box) const {
  if (empty()) return false;
  const Span across = columns(box.x0, box.x1), down = rows(box.y0, box.y1);
  for (std::size_t row = down.first; row < down.end; ++row)
    for (std::size_t column = across.first; column < across.end; ++column)
      if (last_[row * wide_ + column] != 0) return true;
  return false;
}

}  // namespace tipstaff::document
