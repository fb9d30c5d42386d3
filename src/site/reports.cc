#include "site/reports.h"

#include <algorithm>

#include "base/text.h"
#include "site/json.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

class Endpoints {
 public:
  void take(std::string_view address) {
    if (!parse_url(address) || out.size() == kMostEndpoints || std::ranges::find(out, address) != out.end()) return;
    out.emplace_back(address);
  }

  // name="https://…", name="https://…"
  void of_endpoints(std::string_view value) {
    for (std::size_t at = 0; (at = value.find("=\"", at)) != std::string_view::npos;) {
      const std::size_t end = value.find('"', at += 2);
      if (end == std::string_view::npos) return;
      take(value.substr(at, end - at));
      at = end + 1;
    }
  }

  // JSON objects with commas between them.
  void of_report_to(const std::string& value) {
    const auto groups = parse_json("[" + value + "]");
    if (!groups || !groups->is_array()) return;
    for (const json::value& group : groups->get_array())
      for (const json::value& each : array_in(&group, "endpoints")) take(text_in(&each, "url"));
  }

  // Directives end with ‘;’, policies with ‘,’.
  void of_policy(std::string_view value) {
    while (!value.empty()) {
      const std::size_t end = value.find_first_of(";,");
      std::string_view directive = value.substr(0, end);
      value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
      bool report = false;
      for (bool first = true; !directive.empty();) {
        const std::size_t blank = std::min(directive.find_first_of(" \t"), directive.size());
        const std::string_view word = directive.substr(0, blank);
        directive.remove_prefix(std::min(blank + 1, directive.size()));
        if (word.empty()) continue;
        if (report) take(word);
        if (first) report = lower(word) == "report-uri";
        first = false;
      }
    }
  }

  std::vector<std::string> out;
};

}  // namespace

std::vector<std::string> report_endpoints(const std::vector<Header>& answered) {
  Endpoints endpoints;
  for (const Header& each : answered) {
    const std::string name = lower(each.name);
    if (name == "reporting-endpoints")
      endpoints.of_endpoints(each.value);
    else if (name == "report-to")
      endpoints.of_report_to(each.value);
    else if (name == "content-security-policy" || name == "content-security-policy-report-only")
      endpoints.of_policy(each.value);
  }
  return std::move(endpoints.out);
}

}  // namespace tipstaff::site
