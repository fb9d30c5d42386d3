// How large the pages of a document of WordprocessingML are, and what of it begins where none is (ECMA-376 part 1
// §17.6.13).
#pragma once

#include <algorithm>
#include <string_view>

namespace tipstaff::document {

// Twentieths of a point. Several sections: the largest page counts.
struct WordPage {
  static constexpr double kLargest = 22 * 1440;  // of which no program makes larger ones
  double width = kLargest, height = kLargest;
  bool no_room = false;  // a section has pages, margins or columns between which no text fits

  // As the XML of the body says; what it does not say is as large as can be.
  static WordPage of(std::string_view body);
  // Lines or a table that begin so far right of where text does.
  bool misses(double left) const { return left >= width || left <= -width / 2; }
  // A frame or table that stands there, wherever it is counted from.
  bool misses(double x, double y) const { return x >= width || y >= height || std::min(x, y) < -kLargest / 8; }
};

}  // namespace tipstaff::document
