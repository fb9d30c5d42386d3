// Forenames that are common in the United Kingdom and Ireland, of all its communities: some nine hundred. Those that
// are words or months as often (Will, Hope, April) are left out. Any thread.
#pragma once

#include <string_view>

namespace tipstaff::disclosure {

// `word`: one word, in any case; beyond ASCII as it is written (“Seán”) or without its marks.
bool is_forename(std::string_view word);

}  // namespace tipstaff::disclosure
