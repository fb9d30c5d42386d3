#include "site/sitemap_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "document/emitter.h"
#include "site/site_child.h"
#include "site/url.h"
#include "site/walk_apart.h"

namespace tipstaff::site {
namespace {

std::string shown(std::string_view address) { return document::printable(address, 300); }

class Gatherer {
 public:
  Gatherer(const BrowserOptions& options) : options_(options) {}

  Result<void> take(ByteView file, const std::string& name) {
    TRY_ASSIGN(const Sitemap map, reader_.read_sitemap(file));
    if (!map.wrong.empty()) out_.unread.push_back(fmt::format("The sitemap ‘{}’: {}.", shown(name), map.wrong));
    for (const std::string& each : map.pages) add(each, pages_, seen_pages_);
    for (const std::string& each : map.sitemaps) add(each, waiting_, seen_maps_);
    return {};
  }

  // All that wait, in one browser; what they lead to waits then.
  Result<void> fetch(std::vector<std::string> addresses) {
    const std::size_t room = kMostSitemaps - std::min(fetched_, kMostSitemaps);
    if (addresses.size() > room) {
      out_.unread.push_back(
          fmt::format("{} more sitemaps were not read: at most {} are.", addresses.size() - room, kMostSitemaps));
      addresses.resize(room);
    }
    if (addresses.empty()) return {};
    fetched_ += addresses.size();
    WalkPlan plan;
    plan.urls = std::move(addresses);
    plan.fetch = true;
    TRY_ASSIGN(const Walked walked, walk_apart(plan, options_));
    for (const Exchange& each : walked.recording.exchanges) {
      if (each.status == 200)
        TRY(take(as_bytes(each.answer.bytes), each.url));
      else
        out_.unread.push_back(
            fmt::format("The sitemap ‘{}’ could not be fetched{}.", shown(each.url),
                        each.status == 0 ? "" : fmt::format(": the server answered {}", each.status)));
    }
    return {};
  }

  Result<void> fetch_waiting() {
    while (!waiting_.empty()) TRY(fetch(std::exchange(waiting_, {})));
    return {};
  }

  void own(std::string owner) { owner_ = std::move(owner); }

  Result<SitemapPages> choose(std::size_t most, const Policy& policy) && {
    if (pages_.empty())
      return fail(Code::kInvalid,
                  fmt::format("the sitemap names no page{}", out_.unread.empty() ? "" : ": " + out_.unread.front()));
    std::vector<std::pair<About, std::string>> order;
    for (std::string& each : pages_) order.emplace_back(sense_of(policy, each, "").about, std::move(each));
    std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.first > b.first; });
    if (others_ != 0)
      out_.notes.push_back(fmt::format("{} addresses in the sitemap are of other sites, and were left out.", others_));
    if (order.size() > most)
      out_.unread.push_back(
          fmt::format("{} of the sitemap's {} pages were not looked at (--pages {}): what they tell is unknown.",
                      order.size() - most, order.size(), most));
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i) out_.pages.push_back(std::move(order[i].second));
    return std::move(out_);
  }

 private:
  void add(const std::string& address, std::vector<std::string>& to, std::set<std::string>& seen) {
    const auto url = parse_url(address);
    if (!url || !url->scheme.starts_with("http")) return;
    const std::string owner = options_.owner(url->host);
    if (owner_.empty()) owner_ = owner;
    if (owner != owner_)
      ++others_;
    else if (seen.insert(address).second)
      to.push_back(address);
  }

  const BrowserOptions& options_;
  SafeReader reader_;
  SitemapPages out_;
  std::string owner_;
  std::vector<std::string> pages_, waiting_;
  std::set<std::string> seen_pages_, seen_maps_;
  std::size_t fetched_ = 0, others_ = 0;
};

}  // namespace

Result<SitemapPages> sitemap_pages(const std::string& address, ByteView file, std::size_t most, const Policy& policy,
                                   const BrowserOptions& options) {
  Gatherer gatherer(options);
  if (file.empty()) {
    const auto url = parse_url(address);
    if (!url || !url->scheme.starts_with("http"))
      return fail(Code::kUsage, fmt::format("‘{}’ is neither a file nor the address of a sitemap", shown(address)));
    gatherer.own(options.owner(url->host));
    TRY(gatherer.fetch({address}));
  } else {
    TRY(gatherer.take(file, address));
  }
  TRY(gatherer.fetch_waiting());
  return std::move(gatherer).choose(most, policy);
}

}  // namespace tipstaff::site
