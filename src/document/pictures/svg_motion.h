// Animations of a drawing (SVG 2 §2 of SVG Animations; SMIL 3): what they take away for good.
#pragma once

#include <string_view>

#include "document/xml.h"

namespace tipstaff::document {

bool is_motion(std::string_view element);  // “set”, “animate”, …
// What it is applied to is not seen once the drawing has been open for a moment, and nobody need click.
bool takes_away(std::string_view element, const XmlAttributes& attributes);

}  // namespace tipstaff::document
