// How a person's name is written, by whom it is written: from one entry of the roll all forms that the matcher finds.
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::match {

// One person as the caller knows him; whatever is empty is not looked for. Only read while a call runs.
struct Person {
  std::string_view surname, forenames, rank, unit, location, warrant_number, pay_number, email;
};

// What the index keeps of a name, folded (fold.h).
struct NameParts {
  // Words in a row that stand for the surname: “smith barrington” and “smithbarrington”, “o brien” and “obrien”, “mc
  // donald”, “macdonald”, “mcdonald”; with and without particles; ü as u and as ue.
  std::vector<std::vector<std::string>> surnames;
  std::vector<std::vector<std::string>> forenames;  // in order; and once more where ü stands for ue
};
NameParts parts_of(std::string_view surname, std::string_view forenames);

// One spelling for all rows of words that are the same surname: joined, Mac as Mc.
std::string same_surname(const std::vector<std::string>& words);
void make_same_surname(std::string& joined);  // of the joined words

// The forms as people write them, for tests and for other programs' lists of patterns: “First Last”, “Last, First”,
// “LAST F”, “Last, F.M.”, “F. Last”, with hyphens, apostrophes and diacritics as given and without, “f.last@”,
// “first.last@”.
std::vector<std::string> written_forms(std::string_view surname, std::string_view forenames);

}  // namespace tipstaff::match
