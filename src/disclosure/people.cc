#include "disclosure/people.h"

#include <algorithm>

#include "base/text.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kMostKeys = 1'000'000;  // lines remembered, so that none counts twice
constexpr std::size_t kLongestCell = 60;      // of a row that is a name alone
constexpr std::uint64_t kFewMails = 3;        // of one person
constexpr std::uint64_t kLongestAddress = 6;  // lines from a name to its postcode
constexpr std::uint64_t kFewRows = 10, kFewestForenames = 15;
constexpr int kFirstYear = 1850;

bool digit(char c) { return c >= '0' && c <= '9'; }

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

char first_letter(std::string_view text) {
  const auto found = std::ranges::find_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return found == text.end() ? '\0' : *found;
}

// A number of few digits, a mark: none of the signs is so short.
bool says_nothing(std::string_view cell) {
  std::size_t digits = 0;
  for (const char c : cell) {
    if (!digit(c) && c != '.' && c != '-') return false;
    digits += digit(c) ? 1 : 0;
  }
  return digits < 8;
}

}  // namespace

// What the cells of a row say together.
struct PeopleCounter::Row {
  Signs signs;
  std::size_t cells = 0;
  bool name = false;        // with a forename that is known
  bool registered = false;  // “Surname, F.”
  bool words = false;       // two in capitals
  bool initialled = false;  // a word beside initials, in two cells
  bool rank = false;
  bool short_cells = true;
  char letter = 0;  // with which the initials begin, or the last word of “Surname, F.”

  explicit Row(std::span<const std::string> row) : cells(row.size()) {
    CellKind before = CellKind::kOther;
    std::uint64_t given = 0;
    for (const std::string& cell : row) {
      if (cell.empty() || says_nothing(cell)) {
        before = CellKind::kOther;
        continue;
      }
      add(signs_in(cell));
      short_cells = short_cells && cell.size() <= kLongestCell;
      const CellKind kind = kind_of_cell(cell);
      rank = rank || kind == CellKind::kRank;
      registered = registered || kind == CellKind::kName;
      words = words || kind == CellKind::kTwoWords;
      const auto beside = [&](CellKind one, CellKind other) {
        return (before == one && kind == other) || (before == other && kind == one);
      };
      name = name || beside(CellKind::kForename, CellKind::kWord) ||
             (before == CellKind::kForename && kind == CellKind::kForename) ||
             (before == CellKind::kTitle &&
              (kind == CellKind::kWord || kind == CellKind::kForename || kind == CellKind::kInitials));
      initialled = initialled || beside(CellKind::kInitials, CellKind::kWord) ||
                   beside(CellKind::kInitials, CellKind::kForename);
      if (kind == CellKind::kInitials) letter = first_letter(cell);
      if (kind == CellKind::kInitials || kind == CellKind::kForename) given = key_of(cell);
      if (kind == CellKind::kName) letter = first_letter(std::string_view(cell).substr(cell.find_last_of(' ') + 1));
      before = kind;
    }
    name = name || signs.names > 0;
    if (signs.given == 0) signs.given = given;
  }
  void add(const Signs& of) {
    signs.insurance += of.insurance, signs.nhs += of.nhs, signs.no_nhs += of.no_nhs, signs.mails += of.mails;
    signs.telephones += of.telephones, signs.postcodes += of.postcodes, signs.dates += of.dates;
    signs.labelled += of.labelled, signs.surnames += of.surnames, signs.names += of.names;
    if (!signs.birth) signs.birth = of.birth;
    if (signs.given == 0) signs.given = of.given;
    signs.key = signs.key * 31 + of.key;
  }
};

RowKind PeopleCounter::kind_of(const Row& row) const {
  const Signs& signs = row.signs;
  if (signs.insurance > 0 || signs.mails > 0 || signs.labelled > 0) return RowKind::kPerson;
  if (named_ && row.cells >= 2 && row.cells * 2 >= headings_.size()) return RowKind::kPerson;
  const bool named = row.name || row.registered || row.initialled;
  const int others = (signs.dates > 0) + (signs.postcodes > 0) + (signs.telephones > 0);
  if ((row.registered && others >= 1) || (row.words && others >= 2)) return RowKind::kPerson;
  if ((row.name || row.initialled) && (signs.postcodes > 0 || signs.telephones > 0 || row.rank))
    return RowKind::kNameAndContact;
  if (signs.surnames > 0) return RowKind::kSurname;
  if (signs.nhs > 0) return RowKind::kNhsNumber;
  if (signs.birth && named) return RowKind::kNameAndBirth;
  if (signs.birth && row.words) return RowKind::kWordsAndBirth;
  if (signs.birth && signs.postcodes > 0) return RowKind::kPlaceAndBirth;
  if (!named || !row.short_cells) return RowKind::kNobody;
  return row.name ? RowKind::kNameAlone : RowKind::kInitialAlone;
}

// An address has its name in a line of its own, and the postcode some lines below.
RowKind PeopleCounter::kind_in_block(Row& row) {
  const RowKind kind = kind_of(row);
  if (row.cells != 1) return kind;
  if (kind == RowKind::kNameAlone) {
    name_key_ = row.signs.key;
    name_row_ = rows_;
  } else if (kind == RowKind::kNobody && row.signs.postcodes > 0 && name_row_ > 0 &&
             rows_ - name_row_ <= kLongestAddress) {
    row.signs.key = name_key_ ^ row.signs.postcodes;
    name_row_ = 0;
    return RowKind::kPerson;
  }
  return kind;
}

// One forename again and again is a place: “Victoria Gardens 12”.
bool PeopleCounter::are_many_people(std::uint64_t rows) const {
  return givens_.size() >= std::min<std::uint64_t>(rows / 10 + 3, kFewestForenames);
}

// Dates of birth lie many years apart, dates of what happened do not; of ten digits every eleventh number has the check
// of the NHS; codes (“Part A”) have few letters, people's initials many.
bool PeopleCounter::counts(RowKind kind) const {
  const std::uint64_t rows = counted_[static_cast<std::size_t>(kind)];
  if (kind == RowKind::kNameAndContact) return rows < kFewRows || are_many_people(rows);
  if (kind == RowKind::kSurname)
    return counted_[static_cast<std::size_t>(RowKind::kPerson)] == 0;  // else one of those, in a record of many lines
  if (kind == RowKind::kNhsNumber) return rows > no_nhs_;
  if (kind == RowKind::kNameAndBirth) return births_.count() >= 4 && are_many_people(rows);
  if (kind == RowKind::kWordsAndBirth)
    return births_.count() >= 4 && counted_[static_cast<std::size_t>(RowKind::kNameAndBirth)] * 5 >=
                                       rows;  // names that are not known, among known ones
  if (kind == RowKind::kPlaceAndBirth) return births_.count() >= 8;
  if (kind == RowKind::kNameAlone) return rows >= kNames && rows * 10 >= rows_ && are_many_people(rows);
  if (kind == RowKind::kInitialAlone)
    return rows >= kNames && rows * 10 >= rows_ &&
           std::ranges::count_if(initials_, [](auto of) { return of > 0; }) >= 8 &&
           std::ranges::max(initials_) * 5 <= rows * 2;
  return kind == RowKind::kPerson;
}

std::uint64_t PeopleCounter::sum(const Counts& rows) const {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) out += counts(static_cast<RowKind>(i)) ? rows[i] : 0;
  return out;
}

bool PeopleCounter::is_heading(std::span<const std::string> row) {
  if (!headings_.empty() || row.size() < 2) return false;
  const bool words = std::ranges::none_of(row, [](const std::string& cell) {
    return cell.empty() || cell.size() > 60 || std::ranges::any_of(cell, digit);
  });
  if (!words) return false;
  if (rows_ < 20 && are_headings_of_people(row)) {
    headings_.assign(row.begin(), row.end());
    return named_ = true;
  }
  if (rows_ > 0) return false;
  const Row first(row);
  if (first.signs.mails > 0) return false;
  if (!first.registered && !first.name) headings_.assign(row.begin(), row.end());
  return !headings_.empty();
}

void PeopleCounter::excuse(RowKind kind) {
  ++excused_[static_cast<std::size_t>(kind)];
  if (last_is_told_) keys_.pop_back();
  last_is_told_ = false;
}

RowKind PeopleCounter::add(std::span<const std::string> cells) {
  if (is_heading(cells)) return RowKind::kNobody;
  ++rows_;
  last_is_told_ = false;
  Row row(cells);
  const RowKind kind = kind_in_block(row);
  no_nhs_ += row.signs.no_nhs > 0 && row.signs.nhs == 0 ? 1 : 0;
  if (kind == RowKind::kNobody) return kind;
  if (cells.size() == 1 && met_.size() < kMostKeys && !met_.insert(row.signs.key).second) return RowKind::kNobody;
  if (kind == RowKind::kNameAndBirth || kind == RowKind::kWordsAndBirth || kind == RowKind::kPlaceAndBirth)
    births_.set(static_cast<std::size_t>(*row.signs.birth - kFirstYear));
  if (kind == RowKind::kInitialAlone && row.letter != 0) ++initials_[static_cast<std::size_t>(row.letter - 'A')];
  if (row.signs.given != 0 && givens_.size() < kFewestForenames) givens_.insert(row.signs.given);
  last_is_told_ = (kind == RowKind::kPerson || kind == RowKind::kNameAndContact) && keys_.size() < kMostTold;
  if (last_is_told_) keys_.push_back(row.signs.key);
  counted_[static_cast<std::size_t>(kind)] += row.signs.mails > kFewMails ? row.signs.mails : 1;
  return kind;
}

}  // namespace tipstaff::disclosure
