// Rich text as mails of Outlook carry it: packed ([MS-OXRTFCP]), and often with a page inside ([MS-OXRTFEX]).
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Errors: kInvalid when it is damaged or unpacks to more than `most` bytes.
Result<Bytes> unpack_rtf(ByteView packed, std::size_t most);
// What a program shows of it, roughly: to compare it with another version of the same text.
std::string shown_by_rtf(ByteView rtf);
// What is in groups that no program shows, or only programs that show no pages, a line each, but for a page’s own
// marks.
std::string unshown_by_rtf(ByteView rtf);
// Reads the page that it carries (§2.1.3), its marks and what stands between them; nothing when it has no marks of one.
// Marks that it has in two versions, for where pictures lie (mhtmltag), are both read.
void read_page_in_rtf(ByteView rtf, Emitter& emitter);
// It carries a page or a plain text inside, and shows that ([MS-OXRTFEX] §2.1.3).
bool is_wrapped_in_rtf(ByteView rtf);

}  // namespace tipstaff::document
