// A store put back to a backup (docs/formats/backup.md), before it is opened. Who can do this holds the root key and
// the store. Errors: kRefused (the checkpoint is older), kTampered (another history; an archive that is not what was
// signed), kNotFound (the archive lacks something), kStorage.
#pragma once

#include <filesystem>

#include "ledger/checkpoint.h"
#include "ledger/clerk_store.h"

namespace tipstaff::ledger {

// `newest` signed by this ledger, and not older than the store. Whether it follows from the store's tree is only known
// where both have one size, or once continue_from() has read the leaves between them.
Result<Checkpoint> check_newest(db::Database& db, const Keys& keys, ByteView newest);

// Adds the leaves between the store's size and the checkpoint's, without details, from an export in `archive`; the tree
// must then have the checkpoint's root. One transaction.
Result<void> continue_from(db::Database& db, const Keys& keys, const std::filesystem::path& archive,
                           const Checkpoint& newest);

// The newest head, signed under `keys`, as the checkpoint file outside the store.
Result<void> sign_head(db::Database& db, const Keys& keys, const std::filesystem::path& checkpoint_file);
Result<Head> head_of(db::Database& db);

}  // namespace tipstaff::ledger
