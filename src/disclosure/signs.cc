#include "disclosure/signs.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "disclosure/forenames.h"
#include "disclosure/sign_words.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kLongestLine = 400;  // names and dates are looked for in no longer text
constexpr std::size_t kLongestText = 1U << 16;
constexpr std::size_t kWidestGap = 24;  // between two words of a name, in columns made of blanks
constexpr int kFirstBirth = 1915, kLastBirth = 2012;

// One text, looked through from left to right; each kind of sign by itself.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  Signs find() {
    std::size_t digits = 0, letters = 0, capitals = 0, ats = 0;
    for (const char c : text_) {
      digits += digit(c), letters += letter(c), capitals += upper(c) || beyond_ascii(c), ats += c == '@';
    }
    // Each is looked for only where there are as many of its characters as it takes.
    if (ats > 0) find_mails();
    if (digits >= 6 && letters >= 3) find_insurance();
    const bool line = text_.size() <= kLongestLine;
    if (digits >= 5 && line) {
      cut_numbers();
      find_numbers();
    }
    if (line && digits >= 3 && letters >= 3) find_written_dates();
    if (line && digits >= 2 && letters >= 3) find_postcodes();
    if (line && capitals >= 2) find_names();
    if (line && letters >= 3 &&
        (out_.dates > 0 || out_.nhs > 0 || text_.find_first_of(":=>") != std::string_view::npos))
      find_labels();
    if (out_.key == 0) out_.key = key_of(name_.empty() ? text_ : name_);
    return out_;
  }

 private:
  bool begins_here(std::size_t at) const { return at == 0 || !letter_or_digit(text_[at - 1]); }
  bool ends_here(std::size_t at) const { return at >= text_.size() || !letter_or_digit(text_[at]); }
  void know(std::string_view by) {
    if (out_.key == 0) out_.key = key_of(by);
  }

  void find_mails() {
    const auto of_local = [](char c) {
      return (letter_or_digit(c) && !beyond_ascii(c)) || std::string_view("._%+'-").find(c) != std::string_view::npos;
    };
    const auto of_host = [](char c) { return (letter_or_digit(c) && !beyond_ascii(c)) || c == '.' || c == '-'; };
    std::unordered_set<std::uint64_t> met;
    for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1)) {
      std::size_t from = at, to = at + 1;
      while (from > 0 && of_local(text_[from - 1])) --from;
      while (from < at && text_[from] == '\'') ++from;
      while (to < text_.size() && of_host(text_[to])) ++to;
      while (to > at && (text_[to - 1] == '.' || text_[to - 1] == '-')) --to;
      const std::string_view whole = text_.substr(from, to - from);
      if (is_mail_address(whole) && !is_role(text_.substr(from, at - from)) && met.insert(key_of(whole)).second) {
        ++out_.mails;
        know(whole);
      }
    }
  }

  void find_insurance() {
    for (std::size_t at = 0; at + 9 <= text_.size(); ++at) {
      if (!letter(text_[at]) || !letter(text_[at + 1]) || !begins_here(at)) continue;
      std::string plain;
      std::size_t to = at;
      for (; to < text_.size() && plain.size() < 9; ++to) {
        const char c = text_[to];
        if (letter_or_digit(c))
          plain += to_upper(c);
        else if ((c != ' ' && c != '-') || !letter_or_digit(text_[to - 1]))
          break;
      }
      if (!is_insurance_number(plain) || !ends_here(to)) continue;
      ++out_.insurance;
      know(plain);
      at = to;
    }
  }

  struct Number {
    std::size_t begin, end;
  };
  void cut_numbers() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!digit(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text_.size() && digit(text_[at])) ++at;
      numbers_.push_back({begin, at});
    }
  }
  std::string_view digits(std::size_t i) const {
    return text_.substr(numbers_[i].begin, numbers_[i].end - numbers_[i].begin);
  }
  std::size_t length(std::size_t i) const { return i < numbers_.size() ? numbers_[i].end - numbers_[i].begin : 0; }
  std::string_view behind(std::size_t i) const {
    return i + 1 < numbers_.size() ? text_.substr(numbers_[i].end, numbers_[i + 1].begin - numbers_[i].end) : "";
  }
  int value(std::size_t i) const {
    int out = 0;
    for (const char c : digits(i)) out = out * 10 + (c - '0');
    return out;
  }

  void find_numbers() {
    for (std::size_t i = 0; i < numbers_.size();) {
      std::size_t taken = 0;
      if (begins_here(numbers_[i].begin)) {
        taken = date(i);
        if (taken == 0) taken = nhs(i);
        if (taken == 0) taken = telephone(i);
      }
      i += std::max<std::size_t>(taken, 1);
    }
  }

  bool take_date(int year, int month, int day) {
    if (month > 12) std::swap(month, day);
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1850 || year > 2100) return false;
    ++out_.dates;
    if (!out_.birth && year >= kFirstBirth && year <= kLastBirth) out_.birth = year;
    return true;
  }
  static int whole_year(int year, std::size_t digits) {
    return digits == 4 ? year : year >= 25 ? 1900 + year : 2000 + year;
  }
  std::size_t date(std::size_t i) {
    if (length(i) == 8 && take_date(value(i) / 10000, value(i) / 100 % 100, value(i) % 100)) return 1;
    const std::string_view mark = behind(i);
    if (mark.size() != 1 || std::string_view("/-. ").find(mark) == std::string_view::npos || behind(i + 1) != mark)
      return 0;
    const std::size_t to = numbers_[i + 2].end;
    if (to < text_.size() && letter(text_[to]) && text_[to] != 'T') return 0;
    const std::size_t a = length(i), b = length(i + 1), c = length(i + 2);
    if (a == 4 && b <= 2 && c <= 2) return take_date(value(i), value(i + 1), value(i + 2)) ? 3 : 0;
    if (a > 2 || b > 2 || (c != 4 && (c != 2 || mark == " "))) return 0;
    return take_date(whole_year(value(i + 2), c), value(i + 1), value(i)) ? 3 : 0;
  }
  std::size_t nhs(std::size_t i) {
    const bool one = length(i) == 10;
    const bool three = length(i) == 3 && length(i + 1) == 3 && length(i + 2) == 4 &&
                       (behind(i) == " " || behind(i) == "-") && behind(i + 1) == behind(i);
    const std::size_t count = one ? 1 : 3;
    if ((!one && !three) || text_[numbers_[i].begin] == '0' || !ends_here(numbers_[i + count - 1].end)) return 0;
    const std::size_t begin = numbers_[i].begin, end = numbers_[i + count - 1].end;
    const bool decimal = (begin > 1 && text_[begin - 1] == '.' && digit(text_[begin - 2])) ||
                         (end + 1 < text_.size() && text_[end] == '.' && digit(text_[end + 1]));
    if (decimal) return count;
    const std::string_view all = text_.substr(begin, end - begin);
    ++(is_nhs_number(all) ? out_.nhs : out_.no_nhs);
    if (is_nhs_number(all)) know(without(all, " -"));
    return count;
  }
  std::size_t telephone(std::size_t i) {
    const bool abroad = (digits(i) == "44" && numbers_[i].begin > 0 && text_[numbers_[i].begin - 1] == '+') ||
                        digits(i).starts_with("0044");
    if (!abroad && !digits(i).starts_with('0')) return 0;
    std::string plain;
    std::size_t found = 0;
    for (std::size_t last = i; last < numbers_.size() && plain.size() < 15; ++last) {
      plain += digits(last);
      std::string_view rest = plain;
      if (abroad) rest.remove_prefix(rest.starts_with("00") ? 4 : 2);
      if (rest.starts_with('0')) rest.remove_prefix(1);
      const bool whole = (rest.size() == 9 || rest.size() == 10) && rest.front() != '0';
      if (whole && ends_here(numbers_[last].end)) found = last - i + 1;
      const std::string_view gap = behind(last);
      if (gap.size() > 2 || gap.find_first_not_of(" -.()") != std::string_view::npos) break;
    }
    if (found == 0) return 0;
    ++out_.telephones;
    know(text_.substr(numbers_[i].begin, numbers_[i + found - 1].end - numbers_[i].begin));
    return found;
  }

  // “12 March 1970”, “March 12th, 1970”, “12-Mar-70”.
  void find_written_dates() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!letter(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text_.size() && letter(text_[at])) ++at;
      if (const int month = month_of(text_.substr(begin, at - begin)); month != 0) find_date_around(begin, at, month);
    }
  }
  void find_date_around(std::size_t begin, std::size_t end, int month) {
    const auto is_gap = [](char c) { return c == ' ' || c == '-' || c == '.' || c == ',' || c == '/'; };
    const auto number_from = [&](std::size_t& at) {
      while (at < text_.size() && is_gap(text_[at])) ++at;
      const std::size_t from = at;
      while (at < text_.size() && digit(text_[at])) ++at;
      return text_.substr(from, at - from);
    };
    const auto as_int = [](std::string_view text) {
      int out = 0;
      for (const char c : text.substr(0, 4)) out = out * 10 + (c - '0');
      return out;
    };
    std::size_t at = end;
    const std::string_view first = number_from(at);
    std::size_t back = begin;
    while (back > 0 && is_gap(text_[back - 1])) --back;
    if (back > 2 && letter(text_[back - 1]) && letter(text_[back - 2]) && digit(text_[back - 3])) back -= 2;  // “12th”
    std::size_t from = back;
    while (from > 0 && digit(text_[from - 1])) --from;
    const std::string_view day = text_.substr(from, back - from);
    if (!day.empty() && day.size() <= 2 && (first.size() == 4 || (first.size() == 2 && text_[end] == '-'))) {
      take_date(whole_year(as_int(first), first.size()), month, as_int(day));
    } else if (!first.empty() && first.size() <= 2) {
      if (at + 1 < text_.size() && letter(text_[at]) && letter(text_[at + 1])) at += 2;
      if (const std::string_view year = number_from(at); year.size() == 4)
        take_date(as_int(year), month, as_int(first));
    }
  }

  void find_postcodes() {
    for (std::size_t at = 0; at < text_.size(); ++at)
      if (letter(text_[at]) && !beyond_ascii(text_[at]) && begins_here(at)) {
        const std::size_t taken = postcode(at);
        at += taken;
        out_.postcodes += taken > 0;
      }
  }
  std::size_t postcode(std::size_t at) const {
    std::string out, in;
    std::size_t to = at;
    const bool capitals = upper(text_[at]);
    const auto same_case = [&](char c) { return digit(c) || (capitals ? upper(c) : lower(c)); };
    while (to < text_.size() && out.size() < 8 && same_case(text_[to])) out += to_upper(text_[to++]);
    if (to + 3 < text_.size() && text_[to] == ' ' && out.size() <= 4 && digit(text_[to + 1])) {
      for (++to; to < text_.size() && in.size() < 4 && same_case(text_[to]); ++to) in += to_upper(text_[to]);
    } else if (out.size() >= 5 && out.size() <= 7) {
      in = out.substr(out.size() - 3);
      out.resize(out.size() - 3);
    }
    if (in.size() != 3 || !ends_here(to) || !digit(in[0]) ||
        std::string_view("CIKMOV0123456789").find(in[1]) != std::string_view::npos ||
        std::string_view("CIKMOV0123456789").find(in[2]) != std::string_view::npos)
      return 0;
    const std::size_t area = out.size() > 1 && !digit(out[1]) ? 2 : 1;
    if (out.size() <= area || out.size() > area + 2 || !digit(out[area]) ||
        !is_postcode_area(std::string_view(out).substr(0, area)))
      return 0;
    return to - at;
  }

  struct Word {
    std::size_t begin, end;
  };
  std::string_view word(const Word& of) const { return text_.substr(of.begin, of.end - of.begin); }
  bool may_be_name(const Word& of) const {
    const std::string_view text = word(of);
    return (upper(text[0]) || beyond_ascii(text[0])) && text.size() >= 2 && !is_no_surname(text);
  }
  bool stand_together(const Word& left, const Word& right) const {
    const std::string_view gap = text_.substr(left.end, right.begin - left.end);
    return !gap.empty() && gap.size() <= kWidestGap && gap.find_first_not_of(" ,.\t") == std::string_view::npos &&
           std::ranges::count(gap, ',') <= 1;
  }
  void find_names() {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text_.size();) {
      if (!letter(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text_.size() && (letter(text_[at]) || ((text_[at] == '\'' || text_[at] == '-') &&
                                                         at + 1 < text_.size() && letter(text_[at + 1]))))
        ++at;
      words.push_back({begin, at});
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view first = word(words[i]);
      if (!upper(first[0]) && !beyond_ascii(first[0])) continue;
      if (!is_forename(first) && !is_title(first)) continue;
      if (is_title(first) && i + 1 < words.size() && is_forename(word(words[i + 1]))) continue;
      std::size_t next = i + 1;
      while (next < words.size() && words[next].end - words[next].begin == 1 &&
             stand_together(words[next - 1], words[next]))
        ++next;  // initials
      if (next < words.size() && stand_together(words[next - 1], words[next]) && may_be_name(words[next])) {
        take_name(words[i].begin, words[next].end, first);
        i = next;
      } else if (i > 0 && stand_together(words[i - 1], words[i]) && may_be_name(words[i - 1])) {
        take_name(words[i - 1].begin, words[i].end, first);
      }
    }
  }
  void take_name(std::size_t begin, std::size_t end, std::string_view given) {
    ++out_.names;
    if (out_.given == 0) out_.given = key_of(is_title(given) ? text_.substr(begin, end - begin) : given);
    if (name_.empty()) name_ = text_.substr(begin, end - begin);
  }

  void find_labels() {
    const std::string low = tipstaff::lower(text_);
    const auto says = [&](std::initializer_list<std::string_view> any) {
      return std::ranges::any_of(any, [&](std::string_view one) { return low.find(one) != std::string::npos; });
    };
    if (out_.dates > 0 && says({"dob", "d.o.b", "birth", "born", "bday"})) ++out_.labelled;
    if (out_.nhs > 0 && says({"nhs"})) ++out_.labelled;
    for (const std::string_view label :
         {"surname", "last name", "lastname", "last_name", "family name", "familyname", "family_name"}) {
      const std::size_t at = low.find(label);
      if (at == std::string::npos) continue;
      std::size_t to = low.find_first_not_of("\"' ", at + label.size());
      if (to == std::string::npos || std::string_view(":=>").find(low[to]) == std::string_view::npos) continue;
      to = low.find_first_not_of("\"' ", to + 1);
      std::size_t end = std::min(to, low.size());
      while (end < low.size() && letter(low[end])) ++end;
      if (to == std::string::npos || end < to + 2 || (end < low.size() && low[end] == ':')) continue;
      ++out_.surnames;
      know(low);
      return;
    }
  }

  std::string_view text_, name_;
  Signs out_;
  std::vector<Number> numbers_;
};

}  // namespace

std::uint64_t key_of(std::string_view text) {  // FNV-1a (Fowler, Noll, Vo)
  std::uint64_t out = 0xcbf29ce484222325;
  for (const char c : text) out = (out ^ static_cast<unsigned char>(to_upper(c))) * 0x100000001b3;
  return out;
}

Signs signs_in(std::string_view text) {
  if (text.size() > kLongestText) text = text.substr(0, kLongestText);
  return is_ascii(text) ? Finder(text).find() : Finder(with_plain_marks(text)).find();
}

}  // namespace tipstaff::disclosure
