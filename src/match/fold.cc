#include "match/fold.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace tipstaff::match {
namespace {

constexpr char32_t kInTable = 0x2600;  // all that names in Latin letters use; the rest is looked up one by one

// What NFKD leaves whole.
std::string_view without_stroke(char32_t c) {
  switch (c) {
    case U'ß': case U'ẞ': return "ss";
    case U'æ': case U'Æ': return "ae";
    case U'œ': case U'Œ': return "oe";
    case U'ø': case U'Ø': return "o";
    case U'ł': case U'Ł': return "l";
    case U'đ': case U'Đ': case U'ð': case U'Ð': return "d";
    case U'þ': case U'Þ': return "th";
    case U'ħ': case U'Ħ': return "h";
    case U'ı': return "i";
    case U'ŋ': case U'Ŋ': return "n";
    case U'ŧ': case U'Ŧ': return "t";
    default: return {};
  }
}

bool is_dropped(char32_t c) {
  const auto category = u_charType(static_cast<UChar32>(c));
  return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR;
}

void append_utf8(std::string& out, char32_t c) {
  std::array<char, 4> bytes{};
  int size = 0;
  U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(bytes.data()), size, c);
  out.append(bytes.data(), static_cast<std::size_t>(size));
}

std::string fold_slowly(char32_t c) {
  if (const auto plain = without_stroke(c); !plain.empty()) return std::string(plain);
  if (is_dropped(c)) return "";
  // Modifier letters such as ʼ stand for apostrophes in names.
  if (c >= 0x2B0 && c <= 0x2FF) return " ";
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* nfkd = unorm2_getNFKDInstance(&error);
  std::array<UChar, 32> parts{};
  int32_t count = unorm2_getDecomposition(nfkd, static_cast<UChar32>(c), parts.data(), parts.size(), &error);
  if (U_FAILURE(error) || count < 0) {
    count = 0;
    U16_APPEND_UNSAFE(parts.data(), count, static_cast<UChar32>(c));
  }
  std::string out;
  for (int32_t at = 0; at < count;) {
    UChar32 part = 0;
    U16_NEXT(parts.data(), at, count, part);
    if (is_dropped(static_cast<char32_t>(part))) continue;
    const auto plain = without_stroke(static_cast<char32_t>(part));
    if (!plain.empty()) out += plain;
    else if (u_isalnum(part)) append_utf8(out, static_cast<char32_t>(u_tolower(part)));
    else if (out.empty() || out.back() != ' ') out += ' ';
  }
  return out;
}

using Page = std::array<char32_t, 128>;

Page page_of(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(name, &error), ucnv_close);
  if (U_FAILURE(error)) throw std::runtime_error("ICU lacks a code page");
  Page out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    const char* from = &byte;
    UErrorCode bad = U_ZERO_ERROR;
    const UChar32 c = ucnv_getNextUChar(converter.get(), &from, from + 1, &bad);
    out[i] = U_FAILURE(bad) ? U' ' : static_cast<char32_t>(c);
  }
  return out;
}

struct Tables {
  std::vector<std::string> folded;
  Page windows = page_of("windows-1252"), mac = page_of("macintosh");
  Tables() {
    folded.reserve(kInTable);
    for (char32_t c = 0; c < kInTable; ++c) folded.push_back(fold_slowly(c));
  }
};
const Tables& tables() {
  static const Tables instance;
  return instance;
}

void add(std::string& out, char32_t c) {
  if (c < kInTable) out += tables().folded[c];
  else out += fold_slowly(c);
}

}  // namespace

bool fold_into(std::string& out, std::string_view text, Encoding encoding) {
  const std::size_t began = out.size();
  bool whole = true;
  std::string raw;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = bytes[at];
    if (c < 0x80) {
      ++at;
    } else if (encoding == Encoding::kUtf8) {
      U8_NEXT(bytes, at, size, c);
      whole = whole && c >= 0;
    } else {
      c = static_cast<UChar32>((encoding == Encoding::kMacRoman ? tables().mac : tables().windows)[static_cast<std::size_t>(c - 0x80)]);
      ++at;
    }
    add(raw, c < 0 ? U' ' : static_cast<char32_t>(c));
  }
  for (const char c : raw) {
    if (c != ' ') out += c;
    else if (out.size() > began && out.back() != ' ') out += ' ';
  }
  if (out.size() > began && out.back() != ' ') out += ' ';
  return whole;
}

std::vector<std::string> words_of(std::string_view text, Encoding encoding) {
  std::string folded;
  fold_into(folded, text, encoding);
  std::vector<std::string> out;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t end = folded.find(' ', at);
    out.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string only_letters_and_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

void utf8_from_utf16(std::string& out, std::string_view text, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<std::uint8_t>(text[at]), b = static_cast<std::uint8_t>(text[at + 1]);
    return static_cast<UChar>(big_endian ? a << 8 | b : b << 8 | a);
  };
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    const UChar first = unit(at);
    if (first < 0x80) {
      out += static_cast<char>(first);
    } else if (U16_IS_LEAD(first) && at + 3 < text.size() && U16_IS_TRAIL(unit(at + 2))) {
      append_utf8(out, static_cast<char32_t>(U16_GET_SUPPLEMENTARY(first, unit(at + 2))));
      at += 2;
    } else if (U16_IS_SURROGATE(first)) {
      out += ' ';
    } else {
      append_utf8(out, first);
    }
  }
}

}  // namespace tipstaff::match
