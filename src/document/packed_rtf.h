// Rich text as mails of Outlook carry it: packed ([MS-OXRTFCP]), and often with a page inside ([MS-OXRTFEX]).
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::document {

// Errors: kInvalid when it is damaged or unpacks to more than `most` bytes.
Result<Bytes> unpack_rtf(ByteView packed, std::size_t most);
// What a program shows of it, roughly: to compare it with another version of the same text.
std::string shown_by_rtf(ByteView rtf);
// What is in groups that no program shows, a line each, but for a page’s own marks.
std::string unshown_by_rtf(ByteView rtf);
// It carries a page or a plain text inside, and shows that ([MS-OXRTFEX] §2.1.3).
bool is_wrapped_in_rtf(ByteView rtf);

}  // namespace tipstaff::document
