#include "ledger/erase.h"

#include "ledger/clerk_store.h"
#include "ledger/sql.h"

namespace tipstaff::ledger {

Result<std::uint64_t> erase_details(db::Database& db, const Keys& keys, const std::set<PersonId>& people) {
  std::uint64_t size = 0, anchored = 0;
  TRY(db.query(sql::kHead, {}, [&](const db::Row& row) -> Result<void> {
    size = row.number(0);
    anchored = row.number(3);
    return {};
  }));
  std::vector<std::uint64_t> found;
  TRY(db.query(sql::kEntriesFrom, {db::number(0), db::number(size)}, [&](const db::Row& row) -> Result<void> {
    const EntryIndex index{row.number(0)};
    if (index.value == anchored) return {};
    TRY_ASSIGN(const StoredEntry entry, open_entry(keys, index, row.bytes(1), row.bytes(2), row.is_null(2)));
    if (!entry.detail || !people.contains(entry.detail->person)) return {};
    if (entry.detail->act == Act::kErasureBegun || entry.detail->act == Act::kErasureCompleted) return {};
    found.push_back(index.value);
    return {};
  }));
  for (const std::uint64_t index : found) TRY(db.run(sql::kEraseEntry, {db::number(index)}));
  return found.size();
}

}  // namespace tipstaff::ledger
