#include "site/browser.h"

#include <fmt/format.h>

#include "site/hand.h"
#include "site/url.h"
#include "site/walker.h"

namespace tipstaff::site {

Result<Walked> walk(const WalkPlan& plan, const BrowserOptions& options) {
  for (const std::string& url : plan.urls) {
    const auto parsed = parse_url(url);
    if (!parsed || !parsed->scheme.starts_with("http")) return fail(Code::kUsage, fmt::format("‘{}’ is no address of a web page: begin it with https://", url));
  }
  if (plan.urls.empty() && !plan.journey) return fail(Code::kUsage, "name the pages to visit");
  TRY_ASSIGN(Chromium browser, Chromium::start(options.program, options.arguments));
  Session session(std::move(browser), options);
  TRY(session.begin());
  TRY_ASSIGN(Walked out, Walker(session, plan).run());
  const auto& urls = plan.urls;
  out.recording.source = plan.journey ? fmt::format("the journey ‘{}’", plan.journey->title.empty() ? hex(plan.journey->sha256).substr(0, 12) : plan.journey->title)
                         : urls.size() == 1 ? urls.front() : fmt::format("{} and {} more", urls.front(), urls.size() - 1);
  return out;
}

}  // namespace tipstaff::site
