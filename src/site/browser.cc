#include "site/browser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <set>

#include "base/bytes.h"
#include "site/hand.h"
#include "site/url.h"
#include "site/walker.h"

namespace tipstaff::site {
namespace {

// WebSockets are not held by Fetch. This script of the browser's own for proxies (“PAC”) sends those to others than the
// pages' owners to a port at which nobody listens, workers' too; all else goes its usual way.
std::string sockets_held(const std::set<std::string>& owners) {
  boost::json::array names;
  for (const std::string& each : owners) names.push_back(boost::json::string(each.data(), each.size()));
  const std::string script = "function FindProxyForURL(url,host){var own=" + boost::json::serialize(names) +
                             ",socket=/^wss?:/i.test(url),h=host.toLowerCase();for(var "
                             "i=0;i<own.length;i++)if(h===own[i]||h.endsWith('.'+own[i]))socket=false;return "
                             "socket?'PROXY 127.0.0.1:9':'DIRECT'}";
  return "--proxy-pac-url=data:application/x-ns-proxy-autoconfig;base64," + base64(as_bytes(script));
}

std::set<std::string> owners_of(const WalkPlan& plan, const BrowserOptions& options) {
  std::set<std::string> out;
  const auto take = [&](const std::string& address) {
    if (const auto url = parse_url(address)) out.insert(options.owner(url->host));
  };
  for (const std::string& each : plan.urls) take(each);
  for (const Step& each : plan.journey ? plan.journey->steps : std::vector<Step>{})
    if (each.act == Act::kGo) take(each.target);
  out.erase("");
  return out;
}

}  // namespace

Result<Walked> walk(const WalkPlan& plan, const BrowserOptions& options) {
  for (const std::string& url : plan.urls) {
    const auto parsed = parse_url(url);
    if (!parsed || !parsed->scheme.starts_with("http"))
      return fail(Code::kUsage, fmt::format("‘{}’ is no address of a web page: begin it with https://", url));
  }
  if (plan.urls.empty() && !plan.journey) return fail(Code::kUsage, "name the pages to visit");
  Walked out;
  for (const Choice choice : plan.choices) {
    std::vector<std::string> arguments = options.arguments;
    if (options.outside != Outside::kAll) arguments.push_back(sockets_held(owners_of(plan, options)));
    TRY_ASSIGN(Chromium browser, Chromium::start(options.program, arguments));
    Session session(std::move(browser), options);
    TRY(session.begin());
    TRY_ASSIGN(Walked one, Walker(session, plan, choice).run());
    join(out.recording, std::move(one.recording));
    std::ranges::move(one.typed, std::back_inserter(out.typed));
  }
  const auto& urls = plan.urls;
  out.recording.source = plan.journey       ? fmt::format("the journey ‘{}’", plan.journey->title.empty()
                                                                                  ? hex(plan.journey->sha256).substr(0, 12)
                                                                                  : plan.journey->title)
                         : urls.size() == 1 ? urls.front()
                                            : fmt::format("{} and {} more", urls.front(), urls.size() - 1);
  return out;
}

}  // namespace tipstaff::site
