#include "site/defence.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "site/url.h"

namespace tipstaff::site {
namespace {

// Features by which pages and the frames in them may tell advertisers of visits (Privacy Sandbox), and what a public
// page never needs.
constexpr std::string_view kPermissions =
    "attribution-reporting=(), browsing-topics=(), join-ad-interest-group=(), run-ad-auction=(), shared-storage=(), "
    "private-state-token-issuance=(), private-state-token-redemption=(), camera=(), "
    "microphone=(), geolocation=()";

std::string source_of(const Url& url) {
  const bool secure = url.scheme == "https" || url.scheme == "wss";
  const std::string_view scheme =
      url.scheme == "ws" || url.scheme == "wss" ? (secure ? "wss" : "ws") : (secure ? "https" : "http");
  return fmt::format("{}://{}{}{}", scheme,
                     url.host.find(':') == std::string::npos ? url.host : fmt::format("[{}]", url.host),
                     url.port.empty() ? "" : ":", url.port);
}

std::set<std::uint32_t> held_exchanges(const Judgement& judgement) {
  std::set<std::uint32_t> out;
  for (const Finding& finding : judgement.findings)
    if (finding.weight == Weight::kHold) out.insert(finding.exchanges.begin(), finding.exchanges.end());
  return out;
}

struct Sources {
  std::map<std::string_view, std::set<std::string>> let_in;   // directive → sources
  std::map<std::string, std::set<std::string_view>> stopped;  // host → directives
};

std::string as_policy(const Sources& sources) {
  std::string out = "default-src 'self'";
  for (const std::string_view directive :
       {"script-src", "style-src", "img-src", "font-src", "media-src", "connect-src", "frame-src"}) {
    out += fmt::format("; {} 'self'", directive);
    if (const auto found = sources.let_in.find(directive); found != sources.let_in.end())
      for (const std::string& each : found->second) out += " " + each;
  }
  out += "; form-action 'self'";
  if (const auto found = sources.let_in.find("form-action"); found != sources.let_in.end())
    for (const std::string& each : found->second) out += " " + each;
  return out + "; base-uri 'self'; object-src 'none'";
}

}  // namespace

std::string_view directive_for(Asked asked) {
  switch (asked) {
    case Asked::kDocument:
      return "form-action";
    case Asked::kFrame:
      return "frame-src";
    case Asked::kScript:
      return "script-src";
    case Asked::kStyle:
      return "style-src";
    case Asked::kImage:
      return "img-src";
    case Asked::kFont:
      return "font-src";
    case Asked::kMedia:
      return "media-src";
    case Asked::kFetch:
    case Asked::kBeacon:
    case Asked::kSocket:
      return "connect-src";
    case Asked::kOther:
      return "default-src";
  }
  return "default-src";
}

std::vector<Defence> defences(const Recording& recording, const Judgement& judgement, const FindRecipient& recipient) {
  // Who is held once is kept out with all that he asks for on that page.
  std::map<std::uint32_t, std::set<std::string>> held;
  for (const std::uint32_t index : held_exchanges(judgement))
    if (const auto url = parse_url(recording.exchanges.at(index).url))
      held[recording.exchanges[index].page].insert(url->host);
  std::vector<Defence> out;
  for (const auto& [page, hosts] : held) {
    Sources sources;
    for (const Exchange& each : recording.exchanges) {
      const auto url = each.page == page ? parse_url(each.url) : std::nullopt;
      if (!url) continue;
      const std::string_view directive = directive_for(each.asked);
      if (hosts.contains(url->host))
        sources.stopped[url->host].insert(directive);
      else if (each.asked == Asked::kDocument
                   ? !recipient(each.url, each.asked, recording.pages[page].url, "").first_party
                   : url->host != parse_url(recording.pages[page].url).value_or(Url{}).host)
        sources.let_in[directive].insert(source_of(*url));
    }
    Defence one{page, as_policy(sources), std::string(kPermissions), "same-origin", {}};
    for (const auto& [host, directives] : sources.stopped)
      one.stops.push_back(fmt::format("{}: {}", host, fmt::join(directives, ", ")));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace tipstaff::site
