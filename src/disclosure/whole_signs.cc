// The part of signs.h that judges a whole text or cell.
#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "disclosure/forenames.h"
#include "disclosure/sign_words.h"
#include "disclosure/signs.h"

namespace tipstaff::disclosure {
namespace {

std::string_view trimmed_of_marks(std::string_view text) {
  constexpr std::string_view kMarks = " \t\"'()[]{}<>;:|*";
  const std::size_t from = text.find_first_not_of(kMarks);
  return from == std::string_view::npos ? "" : text.substr(from, text.find_last_not_of(kMarks) + 1 - from);
}

bool are_initials(std::string_view text) {
  if (text.size() > 8) return false;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    letters += upper(text[i]) ? 1 : 0;
    if (!upper(text[i]) && text[i] != '.' && text[i] != ' ') return false;
    if (i > 0 && upper(text[i]) && upper(text[i - 1])) return false;
  }
  return letters >= 1 && letters <= 3;
}

bool is_word_of_name(std::string_view word) {
  if (word.empty() || !std::ranges::all_of(word, [](char c) { return letter(c) || c == '\'' || c == '-' || c == '.'; }))
    return false;
  static const std::unordered_set<std::string_view> kParticles = {"van", "der", "de", "la", "le",  "di", "da",
                                                                  "den", "dos", "al", "el", "bin", "ap"};
  return upper(word[0]) || beyond_ascii(word[0]) || kParticles.contains(word);
}

}  // namespace

bool is_insurance_number(std::string_view text) {
  const std::string plain = without(text, " -");
  if (plain.size() != 9 || !upper(plain[0]) || !upper(plain[1])) return false;
  if (std::string_view("DFIQUV").find(plain[0]) != std::string_view::npos ||
      std::string_view("DFIOQUV").find(plain[1]) != std::string_view::npos)
    return false;
  for (const std::string_view never : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
    if (plain.starts_with(never)) return false;
  return std::all_of(plain.begin() + 2, plain.begin() + 8, digit) && plain[8] >= 'A' && plain[8] <= 'D';
}

bool is_nhs_number(std::string_view text) {
  const std::string plain = without(text, " -");
  if (plain.size() != 10 || !std::ranges::all_of(plain, digit) || std::ranges::count(plain, plain[0]) == 10)
    return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (plain[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == plain[9] - '0';
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos ||
      text.find(' ') != std::string_view::npos)
    return false;
  const std::string_view host = text.substr(at + 1);
  return host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
}

bool is_telephone(std::string_view text) {
  const std::string plain = without(text, " ()-.");
  const std::string_view rest = plain.starts_with("+44") ? std::string_view(plain).substr(3)
                                : plain.starts_with('0') ? std::string_view(plain).substr(1)
                                                         : "";
  return (rest.size() == 9 || rest.size() == 10) && std::ranges::all_of(rest, digit) && rest.front() != '0';
}

bool is_postcode(std::string_view text) {
  const auto words = split(text, " ,");
  if (words.size() < 2) return false;
  const std::string_view in = words.back(), out = words[words.size() - 2];
  if (in.size() != 3 || !digit(in[0]) || !upper(in[1]) || !upper(in[2]) || out.size() < 2 || out.size() > 4 ||
      !upper(out[0]))
    return false;
  const std::size_t first = upper(out[1]) ? 2 : 1;
  return first < out.size() && digit(out[first]) &&
         (first + 1 >= out.size() || digit(out[first + 1]) || upper(out[first + 1]));
}

bool is_two_words(std::string_view text) {
  if (text.size() < 4 || text.size() > 60) return false;
  const auto words = split(text, " ");
  if (words.size() < 2 || words.size() > 4) return false;
  bool whole = false;
  for (std::string_view word : words) {
    if (word.ends_with(',') || word.ends_with('.')) word.remove_suffix(1);
    if (word.empty() || !(upper(word[0]) || beyond_ascii(word[0]))) return false;
    for (const char c : word)
      if (!letter(c) && c != '-' && c != '\'' && c != '.') return false;
    whole = whole || word.size() > 2;
  }
  const std::string low = tipstaff::lower(text);
  for (const std::string_view other : {"department", "council", "service", "police", "station", "office", "total",
                                       "road", "street", "school", "hospital", "unit", "team", "limited", "ltd"})
    if (low.find(other) != std::string::npos) return false;
  return whole;
}

bool is_name(std::string_view text) {
  if (!is_two_words(text)) return false;
  const auto words = split(text, " ");
  if (words.front().ends_with(',')) return true;
  return std::ranges::any_of(words, [](std::string_view word) {
    return word.size() == 1 || (word.size() <= 4 && word.size() % 2 == 0 && word.ends_with('.'));
  });
}

CellKind kind_of_cell(std::string_view cell) {
  if (cell.size() > 120) return CellKind::kOther;
  std::string plain;
  if (!is_ascii(cell)) cell = plain = with_plain_marks(cell);
  const std::string_view text = trimmed_of_marks(cell);
  if (text.empty() || text.size() > 60 || !(upper(text[0]) || beyond_ascii(text[0]) || lower(text[0])))
    return CellKind::kOther;
  if (std::ranges::any_of(text, digit)) return CellKind::kOther;
  if (is_title(text)) return CellKind::kTitle;
  if (is_rank(text)) return CellKind::kRank;
  if (lower(text[0]) && !is_word_of_name(text.substr(0, text.find(' ')))) return CellKind::kOther;
  if (are_initials(text)) return CellKind::kInitials;
  const auto words = split(text, " ");
  const auto is_given = [](std::string_view word) { return is_forename(word) || are_initials(word); };
  if (words.size() <= 3 && is_forename(words.front()) && std::ranges::all_of(words, is_given))
    return CellKind::kForename;
  if (is_name(text)) return CellKind::kName;
  const bool named = words.size() <= 3 && text.size() >= 2 && std::ranges::all_of(words, is_word_of_name) &&
                     std::ranges::none_of(words, is_no_surname);
  if (words.size() == 1 || !is_two_words(text)) return named ? CellKind::kWord : CellKind::kOther;
  return CellKind::kTwoWords;
}

}  // namespace tipstaff::disclosure
