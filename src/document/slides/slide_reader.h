// One part of a presentation with shapes on it (a slide, layout or master), or the drawing of a sheet: PresentationML
// and DrawingML (ECMA-376 part 1 §19, §20.1).
#pragma once

#include <set>

#include "document/containers/package.h"
#include "document/slides/slide_canvas.h"

namespace tipstaff::document {

inline constexpr double kSlideUnit = 12'700;  // to a point

// Where placeholders without a place of their own stand.
struct Placeholder {
  std::string type, index;
  PageBox box;
};
// What a slide is painted over.
struct SlideGround {
  std::vector<SlideShape> shapes;
  std::vector<Placeholder> placeholders;
  std::optional<SlidePaint> background;
};

struct SlideContent {
  bool hidden = false;
  std::optional<SlidePaint> background;
  std::vector<SlideShape> shapes;
  std::vector<std::string> ids, pictures, charts;  // of shapes; by their relations, empty for none
  std::vector<Placeholder> placeholders;
  std::vector<bool> is_placeholder;  // of shapes: its text on a layout is only an example
  std::set<std::string> moving;      // shapes that appear or go while the slide is shown
};

// `under`: what placeholders take their places from; may be null. What is wrong with the part is told to its package.
SlideContent read_slide_part(Package& package, const std::string& part, const Theme& theme, const SlideGround* under);

}  // namespace tipstaff::document
