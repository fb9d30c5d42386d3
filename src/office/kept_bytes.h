// The bytes of a publication, kept so that later rules can judge them. They lie in the store in sealed pieces, each
// under the publication's own key, which is in its sealed row; additional data name publication, place and number of
// pieces. Who writes to the store can take them away or put others there: then they do not open, and `disclosure
// recheck` says so. Without the key in the row they are gone, in the store and in every backup that is made from then
// on. The key lies in ordinary memory, as the row does: until the takedown it guards what everybody can read.
#pragma once

#include "ledger/clerk.h"

namespace tipstaff::office {

// Before the store is used; does nothing to one that has it. Errors: kStorage.
Result<void> prepare_kept_bytes(db::Database& db);
// Within a request. Returns the key for the row.
Result<Bytes> keep_bytes(ledger::Write& write, std::uint64_t disclosure, ByteView content);
Result<void> drop_bytes(ledger::Write& write, std::uint64_t disclosure);
// Errors: kTampered (missing, changed, or not of this SHA-256).
Result<Bytes> kept_bytes(db::Database& db, std::uint64_t disclosure, ByteView key, std::uint64_t size,
                         const Hash& sha256);

}  // namespace tipstaff::office
