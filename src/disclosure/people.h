// Rows that look like a register of people, without knowing any of them. A row counts when it holds something that only a
// person has (a National Insurance or NHS number, an e-mail address), or two weaker signs (a name, a date of birth, a postcode, a
// telephone number), or stands in a table whose heading says that a column holds names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::disclosure {

enum class Sign : std::uint8_t { kNone, kInsurance, kNhs, kMail, kTelephone, kPostcode, kBirth, kName };

// NIM39110 (HMRC): which prefixes are issued. In any spacing.
bool is_insurance_number(std::string_view text);
// NHS Data Dictionary: ten digits, the last a check of the others modulo 11.
bool is_nhs_number(std::string_view text);
bool is_mail_address(std::string_view text);
bool is_telephone(std::string_view text);  // of the United Kingdom
bool is_postcode(std::string_view text);   // BS 7666: the whole cell, or the end of an address
bool is_date(std::string_view text);
bool is_name(std::string_view text);       // “Surname, F.”, “First Last”, “F Last”

class PeopleCounter {
 public:
  void add(std::span<const std::string> row);
  std::uint64_t people() const { return people_; }
  const std::vector<std::string>& headings() const { return headings_; }  // the first row, when it is words only
  std::uint64_t rows() const { return rows_; }                            // without headings

 private:
  bool looks_like_a_person(std::span<const std::string> row) const;
  std::vector<std::string> headings_;
  bool named_ = false;  // a heading says that people follow
  std::uint64_t people_ = 0, rows_ = 0;
};

}  // namespace tipstaff::disclosure
