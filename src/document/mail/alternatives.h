// Versions of one text, as mails carry them: what the one says and the other does not.
#pragma once

#include <string>
#include <string_view>

namespace tipstaff::document {

// The lines of `text` that hold words which `other` has not; empty when they are few enough to be one text.
std::string what_is_only_in(std::string_view text, std::string_view other);

}  // namespace tipstaff::document
