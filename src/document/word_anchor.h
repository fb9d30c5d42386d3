// Where a text box or picture of WordprocessingML floats, and what it covers (ECMA-376 part 1 §20.4.2).
#pragma once

#include <optional>
#include <string>

#include "document/page_cover.h"
#include "document/xml.h"

namespace tipstaff::document {

class WordAnchor {
 public:
  // Elements within the anchor; text of an element that holds_text().
  void start(std::string_view name, const XmlAttributes& attributes);
  void text(std::string_view element, std::string_view words);
  void end(std::string_view name);
  static bool holds_text(std::string_view element) { return element == "posOffset" || element == "align"; }
  bool off_page() const { return off_; }
  // Where it covers text behind it.
  std::optional<PageCover::Shape> cover() const;

 private:
  PageCover::Along across_, down_;
  bool is_across_ = false, across_page_ = false, down_page_ = false, in_look_ = false, sized_ = false, off_ = false;
  bool in_front_ = false, wraps_ = true, many_ = false, picture_ = false, other_form_ = false;
  std::optional<bool> filled_{};
};

}  // namespace tipstaff::document
