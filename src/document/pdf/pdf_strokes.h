// Thin strokes of a page by where they leave ink: many of them side by side cover what none covers alone. Places are in
// default user space.
#pragma once

#include <cstdint>
#include <vector>

#include "document/geometry.h"

namespace tipstaff::document {

class StrokeGrid {
 public:
  explicit StrokeGrid(const PageBox& page) : page_(page) {}
  // Lines from point to point, painted as `order`; too many are left out.
  void add(const std::vector<std::vector<Point>>& lines, double width, const Clip& clip, std::uint32_t order);
  bool empty() const { return last_.empty(); }
  // Something was painted at this point after `order`.
  bool holds(Point p, std::uint32_t order) const;
  // Something was painted somewhere in the box.
  bool touches(const PageBox& box) const;

 private:
  struct Span {
    std::size_t first, end;
  };
  Span columns(double from, double to) const;  // whose middles lie between
  Span rows(double from, double to) const;
  void quad(const Point (&corners)[4], const Clip& clip, std::uint32_t order);

  PageBox page_;
  double cell_ = 0;  // points
  std::size_t wide_ = 0, high_ = 0;
  std::uint64_t work_ = 0;           // cells that were looked at
  std::vector<std::uint32_t> last_;  // of each cell, row by row: the last stroke; 0: none
};

}  // namespace tipstaff::document
