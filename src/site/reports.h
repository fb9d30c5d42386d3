// Where a page asks browsers to send reports (of broken policies, errors, crashes, what became of its requests): each
// report holds the page's address and goes past everything else that a page can be seen to ask. Read from the headers
// of the page's answer. Sources: W3C Reporting API (Reporting-Endpoints; Report-To of 2018), Network Error Logging, CSP
// level 3 §6.5 (report-uri).
#pragma once

#include <string>
#include <vector>

#include "site/exchange.h"

namespace tipstaff::site {

// Addresses as the headers have them, absolute ones only, each once, kMostEndpoints at most. What does not read as
// expected names none.
std::vector<std::string> report_endpoints(const std::vector<Header>& answered);
inline constexpr std::size_t kMostEndpoints = 50;

}  // namespace tipstaff::site
