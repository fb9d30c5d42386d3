#include "ledger/reseal.h"

#include "ledger/clerk_store.h"
#include "ledger/sql.h"

namespace tipstaff::ledger {
namespace {

constexpr std::uint64_t kBatch = 4096;

Result<void> reseal_details(Write& write, const Keys& keys) {
  std::uint64_t size = 0;
  TRY(write.db().query(sql::kHead, {}, [&](const db::Row& row) -> Result<void> {
    size = row.number(0);
    return {};
  }));
  for (std::uint64_t first = 0; first < size; first += kBatch) {
    std::vector<std::pair<std::uint64_t, Bytes>> boxes;
    TRY(write.db().query(
        sql::kEntriesFrom, {db::number(first), db::number(first + kBatch)}, [&](const db::Row& row) -> Result<void> {
          if (row.is_null(2)) return {};
          const EntryIndex index{row.number(0)};
          TRY_ASSIGN(const StoredEntry entry, open_entry(keys, index, row.bytes(1), row.bytes(2), false));
          Bytes opening = entry.nonce;
          append(opening, entry.encoded);
          boxes.emplace_back(index.value, seal_opening(keys, index, entry.leaf, opening, write.random()));
          return {};
        }));
    for (const auto& [index, box] : boxes) TRY(write.db().run(sql::kResealEntry, {ByteView(box), db::number(index)}));
  }
  return {};
}

Result<void> reseal_rows(Write& write, const Keys& keys) {
  std::vector<std::pair<RowKind, std::uint64_t>> places;
  TRY(write.db().query(sql::kRowPlaces, {}, [&](const db::Row& row) -> Result<void> {
    places.emplace_back(static_cast<RowKind>(row.number(0)), row.number(1));
    return {};
  }));
  for (const auto& [kind, id] : places) {
    EntryIndex entry;
    Plaintext body;
    TRY(write.db().query(sql::kRow, {db::number(static_cast<std::uint64_t>(kind)), db::number(id)},
                         [&, kind = kind, id = id](const db::Row& row) -> Result<void> {
                           entry = EntryIndex{row.number(0)};
                           TRY_ASSIGN(body, open_row(keys.rows, kind, id, entry, row.bytes(1)));
                           return {};
                         }));
    TRY(write.put_row(kind, id, entry, body.reveal()));
  }
  return {};
}

}  // namespace

Result<void> reseal(Write& write, const Keys& keys) {
  TRY(reseal_details(write, keys));
  return reseal_rows(write, keys);
}

}  // namespace tipstaff::ledger
