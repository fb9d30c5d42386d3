// Headings of mails (RFC 5322, MIME: RFC 2045): which of them mail programs show, and in which of the others somebody's
// words stand.
#pragma once

#include <string_view>

namespace tipstaff::document {

// Lower case. It says how a mail or a part of it is to be read.
bool is_plumbing(std::string_view name);

enum class Heading { kShown, kHiddenRecipient, kTrail };
Heading heading(std::string_view name);

// Words of somebody, in parameters too (x="…"), and not a program's own.
bool is_somebodys(std::string_view name, std::string_view value);
// A remark in a heading that no mail program shows, and in which programs write none of their own.
bool is_unseen_remark(std::string_view name, std::string_view value);

}  // namespace tipstaff::document
