// Text to the words by which names are compared: lower case, without diacritics (Unicode NFKD, UAX 15), apostrophes and
// hyphens of every shape as gaps. Latin letters become ASCII; letters of other scripts stay, in lower case.
// Tables come from ICU when the first caller asks; after that, pure functions for any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::match {

// How bytes beyond ASCII are to be read.
enum class Encoding : std::uint8_t { kUtf8, kWindows1252, kMacRoman };

// The words in `text`. Bytes that the encoding does not know are gaps.
std::vector<std::string> words_of(std::string_view text, Encoding encoding = Encoding::kUtf8);

// Appends the words of `text`, each followed by a blank, to `out`; false when `text` is not in that encoding.
bool fold_into(std::string& out, std::string_view text, Encoding encoding);

bool is_utf8(std::string_view text);

// The words of `text` as each code page has them, each followed by a blank; where they end. Room for (size + 1) *
// kMostOfOneByte each.
inline constexpr std::size_t kMostOfOneByte = 4;
struct BothPages {
  char *windows, *mac;
};
BothPages fold_in_both_pages(std::string_view text, BothPages to);

// Lower case of ASCII letters, everything but letters and digits left out: for numbers (“NM-12 345”).
std::string only_letters_and_digits(std::string_view text);

// `text` in UTF-8, from the bytes of an encoding of two bytes a letter; what is no letter there becomes a blank.
void utf8_from_utf16(std::string& out, std::string_view text, bool big_endian);

}  // namespace tipstaff::match
