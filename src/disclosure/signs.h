// Signs of a person in a piece of text: numbers by their rules, addresses, dates, names; anywhere in it, in any spacing
// and with typographic marks (no-break blanks, dashes of all shapes). Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::disclosure {

// NIM39110 (HMRC): which prefixes are issued. In any spacing.
bool is_insurance_number(std::string_view text);
// NHS Data Dictionary: ten digits, the last a check of the others modulo 11.
bool is_nhs_number(std::string_view text);
bool is_mail_address(std::string_view text);
bool is_telephone(std::string_view text);  // of the United Kingdom
bool is_postcode(std::string_view text);   // BS 7666: the whole text, or the end of an address
bool is_name(std::string_view text);       // “Surname, F.”, “Surname, First”, “F Last”
bool is_two_words(std::string_view text);  // “First Last”, as names, places and firms are written

// How often each stands in a text.
struct Signs {
  std::uint32_t insurance = 0;
  std::uint32_t nhs = 0, no_nhs = 0;  // no_nhs: ten digits whose check fails
  std::uint32_t mails = 0;            // different ones, of people: not info@, not lists
  std::uint32_t telephones = 0, postcodes = 0, dates = 0;
  std::uint32_t labelled = 0;  // a date of birth or NHS number that the text itself says is one: “DOB: 01/02/1980”
  std::uint32_t surnames = 0;  // that it says are surnames: “"surname": "Marlowe"”
  std::uint32_t names = 0;     // a forename (forenames.h) beside another word in capitals
  std::optional<int> birth;    // year of the first date that may be one of birth
  std::uint64_t given = 0;     // of the first such forename, the same for the same
  std::uint64_t key = 0;       // the same where the same person is meant: of the number or address, else of the text
};
// `text`: UTF-8. Of what is longer than a line or so only numbers and addresses are looked for.
Signs signs_in(std::string_view text);

// Whole cells of a table; typographic marks are read as above, and quotation marks around them left out.
enum class CellKind : std::uint8_t {
  kOther,
  kForename,  // one to three words, the first a forename
  kWord,      // as a surname may be: “O'Neill”, “van der Berg”
  kInitials,  // “J”, “J.M.”
  kTitle,     // Mr, Dr
  kRank,      // Constable, DS
  kName,      // is_name()
  kTwoWords,  // is_two_words()
};
CellKind kind_of_cell(std::string_view cell);

std::uint64_t key_of(std::string_view text);  // without regard to the case of ASCII letters

}  // namespace tipstaff::disclosure
