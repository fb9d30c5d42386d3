// What a contract says beside its budget: when a supplier works, which cards it may make, how long it may keep a copy.
// Pure functions; the desk asks them within the request that they decide about.
#pragma once

#include <string_view>

#include "supplier/rows.h"

namespace tipstaff::supplier {

// Whether the contract can be kept at all. Errors: kInvalid: working hours that are no hours, a kind that is none, a
// limit that nothing can meet.
Result<void> check_contract(const Supplier& contract);

// Releases happen within the working hours only, which are UTC: "08:00-18:00", "Mon-Fri 07:30-17:00"; over midnight as
// "22:00-06:00" (the day is that of the beginning). Receipts, alarms and containment do not ask this.
// Errors: kRefused, saying when it may be tried again.
Result<void> check_hours(const Supplier& contract, Instant now);

// Errors: kRefused, naming the kinds that the contract has.
Result<void> check_kind(const Supplier& contract, std::string_view kind);

// How long after a release a copy in clear may stay with a supplier that keeps one: the longer of the contract's
// retention and its time for destruction.
Duration longest_kept(const Supplier& contract);

}  // namespace tipstaff::supplier
