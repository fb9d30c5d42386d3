// How the runs of a text in a presentation of PowerPoint 97 to 2003 look ([MS-PPT] §2.9.44, StyleTextPropAtom): first
// the paragraphs' properties, then the characters', each for so many letters.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "document/slides/slide_canvas.h"

namespace tipstaff::document {

// Colours 0 to 7 of a slide's scheme (§2.4.17); empty: not known.
using PowerpointScheme = std::vector<Rgb>;

// A text in letters of 16 bits (or of 8, when narrow), as paragraphs of runs. A style that cannot be followed leaves
// the rest as it is.
std::vector<SlideParagraph> powerpoint_paragraphs(ByteView letters, bool narrow, ByteView style,
                                                  const PowerpointScheme& scheme);

// A colour as drawings give it ([MS-ODRAW] §2.2.2).
std::optional<Rgb> powerpoint_fill(std::uint32_t colour, const PowerpointScheme& scheme);

}  // namespace tipstaff::document
