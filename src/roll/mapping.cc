#include "roll/mapping.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"

namespace tipstaff::roll {
namespace {

struct Synonym {
  std::string_view heading;  // small letters and digits only
  Target target;
};

constexpr Target to(Field field) { return {field, std::nullopt}; }
constexpr Target to(Flag flag) { return {std::nullopt, flag}; }

constexpr Synonym kSynonyms[] = {
    {"surname", to(Field::kSurname)},
    {"lastname", to(Field::kSurname)},
    {"familyname", to(Field::kSurname)},
    {"secondname", to(Field::kSurname)},
    {"empsurname", to(Field::kSurname)},
    {"officersurname", to(Field::kSurname)},
    {"forenames", to(Field::kForenames)},
    {"forename", to(Field::kForenames)},
    {"firstname", to(Field::kForenames)},
    {"firstnames", to(Field::kForenames)},
    {"givenname", to(Field::kForenames)},
    {"givennames", to(Field::kForenames)},
    {"christianname", to(Field::kForenames)},
    {"knownas", to(Field::kForenames)},
    {"rank", to(Field::kRank)},
    {"grade", to(Field::kRank)},
    {"rankgrade", to(Field::kRank)},
    {"rankorgrade", to(Field::kRank)},
    {"jobtitle", to(Field::kRank)},
    {"post", to(Field::kRank)},
    {"role", to(Field::kRank)},
    {"substantiverank", to(Field::kRank)},
    {"unit", to(Field::kUnit)},
    {"department", to(Field::kUnit)},
    {"dept", to(Field::kUnit)},
    {"team", to(Field::kUnit)},
    {"division", to(Field::kUnit)},
    {"directorate", to(Field::kUnit)},
    {"organisationunit", to(Field::kUnit)},
    {"orgunit", to(Field::kUnit)},
    {"bcu", to(Field::kUnit)},
    {"command", to(Field::kUnit)},
    {"location", to(Field::kLocation)},
    {"station", to(Field::kLocation)},
    {"policestation", to(Field::kLocation)},
    {"site", to(Field::kLocation)},
    {"workplace", to(Field::kLocation)},
    {"placeofwork", to(Field::kLocation)},
    {"base", to(Field::kLocation)},
    {"building", to(Field::kLocation)},
    {"worklocation", to(Field::kLocation)},
    {"warrantnumber", to(Field::kWarrantNumber)},
    {"warrantno", to(Field::kWarrantNumber)},
    {"warrant", to(Field::kWarrantNumber)},
    {"warrantorstaffnumber", to(Field::kWarrantNumber)},
    {"warrantstaffno", to(Field::kWarrantNumber)},
    {"collarnumber", to(Field::kWarrantNumber)},
    {"collarno", to(Field::kWarrantNumber)},
    {"shouldernumber", to(Field::kWarrantNumber)},
    {"shoulderno", to(Field::kWarrantNumber)},
    {"forcenumber", to(Field::kWarrantNumber)},
    {"forceno", to(Field::kWarrantNumber)},
    {"staffnumber", to(Field::kWarrantNumber)},
    {"staffno", to(Field::kWarrantNumber)},
    {"staffid", to(Field::kWarrantNumber)},
    {"officernumber", to(Field::kWarrantNumber)},
    {"pinnumber", to(Field::kWarrantNumber)},
    {"fin", to(Field::kWarrantNumber)},
    {"paynumber", to(Field::kPayNumber)},
    {"payno", to(Field::kPayNumber)},
    {"payrollnumber", to(Field::kPayNumber)},
    {"payrollno", to(Field::kPayNumber)},
    {"payrollid", to(Field::kPayNumber)},
    {"employeenumber", to(Field::kPayNumber)},
    {"employeeno", to(Field::kPayNumber)},
    {"employeeid", to(Field::kPayNumber)},
    {"empno", to(Field::kPayNumber)},
    {"assignmentnumber", to(Field::kPayNumber)},
    {"payreference", to(Field::kPayNumber)},
    {"vettinglevel", to(Field::kVettingLevel)},
    {"vetting", to(Field::kVettingLevel)},
    {"clearance", to(Field::kVettingLevel)},
    {"securityclearance", to(Field::kVettingLevel)},
    {"vettingstatus", to(Field::kVettingLevel)},
    {"clearancelevel", to(Field::kVettingLevel)},
    {"email", to(Field::kEmail)},
    {"emailaddress", to(Field::kEmail)},
    {"workemail", to(Field::kEmail)},
    {"mail", to(Field::kEmail)},
    {"workemailaddress", to(Field::kEmail)},
    {"protected", to(Flag::kProtected)},
    {"covert", to(Flag::kProtected)},
    {"sensitiverole", to(Flag::kProtected)},
    {"highriskrole", to(Flag::kProtected)},
    {"protectedrole", to(Flag::kProtected)},
    {"noticerisk", to(Flag::kNoticeRisk)},
    {"donotwritehome", to(Flag::kNoticeRisk)},
    {"noletters", to(Flag::kNoticeRisk)},
    {"nohomecontact", to(Flag::kNoticeRisk)},
};

std::string folded(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

// Code points.
std::size_t longest(Field field) {
  switch (field) {
    case Field::kWarrantNumber:
    case Field::kPayNumber:
      return 32;
    case Field::kRank:
      return 60;
    case Field::kEmail:
      return 254;  // RFC 5321 §4.5.3.1
    default:
      return 100;
  }
}

}  // namespace

std::optional<Target> target_from_name(std::string_view name) {
  if (name == "ignore") return Target();
  if (name == "protected") return to(Flag::kProtected);
  if (name == "notice_risk") return to(Flag::kNoticeRisk);
  if (const auto field = field_from_name(name); field && *field != Field::kPhoto) return to(*field);
  return std::nullopt;
}

std::string_view target_name(const Target& target) {
  if (target.field) return field_name(*target.field);
  if (!target.flag) return "ignore";
  return *target.flag == Flag::kProtected ? "protected" : "notice_risk";
}

Mapping Mapping::guess(const std::vector<std::string>& headings) {
  Mapping out;
  std::set<std::string_view> taken;
  for (const std::string& heading : headings) {
    Column column{heading, {}};
    const std::string plain = folded(heading);
    for (const Synonym& synonym : kSynonyms)
      if (synonym.heading == plain && taken.insert(target_name(synonym.target)).second) column.target = synonym.target;
    out.columns_.push_back(std::move(column));
  }
  return out;
}

Result<Mapping> Mapping::parse(std::string_view text) {
  Mapping out;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = without_outer_spaces(line);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t equals = line.rfind('=');
    if (equals == std::string_view::npos || fault_in(line) != TextFault::kNone)
      return fail(Code::kInvalid, fmt::format("line {} of the mapping is not “heading = field”", number));
    const auto target = target_from_name(without_outer_spaces(line.substr(equals + 1)));
    if (!target)
      return fail(
          Code::kInvalid,
          fmt::format("line {} of the mapping names no field; use one of surname, forenames, rank, unit, "
                      "location, warrant_number, pay_number, vetting_level, email, protected, notice_risk or ignore",
                      number));
    out.columns_.push_back({std::string(without_outer_spaces(line.substr(0, equals))), *target});
  }
  return out;
}

std::string Mapping::text() const {
  std::string out =
      "# heading = field. Fields: surname, forenames, rank, unit, location, warrant_number, pay_number,\n"
      "# vetting_level, email, protected, notice_risk; ignore leaves a column out.\n";
  for (const Column& column : columns_)
    out += fmt::format("{} = {}\n", without_outer_spaces(column.heading), target_name(column.target));
  return out;
}

Result<std::vector<Target>> Mapping::bind(const std::vector<std::string>& headings, FieldSet needed) const {
  std::vector<Target> out;
  std::set<std::string_view> taken;
  for (const std::string& heading : headings) {
    const auto known = std::find_if(columns_.begin(), columns_.end(), [&](const Column& column) {
      return without_outer_spaces(column.heading) == without_outer_spaces(heading);
    });
    out.push_back(known == columns_.end() ? Target() : known->target);
    if (!out.back().ignored() && !taken.insert(target_name(out.back())).second)
      return fail(Code::kInvalid, fmt::format("two columns are mapped to {}", target_name(out.back())));
  }
  for (const Field field : needed.list())
    if (!taken.contains(field_name(field)))
      return fail(Code::kInvalid,
                  fmt::format("no column is mapped to {}; name it in a mapping file", field_name(field)));
  return out;
}

std::string Mapping::in_words() const {
  std::string out;
  for (const Column& column : columns_)
    out +=
        fmt::format("  {} → {}\n", column.heading, column.target.ignored() ? "not read" : target_name(column.target));
  return out;
}

std::optional<std::string> fault_in_value(Field field, std::string_view value) {
  if (value.empty())
    return field == Field::kSurname || field == Field::kWarrantNumber ? std::optional<std::string>("is empty")
                                                                      : std::nullopt;
  if (const TextFault fault = fault_in(value); fault != TextFault::kNone) return std::string(describe(fault));
  std::size_t length = 0;
  for (std::string_view rest = value; take_code_point(rest);) ++length;
  if (length > longest(field)) return fmt::format("is longer than {} characters", longest(field));
  if (field == Field::kEmail && value.find('@') == std::string_view::npos) return "is not an e-mail address";
  const bool number = field == Field::kWarrantNumber || field == Field::kPayNumber;
  // A warrant number names the photograph's file: it must not be able to name another folder.
  if (number && (value.find_first_of("/\\<>\"'%") != std::string_view::npos || value.front() == '.'))
    return "holds a character that a number cannot have";
  return std::nullopt;
}

std::optional<bool> parse_flag(std::string_view value) {
  const std::string plain = folded(value);
  if (plain == "yes" || plain == "y" || plain == "true" || plain == "1") return true;
  if (plain == "no" || plain == "n" || plain == "false" || plain == "0") return false;
  if (without_outer_spaces(value).empty()) return false;
  return std::nullopt;
}

std::string_view without_outer_spaces(std::string_view value) {
  const std::size_t first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

Plaintext on_one_line(std::string_view value) {
  const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\t'; };
  Plaintext out(value.size());
  std::size_t length = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool after_space = length > 0 && out.reveal()[length - 1] == ' ';
    if (is_break(value[i]) && (length == 0 || after_space)) continue;
    if (value[i] == ' ' && i > 0 && is_break(value[i - 1]) && (length == 0 || after_space)) continue;
    out.writable()[length++] = static_cast<std::uint8_t>(is_break(value[i]) ? ' ' : value[i]);
  }
  while (length > 0 && out.reveal()[length - 1] == ' ') --length;
  std::size_t first = 0;
  while (first < length && out.reveal()[first] == ' ') ++first;
  return Plaintext::copy_of(out.reveal_text().substr(first, length - first));
}

bool may_be_decomposed(std::string_view value) {
  while (const auto c = take_code_point(value))
    if (*c >= 0x300 && *c <= 0x36f) return true;
  return false;
}

}  // namespace tipstaff::roll
