// The report as one page: nothing from elsewhere, no script; its own style sheet is let in by its hash (CSP Level 3,
// section 6.7.3.3). What comes from a file is text: escaped, marked off from the text around it, and seen as it is
// (base/html.h).
#include <fmt/format.h>

#include "base/html.h"
#include "crypto/hash.h"
#include "disclosure/report.h"

namespace tipstaff::disclosure {
namespace {

constexpr auto shown = html_shown;

std::string_view in_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "nothing hidden was found";
    case Verdict::kHold:
      return "do not send it as it is";
    case Verdict::kUnknown:
      return "it cannot be said what is in it: do not send it as it is";
  }
  return "";
}

std::string amount_of(const Finding& finding) {
  std::string out;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, count == 1 ? one : many);
  };
  add(finding.people, "person", "people");
  add(finding.rows, "row", "rows");
  add(finding.cells, "piece of content", "pieces of content");
  return out;
}

std::string finding_as_html(const Finding& finding) {
  std::string said = shown(finding.what);
  if (!finding.policy.empty()) said += fmt::format("<div class=\"small\">Policy: {}.</div>", shown(finding.policy));
  if (finding.severity != Severity::kNote)
    said += fmt::format("<div class=\"small\">Why: {}.<br>Seen by: {}.<br>Remedy: {}.</div>", shown(finding.rule->why),
                        shown(finding.rule->reach), shown(finding.rule->remove));
  return fmt::format(
      "<tr><td class=\"{0}\"><strong>{0}</strong><div "
      "class=\"small\">{1}</div></td><td>{2}</td><td><bdi>{3}</bdi></td><td>{4}</td></tr>\n",
      severity_name(finding.severity), finding.rule->id, said, shown(finding.where), amount_of(finding));
}

std::string file_as_html(const FileReport& file) {
  std::string out =
      fmt::format("<section>\n<h2><bdi>{}</bdi></h2>\n<p><span class=\"verdict {}\">{}</span> {}</p>\n",
                  shown(file.path), verdict_name(file.verdict), verdict_name(file.verdict), in_words(file.verdict));
  if (!file.findings.empty()) {
    out +=
        "<table>\n<thead><tr><th scope=\"col\">Severity, rule</th><th scope=\"col\">What</th><th "
        "scope=\"col\">Where</th><th scope=\"col\">How much</th></tr></thead>\n<tbody>\n";
    for (const Finding& finding : file.findings) out += finding_as_html(finding);
    out += "</tbody>\n</table>\n";
  }
  if (file.clean) out += fmt::format("<p><bdi>{}</bdi></p>\n", shown(clean_as_text(*file.clean)));
  return out + fmt::format("<p class=\"small\">{}, {} bytes, SHA-256 {}</p>\n</section>\n", shown(file.kind),
                           file.bytes, hex(file.sha256));
}

}  // namespace

std::string report_as_html(const std::vector<FileReport>& files, const Policy* policy) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri "
      "'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Disclosure "
      "check</title>\n<style>{}</style>\n</head>\n<body>\n<h1>Disclosure check</h1>\n",
      base64(crypto::sha256(as_bytes(kHtmlReportStyle))), kHtmlReportStyle);
  if (policy != nullptr) out += fmt::format("<p class=\"small\"><bdi>{}</bdi></p>\n", shown(policy_line(*policy)));
  if (files.size() > 1) {
    out += "<table>\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n";
    for (const FileReport& file : files)
      out += fmt::format("<tr><td><bdi>{}</bdi></td><td><span class=\"verdict {}\">{}</span></td></tr>\n",
                         shown(file.path), verdict_name(file.verdict), verdict_name(file.verdict));
    out += "</tbody>\n</table>\n";
  }
  for (const FileReport& file : files) out += file_as_html(file);
  return out + fmt::format(
                   "<p class=\"small\">tipstaff {}, rules version {}. Hidden data itself is not printed "
                   "here.</p>\n</body>\n</html>\n",
                   TIPSTAFF_VERSION, kRulesVersion);
}

}  // namespace tipstaff::disclosure
