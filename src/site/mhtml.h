// Pages that a browser saved as one file: MHTML (RFC 2557), a mail of parts that each say where they came from. What
// the page's parts were asked for is known, also those of frames; scripts are not, for browsers leave them out when
// they save. Hostile bytes: called in the sandboxed child (site_child.h), after prepare_mhtml().
#pragma once

#include <string>
#include <string_view>

#include "site/exchange.h"

namespace tipstaff::site {

// Once, before a process locks itself.
void prepare_mhtml();

// By its headings: MIME, multipart/related.
bool is_mhtml(std::string_view start);

// `address`: where the page stands; empty: where its first page came from. Never fails; it always has an `unread`.
Recording read_mhtml(std::string_view file, std::string source, std::string address);

}  // namespace tipstaff::site
