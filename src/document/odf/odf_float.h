// Shapes that stand in front of the text of an OpenDocument text (ODF 1.3 part 3 §10.4, §20.297, §20.391 on), and what
// lies under them.
#pragma once

#include <optional>

#include "document/odf/odf_styles.h"
#include "document/parts/page_cover.h"

namespace tipstaff::document {

class OdfFloat {
 public:
  // The shape begins, with its style; what is in it may say more.
  void start(std::string_view name, const XmlAttributes& attributes, const OdfStyle& style);
  void inside(std::string_view name, const XmlAttributes& attributes);
  // Its end, or that of another inside it: what it covers.
  std::optional<PageCover::Shape> end();

 private:
  PageCover::Along across_, down_;
  std::size_t depth_ = 0;  // of shapes in each other
  bool floats_ = false, filled_ = false, picture_ = false, other_form_ = false;
};

}  // namespace tipstaff::document
