#include "supplier/budget.h"

#include <fmt/format.h>

#include <algorithm>

namespace tipstaff::supplier {

std::uint64_t Releases::within(Instant now, Duration window) const {
  const auto first = std::upper_bound(at_.begin(), at_.end(), (now - window).micros);
  return static_cast<std::uint64_t>(at_.end() - first);
}

Instant Releases::next_free(Instant now, Duration window, std::uint64_t leaving) const {
  const auto first = std::upper_bound(at_.begin(), at_.end(), (now - window).micros);
  const auto within = static_cast<std::uint64_t>(at_.end() - first);
  if (leaving == 0 || within == 0) return now;
  return Instant{*(first + static_cast<std::ptrdiff_t>(std::min(leaving, within) - 1))} + window;
}

Budget budget_in_force(const Supplier& supplier, Instant now) {
  return now <= supplier.raised_until ? supplier.raised : supplier.budget;
}

std::uint64_t most_within(const Supplier& supplier, Duration length) {
  // Windows roll: within a time of n whole windows and a rest there can be n + 1 of them full.
  const auto most = [&](std::uint32_t limit, std::uint32_t raised, Duration window) {
    return (static_cast<std::uint64_t>(length / window) + 1) * std::max(limit, raised);
  };
  return std::min({most(supplier.budget.per_hour, supplier.raised.per_hour, std::chrono::hours(1)),
                   most(supplier.budget.per_day, supplier.raised.per_day, std::chrono::hours(24)),
                   most(supplier.budget.per_year, supplier.raised.per_year, std::chrono::hours(24 * 365))});
}

Result<void> check_budget(const Supplier& supplier, const Releases& releases, std::uint64_t open, Instant now,
                          std::uint64_t heads) {
  if (heads == 0) return {};
  const Budget budget = budget_in_force(supplier, now);
  if (heads > 1 && open + heads > budget.open_at_once)
    return fail(Code::kRefused,
                fmt::format("{} may have {} cards open at once and has {}, so a sub-batch of {} new people "
                            "has no room",
                            supplier.name, budget.open_at_once, open, heads));
  if (open >= budget.open_at_once)
    return fail(Code::kRefused,
                fmt::format("{} has {} cards open already, which is its limit; send their receipts first",
                            supplier.name, open));
  struct Window {
    const char* words;
    std::uint32_t limit;
    Duration length;
  };
  for (const Window& window :
       {Window{"hour", budget.per_hour, std::chrono::hours(1)}, Window{"day", budget.per_day, std::chrono::hours(24)},
        Window{"year", budget.per_year, std::chrono::hours(24 * 365)}}) {
    const std::uint64_t used = releases.within(now, window.length);
    if (used + heads <= window.limit) continue;
    if (heads > window.limit)
      return fail(Code::kRefused,
                  fmt::format("the budget of {} people a {} for {} is smaller than this sub-batch of {}", window.limit,
                              window.words, supplier.name, heads));
    return fail(
        Code::kRefused,
        fmt::format("the budget of {} people a {} for {} is used up; try again after {}", window.limit, window.words,
                    supplier.name, to_rfc3339(releases.next_free(now, window.length, used + heads - window.limit))));
  }
  return {};
}

}  // namespace tipstaff::supplier
