// Values of CSS properties, as far as they say that nothing of an element is left to see. In lower case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::document {

inline constexpr double kFarOff = -900, kFarRight = 5000;  // pixels out of the window

std::string_view trim(std::string_view text);
// Pixels (em as 16, vw and vh of a small window), percents as of an em.
std::optional<double> css_length(std::string_view text);
// A place: “calc(-100vw - 5px)” by its first part; percents are of a window.
std::optional<double> css_place(std::string_view text);
// “1px 2px”: its words, without those inside brackets parted.
std::vector<std::string_view> css_words(std::string_view text);
std::vector<double> numbers_in_call(std::string_view value);
// “scale(0)”, “opacity(0%)”
bool nought_in(std::string_view value, std::string_view call);
// “rotateY(90deg)”: seen from the side there is nothing to see.
bool turns_edge_on(std::string_view value, std::string_view call);
// Of `clip-path` nothing is left: sides that meet, or a polygon without an inside (CSS Shapes 1 §3.1).
bool clips_all(std::string_view value);
// Of `clip`: “rect(1px, 1px, 1px, 1px)” (CSS Masking 1 §A).
bool clips_to_nothing(std::string_view value);
// Of `transform`: out of the window, or to a line.
bool moves_away(std::string_view value);
// Of `margin`: from its top or left far out of the window.
bool margin_far_off(std::string_view value);
// The size in “italic 1px/1 serif”: the first number with a unit, or nought.
std::optional<double> size_in_font(std::string_view value);
// Of `mask-image`: a gradient that lets nothing through.
bool hides_by_mask(std::string_view value);
// “\64 isplay”: letters by their numbers, and marks that stand for themselves (CSS Syntax 3 §4.3.7).
std::string unescaped(std::string_view css);

}  // namespace tipstaff::document
