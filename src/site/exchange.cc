#include "site/exchange.h"

#include <algorithm>
#include <iterator>

namespace tipstaff::site {

void join(Recording& all, Recording&& one) {
  const auto pages = static_cast<std::uint32_t>(all.pages.size());
  if (all.source != one.source) all.source += (all.source.empty() ? "" : ", ") + one.source;
  if (all.made_by.find(one.made_by) == std::string::npos)
    all.made_by += (all.made_by.empty() ? "" : ", ") + one.made_by;
  std::ranges::move(one.pages, std::back_inserter(all.pages));
  for (Exchange& each : one.exchanges) {
    each.page += pages;
    all.exchanges.push_back(std::move(each));
  }
  for (Shot& each : one.shots) {
    each.page += pages;
    all.shots.push_back(std::move(each));
  }
  for (const auto list : {&Recording::steps, &Recording::unread, &Recording::notes})
    for (std::string& each : one.*list)
      if (std::ranges::find(all.*list, each) == (all.*list).end()) (all.*list).push_back(std::move(each));
}

}  // namespace tipstaff::site
