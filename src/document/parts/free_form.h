// The outline of a shape that somebody drew by hand: how much of its box it fills. A box where its one path fills the
// box, or next to it; round where it fills most of it; else, and where places are calculated, another form.
#pragma once

#include <string_view>
#include <vector>

#include "document/geometry.h"
#include "document/parts/picture_patches.h"
#include "document/xml.h"

namespace tipstaff::document {

// “draw:enhanced-path” in “svg:viewBox” (ODF 1.3 part 3 §19.145, §19.570).
Painted::Form form_of_enhanced_path(std::string_view path, std::string_view view_box);
// “path” in “coordsize” (VML; ECMA-376 part 4 §19.1.2.19, §14.2.2.1).
Painted::Form form_of_vml_path(std::string_view path, std::string_view size);

// The elements of custGeom (ECMA-376 part 1 §20.1.9.8).
class FreeForm {
 public:
  // Those in it, it included: a new one begins.
  void start(std::string_view name, const XmlAttributes& attributes);
  Painted::Form form() const;

 private:
  std::vector<Point> points_;
  std::size_t paths_ = 0, begins_ = 0;
  double wide_ = 0, high_ = 0;
  int left_ = 0;  // points of the element until the one that lies on the outline
  bool other_ = false;
};

}  // namespace tipstaff::document
