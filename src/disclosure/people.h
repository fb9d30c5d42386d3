// Rows that look like a register of people, without knowing any of them. A row counts when it holds something that only
// a person has (a National Insurance number, an e-mail address), or a name written as registers write it (“Surname,
// F.”, “F Surname”) or an NHS number beside another sign, or two words like a name beside two further signs (date,
// postcode, telephone number), or stands in a table whose headings say that it lists people. Two words alone are as
// often a place or a firm.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::disclosure {

enum class Sign : std::uint8_t { kNone, kInsurance, kNhs, kMail, kTelephone, kPostcode, kDate, kName, kWords };

// NIM39110 (HMRC): which prefixes are issued. In any spacing.
bool is_insurance_number(std::string_view text);
// NHS Data Dictionary: ten digits, the last a check of the others modulo 11.
bool is_nhs_number(std::string_view text);
bool is_mail_address(std::string_view text);
bool is_telephone(std::string_view text);  // of the United Kingdom
bool is_postcode(std::string_view text);   // BS 7666: the whole cell, or the end of an address
bool is_date(std::string_view text);
bool is_name(std::string_view text);       // “Surname, F.”, “Surname, First”, “F Last”
bool is_two_words(std::string_view text);  // “First Last”, as names, places and firms are written

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
