// The outline of a shape that somebody drew by hand (custGeom; ECMA-376 part 1 §20.1.9.8): how much of its box it
// fills.
#pragma once

#include <string_view>
#include <vector>

#include "document/geometry.h"
#include "document/parts/picture_patches.h"
#include "document/xml.h"

namespace tipstaff::document {

class FreeForm {
 public:
  // Elements in custGeom, it included: a new one begins.
  void start(std::string_view name, const XmlAttributes& attributes);
  // A box where its one path fills the box, or next to it; round where it fills most of it; else, and where places are
  // calculated (§20.1.9.11), another form.
  Painted::Form form() const;

 private:
  std::vector<Point> points_;
  std::size_t paths_ = 0, begins_ = 0;
  double wide_ = 0, high_ = 0;
  int left_ = 0;  // points of the element until the one that lies on the outline
  bool other_ = false;
};

}  // namespace tipstaff::document
