// What the character codes and glyph names of PDF fonts mean (ISO 32000-1 Annex D; Adobe Glyph List), and how wide the
// letters of fonts are that a PDF need not describe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tipstaff::document {

enum class BaseEncoding : std::uint8_t { kStandard, kWinAnsi, kMacRoman };

// U+0000: the code means nothing there.
char32_t unicode_of_code(BaseEncoding encoding, std::uint8_t code);
// "eacute", "uni00E9", "u1F600", "f_i", "a.sc": as UTF-8; empty when the name tells nothing.
std::string text_of_glyph_name(std::string_view name);
// In thousandths of an em, of a standard font or one like it.
double standard_width(std::string_view font, char32_t letter);
// A text string of a dictionary: UTF-16 or UTF-8 with its mark, else PDFDocEncoding. As UTF-8.
std::string text_of_string(std::string_view bytes);
// Big-endian UTF-16 without a mark, as CMaps hold it.
std::string text_of_utf16(std::string_view bytes);
// Ligatures as their letters, so that words are found.
void put_letter(std::string& out, char32_t letter);

extern const std::string_view kGlyphNames;  // "A=41 AE=C6 …", sorted

}  // namespace tipstaff::document
