#include "disclosure/people.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "document/emitter.h"

namespace tipstaff::disclosure {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

std::string without(std::string_view text, std::string_view marks) {
  std::string out;
  for (const char c : text)
    if (marks.find(c) == std::string_view::npos) out += c;
  return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find_first_not_of(marks); at != std::string_view::npos;
       at = text.find_first_not_of(marks, at)) {
    const std::size_t end = std::min(text.find_first_of(marks, at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

// Headings that only a register of people has.
bool is_heading_of_people(std::string_view cell) {
  const std::string text = tipstaff::lower(cell);
  if (text.size() > 40) return false;
  for (const std::string_view word :
       {"surname", "forename", "first name", "firstname", "last name", "lastname", "full name", "family name",
        "given name", "initials", "date of birth", "dob", "ni number", "nhs number", "national insurance",
        "employee name", "officer name", "staff name"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

// “Name” beside one of these lists people, not places.
bool are_headings_of_people(std::span<const std::string> row) {
  if (std::ranges::any_of(row, is_heading_of_people)) return true;
  bool name = false, post = false;
  for (const std::string& cell : row) {
    const std::string text = tipstaff::lower(cell);
    name = name || text == "name" || text == "names" || text == "officer" || text == "employee";
    for (const std::string_view word : {"rank", "grade", "salary", "job title", "service number", "warrant", "collar",
                                        "staff number", "payroll", "gender", "e-mail", "email"})
      post = post || text.find(word) != std::string::npos;
  }
  return name && post;
}

std::array<std::size_t, 9> signs_of(std::span<const std::string> row) {
  std::array<std::size_t, 9> count{};
  const auto add = [&](Sign sign, bool found) { count[static_cast<std::size_t>(sign)] += found ? 1 : 0; };
  for (const std::string& cell : row) {
    if (cell.size() > 200 || cell.size() < 4) continue;  // prose; a number
    std::size_t digits = 0, others = 0, capitals = 0, ats = 0;
    for (const char c : cell) {
      digits += digit(c) ? 1 : 0, others += c != '.' && c != '-' && !digit(c) ? 1 : 0;
      capitals += upper(c) ? 1 : 0, ats += c == '@' ? 1 : 0;
    }
    if (others == 0 && digits < 8) continue;  // a number: none of these is so short
    // Each is looked for only where there are as many of its characters as it takes.
    if (digits == 6 && capitals == 3) add(Sign::kInsurance, is_insurance_number(cell));
    if (digits == 10) add(Sign::kNhs, is_nhs_number(cell));
    if (ats == 1) add(Sign::kMail, is_mail_address(cell));
    if (digits >= 9) add(Sign::kTelephone, is_telephone(cell));
    if (digits >= 2 && capitals >= 3) add(Sign::kPostcode, is_postcode(cell));
    if (digits >= 6) add(Sign::kDate, is_date(cell));
    if (digits == 0) add(is_name(cell) ? Sign::kName : Sign::kWords, is_two_words(cell));
  }
  return count;
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

bool is_date(std::string_view text) {
  const auto words = split(text, "/-. ");
  if (words.size() != 3 || text.size() < 8 || text.size() > 10) return false;
  for (const std::string_view word : words)
    if (!std::ranges::all_of(word, digit)) return false;
  const std::string_view year = words[0].size() == 4 ? words[0] : words[2];
  return year.size() == 4 && (year.starts_with("19") || year.starts_with("20"));
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
      if (!upper(c) && !lower(c) && !beyond_ascii(c) && c != '-' && c != '\'' && c != '.') return false;
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

bool PeopleCounter::looks_like_a_person(std::span<const std::string> row) const {
  const auto count = signs_of(row);
  const auto of = [&](Sign sign) { return count[static_cast<std::size_t>(sign)]; };
  if (of(Sign::kInsurance) > 0 || of(Sign::kMail) > 0) return true;
  const std::size_t name = of(Sign::kName) > 0, words = of(Sign::kWords) > 0;
  const std::size_t others = (of(Sign::kDate) > 0) + (of(Sign::kPostcode) > 0) + (of(Sign::kTelephone) > 0);
  if (of(Sign::kNhs) > 0 && (name + words + others > 0 || named_)) return true;
  if ((name > 0 && others >= 1) || (words > 0 && others >= 2)) return true;
  return named_ && row.size() >= 2 && row.size() * 2 >= headings_.size();
}

void PeopleCounter::add(std::span<const std::string> row) {
  const bool words = std::ranges::none_of(row, [](const std::string& cell) {
    return cell.empty() || cell.size() > 60 || std::ranges::any_of(cell, digit);
  });
  if (headings_.empty() && rows_ < 20 && row.size() >= 2 && words && are_headings_of_people(row)) {
    headings_.assign(row.begin(), row.end());
    named_ = true;
    return;
  }
  if (headings_.empty() && rows_ == 0 && row.size() >= 2 && words &&
      signs_of(row)[static_cast<std::size_t>(Sign::kMail)] == 0) {
    headings_.assign(row.begin(), row.end());
    if (signs_of(row)[static_cast<std::size_t>(Sign::kName)] > 0)
      headings_.clear();
    else
      return;
  }
  ++rows_;
  if (looks_like_a_person(row)) ++people_;
}

}  // namespace tipstaff::disclosure
