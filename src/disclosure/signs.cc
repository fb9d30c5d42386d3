#include "disclosure/signs.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "disclosure/forenames.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kLongestLine = 400;   // names and dates are looked for in no longer text
constexpr std::size_t kLongestText = 1U << 16;
constexpr std::size_t kWidestGap = 24;      // between two words of a name, in columns made of blanks
constexpr int kFirstBirth = 1915, kLastBirth = 2012;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool letter(char c) { return upper(c) || lower(c) || beyond_ascii(c); }
bool letter_or_digit(char c) { return letter(c) || digit(c); }
char to_upper(char c) { return lower(c) ? static_cast<char>(c - 32) : c; }

std::string without(std::string_view text, std::string_view marks) {
  std::string out;
  for (const char c : text)
    if (marks.find(c) == std::string_view::npos) out += c;
  return out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find_first_not_of(marks); at != std::string_view::npos; at = text.find_first_not_of(marks, at)) {
    const std::size_t end = std::min(text.find_first_of(marks, at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

using Words = std::unordered_set<std::string_view>;

// The ASCII mark that stands for a typographic one; 0 for what is left out, 1 for what stays.
char plain_mark(char32_t c) {
  if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) return ' ';
  if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF) return 0;
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63) return '-';
  if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2BC || c == 0x2032) return '\'';
  if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB) return '"';
  if (c == 0x2215 || c == 0x2044) return '/';
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');  // Halfwidth and Fullwidth Forms
  return 1;
}

bool is_ascii(std::string_view text) { return std::ranges::none_of(text, beyond_ascii); }

std::string with_plain_marks(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto c = take_code_point(rest);
    if (!c) rest = text.substr(1);
    const char mark = c ? plain_mark(*c) : ' ';
    if (mark == 1) out += text.substr(0, text.size() - rest.size());
    else if (mark != 0) out += mark;
    text = rest;
  }
  return out;
}

// Local parts that are no person's.
bool is_role(std::string_view local) {
  static const Words kRoles = {
      "info", "enquiries", "enquiry", "contact", "contactus", "admin", "administrator", "office", "help", "helpdesk", "support",
      "noreply", "no-reply", "donotreply", "postmaster", "webmaster", "hostmaster", "abuse", "sales", "service", "services",
      "press", "pressoffice", "media", "foi", "freedomofinformation", "dpo", "dataprotection", "data.protection", "complaints", "hr",
      "recruitment", "jobs", "careers", "news", "newsletter", "reception", "security", "feedback", "general", "mail", "mailbox",
      "team", "user", "username", "name", "someone", "root", "lists", "list", "bugs", "bug", "dev", "devel", "git", "test",
      "you", "me", "email", "accounts", "finance", "planning", "housing", "library", "orders", "marketing", "webteam", "secretary", "clerk"};
  const std::string plain = tipstaff::lower(local);
  for (const std::string_view begin : {"bug-", "no-reply", "noreply"})
    if (plain.starts_with(begin)) return true;
  for (const std::string_view end : {"-devel", "-dev", "-users", "-user", "-announce", "-list", "-request", "-help", "-bugs", "-discuss", "-team"})
    if (plain.ends_with(end)) return true;
  return kRoles.contains(plain);
}

// Royal Mail's postcode areas.
bool is_postcode_area(std::string_view area) {
  static const Words kAreas = {"AB", "AL", "B",  "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM", "CO", "CR", "CT", "CV",
                               "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",  "EC", "EH", "EN", "EX", "FK", "FY", "G",  "GL", "GU", "GY", "HA",
                               "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L",  "LA", "LD", "LE", "LL", "LN",
                               "LS", "LU", "M",  "ME", "MK", "ML", "N",  "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG",
                               "RH", "RM", "S",  "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ",
                               "TR", "TS", "TW", "UB", "W",  "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE"};
  return kAreas.contains(area);
}

int month_of(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
  if (word.size() < 3 || word.size() > 9) return 0;
  const std::string plain = tipstaff::lower(word);
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (plain == kMonths[i] || plain == kMonths[i].substr(0, 3)) return static_cast<int>(i) + 1;
  return 0;
}

// Words in capitals beside which a forename is none: “Charlotte Street”, “Bill Date”.
bool is_no_surname(std::string_view word) {
  static const Words kNone = {
      "street", "road", "avenue", "lane", "drive", "close", "court", "house", "park", "place", "square", "hill", "station", "school", "college", "university", "hospital",
      "church", "centre", "center", "council", "service", "services", "office", "department", "unit", "team", "limited", "ltd", "plc", "group", "trust", "bank", "date",
      "number", "no", "ref", "total", "amount", "address", "code", "name", "type", "status", "page", "report", "version", "mr", "mrs", "ms", "miss", "dr", "the", "and",
      "of", "in", "on", "at", "to", "for", "by", "is", "was", "with", "from", "county", "city", "town", "district", "region", "river", "island", "bay", "beach", "day",
      "week", "month", "year", "time", "act", "bill", "law", "rules", "order", "form", "list", "table", "figure", "chapter", "section", "part", "appendix", "note", "notes",
      "police", "gardens", "terrace", "mews", "crescent", "walk", "way", "grove", "rise", "row", "villas", "lodge", "farm", "cottage", "cottages", "mill", "bridge", "tower", "towers", "hall", "gate",
      "green", "common", "wharf", "quay", "parade", "circus", "view", "heights", "wood", "woods", "field", "fields", "hotel", "inn", "ward", "estate", "library", "museum",
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "copyright", "dear", "when", "if", "this", "that", "as", "but", "see"};
  return kNone.contains(tipstaff::lower(word)) || month_of(word) != 0;
}

bool is_title(std::string_view word) {
  static const Words kTitles = {"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "prof", "sir", "dame"};
  return word.size() <= 5 && kTitles.contains(tipstaff::lower(word.ends_with('.') ? word.substr(0, word.size() - 1) : word));
}

// Of the police, as rosters have them in a column.
bool is_rank(std::string_view text) {
  static const Words kRanks = {"constable", "sergeant", "inspector", "chief inspector", "superintendent", "chief superintendent", "commander", "detective constable", "detective sergeant",
                               "detective inspector", "detective chief inspector", "detective superintendent", "assistant chief constable", "deputy chief constable", "chief constable",
                               "police constable", "police sergeant", "special constable", "police staff", "pcso", "pc", "ps", "dc", "ds", "di", "dci", "dsu", "acc"};
  return text.size() <= 32 && kRanks.contains(tipstaff::lower(text));
}

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
    if (line && letters >= 3 && (out_.dates > 0 || out_.nhs > 0 || text_.find_first_of(":=>") != std::string_view::npos)) find_labels();
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
    const auto of_local = [](char c) { return (letter_or_digit(c) && !beyond_ascii(c)) || std::string_view("._%+'-").find(c) != std::string_view::npos; };
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
        if (letter_or_digit(c)) plain += to_upper(c);
        else if ((c != ' ' && c != '-') || !letter_or_digit(text_[to - 1])) break;
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
  std::string_view digits(std::size_t i) const { return text_.substr(numbers_[i].begin, numbers_[i].end - numbers_[i].begin); }
  std::size_t length(std::size_t i) const { return i < numbers_.size() ? numbers_[i].end - numbers_[i].begin : 0; }
  std::string_view behind(std::size_t i) const { return i + 1 < numbers_.size() ? text_.substr(numbers_[i].end, numbers_[i + 1].begin - numbers_[i].end) : ""; }
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
  static int whole_year(int year, std::size_t digits) { return digits == 4 ? year : year >= 25 ? 1900 + year : 2000 + year; }
  std::size_t date(std::size_t i) {
    if (length(i) == 8 && take_date(value(i) / 10000, value(i) / 100 % 100, value(i) % 100)) return 1;
    const std::string_view mark = behind(i);
    if (mark.size() != 1 || std::string_view("/-. ").find(mark) == std::string_view::npos || behind(i + 1) != mark) return 0;
    const std::size_t to = numbers_[i + 2].end;
    if (to < text_.size() && letter(text_[to]) && text_[to] != 'T') return 0;
    const std::size_t a = length(i), b = length(i + 1), c = length(i + 2);
    if (a == 4 && b <= 2 && c <= 2) return take_date(value(i), value(i + 1), value(i + 2)) ? 3 : 0;
    if (a > 2 || b > 2 || (c != 4 && (c != 2 || mark == " "))) return 0;
    return take_date(whole_year(value(i + 2), c), value(i + 1), value(i)) ? 3 : 0;
  }
  std::size_t nhs(std::size_t i) {
    const bool one = length(i) == 10;
    const bool three = length(i) == 3 && length(i + 1) == 3 && length(i + 2) == 4 && (behind(i) == " " || behind(i) == "-") && behind(i + 1) == behind(i);
    const std::size_t count = one ? 1 : 3;
    if ((!one && !three) || text_[numbers_[i].begin] == '0' || !ends_here(numbers_[i + count - 1].end)) return 0;
    const std::size_t begin = numbers_[i].begin, end = numbers_[i + count - 1].end;
    const bool decimal = (begin > 1 && text_[begin - 1] == '.' && digit(text_[begin - 2])) || (end + 1 < text_.size() && text_[end] == '.' && digit(text_[end + 1]));
    if (decimal) return count;
    const std::string_view all = text_.substr(begin, end - begin);
    ++(is_nhs_number(all) ? out_.nhs : out_.no_nhs);
    if (is_nhs_number(all)) know(without(all, " -"));
    return count;
  }
  std::size_t telephone(std::size_t i) {
    const bool abroad = (digits(i) == "44" && numbers_[i].begin > 0 && text_[numbers_[i].begin - 1] == '+') || digits(i).starts_with("0044");
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
      if (const std::string_view year = number_from(at); year.size() == 4) take_date(as_int(year), month, as_int(first));
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
    if (to + 3 < text_.size() + 0 && text_[to] == ' ' && out.size() <= 4 && digit(text_[to + 1])) {
      for (++to; to < text_.size() && in.size() < 4 && same_case(text_[to]); ++to) in += to_upper(text_[to]);
    } else if (out.size() >= 5 && out.size() <= 7) {
      in = out.substr(out.size() - 3);
      out.resize(out.size() - 3);
    }
    if (in.size() != 3 || !ends_here(to) || !digit(in[0]) || std::string_view("CIKMOV0123456789").find(in[1]) != std::string_view::npos ||
        std::string_view("CIKMOV0123456789").find(in[2]) != std::string_view::npos)
      return 0;
    const std::size_t area = out.size() > 1 && !digit(out[1]) ? 2 : 1;
    if (out.size() <= area || out.size() > area + 2 || !digit(out[area]) || !is_postcode_area(std::string_view(out).substr(0, area))) return 0;
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
    return !gap.empty() && gap.size() <= kWidestGap && gap.find_first_not_of(" ,.\t") == std::string_view::npos && std::ranges::count(gap, ',') <= 1;
  }
  void find_names() {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text_.size();) {
      if (!letter(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text_.size() && (letter(text_[at]) || ((text_[at] == '\'' || text_[at] == '-') && at + 1 < text_.size() && letter(text_[at + 1])))) ++at;
      words.push_back({begin, at});
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view first = word(words[i]);
      if (!upper(first[0]) && !beyond_ascii(first[0])) continue;
      if (!is_forename(first) && !is_title(first)) continue;
      if (is_title(first) && i + 1 < words.size() && is_forename(word(words[i + 1]))) continue;
      std::size_t next = i + 1;
      while (next < words.size() && words[next].end - words[next].begin == 1 && stand_together(words[next - 1], words[next])) ++next;  // initials
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
    for (const std::string_view label : {"surname", "last name", "lastname", "last_name", "family name", "familyname", "family_name"}) {
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
  if (word.empty() || !std::ranges::all_of(word, [](char c) { return letter(c) || c == '\'' || c == '-' || c == '.'; })) return false;
  static const Words kParticles = {"van", "der", "de", "la", "le", "di", "da", "den", "dos", "al", "el", "bin", "ap"};
  return upper(word[0]) || beyond_ascii(word[0]) || kParticles.contains(word);
}

}  // namespace

std::uint64_t key_of(std::string_view text) {  // FNV-1a (Fowler, Noll, Vo)
  std::uint64_t out = 0xcbf29ce484222325;
  for (const char c : text) out = (out ^ static_cast<unsigned char>(to_upper(c))) * 0x100000001b3;
  return out;
}

bool is_insurance_number(std::string_view text) {
  const std::string plain = without(text, " -");
  if (plain.size() != 9 || !upper(plain[0]) || !upper(plain[1])) return false;
  if (std::string_view("DFIQUV").find(plain[0]) != std::string_view::npos || std::string_view("DFIOQUV").find(plain[1]) != std::string_view::npos) return false;
  for (const std::string_view never : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
    if (plain.starts_with(never)) return false;
  return std::all_of(plain.begin() + 2, plain.begin() + 8, digit) && plain[8] >= 'A' && plain[8] <= 'D';
}

bool is_nhs_number(std::string_view text) {
  const std::string plain = without(text, " -");
  if (plain.size() != 10 || !std::ranges::all_of(plain, digit) || std::ranges::count(plain, plain[0]) == 10) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (plain[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == plain[9] - '0';
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos || text.find(' ') != std::string_view::npos) return false;
  const std::string_view host = text.substr(at + 1);
  return host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
}

bool is_telephone(std::string_view text) {
  const std::string plain = without(text, " ()-.");
  const std::string_view rest = plain.starts_with("+44") ? std::string_view(plain).substr(3) : plain.starts_with('0') ? std::string_view(plain).substr(1) : "";
  return (rest.size() == 9 || rest.size() == 10) && std::ranges::all_of(rest, digit) && rest.front() != '0';
}

bool is_postcode(std::string_view text) {
  const auto words = split(text, " ,");
  if (words.size() < 2) return false;
  const std::string_view in = words.back(), out = words[words.size() - 2];
  if (in.size() != 3 || !digit(in[0]) || !upper(in[1]) || !upper(in[2]) || out.size() < 2 || out.size() > 4 || !upper(out[0])) return false;
  const std::size_t first = upper(out[1]) ? 2 : 1;
  return first < out.size() && digit(out[first]) && (first + 1 >= out.size() || digit(out[first + 1]) || upper(out[first + 1]));
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
  for (const std::string_view other : {"department", "council", "service", "police", "station", "office", "total", "road", "street", "school", "hospital", "unit", "team", "limited", "ltd"})
    if (low.find(other) != std::string::npos) return false;
  return whole;
}

bool is_name(std::string_view text) {
  if (!is_two_words(text)) return false;
  const auto words = split(text, " ");
  if (words.front().ends_with(',')) return true;
  return std::ranges::any_of(words, [](std::string_view word) { return word.size() == 1 || (word.size() <= 4 && word.size() % 2 == 0 && word.ends_with('.')); });
}

Signs signs_in(std::string_view text) {
  if (text.size() > kLongestText) text = text.substr(0, kLongestText);
  return is_ascii(text) ? Finder(text).find() : Finder(with_plain_marks(text)).find();
}

CellKind kind_of_cell(std::string_view cell) {
  if (cell.size() > 120) return CellKind::kOther;
  std::string plain;
  if (!is_ascii(cell)) cell = plain = with_plain_marks(cell);
  const std::string_view text = trimmed_of_marks(cell);
  if (text.empty() || text.size() > 60 || !(upper(text[0]) || beyond_ascii(text[0]) || lower(text[0]))) return CellKind::kOther;
  if (std::ranges::any_of(text, digit)) return CellKind::kOther;
  if (is_title(text)) return CellKind::kTitle;
  if (is_rank(text)) return CellKind::kRank;
  if (lower(text[0]) && !is_word_of_name(text.substr(0, text.find(' ')))) return CellKind::kOther;
  if (are_initials(text)) return CellKind::kInitials;
  const auto words = split(text, " ");
  const auto is_given = [](std::string_view word) { return is_forename(word) || are_initials(word); };
  if (words.size() <= 3 && is_forename(words.front()) && std::ranges::all_of(words, is_given)) return CellKind::kForename;
  if (is_name(text)) return CellKind::kName;
  const bool named = words.size() <= 3 && text.size() >= 2 && std::ranges::all_of(words, is_word_of_name) && std::ranges::none_of(words, is_no_surname);
  if (words.size() == 1 || !is_two_words(text)) return named ? CellKind::kWord : CellKind::kOther;
  return CellKind::kTwoWords;
}

}  // namespace tipstaff::disclosure
