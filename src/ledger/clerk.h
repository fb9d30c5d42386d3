// The clerk: the one writer. Requests queue; he runs a group of them in one transaction (rows, entries, tree state),
// commits, signs one checkpoint for the group, has it cosigned where a witness is configured, and only then answers.
// That order is law 1 and law 12, and one fsync for a group is the speed.
//
// A request is a function of Write. It either succeeds whole or leaves nothing: its rows, entries and in-memory changes
// are taken back. It must append at least one entry when it changes a row. After a commit whose outcome is unknown the
// clerk reads the store again and answers by what is there; when even that fails he stops, and every later request gets
// kUnavailable.
//
// Ledger time never goes back. When the computer's clock goes back by more than two minutes, or leaps ahead of the time
// that really passed, ordinary requests are refused (kRefused) until accept_clock(): a leap refills no budget (law 4).
#pragma once

#include <functional>
#include <shared_mutex>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "crypto/sign.h"
#include "ledger/checkpoint.h"
#include "ledger/detail.h"
#include "ledger/ledger_time.h"
#include "ledger/row_batch.h"
#include "ledger/rows.h"
#include "ledger/tiles.h"

namespace tipstaff::ledger {

struct Keys {
  crypto::Ed25519Key signing;  // checkpoints
  Plaintext detail;            // seals details
  RowKeys rows;
  std::string origin;                    // the log's name on its checkpoints
  std::vector<Plaintext> old_details{};  // open what an interrupted rotation left (reseal.h)

  Keys clone() const;
};

// Proof that the entries of one request are durable and under a signed checkpoint. Only the clerk makes one; the roll's
// vault opens nothing without it (law 1).
class Durable {
 public:
  EntryIndex first() const { return first_; }
  std::size_t count() const { return count_; }
  Instant at() const { return at_; }  // ledger time of the entries
  std::uint64_t tree_size() const { return tree_size_; }
  // True when one of the entries records that these fields of this person are read.
  bool covers(PersonId person, FieldSet fields) const;

 private:
  friend class Clerk;
  Durable() = default;
  EntryIndex first_;
  std::size_t count_ = 0;
  Instant at_;
  std::uint64_t tree_size_ = 0;
  std::vector<std::pair<PersonId, FieldSet>> reads_;
};

class Write {
 public:
  // For statements of the request's own. What it changes is taken back with the request.
  db::Database& db();
  // For looking only, and not at rows that put_row() writes. Costs less: nothing need be made ready to be taken back.
  db::Database& peek() { return db_; }
  Instant now() const { return now_; }  // ledger time of this group
  Random& random() { return random_; }

  // The entry's index is final once the group commits. `at` and `anchor` are filled in here.
  EntryIndex append(Detail detail);
  // Appends an entry of the act kRead (or another that hands data out) and lets the Durable cover it.
  EntryIndex append_read(Detail detail);

  // `is_new`: no row of this kind and number was ever put.
  Result<void> put_row(RowKind kind, std::uint64_t id, EntryIndex entry, ByteView body, bool is_new = false);
  // Run in reverse order when the request, or its group, is taken back.
  void on_undo(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

 private:
  friend class Clerk;
  Write(db::Database& database, const RowKeys& row_keys, RowSums& sums, RowBatch& group_rows, Random& random,
        Instant now, std::uint64_t next)
      : db_(database),
        row_keys_(row_keys),
        sums_(sums),
        group_rows_(group_rows),
        rows_(&group_rows),
        random_(random),
        now_(now),
        next_(next) {}

  db::Database& db_;
  const RowKeys& row_keys_;
  RowSums& sums_;
  RowBatch& group_rows_;
  RowBatch rows_;
  Random& random_;
  Instant now_;
  std::uint64_t next_;
  std::vector<Detail> drafts_;
  std::vector<std::pair<PersonId, FieldSet>> reads_;
  std::vector<std::function<void()>> undo_;
  bool changed_rows_ = false;
  bool has_savepoint_ = false;
  Result<void> made_ready_{};  // for db()
};

template <class T>
Result<void> Table<T>::put(Write& write, std::uint64_t id, T value, EntryIndex entry) {
  cbor::Writer body;
  value.encode(body);
  const Stored* before = find(id);
  TRY(write.put_row(T::kKind, id, entry, body.view(), before == nullptr));
  if (before == nullptr)
    write.on_undo([this, id] { remove(id); });
  else
    write.on_undo([this, id, old = *before] { set(id, old); });
  set(id, Stored{std::move(value), entry});
  return {};
}

// `kUrgent`: revocation, containment and receipts. They wait neither for a witness nor for a repaired clock.
enum class Urgency { kOrdinary, kUrgent };

// Asks the witness for its cosignature on a signed checkpoint of `size`, whose tree `read` serves; returns the
// checkpoint with it. Called on the clerk's thread after the commit. Errors: kUnavailable.
using Cosign =
    std::function<Result<Cosigned>(const std::string& checkpoint, std::uint64_t size, const HashReader& read)>;

// When the witness says that it cosigned a group, between two readings of the computer's own clock.
struct Witnessed {
  Instant asked, answered;  // by the computer's clock
  Instant ledger;           // the time of the group's entries
  std::string witness;
  Instant at;  // by the witness's clock: whole seconds, rounded down
};

struct ClerkSettings {
  std::filesystem::path checkpoint_file;  // rewritten after every group; the copy outside the store
  Duration clock_tolerance = std::chrono::minutes(2);
  Duration longest_pause = std::chrono::hours(24 * 4);  // of a closed office, before the clock must be accepted
  Cosign cosign;
  // Records a leap of the clock, within the first group that bears its time, so that no entry has it without this
  // record.
  std::function<Result<void>(Write&, const ClockLeap&)> on_leap{};
  // What a cosignature's time gives cause to write down, or nothing. It is written, as a group of its own, and cosigned
  // too before the cosigned group is answered. Called on the clerk's thread, not for groups of a clock that is refused.
  std::function<std::function<Result<void>(Write&)>(const Witnessed&)> on_witnessed{};
};

class Clerk {
 public:
  // An empty store gets the schema and a first entry, and its checkpoint file. Its sums start empty.
  static Result<void> create(db::Database& db, const Keys& keys, const Clock& clock, Random& random,
                             const std::filesystem::path& checkpoint_file);

  // Reads every row into `readers`, checks the anchor, the tree's right edge and the checkpoint file. Errors: kTampered
  // (the sentence says what was put back or changed), kStorage.
  static Result<std::unique_ptr<Clerk>> open(std::unique_ptr<db::Database> db, Keys keys, const Clock& clock,
                                             Random& random, ClerkSettings settings,
                                             const std::vector<RowReader*>& readers);
  ~Clerk();

  using Request = std::function<Result<void>(Write&)>;
  // Blocks until the request is answered as law 1 demands. Thread-safe. Errors: the request's own; kUnavailable,
  // kStorage, kRefused (clock).
  Result<Durable> submit(Request request, Urgency urgency = Urgency::kOrdinary);

  // Runs on the clerk's thread between groups, for reading the store. Thread-safe.
  Result<void> read(std::function<Result<void>(db::Database&)> job);

  // Held by who reads a Table on another thread. Shared; the clerk takes it alone while he runs a group.
  std::shared_lock<std::shared_mutex> look() const;

  // After people have looked at the clock (LedgerTime::accept). Thread-safe.
  void accept_clock(bool after_a_gap = false);

  // The newest signed checkpoint (with cosignatures, where there are). Thread-safe.
  std::string checkpoint() const;
  std::uint64_t size() const;
  const Keys& keys() const;
  // On the clerk's thread, between groups: for a rotation (reseal.h), while nothing else uses the office.
  Result<void> change_keys(const std::function<void(Keys&)>& change);
  Instant last_time() const;  // ledger time of the newest group

 private:
  class Work;
  explicit Clerk(std::unique_ptr<Work> work);
  std::unique_ptr<Work> work_;
};

}  // namespace tipstaff::ledger
