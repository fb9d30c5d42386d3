// Sealing the whole private side of the ledger and every row anew (law 9): under keys that no older copy of the store
// was sealed with, so that such a copy opens no more once the older keys are destroyed. Linear in the size of the
// store. The order that a stop at any point leaves whole: the new keys durable beside the old ones;
// Clerk::change_keys(); one request of reseal(); only then the old keys destroyed. Leaves, tiles, roots and proofs are
// untouched.
#pragma once

#include "ledger/clerk.h"

namespace tipstaff::ledger {

// Within a request that also appends an entry: the anchor changes. Errors: kTampered, kStorage.
Result<void> reseal(Write& write, const Keys& keys);

}  // namespace tipstaff::ledger
