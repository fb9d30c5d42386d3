#include "app/site_live.h"

#include <algorithm>
#include <iterator>

#include "app/caller.h"
#include "site/sitemap.h"
#include "site/sitemap_walk.h"
#include "site/walk_apart.h"

namespace tipstaff::app {

bool is_live(const std::filesystem::path& input) {
  return input.string().starts_with("https://") || input.string().starts_with("http://");
}

namespace {

Result<site::WalkPlan> plan_of(Context& context, const SiteOptions& options, const site::Policy& policy) {
  site::WalkPlan out;
  for (const std::filesystem::path& input : options.inputs)
    if (is_live(input)) out.urls.push_back(input.string());
  if (!options.journey.empty()) {
    if (!out.urls.empty() || !options.sitemap.empty())
      return fail(Code::kUsage, "give addresses of pages or a journey: what it visits stands in its file");
    TRY_ASSIGN(const Bytes text, context.caller->read(options.journey, std::size_t{1} << 20));
    TRY_ASSIGN(out.journey, site::parse_journey(as_text(text)));
  }
  using site::Choice;
  if (options.consent == "all")
    out.choices = {Choice::kNone, Choice::kReject, Choice::kAccept};
  else
    out.choices = {options.consent == "reject"   ? Choice::kReject
                   : options.consent == "accept" ? Choice::kAccept
                                                 : Choice::kNone};
  out.buttons = policy.consent;
  out.type = !options.leave_fields;
  out.submit = options.submit || options.submit_for_real;
  out.submit_for_real = options.submit_for_real;
  return out;
}

Result<site::SitemapPages> sitemap_of(Context& context, const SiteOptions& options, const site::Policy& policy,
                                      const site::BrowserOptions& live) {
  if (options.sitemap.empty()) return site::SitemapPages{};
  Bytes file;
  if (!is_live(options.sitemap)) {
    TRY_ASSIGN(file, context.caller->read(options.sitemap, site::kLargestSitemap));
    if (file.empty()) return fail(Code::kInvalid, "the sitemap is empty");
  }
  return site::sitemap_pages(options.sitemap, file, options.pages, policy, live);
}

}  // namespace

Result<std::optional<site::Walked>> walk_live(Context& context, const SiteOptions& options, const site::Lists& lists,
                                              const site::Policy& policy) {
  TRY_ASSIGN(site::WalkPlan plan, plan_of(context, options, policy));
  if (plan.urls.empty() && !plan.journey && options.sitemap.empty()) return std::nullopt;
  if (context.served)
    return fail(Code::kRefused,
                "no page is loaded where the office's keys are: check it without a server, or save its recording "
                "(.har) and check that");
  site::BrowserOptions live;
  live.outside = options.outside == "all"       ? site::Outside::kAll
                 : options.outside == "nothing" ? site::Outside::kNothing
                                                : site::Outside::kCode;
  live.owner = [&lists](std::string_view host) { return lists.registrable(host); };
  live.quiet = std::chrono::milliseconds(options.rest);
  TRY_ASSIGN(site::SitemapPages map, sitemap_of(context, options, policy, live));
  std::ranges::move(map.pages, std::back_inserter(plan.urls));
  TRY_ASSIGN(site::Walked walked, site::walk_apart(plan, live));
  std::ranges::move(map.unread, std::back_inserter(walked.recording.unread));
  std::ranges::move(map.notes, std::back_inserter(walked.recording.notes));
  return walked;
}

}  // namespace tipstaff::app
