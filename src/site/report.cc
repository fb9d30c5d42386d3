#include "site/report.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>
#include "crypto/hash.h"
#include "document/emitter.h"
#include "site/difference.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;

json::string words(std::string_view text) { return json::string(text.data(), text.size()); }

std::string_view choice_name(Choice choice) {
  switch (choice) {
    case Choice::kAsRecorded:
      return "as recorded";
    case Choice::kNone:
      return "no choice";
    case Choice::kReject:
      return "reject";
    case Choice::kAccept:
      return "accept";
  }
  return "";
}

std::string safe_url(std::string_view url) { return document::printable(url, 2'000); }

std::string policy_line(const Policy& policy) {
  return policy.built_in ? "Policy: the built-in one"
                         : fmt::format("Policy: {}{}SHA-256 {}", policy.title, policy.title.empty() ? "" : ", ",
                                       hex(policy.sha256));
}

std::string date_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string lists_as_text(const Report& report) {
  std::string out;
  for (const ListUsed& each : report.lists) out += fmt::format("List: {}\n", list_in_words(each, report.made));
  return out;
}

std::string finding_as_text(const Finding& finding, const Report& report) {
  std::string out = fmt::format("  {:<8} {}{}\n", weight_name(finding.weight), finding.sentence,
                                finding.times > 1 ? fmt::format(" ({} times)", finding.times) : "");
  if (finding.weight == Weight::kNote) return out;
  if (!finding.exchanges.empty()) {
    const Exchange& first = report.recording.exchanges.at(finding.exchanges[0]);
    out += fmt::format("           seen in: request {}, {} {}{}\n", finding.exchanges[0] + 1, first.method,
                       document::printable(first.url, 110), first.step.empty() ? "" : fmt::format(" ({})", first.step));
  }
  return out + fmt::format("           why:     {}\n           remedy:  {}  [{}]\n", finding.rule->why,
                           finding.rule->remedy, finding.rule->id);
}

// " (Google Ads, Google Analytics)": by which of its services it was told on this page; else what it is for.
std::string services_of(const Flow& first, const Report& report) {
  std::set<std::string> names;
  for (const Flow& each : report.judgement.flows)
    if (each.page == first.page && each.whom == first.whom && !each.service.empty()) names.insert(each.service);
  if (names.empty()) return first.to.kind.empty() ? "" : fmt::format(" ({})", first.to.kind);
  return fmt::format(" ({})", fmt::join(names, ", "));
}

// Who got what, one line a receiver.
std::string receivers_as_text(const Report& report) {
  std::string out;
  const Flow* before = nullptr;
  for (const Flow& flow : report.judgement.flows) {
    if (before == nullptr || before->page != flow.page || before->whom != flow.whom)
      out += fmt::format("  {} → {}{}\n", page_label(report.recording.pages[flow.page]), flow.whom,
                         services_of(flow, report));
    out += fmt::format("      {}: {}{}{}\n", flow.name, document::printable(flow.value, 100),
                       flow.hashed == Hashed::kNo ? "" : fmt::format(" ({})", hash_name(flow.hashed)),
                       flow.rule != nullptr    ? "  ← held"
                       : !flow.allowed.empty() ? "  (allowed)"
                                               : "");
    before = &flow;
  }
  return out;
}

std::string pages_as_text(const Report& report) {
  std::string out = "By page, the worst first:\n";
  for (const PageVerdict& each : page_verdicts(report))
    out += fmt::format("  {:<8} {}{}\n", verdict_name(each.verdict), page_label(report.recording.pages[each.page]),
                       each.worst == nullptr ? "" : fmt::format(": {} held, {} unknown", each.held, each.unknown));
  return out;
}

// How many others were asked at each step of a journey.
std::string steps_as_text(const Report& report) {
  std::string out;
  for (const std::string& step : report.recording.steps) {
    const std::size_t others = others_at(report, step);
    out +=
        fmt::format("  {}{}\n", document::printable(step, 200),
                    others == 0 ? "" : fmt::format(": {} {} to others", others, others == 1 ? "request" : "requests"));
  }
  return out;
}

json::array told_as_json(const std::vector<ToldByChoice>& rows) {
  json::array out;
  for (const ToldByChoice& each : rows) {
    json::array data, pages;
    for (const std::string& name : each.data) data.push_back(words(name));
    for (const std::string& page : each.pages) pages.push_back(words(page));
    out.push_back(json::object{{"recipient", each.whom},
                               {"host", each.host},
                               {"kind", each.kind},
                               {"data", std::move(data)},
                               {"pages", std::move(pages)},
                               {"request", each.exchange + 1}});
  }
  return out;
}

json::object consent_as_json(const Report& report) {
  const Difference all = difference(report.recording, report.judgement);
  return {{"asked_by", all.asked_by},
          {"refused", all.refused},
          {"accepted", all.accepted},
          {"told_before_choice", told_as_json(all.before)},
          {"told_despite_refusal", told_as_json(all.despite)},
          {"told_only_after_accepting", told_as_json(all.only_after_accepting)}};
}

json::object flow_as_json(const Flow& flow, const Report& report) {
  json::object out{{"page", safe_url(report.recording.pages[flow.page].url)},
                   {"choice", words(choice_name(report.recording.exchanges.at(flow.exchange).chosen))},
                   {"recipient", flow.whom},
                   {"host", flow.to.host},
                   {"domain", flow.to.domain},
                   {"kind", flow.to.kind},
                   {"service", flow.service},
                   {"data", words(category_name(flow.category))},
                   {"name", flow.name},
                   {"value", flow.value},
                   {"hashed", words(hash_name(flow.hashed))},
                   {"typed", flow.typed},
                   {"times", flow.times},
                   {"request", flow.exchange + 1},
                   {"step", words(document::printable(report.recording.exchanges.at(flow.exchange).step, 300))}};
  if (flow.rule != nullptr) out["rule"] = words(flow.rule->id);
  if (!flow.allowed.empty()) out["allowed"] = flow.allowed;
  return out;
}

std::string_view level(Weight weight) {
  return weight == Weight::kHold ? "error" : weight == Weight::kUnknown ? "warning" : "note";
}

// For XML 1.0: what it cannot hold is gone already, the marks are escaped.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : document::printable(text, 4'000)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string csv(std::string_view text) {
  std::string plain = document::printable(text, 1'000);
  if (!plain.empty() && std::string_view("=+-@").find(plain.front()) != std::string_view::npos) plain.insert(0, "'");
  if (plain.find_first_of(",\"") == std::string::npos) return plain;
  std::string out = "\"";
  for (const char c : plain) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::size_t others_at(const Report& report, std::string_view step) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < report.recording.exchanges.size(); ++i)
    out += report.judgement.to_others.at(i) && report.recording.exchanges[i].step == step ? 1 : 0;
  return out;
}

bool is_old(const ListUsed& list, Instant now) {
  return std::chrono::microseconds(now.micros) - list.date.time_since_epoch() > kOldList;
}

std::string list_in_words(const ListUsed& list, Instant now) {
  return fmt::format("{} of {}, {} rules{}", document::printable(list.name, 200), date_of(list.date), list.rules,
                     is_old(list, now) ? ": OLDER THAN HALF A YEAR, renew it" : "");
}

std::string report_as_text(const Report& report) {
  const Judgement& judgement = report.judgement;
  std::string out = judgement.first_sentence + "\n\n";
  out += fmt::format("{} ({}): {} requests, {} of them to others\n{}\n{}", report.recording.source,
                     report.recording.made_by, judgement.requests, judgement.third_party, policy_line(report.policy),
                     lists_as_text(report));
  for (const std::string& note : report.recording.notes) out += note + "\n";
  for (std::size_t i = 0; i < report.recording.pages.size(); ++i)
    if (judgement.senses[i].about != About::kOrdinary)
      out += fmt::format("Page {}: {}, by {}\n", page_label(report.recording.pages[i]),
                         about_name(judgement.senses[i].about), judgement.senses[i].why);
  if (report.recording.pages.size() > 1) out += pages_as_text(report);
  if (!report.recording.steps.empty()) out += "Steps that were done:\n" + steps_as_text(report);
  out += difference_in_words(difference(report.recording, judgement));
  if (!judgement.findings.empty()) out += "\n";
  for (const Finding& finding : judgement.findings) out += finding_as_text(finding, report);
  if (!judgement.flows.empty()) out += "\nWho got what:\n" + receivers_as_text(report);
  for (const Defence& each : report.defences) {
    out += fmt::format(
        "\nHeaders that would have stopped it on {} (try them first with Content-Security-Policy-Report-Only):\n  "
        "Content-Security-Policy: {}\n  Permissions-Policy: {}\n  Referrer-Policy: {}\n",
        page_label(report.recording.pages[each.page]), each.content_security_policy, each.permissions_policy,
        each.referrer_policy);
    for (const std::string& stop : each.stops) out += fmt::format("    stops {}\n", stop);
  }
  return out;
}

json::object report_as_json(const Report& report) {
  json::array pages, findings, flows, lists, headers;
  for (std::size_t i = 0; i < report.recording.pages.size(); ++i) {
    const Page& page = report.recording.pages[i];
    pages.push_back(json::object{{"url", safe_url(page.url)},
                                 {"title", page.title},
                                 {"choice", words(choice_name(page.choice))},
                                 {"submitted", page.submitted},
                                 {"about", words(about_name(report.judgement.senses[i].about))},
                                 {"why", report.judgement.senses[i].why}});
  }
  for (const Finding& each : report.judgement.findings) {
    json::array requests;
    for (const std::uint32_t index : each.exchanges)
      requests.push_back(
          json::object{{"number", index + 1},
                       {"method", report.recording.exchanges[index].method},
                       {"url", safe_url(report.recording.exchanges[index].url)},
                       {"step", words(document::printable(report.recording.exchanges[index].step, 300))}});
    findings.push_back(json::object{{"rule", words(each.rule->id)},
                                    {"weight", words(weight_name(each.weight))},
                                    {"page", each.page},
                                    {"sentence", each.sentence},
                                    {"times", each.times},
                                    {"requests", std::move(requests)},
                                    {"why", words(each.rule->why)},
                                    {"remedy", words(each.rule->remedy)}});
  }
  for (const Flow& each : report.judgement.flows) flows.push_back(flow_as_json(each, report));
  for (const ListUsed& each : report.lists)
    lists.push_back(json::object{
        {"name", each.name}, {"date", date_of(each.date)}, {"rules", each.rules}, {"old", is_old(each, report.made)}});
  for (const Defence& each : report.defences) {
    json::array stops;
    for (const std::string& stop : each.stops) stops.push_back(words(stop));
    headers.push_back(json::object{{"page", each.page},
                                   {"content_security_policy", each.content_security_policy},
                                   {"permissions_policy", each.permissions_policy},
                                   {"referrer_policy", each.referrer_policy},
                                   {"stops", std::move(stops)}});
  }
  for (const PageVerdict& each : page_verdicts(report))
    pages.at(each.page).as_object()["verdict"] = words(verdict_name(each.verdict));
  json::array unread, notes, steps;
  for (const std::string& each : report.recording.steps)
    steps.push_back(
        json::object{{"step", words(document::printable(each, 300))}, {"to_others", others_at(report, each)}});
  for (const std::string& each : report.recording.unread) unread.push_back(words(each));
  for (const std::string& each : report.recording.notes) notes.push_back(words(each));
  return {{"verdict", words(verdict_name(report.judgement.verdict))},
          {"sentence", report.judgement.first_sentence},
          {"source", report.recording.source},
          {"made_by", report.recording.made_by},
          {"judged", to_rfc3339(report.made)},
          {"rules_version", kSiteRulesVersion},
          {"policy", json::object{{"title", report.policy.title},
                                  {"sha256", report.policy.built_in ? "" : hex(report.policy.sha256)}}},
          {"lists", std::move(lists)},
          {"requests", report.judgement.requests},
          {"third_party", report.judgement.third_party},
          {"pages", std::move(pages)},
          {"findings", std::move(findings)},
          {"flows", std::move(flows)},
          {"headers", std::move(headers)},
          {"consent", consent_as_json(report)},
          {"steps", std::move(steps)},
          {"unread", std::move(unread)},
          {"notes", std::move(notes)}};
}

json::object report_as_sarif(const Report& report) {
  json::array rules, results;
  for (const SiteRule& rule : site_rules())
    rules.push_back(json::object{{"id", words(rule.id)},
                                 {"shortDescription", json::object{{"text", words(rule.what)}}},
                                 {"fullDescription", json::object{{"text", words(rule.why)}}},
                                 {"help", json::object{{"text", words(rule.remedy)}}},
                                 {"defaultConfiguration", json::object{{"level", words(level(rule.weight))}}}});
  for (const Finding& each : report.judgement.findings) {
    json::array logical{
        json::object{{"fullyQualifiedName",
                      report.recording.pages.empty() ? "" : safe_url(report.recording.pages.at(each.page).url)}}};
    results.push_back(json::object{
        {"ruleId", words(each.rule->id)},
        {"level", words(level(each.weight))},
        {"message", json::object{{"text", each.sentence}}},
        {"locations",
         json::array{json::object{
             {"physicalLocation", json::object{{"artifactLocation", json::object{{"uri", report.recording.source}}}}},
             {"logicalLocations", std::move(logical)}}}},
        {"occurrenceCount", std::max(each.times, 1U)}});
  }
  json::object driver{{"name", "tipstaff site check"}, {"version", TIPSTAFF_VERSION}, {"rules", std::move(rules)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array{json::object{{"tool", json::object{{"driver", std::move(driver)}}},
                                            {"results", std::move(results)},
                                            {"properties", json::object{{"consent", consent_as_json(report)}}}}}}};
}

std::string report_as_junit(const Report& report) {
  std::size_t failures = 0, errors = 0;
  std::string cases;
  for (std::uint32_t i = 0; i < std::max<std::size_t>(report.recording.pages.size(), 1); ++i) {
    std::string inside,
        name = report.recording.pages.empty() ? report.recording.source : page_label(report.recording.pages[i]);
    const Finding* worst = nullptr;
    for (const Finding& each : report.judgement.findings) {
      if (each.page != i || each.weight == Weight::kNote) continue;
      if (worst == nullptr) worst = &each;  // they are sorted, the gravest first
      inside += xml(fmt::format("{} [{}]", each.sentence, each.rule->id)) + "\n";
    }
    const bool held = worst != nullptr && worst->weight == Weight::kHold;
    failures += held ? 1 : 0;
    errors += worst != nullptr && !held ? 1 : 0;
    const std::string_view element = held ? "failure" : "error";
    cases += fmt::format("  <testcase classname=\"tipstaff.site\" name=\"{}\">", xml(name));
    if (worst != nullptr)
      cases += fmt::format("\n    <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n  ", element, worst->rule->id,
                           xml(worst->sentence), inside);
    cases += "</testcase>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"tipstaff site check\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" timestamp=\"{}\">\n{}</testsuite>\n",
      std::max<std::size_t>(report.recording.pages.size(), 1), failures, errors, to_rfc3339(report.made).substr(0, 19),
      cases);
}

std::string record_as_csv(const Report& report) {
  std::string out =
      "page,choice,about,recipient,host,kind,service,data,name,value,hashed,typed,times,held by,allowed because\n";
  for (const Flow& flow : report.judgement.flows) {
    const Page& page = report.recording.pages[flow.page];
    const std::string row[] = {csv(page.url),
                               std::string(choice_name(report.recording.exchanges.at(flow.exchange).chosen)),
                               std::string(about_name(report.judgement.senses[flow.page].about)),
                               csv(flow.whom),
                               csv(flow.to.host),
                               csv(flow.to.kind),
                               csv(flow.service),
                               std::string(category_name(flow.category)),
                               csv(flow.name),
                               csv(flow.value),
                               std::string(hash_name(flow.hashed)),
                               flow.typed ? "yes" : "no",
                               std::to_string(flow.times),
                               flow.rule == nullptr ? "" : std::string(flow.rule->id),
                               csv(flow.allowed)};
    out += fmt::format("{}\n", fmt::join(row, ","));
  }
  return out;
}

std::string record_statement(const Report& report, std::string_view record) {
  std::string out = fmt::format(
      "tipstaff site record 1\nsha256 {}\nbytes {}\nverdict {}\njudged {}\nsource {}\nmade by {}\nrules {}\npolicy "
      "{}\n",
      hex(crypto::sha256(as_bytes(record))), record.size(), verdict_name(report.judgement.verdict),
      to_rfc3339(report.made), document::printable(report.recording.source, 500),
      document::printable(report.recording.made_by, 200), kSiteRulesVersion,
      report.policy.built_in ? "built-in" : hex(report.policy.sha256));
  for (const ListUsed& each : report.lists)
    out += fmt::format("list {} {}\n", document::printable(each.name, 100), date_of(each.date));
  return out;
}

}  // namespace tipstaff::site
