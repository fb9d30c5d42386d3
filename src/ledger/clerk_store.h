// The clerk's half of the store: entries, tiles and the head, inside his transaction. Used by his thread alone.
#pragma once

#include "base/files.h"
#include "ledger/clerk.h"
#include "ledger/tiles.h"

namespace tipstaff::ledger {

struct Head {
  std::uint64_t size = 0;
  Hash root{};
  Instant at;                  // ledger time of the newest group
  std::uint64_t anchored = 0;  // index of the newest entry that carries an anchor
};

// A leaf as it is hashed, 41 bytes (docs/formats/ledger-leaf.md).
Bytes make_leaf(Instant at, const Hash& commitment);

// One stored entry, opened. `detail` is empty when it was erased. Errors: kTampered (the box does not open, or the
// leaf does not commit to what was in it).
struct StoredEntry {
  EntryIndex index;
  Bytes leaf;
  Bytes nonce;
  Bytes encoded;  // the detail's bytes, which the commitment covers
  std::optional<Detail> detail;
};
Result<StoredEntry> open_entry(const Keys& keys, EntryIndex index, ByteView leaf, ByteView box, bool erased);

// What makes an entry's box: `opening` is nonce ‖ detail.
Bytes seal_opening(const Keys& keys, EntryIndex index, ByteView leaf, ByteView opening, Random& random);

// Full tiles come from the store, partial ones from what lies under them. Errors: kTampered when something is missing.
Result<std::vector<Hash>> read_tile(db::Database& db, TileId tile);

// Errors: kNotFound, kTampered.
Result<StoredEntry> read_entry(db::Database& db, const Keys& keys, EntryIndex index);

class ClerkStore {
 public:
  ClerkStore(db::Database& database, const Keys& keys) : db_(database), keys_(keys) {}

  Result<void> create_schema();
  // Restores the tree from tiles and the newest leaves; its root must be the head's. Errors: kTampered.
  Result<void> load();

  // Adds the entries and the new head to the open transaction.
  Result<void> append(std::vector<Detail>& drafts, Instant now, bool anchored, Random& random);
  void remember_committed() { head_ = pending_; }
  // Reads the tree anew when the transaction was taken back. After a failure nothing more may be appended: the tree is
  // ahead of the store.
  Result<void> forget_uncommitted();
  // Looks whether the pending head stands in the store.
  Result<bool> was_committed();

  const Head& head() const { return head_; }
  std::string sign_checkpoint() const;

  // The sums of all rows against the newest anchor. Errors: kTampered.
  Result<void> check_anchor(const RowSums& sums);
  // The checkpoint outside the store may be older than the store, never newer or of another tree. Errors: kTampered.
  Result<void> check_outside_copy(Files& files, const std::filesystem::path& file);
  // Root of the first `size` entries, from tiles and leaves.
  Result<Hash> root_at(std::uint64_t size);

 private:
  Result<Head> read_head();
  Result<void> insert_tile(const Tile& tile);

  db::Database& db_;
  const Keys& keys_;
  Head head_, pending_;
  TreeBuilder tree_;
};

}  // namespace tipstaff::ledger
