// What the check says, for a person and for programs. The JSON's shape is promised in docs/check.md.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "disclosure/check.h"

namespace tipstaff::disclosure {

// `policy`: by which they were judged; each report names its SHA-256. Null: none.
std::string report_as_text(const std::vector<FileReport>& files, const Policy* policy = nullptr);
boost::json::object report_as_json(const std::vector<FileReport>& files, const Policy* policy = nullptr);
std::string report_as_html(const std::vector<FileReport>& files,
                           const Policy* policy = nullptr);  // one page that needs nothing else, no script
boost::json::object report_as_sarif(const std::vector<FileReport>& files,
                                    const Policy* policy = nullptr);  // SARIF 2.1.0 (OASIS)

// With a policy: the severities that it leaves, and why.
std::string rules_as_text(const Policy* policy = nullptr);
boost::json::object rules_as_json(const Policy* policy = nullptr);
std::string rules_as_markdown(const Policy* policy = nullptr);  // the table in docs/check.md
std::string clean_as_text(const CleanOutcome& clean);
std::string policy_line(const Policy& policy);  // “Policy: TITLE, SHA-256 …”

}  // namespace tipstaff::disclosure
