#include "document/pdf/pdf_lexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kShortestComment = 8, kMostComments = 1000;
constexpr std::size_t kMostOperands = 20'000;  // of one operator, beyond arrays: more is no content

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// As readers take them: "1.", "-.5", "--3" and "1.2.3" occur.
bool number_in(std::string_view word, double& out) {
  bool negative = false;
  while (!word.empty() && (word.front() == '+' || word.front() == '-')) {
    negative = negative || word.front() == '-';
    word.remove_prefix(1);
  }
  if (word.empty() || (word.front() != '.' && (word.front() < '0' || word.front() > '9'))) return false;
  double whole = 0, step = 1;
  bool point = false;
  for (const char c : word) {
    if (c == '.') {
      if (std::exchange(point, true)) break;
    } else if (c >= '0' && c <= '9') {
      whole = whole * 10 + (c - '0');
      if (point) step *= 10;
    } else if (c != '-') {
      return false;
    }
  }
  out = std::isfinite(whole) && std::isfinite(step) ? (negative ? -whole : whole) / step : 0;
  return true;
}

}  // namespace

bool is_pdf_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }
bool is_pdf_delimiter(char c) { return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos; }

const Operand* Operand::find(std::string_view name) const {
  for (std::size_t i = 0; i + 1 < items.size(); i += 2)
    if (items[i].text == name) return &items[i + 1];
  return nullptr;
}

void PdfLexer::skip_blank() {
  while (at_ < content_.size()) {
    if (is_pdf_blank(content_[at_]))
      zeros_ += content_[at_++] == '\0' ? 1U : 0U;
    else if (content_[at_] == '%')
      comment();
    else
      break;
  }
}

void PdfLexer::comment() {
  const std::size_t end = std::min(content_.find_first_of("\r\n", at_), content_.size());
  zeros_ += static_cast<std::size_t>(std::count(content_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                content_.begin() + static_cast<std::ptrdiff_t>(end), '\0'));
  if (end - at_ > kShortestComment && comments_.size() < kMostComments)
    comments_.emplace_back(content_.substr(at_ + 1, end - at_ - 1));
  at_ = end;
}

std::string_view PdfLexer::word() {
  const std::size_t start = at_;
  while (at_ < content_.size() && !is_pdf_blank(content_[at_]) && !is_pdf_delimiter(content_[at_])) ++at_;
  return content_.substr(start, at_ - start);
}

void PdfLexer::name(std::string& out) {
  ++at_;
  const std::string_view raw = word();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool escaped =
        raw[i] == '#' && i + 2 < raw.size() && hex_digit(raw[i + 1]) >= 0 && hex_digit(raw[i + 2]) >= 0;
    out += escaped ? static_cast<char>(hex_digit(raw[i + 1]) << 4 | hex_digit(raw[i + 2])) : raw[i];
    if (escaped) i += 2;
  }
}

void PdfLexer::escape(std::string& out) {
  const char c = peek();
  ++at_;
  constexpr std::string_view kLetters = "nrtbf", kMeaning = "\n\r\t\b\f";
  if (const std::size_t which = kLetters.find(c); which != std::string_view::npos) {
    out += kMeaning[which];
  } else if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i) code = code * 8 + (content_[at_++] - '0');
    out += static_cast<char>(code);
  } else if (c == '\r') {
    if (peek() == '\n') ++at_;
  } else if (c != '\n') {
    out += c;
  }
}

void PdfLexer::literal(std::string& out) {
  int depth = 1;
  for (++at_; at_ < content_.size();) {
    const char c = content_[at_++];
    if (c == '\\') {
      escape(out);
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return;
    out += c;
  }
  broken_ = true;
}

void PdfLexer::hexadecimal(std::string& out) {
  int high = -1;
  for (++at_; at_ < content_.size();) {
    const char c = content_[at_++];
    if (c == '>') {
      if (high >= 0) out += static_cast<char>(high << 4);
      return;
    }
    const int digit = hex_digit(c);
    if (digit < 0) {
      if (!is_pdf_blank(c)) broken_ = true;
    } else if (high < 0) {
      high = digit;
    } else {
      out += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  broken_ = true;
}

bool PdfLexer::list(Operand& out, int depth, bool dictionary) {
  out.kind = dictionary ? Operand::Kind::kDictionary : Operand::Kind::kArray;
  at_ += dictionary ? 2 : 1;
  for (;;) {
    skip_blank();
    if (at_ >= content_.size()) break;
    if (dictionary ? content_.substr(at_).starts_with(">>") : peek() == ']') {
      at_ += dictionary ? 2 : 1;
      broken_ = broken_ || (dictionary && out.items.size() % 2 != 0);
      return true;
    }
    Operand item;
    const bool key = dictionary && out.items.size() % 2 == 0;
    broken_ = broken_ || (key && peek() != '/');
    if (!value(item, depth + 1)) {
      const std::string_view other = word();
      if (other.empty()) break;
      item.kind = Operand::Kind::kOther;  // true, null
      item.text = other;
    }
    out.items.push_back(std::move(item));
  }
  broken_ = true;
  return true;
}

bool PdfLexer::value(Operand& out, int depth) {
  if (depth > kDeepest) {
    broken_ = true;
    at_ = content_.size();
    return false;
  }
  switch (peek()) {
    case '/':
      out.kind = Operand::Kind::kName;
      name(out.text);
      return true;
    case '(':
      out.kind = Operand::Kind::kString;
      literal(out.text);
      return true;
    case '[':
      return list(out, depth, false);
    case '<':
      if (peek(1) == '<') return list(out, depth, true);
      out.kind = Operand::Kind::kString;
      hexadecimal(out.text);
      return true;
    default:
      break;
  }
  const std::size_t start = at_;
  if (const std::string_view text = word(); !text.empty() && number_in(text, out.number)) {
    out.kind = Operand::Kind::kNumber;
    return true;
  }
  at_ = start;
  return false;
}

// The bytes between ID and EI: the end is where EI stands alone and content could follow.
bool PdfLexer::picture(std::vector<Operand>& operands) {
  for (skip_blank(); at_ < content_.size(); skip_blank()) {
    Operand item;
    if (!value(item, 0)) {
      const std::string_view text = word();
      if (text == "ID") break;
      if (text.empty()) return false;
      item.text = text;
    }
    operands.push_back(std::move(item));
  }
  for (++at_; at_ + 2 <= content_.size(); ++at_) {
    at_ = content_.find("EI", at_);
    if (at_ == std::string_view::npos) break;
    const bool alone =
        is_pdf_blank(content_[at_ - 1]) && (at_ + 2 == content_.size() || is_pdf_blank(content_[at_ + 2]));
    if (!alone) continue;
    bool text = true;  // pixels are not
    for (std::size_t i = at_ + 2; i < std::min(at_ + 22, content_.size()); ++i)
      text = text && (is_pdf_blank(content_[i]) || (content_[i] >= 32 && content_[i] < 127));
    if (!text) continue;
    at_ += 2;
    return true;
  }
  at_ = content_.size();
  return false;
}

bool PdfLexer::next(std::string_view& operation, std::vector<Operand>& operands) {
  operands.clear();
  for (;;) {
    skip_blank();
    if (at_ >= content_.size()) return false;
    Operand item;
    if (value(item, 0)) {
      if (operands.size() < kMostOperands) {
        operands.push_back(std::move(item));
        continue;
      }
      broken_ = true;
      return false;
    }
    operation = word();
    if (operation == "BI" && !picture(operands)) broken_ = true;
    if (!operation.empty()) {
      if (operation != "true" && operation != "false" && operation != "null") return true;
      operands.push_back({.text = std::string(operation)});
      continue;
    }
    if (at_ >= content_.size()) return false;
    broken_ = true;  // a bracket that closes nothing
    ++at_;
  }
}

}  // namespace tipstaff::document
