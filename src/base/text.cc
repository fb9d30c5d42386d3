#include "base/text.h"

namespace tipstaff {
namespace {

TextFault fault_of(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) return TextFault::kControl;
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) return TextFault::kBidi;
  const bool formatting = c == 0xad || c == 0x200b || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) ||
                          c == 0xfeff || (c >= 0xfff9 && c <= 0xfffd) || (c >= 0xe0000 && c <= 0xe0fff);
  const bool private_use = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
  const bool noncharacter = (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
  return formatting || private_use || noncharacter ? TextFault::kInvisible : TextFault::kNone;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto lead = static_cast<unsigned char>(rest[0]);
  if (lead < 0x80) {
    rest.remove_prefix(1);
    return lead;
  }
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < length) return std::nullopt;
  char32_t value = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    value = value << 6 | (next & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
  rest.remove_prefix(length);
  return value;
}

TextFault fault_in(std::string_view text) {
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (!c) return TextFault::kNotUtf8;
    if (const TextFault fault = fault_of(*c); fault != TextFault::kNone) return fault;
  }
  return TextFault::kNone;
}

std::string_view describe(TextFault fault) {
  switch (fault) {
    case TextFault::kNone:
      return "is in order";
    case TextFault::kNotUtf8:
      return "is not valid UTF-8";
    case TextFault::kControl:
      return "holds a control character";
    case TextFault::kBidi:
      return "holds a character that reverses the order of reading";
    case TextFault::kInvisible:
      return "holds an invisible or unassigned character";
  }
  return "is in order";
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

}  // namespace tipstaff
