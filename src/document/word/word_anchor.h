// Where a text box or picture of WordprocessingML floats, and what it covers (ECMA-376 part 1 §20.4.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/parts/free_form.h"
#include "document/parts/page_cover.h"
#include "document/xml.h"

namespace tipstaff::document {

class WordAnchor {
 public:
  // Elements within the anchor; text of an element that holds_text().
  void start(std::string_view name, const XmlAttributes& attributes);
  void text(std::string_view element, std::string_view words);
  bool end(std::string_view name);  // true: the outermost one ends, of those that stand in each other
  // Of a picture or chart, in points: both nought where that is not told.
  double width() const { return across_.size; }
  double height() const { return down_.size; }
  static bool holds_text(std::string_view element) { return element == "posOffset" || element == "align"; }
  bool off_page() const { return off_; }
  // Where it covers text behind it.
  std::optional<PageCover::Shape> cover() const;
  void says() { says_ = true; }  // there are words in it
  // What it is to pictures: in front of one, one itself, or several in a group.
  std::optional<PageThing> thing(PageAlong::Align paragraph) const;
  PatchedPictures in_group() const;

 private:
  void paint(std::string_view name, const XmlAttributes& attributes);
  void paint_fill(Painted& own, std::string_view name, const XmlAttributes& attributes);

  PageCover::Along across_, down_;
  std::vector<Painted> inside_;
  FreeForm free_form_;
  std::int64_t order_ = 0;
  std::size_t depth_ = 0;
  bool among_text_ = false, says_ = false, in_fill_ = false, told_ = false;
  bool is_across_ = false, across_page_ = false, down_page_ = false, in_look_ = false, sized_ = false, off_ = false;
  bool in_front_ = false, wraps_ = true, many_ = false, picture_ = false, other_form_ = false;
  std::optional<bool> filled_{};
};

// The same of a shape of the old kind, in w:pict (VML; ECMA-376 part 4 §19.1). Shapes in a group cover nothing.
class OldWordAnchor {
 public:
  // Returns the height of a shape that stands among the text, in points; else nought.
  double start(std::string_view name, const XmlAttributes& attributes);
  // What the shape covers that ends here.
  std::optional<PageCover::Shape> end(std::string_view name);
  bool off_page() const { return off_; }
  void says() { says_ = true; }
  std::optional<PageThing> thing() const { return thing_; }  // of the shape that ended last

 private:
  void place(std::string_view style);

  PageCover::Along across_, down_;
  std::size_t depth_ = 0, groups_ = 0;
  std::optional<PageThing> thing_;
  Painted look_;
  std::int64_t order_ = 0;
  bool says_ = false;
  bool floats_ = false, in_front_ = false, wraps_ = false, filled_ = false, picture_ = false, other_form_ = false,
       off_ = false;
};

}  // namespace tipstaff::document
