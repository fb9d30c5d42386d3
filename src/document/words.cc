#include "document/words.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

constexpr std::size_t kLongName = 60;

}  // namespace

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_letter));
}

bool is_word(std::string_view token) {
  while (!token.empty() && std::string_view(".,;:!?)\"'").find(token.back()) != std::string_view::npos)
    token.remove_suffix(1);
  while (!token.empty() && std::string_view("(\"'").find(token.front()) != std::string_view::npos)
    token.remove_prefix(1);
  return letters_in(token) >= 2 &&
         std::ranges::all_of(token, [](char c) { return is_letter(c) || c == '-' || c == '\'' || c == '.'; });
}

bool has_words(std::string_view text, std::size_t most) {
  std::size_t words = 0;
  while (!text.empty() && words < most) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;"), text.size());
    words += is_word(text.substr(0, end)) ? 1U : 0U;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words >= most;
}

bool is_more_than_a_name(std::string_view value) {
  return value.size() > kLongName || value.find(", ") != std::string_view::npos ||
         value.find('@') != std::string_view::npos;
}

bool is_telling_label(std::string_view label) {
  std::string words;
  for (std::size_t i = 0; i < label.size(); ++i) {  // “%1”, or the number of a level
    if (label[i] == '%' && i + 1 < label.size())
      ++i;
    else
      words += static_cast<unsigned char>(label[i]) < ' ' ? ' ' : label[i];
  }
  return reads_as_words(words) && (is_sentence(words) || is_remark(words) || is_more_than_a_name(words));
}

bool is_persons_name(std::string_view value) { return value.size() <= kLongName && !is_remark(value); }

bool reads_as_words(std::string_view text) { return has_words(text, 2); }

bool is_sentence(std::string_view text) { return has_words(text, 5); }

bool is_remark(std::string_view text) {
  const bool more = text.find(", ") != std::string_view::npos ||
                    std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return more && has_words(text, 4);
}

bool is_latin_words(std::string_view text) {
  return reads_as_words(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xe0; });  // of three bytes
}

std::vector<std::string> remarks_in(std::string_view formula) {
  std::vector<std::string> out;
  bool unseen = false;
  for (std::size_t at = formula.find_first_of("\"'"); at != std::string_view::npos;
       at = formula.find_first_of("\"'", at)) {
    if (formula[at] == '\'') {  // the name of a sheet, or a mark before a sign (§18.17.2)
      const std::size_t end = formula.find('\'', at + 1);
      at = end == std::string_view::npos ? at + 1 : end + 1;
      continue;
    }
    unseen = at >= 2 && formula.substr(at - 2, 2) == "N(";
    std::string text;
    for (++at; at < formula.size(); ++at) {
      if (formula[at] == '"' && formula.substr(at + 1, 1) != "\"") break;
      at += formula[at] == '"' ? 1U : 0U;
      text += formula[at];
    }
    if (at >= formula.size() && reads_as_words(formula))
      out.emplace_back(formula);  // a text that does not end: it is damaged, and no program calculates it
    at = std::min(at + 1, formula.size());
    if ((unseen && reads_as_words(text)) || is_remark(text) ||
        (text.find('@') != std::string::npos && letters_in(text) > 4))
      out.push_back(std::move(text));
  }
  return out;
}

}  // namespace tipstaff::document
