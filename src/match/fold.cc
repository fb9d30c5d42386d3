#include "match/fold.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace tipstaff::match {
namespace {

constexpr char32_t kInTable = 0x2600;  // all that names in Latin letters use; the rest is looked up one by one

// What NFKD leaves whole.
std::string_view without_stroke(char32_t c) {
  switch (c) {
    case U'ß':
    case U'ẞ':
      return "ss";
    case U'æ':
    case U'Æ':
      return "ae";
    case U'œ':
    case U'Œ':
      return "oe";
    case U'ø':
    case U'Ø':
      return "o";
    case U'ł':
    case U'Ł':
      return "l";
    case U'đ':
    case U'Đ':
    case U'ð':
    case U'Ð':
      return "d";
    case U'þ':
    case U'Þ':
      return "th";
    case U'ħ':
    case U'Ħ':
      return "h";
    case U'ı':
      return "i";
    case U'ŋ':
    case U'Ŋ':
      return "n";
    case U'ŧ':
    case U'Ŧ':
      return "t";
    default:
      return {};
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
    if (!plain.empty())
      out += plain;
    else if (u_isalnum(part))
      append_utf8(out, static_cast<char32_t>(u_tolower(part)));
    else if (out.empty() || out.back() != ' ')
      out += ' ';
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

// What each byte of a code page folds to.
struct FoldedPage {
  static constexpr std::size_t kMost = kMostOfOneByte;
  std::array<std::array<char, kMost>, 256> text{};
  std::array<std::uint8_t, 256> size{}, size_behind_gap{};
};

struct Tables {
  std::vector<std::string> folded;
  FoldedPage windows, mac;
  Tables() {
    folded.reserve(kInTable);
    for (char32_t c = 0; c < kInTable; ++c) folded.push_back(fold_slowly(c));
    windows = folded_page(page_of("windows-1252"));
    mac = folded_page(page_of("macintosh"));
  }
  FoldedPage folded_page(const Page& page) const {
    FoldedPage out;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const char32_t c = byte < 0x80 ? static_cast<char32_t>(byte) : page[byte - 0x80];
      const std::string text = c < kInTable ? folded[c] : fold_slowly(c);
      if (text.size() > FoldedPage::kMost) throw std::logic_error("a letter of a code page folds to more than is kept");
      if (text != " " && (text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != std::string::npos))
        throw std::logic_error("a letter of a code page folds to a word and a gap");
      std::ranges::copy(text, out.text[byte].begin());
      out.size[byte] = static_cast<std::uint8_t>(text.size());
      out.size_behind_gap[byte] = text == " " ? 0 : out.size[byte];
    }
    return out;
  }
};
const Tables& tables() {
  static const Tables instance;
  return instance;
}

void add(std::string& out, char32_t c) {
  if (c < kInTable)
    out += tables().folded[c];
  else
    out += fold_slowly(c);
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return false;
  }
  return true;
}

namespace {
// Gaps from `began` on become one blank each, none at the beginning and one at the end.
void close_gaps(std::string& out, std::size_t began) {
  std::size_t to = began;
  for (std::size_t i = began; i < out.size(); ++i)
    if (out[i] != ' ' || (to > began && out[to - 1] != ' ')) out[to++] = out[i];
  out.resize(to);
  if (to > began && out.back() != ' ') out += ' ';
}

// Gaps are closed as they come: one begins where a byte stands for a blank (folded_page() sees to that), and not behind
// another.
class PageFolder {
 public:
  PageFolder(const FoldedPage& page, char* to) : page_(page), to_(to) {}
  void take(char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    std::memcpy(to_, page_.text[byte].data(), FoldedPage::kMost);
    to_ += in_gap_ ? page_.size_behind_gap[byte] : page_.size[byte];
    in_gap_ = page_.size[byte] == 0 ? in_gap_ : page_.text[byte][0] == ' ';
  }
  char* finish() {
    if (!in_gap_) *to_++ = ' ';
    return to_;
  }

 private:
  const FoldedPage& page_;
  char* to_;
  bool in_gap_ = true;
};

void fold_page(std::string& out, std::string_view text, const FoldedPage& page) {
  const std::size_t began = out.size();
  out.resize(began + (text.size() + 1) * FoldedPage::kMost);
  PageFolder folder(page, out.data() + began);
  for (const char c : text) folder.take(c);
  out.resize(static_cast<std::size_t>(folder.finish() - out.data()));
}
}  // namespace

BothPages fold_in_both_pages(std::string_view text, BothPages to) {
  const Tables& all = tables();
  PageFolder windows(all.windows, to.windows), mac(all.mac, to.mac);
  for (const char c : text) {
    windows.take(c);
    mac.take(c);
  }
  return {windows.finish(), mac.finish()};
}

bool fold_into(std::string& out, std::string_view text, Encoding encoding) {
  if (encoding != Encoding::kUtf8) {
    fold_page(out, text, encoding == Encoding::kMacRoman ? tables().mac : tables().windows);
    return true;
  }
  const std::size_t began = out.size();
  bool whole = true;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    whole = whole && c >= 0;
    add(out, c < 0 ? U' ' : static_cast<char32_t>(c));
  }
  close_gaps(out, began);
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
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
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
