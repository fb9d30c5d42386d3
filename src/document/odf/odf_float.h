// Shapes that stand in front of the text of an OpenDocument text (ODF 1.3 part 3 §10.4, §20.297, §20.391 on), and what
// lies under them.
#pragma once

#include <optional>

#include "document/odf/odf_styles.h"
#include "document/parts/page_cover.h"

namespace tipstaff::document {

// Of an enhanced-geometry (ODF 1.3 part 3 §10.6.2).
Painted::Form odf_form(const XmlAttributes& geometry);

class OdfFloat {
 public:
  // The shape begins, with its style; what is in it may say more.
  void start(std::string_view name, const XmlAttributes& attributes, const OdfStyle& style);
  void inside(std::string_view name, const XmlAttributes& attributes);
  // Its end, or that of another inside it: what it covers.
  std::optional<PageCover::Shape> end();
  void says();  // there are words in it
  // What the shape that ended last is to pictures: in front of one, or one itself.
  std::optional<PageThing> thing() const { return thing_; }

 private:
  PageCover::Along across_, down_;
  PageThing at_;
  std::optional<PageThing> thing_;
  std::size_t depth_ = 0;  // of shapes in each other
  bool in_text_ = false, floats_ = false, filled_ = false, picture_ = false, other_form_ = false;
};

}  // namespace tipstaff::document
