// Web pages (HTML Living Standard), as files and as the bodies of mails, through libxml2's forgiving parser: what a
// browser shows, and what its source says besides. Style sheets inside the page are read for rules of one class, id or
// element that hide; sheets and scripts elsewhere are not fetched, so what they would hide counts as shown.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

bool is_html(std::string_view start);  // of text as it begins, without blanks

// `charset` of a mail's part; empty: as the page says itself.
void read_html(ByteView file, Emitter& emitter, std::string_view charset = {});
// What a browser shows of it, one block a line: to compare it with another version of the same text.
std::string shown_by_html(ByteView file, std::string_view charset);

}  // namespace tipstaff::document
