// Law 4: how many people may be newly released to a supplier. Rolling windows on ledger time: a window of 24 hours ends
// now and began 24 hours ago, whatever the calendar says. Changed on the clerk's thread, in the request that releases.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "supplier/rows.h"

namespace tipstaff::supplier {

// What one supplier has been given.
class Releases {
 public:
  // `at` never goes back.
  void add(Instant at) { at_.push_back(at.micros); }
  void remove_last() { at_.pop_back(); }
  void charge(Instant at, std::uint64_t people) {
    at_.insert(std::upper_bound(at_.begin(), at_.end(), at.micros), people, at.micros);
  }
  std::uint64_t within(Instant now, Duration window) const;  // in (now - window, now]
  // When `leaving` of those within the window (the oldest) have left it.
  Instant next_free(Instant now, Duration window, std::uint64_t leaving) const;

 private:
  std::vector<std::int64_t> at_;  // ascending
};

Budget budget_in_force(const Supplier& supplier, Instant now);

// The most people that a contract lets be released within `length`, whatever happened before.
std::uint64_t most_within(const Supplier& supplier, Duration length);

// Whether `heads` more may be released, all of them or none. `open` counts heads whose key is out without a receipt.
// Errors: kRefused, saying which limit and when to try again.
Result<void> check_budget(const Supplier& supplier, const Releases& releases, std::uint64_t open, Instant now,
                          std::uint64_t heads = 1);

}  // namespace tipstaff::supplier
