// Rows that a request, or the group of requests that it runs in, has put and the store does not have yet: they are
// counted into the sums at once and stored together, each once however often it was put, before the group commits. Used
// by the clerk's thread alone.
#pragma once

#include "ledger/rows.h"

namespace tipstaff::ledger {

class RowBatch {
 public:
  // `below`: what the group's earlier requests have put; looked at, not changed.
  explicit RowBatch(const RowBatch* below = nullptr) : below_(below) {}

  // Seals the row and counts it in, and the version that it replaces out. `is_new`: no row of this kind and number was
  // ever put, so that none is looked for; where one lies in the store all the same, store() fails. Errors: kStorage,
  // kTampered.
  Result<void> put(db::Database& db, const RowKeys& keys, RowSums& sums, RowKind kind, std::uint64_t id,
                   EntryIndex entry, ByteView body, Random& random, bool is_new);
  // Takes what the next request put.
  void take(RowBatch&& next);
  // Into the open transaction; nothing is left here then. Errors: kStorage.
  Result<void> store(db::Database& db);
  void clear() { rows_.clear(); }

 private:
  struct Pending {
    EntryIndex entry;
    Bytes box;
    Hash digest{};
    bool in_store = false;  // an older version is
  };
  using Place = std::pair<RowKind, std::uint64_t>;
  const Pending* find(const Place& place) const;

  const RowBatch* below_;
  std::map<Place, Pending> rows_;
};

}  // namespace tipstaff::ledger
