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

json::object as_json(const Policy& policy) { return {{"title", policy.title}, {"sha256", hex(policy.sha256)}}; }

std::string_view level(Severity severity) {
  return severity == Severity::kHold ? "error" : severity == Severity::kUnknown ? "warning" : "note";
}

std::string finding_as_text(const Finding& finding) {
  std::string out =
      fmt::format("  {:<8} {}\n           where:  {}\n", severity_name(finding.severity), finding.what, finding.where);
  if (finding.cells > 0)
    out += fmt::format("           amount: {} {}\n", finding.cells,
                       finding.cells == 1 ? "piece of content" : "pieces of content");
  if (!finding.policy.empty()) out += fmt::format("           policy: {}\n", finding.policy);
  if (finding.severity == Severity::kNote) return out;
  return out + fmt::format("           why:    {}\n           seen by: {}\n           remedy: {}  [{}]\n",
                           finding.rule->why, finding.rule->reach, finding.rule->remove, finding.rule->id);
}

}  // namespace

std::string clean_as_text(const CleanOutcome& clean) {
  if (!clean.refused.empty()) return fmt::format("  no clean copy: {}\n", clean.refused);
  return fmt::format("  clean copy: {}{}{}\n           checked again: pass, SHA-256 {}\n", clean.path,
                     clean.left_out.empty() ? "" : ", without ", clean.left_out, hex(clean.sha256));
}

std::string policy_line(const Policy& policy) {
  return fmt::format("Policy: {}{}SHA-256 {}", policy.title, policy.title.empty() ? "" : ", ", hex(policy.sha256));
}

std::string report_as_text(const std::vector<FileReport>& files, const Policy* policy) {
  std::string out = policy == nullptr ? "" : policy_line(*policy) + "\n";
  for (const FileReport& file : files) {
    out += fmt::format("{}: {} ({})\n", file.path, in_words(file.verdict), file.kind);
    for (const Finding& finding : file.findings) out += finding_as_text(finding);
    if (file.clean) out += clean_as_text(*file.clean);
  }
  return out;
}

json::object report_as_json(const std::vector<FileReport>& files, const Policy* policy) {
  json::array list;
  for (const FileReport& file : files) {
    json::array findings;
    for (const Finding& finding : file.findings) {
      findings.push_back(json::object{{"rule", words(finding.rule->id)},
                                      {"severity", words(severity_name(finding.severity))},
                                      {"where", finding.where},
                                      {"what", finding.what},
                                      {"people", finding.people},
                                      {"cells", finding.cells},
                                      {"rows", finding.rows},
                                      {"reach", words(finding.rule->reach)},
                                      {"remove", words(finding.rule->remove)}});
      if (!finding.policy.empty()) findings.back().as_object()["policy"] = finding.policy;
    }
    json::array in_sight;
    for (const InSight& one : file.in_sight)
      in_sight.push_back(json::object{{"where", one.where}, {"cells", one.cells}, {"rows", one.rows}});
    list.push_back(json::object{{"path", file.path},
                                {"kind", file.kind},
                                {"verdict", words(verdict_name(file.verdict))},
                                {"findings", std::move(findings)},
                                {"in_sight", std::move(in_sight)},
                                {"bytes", file.bytes},
                                {"sha256", hex(file.sha256)}});
    if (file.clean && !file.clean->refused.empty())
      list.back().as_object()["clean"] = json::object{{"refused", file.clean->refused}};
    else if (file.clean)
      list.back().as_object()["clean"] = json::object{{"path", file.clean->path},
                                                      {"sha256", hex(file.clean->sha256)},
                                                      {"verdict", "pass"},
                                                      {"left_out", file.clean->left_out}};
  }
  json::object out{{"files", std::move(list)}, {"rules_version", kRulesVersion}};
  if (policy != nullptr) out["policy"] = as_json(*policy);
  return out;
}

json::object report_as_sarif(const std::vector<FileReport>& files, const Policy* policy) {
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
  json::object run{{"tool", json::object{{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  if (policy != nullptr) run["properties"] = json::object{{"policy", as_json(*policy)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array{std::move(run)}}};
}

namespace {

// The rule's severity, or the policy's with what it did to it.
std::string severity_in(const Rule& rule, const Policy* policy) {
  const Severity severity = policy == nullptr ? rule.severity : policy->severity_of(rule);
  return fmt::format("{}{}", severity_name(severity),
                     severity == rule.severity     ? ""
                     : severity == Severity::kHold ? " (raised)"
                                                   : " (lowered)");
}
std::string reason_in(const Rule& rule, const Policy* policy) {
  const auto found = policy == nullptr ? decltype(policy->lowered.end()){} : policy->lowered.find(rule.id);
  return policy == nullptr || found == policy->lowered.end() ? "" : found->second;
}

}  // namespace

std::string rules_as_text(const Policy* policy) {
  std::string out;
  if (policy != nullptr)
    out += fmt::format(
        "{}\nA register in plain sight: {} rows that look like people, or {} people of the roll. Names that may stand "
        "there: {}.\n\n",
        policy_line(*policy), policy->register_rows, policy->people, policy->allowed.size());
  for (const Rule* rule : all_rules()) {
    out += fmt::format("{:<26} {:<{}} {}\n{:35} formats: {}\n{:35} why: {}\n", rule->id, severity_in(*rule, policy),
                       policy == nullptr ? 8 : 14, rule->what, "", rule->formats, "", rule->why);
    if (const std::string reason = reason_in(*rule, policy); !reason.empty())
      out += fmt::format("{:35} policy: {}\n", "", reason);
  }
  return out;
}

json::object rules_as_json(const Policy* policy) {
  json::array list;
  for (const Rule* rule : all_rules()) {
    json::object one{
        {"id", words(rule->id)},
        {"formats", words(rule->formats)},
        {"severity", words(severity_name(policy == nullptr ? rule->severity : policy->severity_of(*rule)))},
        {"what", words(rule->what)},
        {"why", words(rule->why)},
        {"reach", words(rule->reach)},
        {"remove", words(rule->remove)}};
    if (policy != nullptr && policy->severity_of(*rule) != rule->severity)
      one["without_policy"] = words(severity_name(rule->severity));
    if (const std::string reason = reason_in(*rule, policy); !reason.empty()) one["policy"] = reason;
    list.push_back(std::move(one));
  }
  json::object out{{"rules", std::move(list)}, {"rules_version", kRulesVersion}};
  if (policy != nullptr) out["policy"] = as_json(*policy);
  return out;
}

std::string rules_as_markdown(const Policy* policy) {
  std::string out = "| rule | formats | severity | what it finds | why |\n|---|---|---|---|---|\n";
  for (const Rule* rule : all_rules())
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", rule->id, rule->formats, severity_in(*rule, policy),
                       rule->what, rule->why);
  return out;
}

}  // namespace tipstaff::disclosure
