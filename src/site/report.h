// What the site check says, for people and for programs. The JSON's shape is promised in docs/site.md.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "site/defence.h"

namespace tipstaff::site {

struct Report {
  const Recording& recording;
  const Judgement& judgement;
  const Policy& policy;
  const std::vector<Defence>& defences;
  std::vector<ListUsed> lists;
  Instant made;  // when it was judged; a list older than kOldList then is warned of
};

struct PageVerdict {
  std::uint32_t page = 0;
  Verdict verdict = Verdict::kPass;
  std::size_t held = 0, unknown = 0;  // findings
  const Finding* worst = nullptr;     // null: nothing but notes
};
// Of each page, the worst first. What bears on the recording as a whole is not among it.
std::vector<PageVerdict> page_verdicts(const Report& report);

// Requests to others at this step.
std::size_t others_at(const Report& report, std::string_view step);

bool is_old(const ListUsed& list, Instant now);
std::string list_in_words(const ListUsed& list, Instant now);  // "EasyPrivacy of 2025-10-31, 54331 rules"

std::string report_as_text(const Report& report);
boost::json::object report_as_json(const Report& report);
boost::json::object report_as_sarif(const Report& report);  // SARIF 2.1.0 (OASIS)
std::string report_as_junit(const Report& report);  // JUnit's XML as Jenkins and GitLab read it: a case for each page
std::string report_as_html(const Report& report);   // one page that needs nothing else, no script

// The record recipient × data × page, for a data protection impact assessment: CSV (RFC 4180, lines ended by LF). Cells
// that a spreadsheet would take for formulas begin with ‘'’.
std::string record_as_csv(const Report& report);
// What is signed of it: the text of a signed note (C2SP signed-note) that names the record by its SHA-256, with
// verdict, time, policy and lists.
std::string record_statement(const Report& report, std::string_view record);

}  // namespace tipstaff::site
