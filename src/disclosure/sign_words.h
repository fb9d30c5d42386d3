// Words and letters that the signs of a person are told by (signs.h). Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::disclosure {

inline bool digit(char c) { return c >= '0' && c <= '9'; }
inline bool upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
inline bool letter(char c) { return upper(c) || lower(c) || beyond_ascii(c); }
inline bool letter_or_digit(char c) { return letter(c) || digit(c); }
inline char to_upper(char c) { return lower(c) ? static_cast<char>(c - 32) : c; }

std::string without(std::string_view text, std::string_view marks);
std::vector<std::string_view> split(std::string_view text, std::string_view marks);

bool is_ascii(std::string_view text);
// Typographic blanks, dashes, quotation marks and wide letters as ASCII has them; soft hyphens and the like left out.
std::string with_plain_marks(std::string_view text);

bool is_role(std::string_view local);          // of a mail address: no person's
bool is_postcode_area(std::string_view area);  // Royal Mail's, in capitals
int month_of(std::string_view word);           // 1 to 12, 0: none
bool is_no_surname(std::string_view word);  // beside which a forename is none: “Charlotte Street”, “Bill Date”
bool is_title(std::string_view word);
bool is_rank(std::string_view text);  // of the police, as rosters have them in a column

}  // namespace tipstaff::disclosure
