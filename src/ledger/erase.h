// Erasing people from the private side of the ledger (law 9): the details and nonces of the entries about them go, the
// leaves stay, so every root and proof stands. Linear in the size of the ledger.
#pragma once

#include <set>

#include "ledger/clerk.h"

namespace tipstaff::ledger {

// Within a request. Spares the newest anchor, which opening needs, and the entries that record an erasure. Returns how
// many were erased. Errors: kTampered, kStorage.
Result<std::uint64_t> erase_details(db::Database& db, const Keys& keys, const std::set<PersonId>& people);

}  // namespace tipstaff::ledger
