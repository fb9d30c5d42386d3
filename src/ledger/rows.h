// Rows that decide something (law 13): sealed, bound to the entry that wrote them, counted into an anchor that the
// ledger carries. Format and attack: docs/formats/sealed-row.md. The store is read once, on opening, and checked as a
// whole; after that Table<T> in memory is what decides, and every change is written through.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "base/bytes.h"
#include "base/cbor.h"
#include "base/ids.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "db/db.h"

namespace tipstaff::ledger {

// Stored: a published value never changes its meaning.
enum class RowKind : std::uint16_t {
  kSetting = 1,
  kPrincipal = 2,
  kSession = 3,
  kGrant = 4,
  kProposal = 5,
  kPerson = 6,
  kHolder = 7,
  kCustody = 8,
  kSupplier = 9,
  kPress = 10,
  kInvitation = 11,
  kCard = 12,
  kJob = 13,
  kItem = 14,
  kIncident = 15,
  kNotice = 16,
  kStock = 17,
  kBatch = 18,
  kErasure = 19,
  kStockUse = 24,
  kStockAlarm = 25,
  kBackup = 20,
  kEpoch = 21,
  kDisclosure = 22,
  kMadeFile = 23,
  kStampKey = 26,
  kStatusBook = 27,
  kPseudonym = 28,
  kClockLeap = 29,
  kCardDesign = 30,
  kOutsideClock = 31,
};
inline constexpr std::size_t kRowKinds = 32;

struct RowKeys {
  Plaintext row;                      // seals
  Plaintext digest;                   // counts in
  std::vector<Plaintext> old_rows{};  // open what an interrupted rotation left (reseal.h)
};

// The running sums, one for each kind.
class RowSums {
 public:
  void add(RowKind kind, const Hash& digest);
  void subtract(RowKind kind, const Hash& digest);
  Hash anchor() const;
  bool operator==(const RowSums&) const = default;

 private:
  std::array<std::array<std::uint64_t, 4>, kRowKinds> sums_{};
};

Hash row_digest(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView box);

// Errors: kTampered names kind and id.
Result<Plaintext> open_row(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView box);

// The row's box.
Bytes seal_row(const RowKeys& keys, RowKind kind, std::uint64_t id, EntryIndex entry, ByteView body, Random& random);

// Every row of every kind in the order of kind and id, opened. Errors: kTampered names kind and id.
using OnStoredRow =
    std::function<Result<void>(RowKind kind, std::uint64_t id, EntryIndex entry, const Plaintext& body)>;
Result<RowSums> read_rows(db::Database& db, const RowKeys& keys, const OnStoredRow& on_row);

class Write;  // clerk.h

// What reads its kind back on opening.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual RowKind kind() const = 0;
  virtual Result<void> read(std::uint64_t id, EntryIndex entry, const Plaintext& body) = 0;
  virtual void clear() = 0;
};

// The rows of one kind in memory. T provides: static constexpr RowKind kKind; void encode(cbor::Writer&) const;
// static Result<T> decode(cbor::Reader&). Changed by the clerk's thread alone; the owner guards readers.
template <class T>
class Table : public RowReader {
 public:
  struct Stored {
    T value;
    EntryIndex entry;  // that last wrote it
  };
  Table() = default;
  Table(Table&&) noexcept = default;
  Table& operator=(Table&&) noexcept = default;

  const Stored* find(std::uint64_t id) const {
    if (id < by_id_.size()) return by_id_[id];
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
  }
  const std::map<std::uint64_t, Stored>& all() const { return rows_; }
  std::uint64_t next_id() const { return rows_.empty() ? 1 : rows_.rbegin()->first + 1; }

  // Written through; taken back with the request if that fails.
  Result<void> put(Write& write, std::uint64_t id, T value, EntryIndex entry);

  RowKind kind() const override { return T::kKind; }
  Result<void> read(std::uint64_t id, EntryIndex entry, const Plaintext& body) override {
    cbor::Reader reader(body.reveal());
    TRY_ASSIGN(T value, T::decode(reader));
    TRY(reader.expect_end());
    set(id, Stored{std::move(value), entry});
    return {};
  }
  void clear() override {
    rows_.clear();
    by_id_.clear();
  }

 private:
  void set(std::uint64_t id, Stored row) {
    const auto at = rows_.insert_or_assign(id, std::move(row)).first;
    if (id < by_id_.size()) by_id_[id] = &at->second;
    if (id < by_id_.size() || id > 2 * rows_.size() + 64) return;
    const std::uint64_t covered = by_id_.size();
    by_id_.resize(id + 1);
    for (auto row_at = rows_.lower_bound(covered); row_at != rows_.end() && row_at->first <= id; ++row_at)
      by_id_[row_at->first] = &row_at->second;
  }
  void remove(std::uint64_t id) {
    if (id < by_id_.size()) by_id_[id] = nullptr;
    rows_.erase(id);
  }

  std::map<std::uint64_t, Stored> rows_;
  std::vector<const Stored*>
      by_id_;  // every row with an id below its size: one step where the tree of a whole roll takes sixteen
};

}  // namespace tipstaff::ledger
