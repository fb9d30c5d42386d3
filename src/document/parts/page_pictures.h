// Pictures on the pages of a text, and shapes that stand in front of them. There is no layout: where a thing stands is
// reckoned from the edges or the paragraph that it is counted from, and two are compared where both are counted from
// the page, or from paragraphs next to each other. Lengths are in points.
#pragma once

#include <vector>

#include "document/parts/picture_patches.h"

namespace tipstaff::document {

// Where a thing stands in one direction, as formats say it.
struct PageAlong {
  enum class From : std::uint8_t { kParagraph, kPage, kText, kElse } from = From::kElse;
  enum class Align : std::uint8_t { kAt, kMiddle, kEnd } align = Align::kAt;
  double at = 0, size = 0;
};

struct PageThing {
  PageAlong across{}, down{};
  Painted look{};          // its box is not looked at
  std::int64_t order = 0;  // what has more stands in front
};

class PagePictures {
 public:
  // Of a paragraph that begins so far down, the `paragraph`th of the page.
  void add(const PageThing& thing, std::size_t paragraph, double top);
  void page();  // another one begins
  void add(const PatchedPictures& found) { covered_ += found.whole + found.part; }
  std::size_t covered() const { return covered_; }

 private:
  struct Placed {
    Painted look;
    std::int64_t order;
    bool from_paragraph;
    std::size_t paragraph;
  };
  std::vector<Placed> things_;
  std::size_t covered_ = 0;
};

}  // namespace tipstaff::document
