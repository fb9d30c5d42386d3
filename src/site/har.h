// HTTP archives (HAR 1.2, W3C Web Performance draft of 14 August 2012) as Chrome, Firefox, Safari, WebPageTest,
// sitespeed.io, Playwright and Charles write them, with their extensions (_resourceType, _initiator,
// _webSocketMessages). What an archive lacks is said: a body that is missing where there must have been one is kUnread,
// an archive that is cut short or is none has one sentence in `unread`. Hostile bytes: called in the sandboxed child
// (site_child.h); in the same process only for tests and fuzzing.
#pragma once

#include <string>
#include <string_view>

#include "site/exchange.h"

namespace tipstaff::site {

bool is_har(std::string_view start);  // JSON that begins as an archive does

// Never fails. At most kMostExchanges requests, kLargestBody of each body.
Recording read_har(std::string text, std::string source);

}  // namespace tipstaff::site
