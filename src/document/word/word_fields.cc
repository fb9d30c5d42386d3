#include "document/word/word_fields.h"

#include <algorithm>
#include <charconv>

#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostText = 65'536, kMostFields = 64;
constexpr std::size_t kBranch = 12, kLongLabel = 6;  // bytes of another case; words of a label

using Names = std::initializer_list<std::string_view>;
bool among(std::string_view name, Names names) { return std::ranges::find(names, name) != names.end(); }

bool fetches(std::string_view name) {
  return name.starts_with("INCLUDE") || name.starts_with("DDE") ||
         among(name, {"LINK", "DATABASE", "MERGEFIELD", "RD", "DOCVARIABLE", "PRIVATE", "IMPORT"});
}
// Whatever they say, no page shows it, or the page shows another thing.
bool is_holder(std::string_view name) { return among(name, {"ADDIN", "SET", "ASK", "FILLIN"}); }
bool shows_nothing(std::string_view name) {
  return among(name, {"SET", "ASK", "PRIVATE", "XE", "TC", "TA", "RD", "NEXT", "NEXTIF", "SKIPIF"});
}
// Their words are what is drawn.
bool draws_its_code(std::string_view name) { return among(name, {"MACROBUTTON", "GOTOBUTTON", "EQ"}); }
bool has_cases(std::string_view name) { return among(name, {"IF", "COMPARE", "NEXTIF", "SKIPIF"}); }
// An argument is what the result says.
bool says_its_argument(std::string_view name) {
  return among(name, {"QUOTE", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "INFO", "USERNAME",
                      "USERADDRESS", "USERINITIALS"});
}
bool is_entry(std::string_view name) { return among(name, {"XE", "TC", "TA"}); }

struct Piece {
  std::string words;
  char option = 0;  // it belongs to: \o, \t …
  bool quoted = false;
};

// The length of a quotation mark at the beginning, straight or curly.
std::size_t quote_at(std::string_view text) {
  if (text.starts_with('"')) return 1;
  return text.starts_with("\xe2\x80\x9c") || text.starts_with("\xe2\x80\x9d") ? 3 : 0;
}

// What stands in quotation marks piece by piece, and what stands outside of them in one.
std::vector<Piece> pieces_of(std::string_view code) {
  std::vector<Piece> out(1);
  char option = 0;
  while (!code.empty()) {
    if (const std::size_t mark = quote_at(code); mark > 0) {
      code.remove_prefix(mark);
      Piece piece{{}, std::exchange(option, '\0'), true};
      while (!code.empty() && quote_at(code) == 0) {
        if (code.size() > 1 && code[0] == '\\' && (code[1] == '"' || code[1] == '\\')) code.remove_prefix(1);
        piece.words += code[0];
        code.remove_prefix(1);
      }
      code.remove_prefix(quote_at(code));
      out.push_back(std::move(piece));
    } else if (code[0] == '\\' && code.size() > 1) {
      option = code[1];
      out.front().words += ' ';
      code.remove_prefix(2);
    } else {
      if (code[0] != ' ') option = 0;
      out.front().words += code[0];
      code.remove_prefix(1);
    }
  }
  return out;
}

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return out;
}

// Each between two of `marks`.
template <class Test>
bool any_term(std::string_view list, std::string_view marks, Test test) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(marks), list.size());
    if (test(list.substr(0, end))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool is_text(std::string_view words) { return is_remark(words) || has_words(words, kLongLabel); }

// “dddd, d MMMM yyyy HH:mm”, with a few words between.
bool is_picture_of_date(std::string_view words) {
  int others = 0;
  any_term(words, " ,'.:/-", [&](std::string_view term) {
    others += term.size() > 1 && term.find_first_not_of("dMyYhHmsSaApPn") != std::string_view::npos ? 1 : 0;
    return false;
  });
  return others < 4;
}

bool says_more(std::string_view name, const Piece& piece, const std::string& shown) {
  const std::string& words = piece.words;
  if (!reads_as_words(words) || shown.find(without_blanks(words)) != std::string::npos) return false;
  if (piece.option == '@') return !is_picture_of_date(words);
  if (has_cases(name) && piece.quoted) return words.size() >= kBranch;
  if (says_its_argument(name) && piece.option == 0) return true;
  if (name == "HYPERLINK" && piece.option == 'o') return false;                         // rests under the mouse
  if (name == "TOC" && piece.option == 't') return any_term(words, ",;", is_sentence);  // styles and their levels
  if (is_entry(name))
    return any_term(words, ":;", [](std::string_view entry) { return is_remark(entry) && is_sentence(entry); });
  return is_text(words);
}

std::string name_of(std::string_view& code) {
  code.remove_prefix(std::min(code.find_first_not_of(" \t\r\n"), code.size()));
  std::string out(code.substr(0, code.find_first_of(" \t\"\\")));
  code.remove_prefix(out.size());
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

}  // namespace

// What follows is moved so many points aside, off the page (§17.16.5.2).
static bool moves_far(std::string_view code) {
  constexpr int kFar = 400;
  return any_term(code, " \\\"", [](std::string_view term) {
    int points = 0;
    return std::from_chars(term.data(), term.data() + term.size(), points).ec == std::errc() && points >= kFar;
  });
}

bool is_telling_field(std::string_view code, std::string_view result) {
  const std::string name = name_of(code);
  if (fetches(name) || is_holder(name)) return true;
  if (shows_nothing(name) && reads_as_words(result)) return true;
  if (draws_its_code(name)) return false;
  if (name == "ADVANCE" && moves_far(code)) return true;
  const std::string shown = shows_nothing(name) ? std::string() : without_blanks(result);
  return std::ranges::any_of(pieces_of(code), [&](const Piece& piece) { return says_more(name, piece, shown); });
}

static std::string piece_of_link(std::string_view code, char option) {
  if (name_of(code) != "HYPERLINK") return {};
  for (Piece& piece : pieces_of(code))
    if (piece.option == option && !is_blank(piece.words)) return std::move(piece.words);
  return {};
}

std::string hint_of_link(std::string_view code) { return piece_of_link(code, 'o'); }
std::string target_of_link(std::string_view code) { return piece_of_link(code, 0); }

void WordFields::begin() {
  if (open_.size() < kMostFields)
    open_.emplace_back();
  else
    ++deeper_;
}

void WordFields::separate() {
  if (!open_.empty() && deeper_ == 0) open_.back().separated = true;
}

void WordFields::end() {
  if (deeper_ > 0)
    --deeper_;
  else if (!open_.empty())
    end_last();
}

void WordFields::end_last() {
  const Field field = std::move(open_.back());
  open_.pop_back();
  if (const std::string hint = hint_of_link(field.code); !is_blank(hint)) {
    hints_.cell(hint);
    hints_.end_row();
  }
  links_.add(target_of_link(field.code));
  if (!is_telling_field(field.code, field.result)) return;
  told_.cell(field.code);
  told_.end_row();
}

bool WordFields::in_code() const {
  return std::ranges::any_of(open_, [](const Field& field) { return !field.separated; });
}

void WordFields::add(std::string_view words) {
  for (auto field = open_.rbegin(); field != open_.rend(); ++field) {
    std::string& into = field->separated ? field->result : field->code;
    if (into.size() < kMostText) into += words;
    if (!field->separated) return;  // the codes around it have what it shows, not what it says
  }
}

void WordFields::code(std::string_view words) {
  if (in_code()) return add(words);
  begin();
  add(words);
  end();
}

void WordFields::close(std::string_view part) {
  while (!open_.empty()) end_last();
  told_.close(Trait::kFieldCode, part, "fields that fetch from elsewhere, or hold words that they do not show");
  hints_.close(Trait::kAlternateText, part, "what links say under the mouse");
  links_.close(part);
}

}  // namespace tipstaff::document
