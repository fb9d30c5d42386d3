#include "document/pdf/pdf_scan.h"

#include <algorithm>
#include <charconv>

#include "document/pdf/pdf_lexer.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kShortComment = 120, kManyComments = 2'000;  // bytes: of one line, of all together
constexpr std::size_t kLongOption = 60;                            // bytes
constexpr std::size_t kMostStretches = 1'000;

bool all_of_kind(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

// “-dSAFER”, “-dDisplayFormat=198788”, “-sDEVICE=pdfwrite”, “-sOutputFile=?”: what is set to a text holds no number of
// anybody.
bool is_option(std::string_view one) {
  constexpr std::string_view kShort[] = {"-", "-q", "-f", "-I", "-P", "-P-", "-c"};
  if (std::ranges::find(kShort, one) != std::end(kShort)) return true;
  if (one.size() > kLongOption ||
      !(one.starts_with("-d") || one.starts_with("-s") || one.starts_with("-r") || one.starts_with("-g")) ||
      !all_of_kind(one.substr(1), "=/._?+-"))
    return false;
  std::size_t run = 0;
  return !one.starts_with("-s") ||
         std::ranges::none_of(one, [&](char c) { return (run = c >= '0' && c <= '9' ? run + 1 : 0) > 3; });
}

// The options of Ghostscript's command, which it writes into what it makes, paths as “?”; several lines, each behind
// “%%+” but the first.
bool is_invocation(std::string_view line) {
  for (const std::string_view head : {"%%Invocation: ", "%%+ "})
    if (line.starts_with(head)) {
      line.remove_prefix(head.size());
      for (std::size_t word = 0; !line.empty(); ++word) {
        const std::string_view one = line.substr(0, line.find(' '));
        const bool program =
            word == 0 && head.size() > 4 && one.size() <= kLongOption / 2 && all_of_kind(one, "/\\.:_-");
        if (!program && !is_option(one) && one != "?" && !one.empty()) return false;
        line.remove_prefix(std::min(one.size() + 1, line.size()));
      }
      return true;
    }
  return false;
}

// What programs write in front of objects: Ghostscript's command, and qpdf's numbers of objects and pages.
bool is_program_line(std::string_view line) {
  for (const std::string_view head : {"%% Original object ID: ", "%% Contents for page ", "%% Page "})
    if (line.starts_with(head)) return line.find_first_not_of("0123456789 ", head.size()) == std::string_view::npos;
  return is_invocation(line);
}

class Scanner {
 public:
  Scanner(std::string_view file, const std::function<std::optional<std::size_t>(int)>& length_of)
      : file_(file), length_of_(length_of) {}

  PdfBytes scan() {
    out_.header = std::min(file_.substr(0, 1024 + 5).find("%PDF-"), file_.size());
    if (out_.header > 0) out_.unexplained.push_back({0, out_.header});
    at_ = out_.header;
    find_linear_part();
    while (skip_blank(), at_ < file_.size()) {
      const std::size_t start = at_;
      if (comment() || object() || table() || trailer() || start_of_table()) continue;
      at_ = start;
      word();
      if (at_ == start) ++at_;
      unexplained(start);
    }
    if (comments_ > kManyComments) out_.unexplained.push_back({0, comments_});
    return std::move(out_);
  }

 private:
  void skip_blank() {
    const std::size_t start = at_;
    while (at_ < file_.size() && is_pdf_blank(file_[at_])) ++at_;
    if (within_ && file_.substr(start, at_ - start).find('\0') != std::string_view::npos) unexplained(start);
  }
  std::string_view word() {
    const std::size_t start = at_;
    while (at_ < file_.size() && !is_pdf_blank(file_[at_]) && !is_pdf_delimiter(file_[at_])) ++at_;
    return file_.substr(start, at_ - start);
  }
  bool keyword(std::string_view expected) {
    const std::size_t start = at_;
    if (word() == expected) return true;
    at_ = start;
    return false;
  }
  std::optional<std::size_t> number() {
    const std::size_t start = at_;
    std::size_t out = 0;
    const std::string_view text = word();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return out;
    at_ = start;
    return std::nullopt;
  }
  void unexplained(std::size_t start) {
    auto& all = out_.unexplained;
    if (!all.empty() && all.back().at + all.back().size + 2 >= start && all.back().at + all.back().size <= start)
      all.back().size = at_ - all.back().at;
    else if (all.size() < kMostStretches)
      all.push_back({start, at_ - start});
  }
  // A linearized file's first %%EOF ends no version: its first part stands in front of the rest (Annex F).
  void find_linear_part() {
    const std::string_view head = file_.substr(at_, 1024);
    if (head.find("/Linearized") == std::string_view::npos) return;
    const std::size_t length = head.find("/L ");
    if (length == std::string_view::npos) return;
    std::from_chars(head.data() + length + 3, head.data() + head.size(), linear_);
    linear_ = linear_ > file_.size() ? 0 : linear_;
  }

  // What no program writes of itself.
  static bool is_remark(std::string_view comment) {
    return comment.find("eportLab") == std::string_view::npos && !is_program_line(comment) &&
           reads_as_words(comment.substr(1));
  }

  bool comment() {
    if (file_[at_] != '%') return false;
    const std::size_t start = at_, end = std::min(file_.find_first_of("\r\n", at_), file_.size());
    const std::string_view text = file_.substr(start, end - start);
    const bool mark = text.starts_with("%%EOF");
    at_ = mark ? start + 5 : end;
    if (mark) {
      const std::size_t before = at_;
      while (at_ < file_.size() && at_ < before + 2 && (file_[at_] == '\r' || file_[at_] == '\n')) ++at_;
      if (std::exchange(after_start_, false) && at_ + 16 >= linear_) out_.ends.push_back(at_);
    } else if (is_program_line(text)) {
      if (text.starts_with("%%Inv") || text.starts_with("%%+"))
        comments_ += text.size();  // nobody's is as long as a list
    } else if (text.size() > kShortComment || is_remark(text)) {
      unexplained(start);
    } else {
      comments_ += text.size();
    }
    return true;
  }

  bool object() {
    const std::size_t start = at_;
    const auto id = number();
    if (!id || *id > 100'000'000) return false;
    skip_blank();
    const auto generation = number();
    if (!generation || *generation > 65'535) return false;
    skip_blank();
    if (!file_.substr(at_).starts_with("obj")) return false;
    at_ += 3;
    out_.objects.push_back({.number = static_cast<int>(*id), .generation = static_cast<int>(*generation), .at = start});
    std::optional<std::size_t> length;
    within_ = true;
    values(length);
    within_ = false;
    if (keyword("stream")) stream(length);
    skip_blank();
    keyword("endobj");
    return true;
  }

  // Values up to a word that is none of a value, or one dictionary; its own /Length on the way.
  void values(std::optional<std::size_t>& length, bool one_dictionary = false) {
    int depth = 0;
    while (skip_blank(), at_ < file_.size()) {
      const char c = file_[at_];
      if (c == '%') {
        const std::size_t start = at_;
        at_ = std::min(file_.find_first_of("\r\n", at_), file_.size());
        if (is_remark(file_.substr(start, at_ - start))) unexplained(start);
      } else if (c == '(') {
        literal();
      } else if (c == '<' || c == '>' || c == '[' || c == ']') {
        bracket(c, depth);
        if (one_dictionary && depth == 0) return;
      } else if (c == '/') {
        ++at_;
        const std::string_view name = word();
        if (name == "Length" && depth == 1) read_length(length);
        if (name == "XRef" && depth == 1 && !out_.objects.empty()) out_.objects.back().table = true;
      } else if (is_pdf_delimiter(c)) {
        ++at_;
      } else {
        const std::size_t start = at_;
        const std::string_view text = word();
        if (text == "stream" || text == "endobj" || text == "obj" || text == "xref" || text == "startxref" ||
            text == "trailer") {
          at_ = start;
          return;
        }
      }
    }
  }
  void bracket(char c, int& depth) {
    if (c == '<' && file_.substr(at_).starts_with("<<")) {
      ++depth;
      at_ += 2;
    } else if (c == '>' && file_.substr(at_).starts_with(">>")) {
      --depth;
      at_ += 2;
    } else if (c == '<') {
      at_ = std::min(file_.find('>', at_), file_.size() - 1) + 1;
    } else {
      ++at_;
    }
  }
  void literal() {
    int depth = 0;
    for (; at_ < file_.size(); ++at_) {
      if (file_[at_] == '\\')
        ++at_;
      else if (file_[at_] == '(')
        ++depth;
      else if (file_[at_] == ')' && --depth == 0)
        break;
    }
    at_ = std::min(at_ + 1, file_.size());
  }
  void read_length(std::optional<std::size_t>& length) {
    skip_blank();
    length = number();
    const std::size_t after = at_;
    skip_blank();
    if (!length || !number()) {
      at_ = after;
      return;
    }
    skip_blank();
    if (keyword("R"))
      length = *length < 100'000'000 ? length_of_(static_cast<int>(*length)) : std::nullopt;
    else
      at_ = after;
  }
  void stream(std::optional<std::size_t> length) {
    if (at_ < file_.size() && file_[at_] == '\r') ++at_;
    if (at_ < file_.size() && file_[at_] == '\n') ++at_;
    const std::size_t start = at_;
    if (length && *length <= file_.size() - start) {
      at_ = start + *length;
      skip_blank();
      if (at_ <= start + *length + 2 && keyword("endstream")) return;
    }
    at_ = std::min(file_.find("endstream", start), file_.size());
    keyword("endstream");
  }

  bool table() {
    if (!keyword("xref")) return false;
    for (;;) {
      const std::size_t start = at_;
      skip_blank();
      const auto first = number();
      skip_blank();
      const auto count = number();
      if (!first || !count) {
        at_ = start;
        return true;
      }
      for (std::size_t i = 0; i < *count; ++i) {
        const std::size_t row = at_;
        skip_blank();
        const auto offset = number();
        skip_blank();
        const auto generation = number();
        skip_blank();
        if (!offset || !generation || !(keyword("n") || keyword("f"))) {
          at_ = row;
          break;
        }
      }
    }
  }
  bool trailer() {
    if (!keyword("trailer")) return false;
    std::optional<std::size_t> length;
    values(length, true);
    return true;
  }
  bool start_of_table() {
    if (!keyword("startxref")) return false;
    skip_blank();
    number();
    after_start_ = true;
    return true;
  }

  std::string_view file_;
  const std::function<std::optional<std::size_t>(int)>& length_of_;
  PdfBytes out_;
  std::size_t at_ = 0, linear_ = 0, comments_ = 0;
  bool after_start_ = false;
  bool within_ = false;  // an object: bytes that are zero are a blank there to readers, and what no program writes
};

}  // namespace

PdfBytes scan_pdf(ByteView file, const std::function<std::optional<std::size_t>(int number)>& length_of) {
  return Scanner(as_text(file), length_of).scan();
}

}  // namespace tipstaff::document
