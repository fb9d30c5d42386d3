#include "disclosure/report.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace tipstaff::disclosure {
namespace {

namespace json = boost::json;

json::string words(std::string_view text) { return json::string(text.data(), text.size()); }

std::string_view in_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "PASS     nothing hidden was found";
    case Verdict::kHold:
      return "HOLD     do not send it as it is";
    case Verdict::kUnknown:
      return "UNKNOWN  it cannot be said what is in it: do not send it as it is";
  }
  return "";
}

std::string_view level(Severity severity) {
  return severity == Severity::kHold ? "error" : severity == Severity::kUnknown ? "warning" : "note";
}

std::string finding_as_text(const Finding& finding) {
  std::string out =
      fmt::format("  {:<8} {}\n           where:  {}\n", severity_name(finding.severity), finding.what, finding.where);
  if (finding.cells > 0)
    out += fmt::format("           amount: {} {}\n", finding.cells,
                       finding.cells == 1 ? "piece of content" : "pieces of content");
  if (finding.severity == Severity::kNote) return out;
  return out + fmt::format("           why:    {}\n           seen by: {}\n           remedy: {}  [{}]\n",
                           finding.rule->why, finding.rule->reach, finding.rule->remove, finding.rule->id);
}

}  // namespace

std::string report_as_text(const std::vector<FileReport>& files) {
  std::string out;
  for (const FileReport& file : files) {
    out += fmt::format("{}: {} ({})\n", file.path, in_words(file.verdict), file.kind);
    for (const Finding& finding : file.findings) out += finding_as_text(finding);
  }
  return out;
}

json::object report_as_json(const std::vector<FileReport>& files) {
  json::array list;
  for (const FileReport& file : files) {
    json::array findings;
    for (const Finding& finding : file.findings)
      findings.push_back(json::object{{"rule", words(finding.rule->id)},
                                      {"severity", words(severity_name(finding.severity))},
                                      {"where", finding.where},
                                      {"what", finding.what},
                                      {"people", finding.people},
                                      {"cells", finding.cells},
                                      {"rows", finding.rows},
                                      {"reach", words(finding.rule->reach)},
                                      {"remove", words(finding.rule->remove)}});
    list.push_back(json::object{{"path", file.path},
                                {"kind", file.kind},
                                {"verdict", words(verdict_name(file.verdict))},
                                {"findings", std::move(findings)},
                                {"bytes", file.bytes},
                                {"sha256", hex(file.sha256)}});
  }
  return {{"files", std::move(list)}, {"rules_version", kRulesVersion}};
}

json::object report_as_sarif(const std::vector<FileReport>& files) {
  json::array rules, results;
  for (const Rule* rule : all_rules())
    rules.push_back(json::object{{"id", words(rule->id)},
                                 {"shortDescription", json::object{{"text", words(rule->what)}}},
                                 {"fullDescription", json::object{{"text", words(rule->why)}}},
                                 {"help", json::object{{"text", words(rule->remove)}}},
                                 {"defaultConfiguration", json::object{{"level", words(level(rule->severity))}}}});
  for (const FileReport& file : files)
    for (const Finding& finding : file.findings)
      results.push_back(json::object{
          {"ruleId", words(finding.rule->id)},
          {"level", words(level(finding.severity))},
          {"message", json::object{{"text", finding.what}}},
          {"locations", json::array{json::object{
                            {"physicalLocation", json::object{{"artifactLocation", json::object{{"uri", file.path}}}}},
                            {"logicalLocations", json::array{json::object{{"fullyQualifiedName", finding.where}}}}}}}});
  json::object driver{{"name", "tipstaff check"}, {"version", TIPSTAFF_VERSION}, {"rules", std::move(rules)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array{json::object{{"tool", json::object{{"driver", std::move(driver)}}},
                                            {"results", std::move(results)}}}}};
}

std::string rules_as_text() {
  std::string out;
  for (const Rule* rule : all_rules())
    out += fmt::format("{:<26} {:<8} {}\n{:35} formats: {}\n{:35} why: {}\n", rule->id, severity_name(rule->severity),
                       rule->what, "", rule->formats, "", rule->why);
  return out;
}

json::object rules_as_json() {
  json::array list;
  for (const Rule* rule : all_rules())
    list.push_back(json::object{{"id", words(rule->id)},
                                {"formats", words(rule->formats)},
                                {"severity", words(severity_name(rule->severity))},
                                {"what", words(rule->what)},
                                {"why", words(rule->why)},
                                {"reach", words(rule->reach)},
                                {"remove", words(rule->remove)}});
  return {{"rules", std::move(list)}, {"rules_version", kRulesVersion}};
}

std::string rules_as_markdown() {
  std::string out = "| rule | formats | severity | what it finds | why |\n|---|---|---|---|---|\n";
  for (const Rule* rule : all_rules())
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", rule->id, rule->formats, severity_name(rule->severity),
                       rule->what, rule->why);
  return out;
}

}  // namespace tipstaff::disclosure
