// Text in the character sets that mail, web pages and old documents are written in, as UTF-8 (the C library's iconv).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tipstaff::document {

// Loads the tables; a locked process has only these. Call once before a process locks itself.
void prepare_charsets();

// `charset` as MIME names it (RFC 2978), in any case. Bytes that mean nothing in it become ‘?’. Nothing when the
// character set is not known.
std::optional<std::string> to_utf8(ByteView text, std::string_view charset);
// What a Windows code page number is called: 1252 → "windows-1252".
std::string code_page(unsigned number);

}  // namespace tipstaff::document
