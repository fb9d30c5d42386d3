// What letters and masks are painted with when it is no plain colour: patterns, shadings, glyphs that are drawings
// themselves (ISO 32000-1 §8.7, §9.6.5).
#pragma once

#include <optional>
#include <string_view>

#include "document/pdf/pdf_colour.h"

namespace tipstaff::document {

// What a content stream leaves on the page.
struct Drawn {
  bool anything = true;            // false: nothing is painted
  bool own_colours = true;         // false: in the colour that is set outside (`d1`)
  std::optional<Colour> colour{};  // of all that is painted, where it is one and set inside
};
Drawn drawn_by(std::string_view content);

// Of a shading, or of a pattern that is one, where it is the same throughout (functions of type 2 and 3, §7.10.3 and
// §7.10.4).
std::optional<Colour> uniform_colour(PdfObject shading, PdfObject resources, PdfFile& file);

}  // namespace tipstaff::document
