#include "disclosure/sign_words.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"

namespace tipstaff::disclosure {
namespace {

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

}  // namespace

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

bool is_ascii(std::string_view text) { return std::ranges::none_of(text, beyond_ascii); }

std::string with_plain_marks(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto c = take_code_point(rest);
    if (!c) rest = text.substr(1);
    const char mark = c ? plain_mark(*c) : ' ';
    if (mark == 1)
      out += text.substr(0, text.size() - rest.size());
    else if (mark != 0)
      out += mark;
    text = rest;
  }
  return out;
}

// Local parts that are no person's.
bool is_role(std::string_view local) {
  static const Words kRoles = {"info",
                               "enquiries",
                               "enquiry",
                               "contact",
                               "contactus",
                               "admin",
                               "administrator",
                               "office",
                               "help",
                               "helpdesk",
                               "support",
                               "noreply",
                               "no-reply",
                               "donotreply",
                               "postmaster",
                               "webmaster",
                               "hostmaster",
                               "abuse",
                               "sales",
                               "service",
                               "services",
                               "press",
                               "pressoffice",
                               "media",
                               "foi",
                               "freedomofinformation",
                               "dpo",
                               "dataprotection",
                               "data.protection",
                               "complaints",
                               "hr",
                               "recruitment",
                               "jobs",
                               "careers",
                               "news",
                               "newsletter",
                               "reception",
                               "security",
                               "feedback",
                               "general",
                               "mail",
                               "mailbox",
                               "team",
                               "user",
                               "username",
                               "name",
                               "someone",
                               "root",
                               "lists",
                               "list",
                               "bugs",
                               "bug",
                               "dev",
                               "devel",
                               "git",
                               "test",
                               "you",
                               "me",
                               "email",
                               "accounts",
                               "finance",
                               "planning",
                               "housing",
                               "library",
                               "orders",
                               "marketing",
                               "webteam",
                               "secretary",
                               "clerk"};
  const std::string plain = tipstaff::lower(local);
  for (const std::string_view begin : {"bug-", "no-reply", "noreply"})
    if (plain.starts_with(begin)) return true;
  for (const std::string_view end :
       {"-devel", "-dev", "-users", "-user", "-announce", "-list", "-request", "-help", "-bugs", "-discuss", "-team"})
    if (plain.ends_with(end)) return true;
  return kRoles.contains(plain);
}

// Royal Mail's postcode areas.
bool is_postcode_area(std::string_view area) {
  static const Words kAreas = {
      "AB", "AL", "B",  "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM",
      "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",  "EC", "EH", "EN",
      "EX", "FK", "FY", "G",  "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP",
      "IV", "JE", "KA", "KT", "KW", "KY", "L",  "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M",  "ME", "MK", "ML",
      "N",  "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM",
      "S",  "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF",
      "TN", "TQ", "TR", "TS", "TW", "UB", "W",  "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE"};
  return kAreas.contains(area);
}

int month_of(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                               "may",       "june",     "july",     "august",
                                                               "september", "october",  "november", "december"};
  if (word.size() < 3 || word.size() > 9) return 0;
  const std::string plain = tipstaff::lower(word);
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (plain == kMonths[i] || plain == kMonths[i].substr(0, 3)) return static_cast<int>(i) + 1;
  return 0;
}

// Words in capitals beside which a forename is none: “Charlotte Street”, “Bill Date”.
bool is_no_surname(std::string_view word) {
  static const Words kNone = {
      "street",    "road",     "avenue",  "lane",     "drive",    "close",     "court",      "house",    "park",
      "place",     "square",   "hill",    "station",  "school",   "college",   "university", "hospital", "church",
      "centre",    "center",   "council", "service",  "services", "office",    "department", "unit",     "team",
      "limited",   "ltd",      "plc",     "group",    "trust",    "bank",      "date",       "number",   "no",
      "ref",       "total",    "amount",  "address",  "code",     "name",      "type",       "status",   "page",
      "report",    "version",  "mr",      "mrs",      "ms",       "miss",      "dr",         "the",      "and",
      "of",        "in",       "on",      "at",       "to",       "for",       "by",         "is",       "was",
      "with",      "from",     "county",  "city",     "town",     "district",  "region",     "river",    "island",
      "bay",       "beach",    "day",     "week",     "month",    "year",      "time",       "act",      "bill",
      "law",       "rules",    "order",   "form",     "list",     "table",     "figure",     "chapter",  "section",
      "part",      "appendix", "note",    "notes",    "police",   "gardens",   "terrace",    "mews",     "crescent",
      "walk",      "way",      "grove",   "rise",     "row",      "villas",    "lodge",      "farm",     "cottage",
      "cottages",  "mill",     "bridge",  "tower",    "towers",   "hall",      "gate",       "green",    "common",
      "wharf",     "quay",     "parade",  "circus",   "view",     "heights",   "wood",       "woods",    "field",
      "fields",    "hotel",    "inn",     "ward",     "estate",   "library",   "museum",     "monday",   "tuesday",
      "wednesday", "thursday", "friday",  "saturday", "sunday",   "copyright", "dear",       "when",     "if",
      "this",      "that",     "as",      "but",      "see"};
  return kNone.contains(tipstaff::lower(word)) || month_of(word) != 0;
}

bool is_title(std::string_view word) {
  static const Words kTitles = {"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "prof", "sir", "dame"};
  return word.size() <= 5 &&
         kTitles.contains(tipstaff::lower(word.ends_with('.') ? word.substr(0, word.size() - 1) : word));
}

// Of the police, as rosters have them in a column.
bool is_rank(std::string_view text) {
  static const Words kRanks = {"constable",
                               "sergeant",
                               "inspector",
                               "chief inspector",
                               "superintendent",
                               "chief superintendent",
                               "commander",
                               "detective constable",
                               "detective sergeant",
                               "detective inspector",
                               "detective chief inspector",
                               "detective superintendent",
                               "assistant chief constable",
                               "deputy chief constable",
                               "chief constable",
                               "police constable",
                               "police sergeant",
                               "special constable",
                               "police staff",
                               "pcso",
                               "pc",
                               "ps",
                               "dc",
                               "ds",
                               "di",
                               "dci",
                               "dsu",
                               "acc"};
  return text.size() <= 32 && kRanks.contains(tipstaff::lower(text));
}

}  // namespace tipstaff::disclosure
