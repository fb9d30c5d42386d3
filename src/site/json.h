// JSON (RFC 8259) as browsers and trackers write it, read without complaint: half surrogate pairs, which JavaScript's
// strings may hold, become U+FFFD, bytes that are no UTF-8 stay. Looking a member up never fails: what is absent or of
// another kind is empty.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::site {

// Replaces escapes of half surrogate pairs in place; the length stays.
void mend_surrogates(std::string& text);

// Nothing when it is not one JSON text, or nests deeper than 64 levels. Changes `text`.
std::optional<boost::json::value> parse_json(std::string text);
// The same, and `cut_short` tells a text that ends too early from one that is wrong.
std::optional<boost::json::value> parse_json(std::string text, bool& cut_short);

std::string_view view(const boost::json::string& text);
// A member of an object; null when `value` is none or has none of that name.
const boost::json::value* member(const boost::json::value* value, std::string_view name);
inline const boost::json::value* member(const boost::json::value& value, std::string_view name) {
  return member(&value, name);
}
// Its text; empty when it is no string.
std::string_view text_in(const boost::json::value* value, std::string_view name);
// Numbers, booleans and strings as they would be written without quotation marks; empty for others.
std::string plain_text(const boost::json::value& value);
// A whole number, also one written as 12.0; `otherwise` when it is none.
std::int64_t number_in(const boost::json::value* value, std::string_view name, std::int64_t otherwise);
// The members of an array; none when it is no array.
const boost::json::array& array_in(const boost::json::value* value, std::string_view name);

}  // namespace tipstaff::site
