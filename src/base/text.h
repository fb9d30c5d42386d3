// Text from outside: what may stand in a person's field, on a card or in a letter. UTF-8 throughout.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff {

enum class TextFault : std::uint8_t {
  kNone,
  kNotUtf8,    // RFC 3629, strict: no overlong forms, no surrogates
  kControl,    // C0 and C1 controls, line and paragraph separators
  kBidi,       // embeddings, overrides and isolates (Unicode Standard Annex 9 §2): text that reads other than it is
  kInvisible,  // byte order mark, soft hyphen, word joiner and the like, tags, noncharacters, private use
};

// The first fault in `text`. Joiners (U+200C, U+200D), which Persian and Indic names need, are no fault.
TextFault fault_in(std::string_view text);
// "holds a control character": for messages, without the text.
std::string_view describe(TextFault fault);

// Takes one code point off the front; nothing (and nothing taken) when the bytes are not UTF-8 or there are none.
std::optional<char32_t> take_code_point(std::string_view& rest);

// ASCII letters only, as formats and the web compare names; other bytes stay.
std::string lower(std::string_view text);

}  // namespace tipstaff
