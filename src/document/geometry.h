// Plane geometry of a page: matrices, boxes, filled outlines, clips. In the page's default user space (1/72 inch, y
// upwards) once the current matrix is applied. Outlines are flattened; numbers may come from hostile bytes, so that
// nothing here may depend on their being finite.
#pragma once

#include <memory>
#include <optional>
#include <vector>

namespace tipstaff::document {

struct Point {
  double x = 0, y = 0;
};

struct PageBox {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool empty() const { return !(x1 > x0 && y1 > y0); }
  double area() const { return empty() ? 0 : (x1 - x0) * (y1 - y0); }
  bool holds(Point p) const { return p.x >= x0 && p.x <= x1 && p.y >= y0 && p.y <= y1; }
  PageBox cut(const PageBox& other) const;
  void add(Point p);
  static PageBox none();  // holds nothing; add() makes it grow
  static PageBox everything();
};

// Column vectors as in ISO 32000-1 §8.3.3: x' = a x + c y + e.
struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Point apply(Point p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
  Matrix then(const Matrix& next) const;  // this first
  double scale() const;                   // of lengths, on average
  std::optional<Matrix> inverse() const;  // none where it flattens the plane
};
PageBox bounds_of(const Matrix& matrix, const PageBox& box);

// A filled outline: closed polygons.
struct Outline {
  std::vector<std::vector<Point>> polygons;
  bool even_odd = false;
  bool is_box = false;  // it fills its bounds
  PageBox bounds = PageBox::none();
  void finish();  // sets bounds and is_box
  bool holds(Point p) const;
};
using SharedOutline = std::shared_ptr<const Outline>;

// All of them at once; boxes are folded into one.
class Clip {
 public:
  void cut(const SharedOutline& outline);
  bool holds(Point p) const;
  const PageBox& bounds() const { return box_; }

 private:
  PageBox box_ = PageBox::everything();
  std::vector<SharedOutline> outlines_;  // beyond the box
};

}  // namespace tipstaff::document
