// Words that tell which offence, that somebody is a victim, or about health, as police sites write them in addresses,
// titles and buttons; and those of recruitment pages.
#pragma once

#include <span>

#include "site/policy.h"

namespace tipstaff::site {

struct KnownWord {
  std::string_view text;
  About about;
};
std::span<const KnownWord> vocabulary();

// Lower case, escapes undone, each run of other characters than letters and digits one blank, blanks at both ends: "
// report rape ".
std::string folded_words(std::string_view text);
// Whether `words` (folded) holds `word`, also with a plural's ending.
bool holds_word(std::string_view words, std::string_view word);

}  // namespace tipstaff::site
