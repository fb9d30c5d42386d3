// What the elements and attributes of a web page are for (HTML Living Standard). Names in lower case.
#pragma once

#include <string>
#include <string_view>

namespace tipstaff::document {

// Elements that begin and end a line.
bool is_block(std::string_view name);
// What only programs show that do not know an element, or have no scripts.
bool is_fallback(std::string_view name);
// Attributes whose words are told elsewhere, or are codes.
bool is_known_attribute(std::string_view name);
// “Please enable JavaScript”, “Your browser does not support the video tag.”
bool is_excuse(std::string_view text);
// What stands between the tags of a piece of a page, but for style sheets.
std::string between_tags(std::string_view text);

}  // namespace tipstaff::document
