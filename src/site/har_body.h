// The bodies of an archive's requests and answers: postData in all its dialects.
#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "site/exchange.h"

namespace tipstaff::site {

std::string_view header(const std::vector<Header>& headers,
                        std::string_view name);  // the first of that name, in any case; empty: none

Body request_body(const boost::json::value& request, const std::vector<Header>& headers, std::string_view method);
Body answer_body(const boost::json::value& response);
std::vector<Body> socket_frames(const boost::json::value& entry);

}  // namespace tipstaff::site
