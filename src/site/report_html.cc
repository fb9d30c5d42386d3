// The report as one page: nothing from elsewhere, no script; its own style is let in by its hash (CSP Level 3,
// section 6.7.3.3), pictures only from its own text. What a recording holds is text: escaped, marked off from the text
// around it.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/html.h"
#include "crypto/hash.h"
#include "site/difference.h"
#include "site/report.h"
#include "site/rules.h"

namespace tipstaff::site {
namespace {

std::string bdi(std::string_view text) { return fmt::format("<bdi>{}</bdi>", html_shown(text)); }

std::string finding_as_html(const Finding& finding, const Report& report) {
  std::string said = bdi(finding.sentence);
  if (finding.times > 1) said += fmt::format(" ({} times)", finding.times);
  if (finding.weight != Weight::kNote)
    said += fmt::format("<div class=\"small\">Why: {}.<br>Remedy: {}.</div>", finding.rule->why, finding.rule->remedy);
  std::string seen;
  for (const std::uint32_t index : finding.exchanges) {
    const Exchange& exchange = report.recording.exchanges[index];
    seen += fmt::format("<div class=\"small\">{}. {} {}{}</div>", index + 1, html_shown(exchange.method),
                        bdi(std::string_view(exchange.url).substr(0, 300)),
                        exchange.step.empty() ? "" : fmt::format(" ({})", bdi(exchange.step)));
    if (seen.size() > 2'000) break;
  }
  return fmt::format(
      "<tr><td class=\"{0}\"><strong>{0}</strong><div class=\"small\">{1}</div></td><td>{2}</td><td>{3}</td></tr>\n",
      weight_name(finding.weight), finding.rule->id, said, seen);
}

std::string flow_as_html(const Flow& flow) {
  const std::string state = flow.rule != nullptr    ? "<strong class=\"hold\">held</strong>"
                            : !flow.allowed.empty() ? fmt::format("allowed: {}", bdi(flow.allowed))
                                                    : "";
  return fmt::format(
      "<tr><td>{}<div class=\"small\">{}</div></td><td>{}<div "
      "class=\"small\">{}</div></td><td>{}{}</td><td>{}</td></tr>\n",
      bdi(flow.whom), html_shown(flow.to.host), html_shown(flow.name), category_name(flow.category), bdi(flow.value),
      flow.hashed == Hashed::kNo ? "" : fmt::format(" ({})", hash_name(flow.hashed)), state);
}

constexpr std::size_t kMostPictures = 20, kMostPictureBytes = std::size_t{16} << 20;

// Width and height of a PNG (ISO 15948, 11.2.2): the first chunk is IHDR.
std::pair<std::uint32_t, std::uint32_t> size_of(std::string_view png) {
  if (png.size() < 24) return {0, 0};
  const auto number = [&](std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = at; i < at + 4; ++i) out = out << 8 | static_cast<unsigned char>(png[i]);
    return out;
  };
  return {number(16), number(20)};
}

// The picture with what was touched outlined. Attributes, for the page's policy lets no style in but its own.
std::string picture(std::string_view png, const Shot* shot, std::string_view says) {
  const auto [width, height] = size_of(png);
  if (width == 0 || height == 0 || width > 10'000 || height > 10'000) return "";
  std::string outline;
  if (shot != nullptr && shot->width > 0)
    for (const auto& [colour, stroke] : {std::pair{"#fff", 7}, std::pair{"#b00020", 4}})
      outline += fmt::format(
          "<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" fill=\"none\" stroke=\"{}\" "
          "stroke-width=\"{}\"/>",
          shot->left - 4, shot->top - 4, shot->width + 8, shot->height + 8, colour, stroke);
  return fmt::format(
      "<figure><svg viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\"><image width=\"{0}\" height=\"{1}\" "
      "href=\"data:image/png;base64,{3}\"/>{4}</svg><figcaption class=\"small\">{5}</figcaption></figure>\n",
      width, height, html_shown(says), base64(as_bytes(png)), outline, bdi(says));
}

// Of the pages and steps from which something is held or cannot be said: where it fired. Bounded; what there is no more
// room for is counted.
class Pictures {
 public:
  explicit Pictures(const Report& report) {
    const Recording& recording = report.recording;
    for (const Finding& finding : report.judgement.findings)
      for (const std::uint32_t index :
           finding.weight == Weight::kNote ? std::vector<std::uint32_t>{} : finding.exchanges) {
        const Exchange& exchange = recording.exchanges[index];
        if (const Shot* shot = shot_of(recording, exchange); shot != nullptr)
          take(exchange.page, shot->png, shot, fmt::format("Where it fired: {}", exchange.step));
        else if (exchange.step.empty() || recording.steps.empty())
          take(exchange.page, recording.pages[exchange.page].screenshot, nullptr, "The page as it was shown");
      }
  }
  std::string of_page(std::uint32_t page) const {
    const auto found = by_page_.find(page);
    return found == by_page_.end() ? "" : found->second;
  }
  std::size_t left_out() const { return left_out_; }

 private:
  // The last that was made at this step, on the page or on the one before, which led there.
  static const Shot* shot_of(const Recording& recording, const Exchange& exchange) {
    const Shot* out = nullptr;
    for (const Shot& each : recording.shots)
      if (each.step == exchange.step && each.page <= exchange.page &&
          recording.pages[each.page].choice == recording.pages[exchange.page].choice)
        out = &each;
    return out;
  }
  void take(std::uint32_t page, const std::string& png, const Shot* shot, const std::string& says) {
    if (png.empty() || !taken_.insert({page, png.data()}).second) return;
    if (taken_.size() > kMostPictures || bytes_ + png.size() > kMostPictureBytes) {
      ++left_out_;
      return;
    }
    bytes_ += png.size();
    by_page_[page] += picture(png, shot, says);
  }
  std::set<std::pair<std::uint32_t, const char*>> taken_;
  std::map<std::uint32_t, std::string> by_page_;
  std::size_t bytes_ = 0, left_out_ = 0;
};

std::string told_as_html(std::string_view when, const std::vector<ToldByChoice>& rows) {
  std::string out;
  for (const ToldByChoice& each : rows)
    out += fmt::format("<tr><td>{}</td><td>{}<div class=\"small\">{}</div></td><td>{}</td><td>{}</td></tr>\n", when,
                       bdi(each.whom), html_shown(each.kind), bdi(fmt::format("{}", fmt::join(each.data, ", "))),
                       bdi(fmt::format("{}", fmt::join(each.pages, ", "))));
  return out.empty() ? fmt::format("<tr><td>{}</td><td>nobody</td><td></td><td></td></tr>\n", when) : out;
}

std::string choices_as_html(const Difference& all) {
  if (!all.looked && all.asked_by.empty()) return "";
  if (all.asked_by.empty())
    return "<h2>Choice about cookies</h2>\n<p class=\"unknown\">No question was found: nothing here says that a "
           "refusal is honoured.</p>\n";
  std::string out = fmt::format(
      "<h2>Choice about cookies</h2>\n<p>Asked by {}.{}</p>\n<table>\n<thead><tr><th scope=\"col\">Told</th><th "
      "scope=\"col\">Who</th><th scope=\"col\">What</th><th scope=\"col\">Pages</th></tr></thead>\n<tbody>\n",
      bdi(all.asked_by), all.refused ? "" : " Refusing was not tried: nothing here says that a refusal is honoured.");
  out += told_as_html("before any choice", all.before);
  if (all.refused) out += told_as_html("although refused", all.despite);
  if (all.accepted) out += told_as_html("only after accepting", all.only_after_accepting);
  return out + "</tbody>\n</table>\n";
}

std::string page_as_html(std::uint32_t place, const Report& report, const Pictures& pictures) {
  const Page& page = report.recording.pages[place];
  const PageSense& sense = report.judgement.senses[place];
  std::string out = fmt::format(
      "<section>\n<h2>{}</h2>\n<p class=\"small\">{}{}</p>\n", bdi(page_label(page)), bdi(page.url),
      sense.about == About::kOrdinary ? ""
                                      : fmt::format("<br>About {}, by {}.", about_name(sense.about), bdi(sense.why)));
  std::string findings, flows;
  for (const Finding& each : report.judgement.findings)
    if (each.page == place && each.rule != &rules::rule(rules::kRecordingUnread))
      findings += finding_as_html(each, report);
  for (const Flow& each : report.judgement.flows)
    if (each.page == place) flows += flow_as_html(each);
  if (!findings.empty())
    out +=
        "<table class=\"findings\">\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">What</th><th "
        "scope=\"col\">Seen in</th></tr></thead>\n<tbody>\n" +
        findings + "</tbody>\n</table>\n";
  if (!flows.empty())
    out +=
        "<h3>Who got what</h3>\n<table>\n<thead><tr><th scope=\"col\">Recipient</th><th scope=\"col\">Data</th><th "
        "scope=\"col\">Value</th><th scope=\"col\">Policy</th></tr></thead>\n<tbody>\n" +
        flows + "</tbody>\n</table>\n";
  for (const Defence& each : report.defences)
    if (each.page == place)
      out += fmt::format(
          "<h3>Headers that would have stopped it</h3>\n<p class=\"small\">Try them first with "
          "Content-Security-Policy-Report-Only.</p>\n<p class=\"small\">Content-Security-Policy: "
          "{}<br>Permissions-Policy: {}<br>Referrer-Policy: {}</p>\n",
          bdi(each.content_security_policy), bdi(each.permissions_policy), bdi(each.referrer_policy));
  out += pictures.of_page(place);
  return out + "</section>\n";
}

}  // namespace

std::string report_as_html(const Report& report) {
  static const std::string style =
      std::string(kHtmlReportStyle) +
      "figure{margin:1rem 0}svg{width:100%;height:auto;border:1px solid #777}h3{font-size:1rem;margin:1.2rem 0 .2rem}"
      ".findings{table-layout:fixed}.findings th:first-child{width:8.5rem}.findings th:nth-child(2){width:50%}\n";
  const Judgement& judgement = report.judgement;
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Site "
      "check</title>\n<style>{}</style>\n</head>\n<body>\n<h1>Site check</h1>\n",
      base64(crypto::sha256(as_bytes(style))), style);
  out += fmt::format("<p><span class=\"verdict {0}\">{0}</span> {1}</p>\n", verdict_name(judgement.verdict),
                     bdi(judgement.first_sentence));
  out += fmt::format("<p class=\"small\">{} ({}): {} requests, {} of them to others. Judged {}. Policy: {}.</p>\n",
                     bdi(report.recording.source), bdi(report.recording.made_by), judgement.requests,
                     judgement.third_party, to_plain_english(report.made),
                     report.policy.built_in
                         ? "the built-in one"
                         : fmt::format("{}, SHA-256 {}", bdi(report.policy.title), hex(report.policy.sha256)));
  for (const ListUsed& each : report.lists)
    out += fmt::format("<p class=\"{}\">List: {}</p>\n", is_old(each, report.made) ? "unknown" : "small",
                       bdi(list_in_words(each, report.made)));
  for (const std::vector<std::string>* list : {&report.recording.unread, &report.recording.notes})
    for (const std::string& each : *list)
      out += fmt::format("<p class=\"{}\">{}</p>\n", list == &report.recording.unread ? "unknown" : "small", bdi(each));
  out += choices_as_html(difference(report.recording, judgement));
  if (!report.recording.steps.empty()) {
    out += "<h2>Steps that were done</h2>\n<ul>\n";
    for (const std::string& each : report.recording.steps)
      out += fmt::format("<li>{}{}</li>\n", bdi(each),
                         others_at(report, each) == 0 ? "" : fmt::format(": {} to others", others_at(report, each)));
    out += "</ul>\n";
  }
  const Pictures pictures(report);
  if (pictures.left_out() != 0)
    out += fmt::format("<p class=\"small\">{} more pictures are left out for their size.</p>\n", pictures.left_out());
  for (const PageVerdict& each : page_verdicts(report)) out += page_as_html(each.page, report, pictures);
  return out + "</body>\n</html>\n";
}

}  // namespace tipstaff::site
