// What the check says, for a person and for programs. The JSON's shape is promised in docs/check.md.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "disclosure/check.h"

namespace tipstaff::disclosure {

std::string report_as_text(const std::vector<FileReport>& files);
boost::json::object report_as_json(const std::vector<FileReport>& files);
std::string report_as_html(const std::vector<FileReport>& files);  // one page that needs nothing else, no script
boost::json::object report_as_sarif(const std::vector<FileReport>& files);  // SARIF 2.1.0 (OASIS)

std::string rules_as_text();
boost::json::object rules_as_json();
std::string rules_as_markdown();  // the table in docs/check.md

}  // namespace tipstaff::disclosure
