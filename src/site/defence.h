// What a server could have said so that a browser had not told: Content-Security-Policy (CSP Level 3),
// Permissions-Policy and Referrer-Policy, from what a recording holds. A proposal to be tried, not proof: it knows only
// what was asked while it was recorded.
#pragma once

#include <string>
#include <vector>

#include "site/judge.h"

namespace tipstaff::site {

struct Defence {
  std::uint32_t page = 0;
  std::string content_security_policy;  // lets in the site itself and those whom nothing holds
  std::string permissions_policy, referrer_policy;
  // For each receiver that it stops: "www.facebook.com: img-src, script-src".
  std::vector<std::string> stops;
};

// One for each page from which something is held. Empty where nothing is.
std::vector<Defence> defences(const Recording& recording, const Judgement& judgement, const FindRecipient& recipient);

std::string_view directive_for(Asked asked);  // "connect-src"

}  // namespace tipstaff::site
