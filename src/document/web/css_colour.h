// Colours as CSS spells them (CSS Color 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::document {

struct CssColour {
  std::string digits;  // six, hexadecimal
  double alpha = 1;
};

// Nothing when it is none that is known, as of words that other elements give a meaning.
std::optional<CssColour> css_colour(std::string_view words);
// Six hexadecimal digits of "#FFF", "white", "rgb(255, 255, 255)"; as written when it is none of these.
std::string plain_colour(std::string_view words);
// Of `background`: its colour, also where all of a gradient is one; nothing when it has none, or a picture over it.
std::optional<CssColour> css_ground(std::string_view value);
// What is seen of a colour that lets so much of what is behind it through.
std::string colour_over(std::string_view above, double alpha, std::string_view below);

}  // namespace tipstaff::document
