// Rows that look like a register of people, without knowing any of them (docs/check.md, “People without a roll”). A row
// counts when it holds something that only a person has (a National Insurance number, a personal e-mail address, a date
// said to be of birth), or a name beside another sign, or stands in a table whose headings say that it lists people.
// Two words alone are as often a place or a firm.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "disclosure/signs.h"

namespace tipstaff::disclosure {

// What a row counts for. Of those behind kPerson many must come together before they count.
enum class RowKind : std::uint8_t {
  kNobody,
  kPerson,
  kNameAndContact,
  kSurname,
  kNhsNumber,
  kNameAndBirth,
  kWordsAndBirth,
  kPlaceAndBirth,
  kNameAlone,
  kInitialAlone,
  kLast = kInitialAlone
};

class PeopleCounter {
 public:
  // A line of text that says the same person again is nobody.
  RowKind add(std::span<const std::string> row);
  // A row that add() gave that kind is excused (policy.h).
  void excuse(RowKind kind);

  std::uint64_t people() const { return sum(counted_); }
  std::uint64_t excused() const { return sum(excused_); }
  const std::vector<std::string>& headings() const { return headings_; }  // the first row, when it is words only
  std::uint64_t rows() const { return rows_; }                            // without headings

  // Of the rows that count by themselves, without those that are excused: the same where the same person is meant. No
  // more than kMostTold.
  const std::vector<std::uint64_t>& keys() const { return keys_; }

  static constexpr std::size_t kMostTold = 3000;
  static constexpr std::uint64_t kNames = 50;  // so many names alone are a register

 private:
  using Counts = std::array<std::uint64_t, static_cast<std::size_t>(RowKind::kLast) + 1>;
  struct Row;
  bool is_heading(std::span<const std::string> row);
  RowKind kind_of(const Row& row) const;
  RowKind kind_in_block(Row& row);
  bool counts(RowKind kind) const;
  bool are_many_people(std::uint64_t rows) const;
  std::uint64_t sum(const Counts& rows) const;

  std::vector<std::string> headings_;
  bool named_ = false;  // a heading says that people follow
  std::uint64_t rows_ = 0, no_nhs_ = 0;
  Counts counted_{}, excused_{};
  std::bitset<256> births_;                    // years from 1850
  std::array<std::uint64_t, 26> initials_{};   // of rows that are a surname and an initial alone
  std::unordered_set<std::uint64_t> givens_;   // forenames
  std::uint64_t name_key_ = 0, name_row_ = 0;  // of the last line that is a name alone; name_row_ 0: none
  std::vector<std::uint64_t> keys_;
  bool last_is_told_ = false;              // the last of keys_ is the last row's
  std::unordered_set<std::uint64_t> met_;  // keys of single lines
};

}  // namespace tipstaff::disclosure
