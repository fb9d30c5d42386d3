#include "ledger/row_batch.h"

#include "ledger/sql.h"

namespace tipstaff::ledger {

const RowBatch::Pending* RowBatch::find(const Place& place) const {
  if (const auto found = rows_.find(place); found != rows_.end()) return &found->second;
  return below_ == nullptr ? nullptr : below_->find(place);
}

Result<void> RowBatch::put(db::Database& db, const RowKeys& keys, RowSums& sums, RowKind kind, std::uint64_t id,
                           EntryIndex entry, ByteView body, Random& random, bool is_new) {
  Pending row;
  row.entry = entry;
  if (const Pending* before = is_new ? nullptr : find({kind, id}); before != nullptr) {
    sums.subtract(kind, before->digest);
    row.in_store = before->in_store;
  } else if (!is_new) {
    TRY(db.query(sql::kRow, {db::number(static_cast<std::uint64_t>(kind)), db::number(id)},
                 [&](const db::Row& stored) -> Result<void> {
                   row.in_store = true;
                   sums.subtract(kind, row_digest(keys, kind, id, EntryIndex{stored.number(0)}, stored.bytes(1)));
                   return {};
                 }));
  }
  row.box = seal_row(keys, kind, id, entry, body, random);
  row.digest = row_digest(keys, kind, id, entry, row.box);
  sums.add(kind, row.digest);
  rows_.insert_or_assign({kind, id}, std::move(row));
  return {};
}

void RowBatch::take(RowBatch&& next) {
  for (auto& [place, row] : next.rows_) rows_.insert_or_assign(place, std::move(row));
  next.rows_.clear();
}

Result<void> RowBatch::store(db::Database& db) {
  for (const auto& [place, row] : rows_) {
    const db::Parameter kind = db::number(static_cast<std::uint64_t>(place.first)), id = db::number(place.second);
    const db::Parameter entry = db::number(row.entry.value), box = ByteView(row.box);
    if (row.in_store) {
      TRY(db.run(sql::kUpdateRow, {entry, box, kind, id}));
    } else {
      TRY(db.run(sql::kInsertRow, {kind, id, entry, box}));
    }
  }
  rows_.clear();
  return {};
}

}  // namespace tipstaff::ledger
