// The words of a content stream (ISO 32000-1 §7.8.2): operands, then their operator. Nothing is kept of the bytes but
// the operands of the operator at hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::document {

struct Operand {
  enum class Kind : unsigned char { kNumber, kString, kName, kArray, kDictionary, kOther };
  Kind kind = Kind::kOther;
  double number = 0;
  std::string text{};            // of a string or name, decoded
  std::vector<Operand> items{};  // of an array; of a dictionary: name, value, name, …
  bool is(Kind other) const { return kind == other; }
  const Operand* find(std::string_view name) const;  // of a dictionary
};

class PdfLexer {
 public:
  explicit PdfLexer(std::string_view content) : content_(content) {}
  // The next operator with its operands; false at the end, or at something that is no content. `BI` comes with the
  // picture's dictionary as operands (names and values in turn) and its bytes passed over.
  bool next(std::string_view& operation, std::vector<Operand>& operands);
  bool broken() const { return broken_; }
  // Bytes that are zero where a blank may stand: a blank to readers (§7.2.3), and what no program writes.
  std::size_t zeros() const { return zeros_; }
  const std::vector<std::string>& comments() const {
    return comments_;
  }  // so far, as far as they are longer than a mark

 private:
  void skip_blank();
  void comment();
  bool value(Operand& out, int depth);  // false: no value begins here
  bool list(Operand& out, int depth, bool dictionary);
  void literal(std::string& out);
  void escape(std::string& out);
  void hexadecimal(std::string& out);
  void name(std::string& out);
  std::string_view word();
  bool picture(std::vector<Operand>& operands);
  char peek(std::size_t ahead = 0) const { return at_ + ahead < content_.size() ? content_[at_ + ahead] : '\0'; }

  std::string_view content_;
  std::size_t at_ = 0, zeros_ = 0;
  bool broken_ = false;
  std::vector<std::string> comments_;
};

bool is_pdf_blank(char c);
bool is_pdf_delimiter(char c);

}  // namespace tipstaff::document
