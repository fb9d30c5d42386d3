// Boxes of a web page that are placed over text (CSS 2.2 §9.3, §9.9 and appendix E), as far as a style says that one is
// as large as what it is placed in. There is no layout.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tipstaff::document {

// An element that is open, as its style places it.
struct PlacedElement {
  std::size_t number = 0;  // in the order of the source
  bool placed = false;     // it is what those inside are placed in
  bool fixed = false;
  double level = 0;  // z-index
};

class PageBoxes {
 public:
  // The last one hides what it is placed in; the first one is the page.
  void add(std::span<const PlacedElement> open);
  // Text in the last one lies under a box.
  bool cover(std::span<const PlacedElement> open) const;

 private:
  struct Box {
    std::size_t number, container;
    double level;
  };
  static bool covers(const Box& box, std::span<const PlacedElement> open);

  std::vector<Box> boxes_;
};

}  // namespace tipstaff::document
