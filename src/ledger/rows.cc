#include "ledger/rows.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "ledger/sql.h"

namespace tipstaff::ledger {
namespace {

using Place = std::array<std::uint8_t, 18>;

// kind ‖ id ‖ entry: where a box belongs.
Place place_of(RowKind kind, std::uint64_t id, EntryIndex entry) {
  Place out;
  auto put = [&out, at = std::size_t{0}](std::uint64_t value, int bytes) mutable {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out[at++] = static_cast<std::uint8_t>(value >> shift);
  };
  put(static_cast<std::uint64_t>(kind), 2);
  put(id, 8);
  put(entry.value, 8);
  return out;
}

std::size_t index_of(RowKind kind) { return static_cast<std::size_t>(kind) % kRowKinds; }

// The digest as four 64-bit words, least significant first.
std::uint64_t word(const Hash& digest, std::size_t index) { return get_u64(digest.data() + 8 * index); }

}  // namespace

void RowSums::add(RowKind kind, const Hash& digest) {
  auto& sum = sums_[index_of(kind)];
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const unsigned __int128 total = static_cast<unsigned __int128>(sum[i]) + word(digest, i) + carry;
    sum[i] = static_cast<std::uint64_t>(total);
    carry = static_cast<std::uint64_t>(total >> 64);
  }
}

void RowSums::subtract(RowKind kind, const Hash& digest) {
  auto& sum = sums_[index_of(kind)];
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const unsigned __int128 taken = static_cast<unsigned __int128>(word(digest, i)) + borrow;
    borrow = taken > sum[i] ? 1 : 0;
    sum[i] = static_cast<std::uint64_t>(sum[i] - static_cast<std::uint64_t>(taken));
  }
}

Hash RowSums::anchor() const {
  Bytes all;
  all.reserve(kRowKinds * 32);
  for (const auto& sum : sums_)
    for (const std::uint64_t part : sum) put_u64(all, part);
  return crypto::sha256(all);
}

Hash row_digest(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView box) {
  return crypto::blake2b_keyed(keys.digest, {place_of(kind, id, entry), box});
}

Result<Plaintext> open_row(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView box) {
  Result<Plaintext> body = crypto::open(keys.row, place_of(kind, id, entry), box);
  for (auto old = keys.old_rows.begin(); !body && old != keys.old_rows.end(); ++old)
    body = crypto::open(*old, place_of(kind, id, entry), box);
  if (body) return body;
  return fail(Code::kTampered,
              fmt::format("the store has been tampered with: row {} of kind {} is not what was written", id,
                          static_cast<unsigned>(kind)));
}

Bytes seal_row(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView body, Random& random) {
  return crypto::seal(keys.row, place_of(kind, id, entry), body, random);
}

Result<RowSums> read_rows(db::Database& db, const RowKeys& keys, const OnStoredRow& on_row) {
  RowSums sums;
  TRY(db.query(sql::kRows, {}, [&](const db::Row& row) -> Result<void> {
    const auto kind = static_cast<RowKind>(row.number(0));
    const std::uint64_t id = row.number(1);
    const EntryIndex entry{row.number(2)};
    const ByteView box = row.bytes(3);
    TRY_ASSIGN(const Plaintext body, open_row(keys, kind, id, entry, box));
    sums.add(kind, row_digest(keys, kind, id, entry, box));
    return on_row(kind, id, entry, body);
  }));
  return sums;
}

}  // namespace tipstaff::ledger
