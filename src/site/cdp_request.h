// What DevTools tells of a request, in our words. Part of browser.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "site/exchange.h"

namespace tipstaff::site {

// Network.ResourceType.
Asked asked_of(std::string_view type, bool whole_page);
std::vector<Header> headers_of(const boost::json::value* value);
// The first of that name, whatever its capitals; empty when there is none.
std::string header(const std::vector<Header>& headers, std::string_view wanted);
Body unread_body(std::string type, std::string why);
// Of Fetch.requestPaused's request: all pieces, those of Blobs too; of a file only its name is told, and its bytes are
// among `uploads` (name, bytes) or unread.
using Uploads = std::vector<std::pair<std::string, std::string>>;
Body body_of(const boost::json::value* request, const std::vector<Header>& headers, const Uploads& uploads);
// The script that asked: the initiator itself, or the innermost script on its stack; empty when it was none.
std::string script_of(const boost::json::value* initiator);

}  // namespace tipstaff::site
