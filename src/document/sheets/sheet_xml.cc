#include "document/sheets/sheet_xml.h"

#include <cstring>

#include "base/text.h"

namespace tipstaff::document {
namespace {

constexpr std::string_view kRows = "<sheetData>";
constexpr std::size_t kLongestToken = 1U << 20;  // bytes; libxml2 has limits of its own beyond
constexpr std::size_t kPiece = 1U << 16;
constexpr int kDepthOfRows = 2;  // worksheet, sheetData

constexpr std::uint8_t kText = 1, kValue = 2, kLetter = 4, kInName = 8;
constexpr std::array<std::uint8_t, 256> kBytes = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned c = 0x20; c < 0x7f; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c != '<' && c != '&' && c != ']') out[c] = kText;
    if (c != '<' && c != '&' && c != '"') out[c] |= kValue;
    if (letter) out[c] |= kLetter;
    if (letter || (c >= '0' && c <= '9')) out[c] |= kInName;
  }
  out['\t'] = out['\n'] = kText;
  return out;
}();
bool is(char c, std::uint8_t what) { return (kBytes[static_cast<unsigned char>(c)] & what) != 0; }

std::string_view between(const char* from, const char* to) { return {from, static_cast<std::size_t>(to - from)}; }

// XML 1.0 §2.2.
bool is_character(char32_t c) {
  return c == U'\t' || c == U'\n' || c == U'\r' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
         (c >= 0x10000 && c < 0x110000);
}

void put_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) return byte(c);
  if (c < 0x800)
    byte(0xc0 | c >> 6);
  else if (c < 0x10000)
    byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 0x3f));
  else
    byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 0x3f)), byte(0x80 | (c >> 6 & 0x3f));
  byte(0x80 | (c & 0x3f));
}

}  // namespace

Result<void> SheetXml::take(ByteView piece) {
  for (std::string_view rest = as_text(piece); !rest.empty();) {
    if (mode_ == Mode::kGeneral) return reader_.take(as_bytes(rest));
    refill(rest.substr(0, kPiece));
    rest.remove_prefix(std::min(rest.size(), kPiece));
    if (mode_ == Mode::kBefore) TRY(look_for_rows());
    if (mode_ == Mode::kQuick) TRY(read_rows());
  }
  return {};
}

Result<void> SheetXml::finish() {
  if (mode_ != Mode::kGeneral) TRY(leave());
  return reader_.finish();
}

// Puts it behind what is left of the buffer. The tags that are open are kept apart from it.
void SheetXml::refill(std::string_view piece) {
  for (std::size_t i = 0; i < depth_; ++i) {
    if (open_[i].tag.data() == open_[i].own.data()) continue;
    open_[i].own = open_[i].tag;
    open_[i].tag = open_[i].own;
  }
  if (at_ != nullptr) buffer_.erase(0, static_cast<std::size_t>(at_ - buffer_.data()));
  buffer_ += piece;
  at_ = buffer_.data();
  end_ = at_ + buffer_.size();
}

// libxml2 reads up to and with <sheetData>. Only when that very tag made it begin an element, and it waits for content
// in it, what follows are rows: the same bytes in a comment make it begin nothing.
Result<void> SheetXml::look_for_rows() {
  const std::size_t found = buffer_.find(kRows);
  if (found == std::string::npos) {
    const std::size_t safe = buffer_.size() - std::min(buffer_.size(), kRows.size() - 1);
    TRY(reader_.take(as_bytes(between(at_, at_ + safe))));
    at_ += safe;
    return {};
  }
  TRY(reader_.take(as_bytes(between(at_, at_ + found))));
  const std::uint64_t before = reader_.starts();
  TRY(reader_.take(as_bytes(kRows)));
  at_ += found + kRows.size();
  if (reader_.starts() != before + 1 || !reader_.stands_in_content(kDepthOfRows) || !reader_.reads_utf8())
    return leave();
  prefixes_ = reader_.declared_prefixes();
  mode_ = Mode::kQuick;
  return {};
}

// The rest is libxml2's, which first hears which elements are open.
Result<void> SheetXml::leave() {
  mode_ = Mode::kGeneral;
  std::string tags;
  for (std::size_t i = 0; i < depth_; ++i) tags += open_[i].tag;
  reader_.skip_starts(depth_);
  TRY(reader_.take(as_bytes(tags)));
  return at_ == end_ ? Result<void>() : reader_.take(as_bytes(between(at_, end_)));
}

Result<void> SheetXml::read_rows() {
  const char* const begin = at_;
  Step step = Step::kDone;
  while (step == Step::kDone) {
    step = *at_ == '<' ? tag() : text();
    if (step == Step::kMore && static_cast<std::size_t>(end_ - at_) > kLongestToken) step = Step::kStrange;
  }
  quick_ += static_cast<std::uint64_t>(at_ - begin);
  return step == Step::kStrange ? leave() : Result<void>();
}

// Up to the next tag, which must be here.
SheetXml::Step SheetXml::text() {
  const char* at = at_;
  while (is(*at, kText)) ++at;
  if (*at != '<') return text_with_entities(at);
  handler_.text(between(at_, at));
  at_ = at;
  return Step::kDone;
}

// The same from the first byte that is not plain.
SheetXml::Step SheetXml::text_with_entities(const char* at) {
  text_.assign(at_, at);
  while (*at != '<') {
    if (at == end_) return Step::kMore;
    if (is(*at, kText)) {
      text_ += *at++;
    } else if (*at == ']') {  // "]]>" is an error
      if (end_ - at < 3) return Step::kMore;
      if (at[1] == ']' && at[2] == '>') return Step::kStrange;
      text_ += *at++;
    } else if (*at == '&') {
      const char* const end = static_cast<const char*>(
          std::memchr(at, ';', static_cast<std::size_t>(std::min<std::ptrdiff_t>(end_ - at, 12))));
      if (end == nullptr) return end_ - at < 12 ? Step::kMore : Step::kStrange;
      if (!entity(between(at + 1, end))) return Step::kStrange;
      at = end + 1;
    } else {
      std::string_view rest = between(at, end_);
      const auto point = take_code_point(rest);
      if (!point) return end_ - at < 4 ? Step::kMore : Step::kStrange;
      if (*point < 0x7f || !is_character(*point)) return Step::kStrange;
      text_.append(at, rest.data());
      at = rest.data();
    }
  }
  handler_.text(text_);
  at_ = at;
  return Step::kDone;
}

// Adds to text_ what it stands for; false when that is not known.
bool SheetXml::entity(std::string_view name) {
  for (const auto& [known, c] : {std::pair{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}})
    if (name == known) {
      text_ += c;
      return true;
    }
  const bool hex = name.starts_with("#x");
  if (!name.starts_with('#') || name.size() < (hex ? 3U : 2U)) return false;
  char32_t number = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0 || number > 0x110000) return false;
    number = number * (hex ? 16 : 10) + static_cast<char32_t>(digit);
  }
  if (!is_character(number)) return false;
  put_utf8(text_, number);
  return true;
}

SheetXml::Step SheetXml::tag() {
  if (at_[1] == '/') return end_tag();
  const char* at = at_ + 1;
  if (!is(*at, kLetter)) return at == end_ ? Step::kMore : Step::kStrange;
  while (is(*at, kInName)) ++at;
  const std::string_view name = between(at_ + 1, at);
  attributes_.clear();
  while (*at == ' ') {
    while (*at == ' ') ++at;
    if (*at == '>' || *at == '/') break;
    if (const Step step = attribute(at); step != Step::kDone) return step;
  }
  const bool empty = *at == '/';
  if (empty) ++at;
  if (*at != '>') return at == end_ ? Step::kMore : Step::kStrange;
  ++at;
  if (!empty) {
    if (depth_ == kMostOpen) return Step::kStrange;
    open_[depth_].tag = between(at_, at);
    open_[depth_].name = name.size();
    ++depth_;
  }
  at_ = at;
  handler_.start(name, XmlAttributes(attributes_));
  if (empty) handler_.end(name);
  return Step::kDone;
}

SheetXml::Step SheetXml::end_tag() {
  if (depth_ == 0) return Step::kStrange;  // </sheetData>
  const Open& open = open_[depth_ - 1];
  const std::size_t size = open.name + 3;
  if (static_cast<std::size_t>(end_ - at_) < size) return Step::kMore;
  const std::string_view name = open.tag.substr(1, open.name);
  if (between(at_ + 2, at_ + 2 + open.name) != name || at_[size - 1] != '>') return Step::kStrange;
  --depth_;
  handler_.end(name);
  at_ += size;
  return Step::kDone;
}

// name="value", or prefix:name="value".
SheetXml::Step SheetXml::attribute(const char*& at) {
  const auto otherwise = [&](const char* where) { return where == end_ ? Step::kMore : Step::kStrange; };
  const char* begin = at;
  if (!is(*at, kLetter)) return otherwise(at);
  while (is(*at, kInName)) ++at;
  std::string_view prefix;
  if (*at == ':') {
    prefix = between(begin, at);
    begin = ++at;
    if (!is(*at, kLetter)) return otherwise(at);
    while (is(*at, kInName)) ++at;
  }
  const std::string_view name = between(begin, at);
  if (*at != '=') return otherwise(at);
  if (*++at != '"') return otherwise(at);
  begin = ++at;
  while (is(*at, kValue)) ++at;
  if (*at != '"') return otherwise(at);
  const std::string_view value = between(begin, at++);
  // Two of one name are an error, by prefixes of one namespace too; xml:space has two values.
  for (const XmlAttribute& other : attributes_)
    if (other.name == name) return Step::kStrange;
  if (prefix == "xml"  ? name != "space" || (value != "preserve" && value != "default")
      : prefix.empty() ? name == "xmlns"
                       : std::ranges::find(prefixes_, prefix) == prefixes_.end())
    return Step::kStrange;
  attributes_.push_back({name, value, !prefix.empty()});
  return Step::kDone;
}

Result<void> parse_sheet_xml(const Feed& feed, XmlHandler& handler) {
  SheetXml sheet(handler);
  TRY(feed([&](ByteView piece) { return sheet.take(piece); }));
  return sheet.finish();
}

}  // namespace tipstaff::document
