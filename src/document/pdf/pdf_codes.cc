#include "document/pdf/pdf_codes.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "document/letters.h"

namespace tipstaff::document {
namespace {

// From code 128 on; below they are ASCII, but for two quotation marks of the standard encoding.
constexpr char16_t kStandardHigh[128] = {
    0x0,    0x0,    0x0,    0x0,   0x0,    0x0,    0x0,    0x0,   0x0,   0x0,  0x0,    0x0,    0x0,    0x0,    0x0,
    0x0,    0x0,    0x0,    0x0,   0x0,    0x0,    0x0,    0x0,   0x0,   0x0,  0x0,    0x0,    0x0,    0x0,    0x0,
    0x0,    0x0,    0x0,    0xa1,  0xa2,   0xa3,   0x2044, 0xa5,  0x192, 0xa7, 0xa4,   0x27,   0x201c, 0xab,   0x2039,
    0x203a, 0xfb01, 0xfb02, 0x0,   0x2013, 0x2020, 0x2021, 0xb7,  0x0,   0xb6, 0x2022, 0x201a, 0x201e, 0x201d, 0xbb,
    0x2026, 0x2030, 0x0,    0xbf,  0x0,    0x60,   0xb4,   0x2c6, 0x2dc, 0xaf, 0x2d8,  0x2d9,  0xa8,   0x0,    0x2da,
    0xb8,   0x0,    0x2dd,  0x2db, 0x2c7,  0x2014, 0x0,    0x0,   0x0,   0x0,  0x0,    0x0,    0x0,    0x0,    0x0,
    0x0,    0x0,    0x0,    0x0,   0x0,    0x0,    0x0,    0xc6,  0x0,   0xaa, 0x0,    0x0,    0x0,    0x0,    0x141,
    0xd8,   0x152,  0xba,   0x0,   0x0,    0x0,    0x0,    0x0,   0xe6,  0x0,  0x0,    0x0,    0x131,  0x0,    0x0,
    0x142,  0xf8,   0x153,  0xdf,  0x0,    0x0,    0x0,    0x0};
constexpr char16_t kMacRomanHigh[128] = {
    0xc4,   0xc5,  0xc7,   0xc9,   0xd1,   0xd6,   0xdc,   0xe1,   0xe0,   0xe2,   0xe4,   0xe3, 0xe5,   0xe7,   0xe9,
    0xe8,   0xea,  0xeb,   0xed,   0xec,   0xee,   0xef,   0xf1,   0xf3,   0xf2,   0xf4,   0xf6, 0xf5,   0xfa,   0xf9,
    0xfb,   0xfc,  0x2020, 0xb0,   0xa2,   0xa3,   0xa7,   0x2022, 0xb6,   0xdf,   0xae,   0xa9, 0x2122, 0xb4,   0xa8,
    0x0,    0xc6,  0xd8,   0x0,    0xb1,   0x0,    0x0,    0xa5,   0xb5,   0x0,    0x0,    0x0,  0x0,    0x0,    0xaa,
    0xba,   0x0,   0xe6,   0xf8,   0xbf,   0xa1,   0xac,   0x0,    0x192,  0x0,    0x0,    0xab, 0xbb,   0x2026, 0x20,
    0xc0,   0xc3,  0xd5,   0x152,  0x153,  0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0xf7, 0x0,    0xff,   0x178,
    0x2044, 0xa4,  0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0xb7,   0x201a, 0x201e, 0x2030, 0xc2, 0xca,   0xc1,   0xcb,
    0xc8,   0xcd,  0xce,   0xcf,   0xcc,   0xd3,   0xd4,   0x0,    0xd2,   0xda,   0xdb,   0xd9, 0x131,  0x2c6,  0x2dc,
    0xaf,   0x2d8, 0x2d9,  0x2da,  0xb8,   0x2dd,  0x2db,  0x2c7};
// 128–159; above it is Latin-1.
constexpr char16_t kWinAnsiHigh[32] = {0x20ac, 0x2022, 0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                       0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x2022, 0x17d,  0x2022,
                                       0x2022, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                       0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x2022, 0x17e,  0x178};
// PDFDocEncoding: 24–31 and 128–160; else Latin-1.
constexpr char16_t kDocumentLow[8] = {0x2d8, 0x2c7, 0x2c6, 0x2d9, 0x2dd, 0x2db, 0x2da, 0x2dc};
constexpr char16_t kDocumentHigh[33] = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x192,  0x2044, 0x2039,
                                        0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a,
                                        0x2122, 0xfb01, 0xfb02, 0x141,  0x152,  0x160,  0x178,  0x17d,  0x131,
                                        0x142,  0x153,  0x161,  0x17e,  0x0,    0x20ac};

// Of the codes 32–126 (the metrics that Adobe published for the fonts that every reader has).
constexpr std::uint16_t kHelvetica[95] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr std::uint16_t kTimes[95] = {250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
                                      500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
                                      921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
                                      556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
                                      333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
                                      500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541};

std::optional<char32_t> hexadecimal(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size() || value > 0x10ffff ||
      (value >= 0xd800 && value < 0xe000))
    return std::nullopt;
  return value;
}

// Binary search in text: steps back to the beginning of an entry each time.
char32_t listed(std::string_view name) {
  std::size_t low = 0, high = kGlyphNames.size();
  while (low < high) {
    std::size_t at = kGlyphNames.rfind(' ', (low + high) / 2);
    at = at == std::string_view::npos || at < low ? low : at + 1;
    const std::size_t equals = kGlyphNames.find('=', at);
    const std::size_t end = std::min(kGlyphNames.find(' ', at), kGlyphNames.size());
    const std::string_view entry = kGlyphNames.substr(at, equals - at);
    if (entry == name) return hexadecimal(kGlyphNames.substr(equals + 1, end - equals - 1)).value_or(0);
    if (entry < name)
      low = std::min(end + 1, kGlyphNames.size());
    else if (at == low)
      return 0;
    else
      high = at - 1;
  }
  return 0;
}

std::string text_of_component(std::string_view name) {
  std::string out;
  if (name.size() == 1) return std::string(name);
  if (const char32_t point = listed(name); point != 0) {
    put_letter(out, point);
    return out;
  }
  if (name.starts_with("uni") && name.size() >= 7 && (name.size() - 3) % 4 == 0) {
    for (std::size_t at = 3; at < name.size(); at += 4) {
      const auto point = hexadecimal(name.substr(at, 4));
      if (!point) return {};
      put_letter(out, *point);
    }
  } else if (name.starts_with('u') && name.size() >= 5 && name.size() <= 7) {
    if (const auto point = hexadecimal(name.substr(1))) put_letter(out, *point);
  }
  return out;
}

}  // namespace

char32_t unicode_of_code(BaseEncoding encoding, std::uint8_t code) {
  if (code < 32 || code == 127) return 0;
  if (encoding == BaseEncoding::kStandard) {
    if (code == '\'') return U'’';
    if (code == '`') return U'‘';
    return code < 128 ? code : kStandardHigh[code - 128];
  }
  if (code < 128) return code;
  if (encoding == BaseEncoding::kMacRoman) return kMacRomanHigh[code - 128];
  return code < 160 ? kWinAnsiHigh[code - 128] : code;
}

std::string text_of_glyph_name(std::string_view name) {
  name = name.substr(0, name.find('.'));  // "a.sc": a variant of a
  std::string out;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('_'), name.size());
    out += text_of_component(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return out;
}

double standard_width(std::string_view font, char32_t letter) {
  const auto has = [&](std::string_view word) { return font.find(word) != std::string_view::npos; };
  if (has("Courier") || has("Mono")) return 600;
  const auto& widths = has("Times") || has("Serif") ? kTimes : kHelvetica;
  const double width = letter >= 32 && letter < 127 ? widths[letter - 32] : 556;
  return has("Bold") ? width * 1.05 : width;
}

std::string text_of_utf16(std::string_view bytes) {
  std::string out;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                 static_cast<unsigned char>(bytes[at + 1]));
  };
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    char32_t point = unit(at);
    if (point >= 0xd800 && point < 0xdc00 && at + 4 <= bytes.size() && unit(at + 2) >= 0xdc00 &&
        unit(at + 2) < 0xe000) {
      point = 0x10000 + ((point - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
      at += 2;
    } else if (point >= 0xd800 && point < 0xe000) {
      continue;
    }
    put_letter(out, point);
  }
  return out;
}

std::string text_of_string(std::string_view bytes) {
  if (bytes.starts_with("\xfe\xff")) return text_of_utf16(bytes.substr(2));
  if (bytes.starts_with("\xef\xbb\xbf")) return std::string(bytes.substr(3));
  if (bytes.starts_with("\xff\xfe")) {  // not allowed, and met
    std::string swapped(bytes.substr(2, (bytes.size() - 2) / 2 * 2));
    for (std::size_t at = 0; at + 2 <= swapped.size(); at += 2) std::swap(swapped[at], swapped[at + 1]);
    return text_of_utf16(swapped);
  }
  std::string out;
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    char32_t point = code;
    if (code >= 24 && code < 32) point = kDocumentLow[code - 24];
    if (code >= 128 && code <= 160) point = kDocumentHigh[code - 128];
    if (point != 0) put_utf8(out, point);
  }
  return out;
}

void put_letter(std::string& out, char32_t letter) {
  constexpr std::string_view kLigatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};  // U+FB00–FB06
  if (letter >= 0xfb00 && letter <= 0xfb06)
    out += kLigatures[letter - 0xfb00];
  else if (letter == 0xa0)
    out += ' ';
  else if (letter != 0xad && letter != 0)  // a soft hyphen splits words that are one
    put_utf8(out, letter);
}

}  // namespace tipstaff::document
