// Custody (law 5): every copy of a person's data outside the vault is an interval: who holds what of whom, from when,
// until when, and the entries that prove both ends. One table answers data map, access review, blast radius and
// exposure. The rows are sealed and anchored (law 13). In memory they lie in columns, one block per holder, so that a
// question about one holder reads only that holder's intervals: 26 bytes each. Changed inside the clerk's requests;
// readers hold Clerk::look().
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cbor_fields.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/ids.h"
#include "ledger/clerk.h"

namespace tipstaff::custody {

enum class HolderKind : std::uint8_t {
  kPress = 1,
  kSupplier = 2,  // copies that a supplier holds other than at a press (declared ones, sub-batches)
  kPrincipal = 3,
  kHost = 4,
  kKey = 5,
  kPublic = 6,
  kBackup = 7,
};
std::string_view holder_kind_name(HolderKind kind);

struct Holder {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kHolder;
  HolderKind kind{};
  std::string name;
  HolderId part_of;  // a press's supplier
  static auto members(auto& archive, auto& self) { return archive(self.kind, self.name, self.part_of); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Holder> decode(cbor::Reader& r) { return cbor::decode_members<Holder>(r); }
};

enum class Form : std::uint8_t {
  kLocked = 1,    // ciphertext, without the key
  kOpened = 2,    // plaintext, or the key that opens it
  kDiskCopy = 3,  // a spool, an --out file, a ribbon: plaintext that outlives the printing
  kSeen = 4,      // shown to a principal
  kDeclared = 5,  // handed over before the record began, as declared
};

enum class End : std::uint8_t {
  kOpen = 0,
  kOnWord = 1,       // the holder says that it is gone
  kIndependent = 2,  // evidence that does not rest on the holder
};

struct Interval {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kCustody;
  PersonId person;  // 0: everybody who was on the roll then (backups)
  HolderId holder;
  FieldSet fields;
  Form form{};
  bool delivered = true;  // false: committed, but whether it arrived, or was his and not a namesake's, is not known
  Instant from;
  Instant due = kEver;  // when it should have ended
  Instant until = kEver;
  End end = End::kOpen;
  EntryIndex opened_by, closed_by;
  static auto members(auto& archive, auto& self) {
    return archive(self.person, self.holder, self.fields, self.form, self.delivered, self.from, self.due, self.until,
                   self.end, self.opened_by, self.closed_by);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Interval> decode(cbor::Reader& r) { return cbor::decode_members<Interval>(r); }
};

// One holder's intervals in columns, all of the same length. Instants in microseconds.
struct Columns {
  std::vector<std::uint32_t> person;
  std::vector<std::uint16_t> fields;
  std::vector<std::uint8_t> form_end;  // form in the low four bits, end in the next two, bit 6: delivered
  std::vector<std::int64_t> from, until;
  std::vector<std::uint32_t> id;  // of the interval

  Form form(std::size_t i) const { return static_cast<Form>(form_end[i] & 15U); }
  End end(std::size_t i) const { return static_cast<End>(form_end[i] >> 4 & 3U); }
  bool delivered(std::size_t i) const { return (form_end[i] & 64U) != 0; }
  std::size_t size() const { return person.size(); }
};

class Book : public ledger::RowReader {
 public:
  ledger::Table<Holder>& holders() { return holders_; }
  const ledger::Table<Holder>& holders() const { return holders_; }
  std::optional<HolderId> holder_named(HolderKind kind, std::string_view name) const;
  // Finds or makes it; `entry` is the caller's.
  Result<HolderId> holder(ledger::Write& write, HolderKind kind, const std::string& name, EntryIndex entry,
                          HolderId part_of = {});

  // Within a request. `opened_by` is the entry that records the act. Errors: kStorage.
  Result<CustodyId> open(ledger::Write& write, const Interval& interval);
  // Errors: kNotFound, kRefused (already closed).
  Result<void> close(ledger::Write& write, CustodyId id, Instant until, End end, EntryIndex entry);
  // The copy is known to have arrived.
  Result<void> confirm_delivery(ledger::Write& write, CustodyId id, EntryIndex entry);

  std::optional<Interval> find(CustodyId id) const;
  const Columns& of_holder(HolderId holder) const;
  EntryIndex opened_by(CustodyId id) const { return EntryIndex{opened_by_[id.value - 1]}; }
  EntryIndex closed_by(CustodyId id) const { return EntryIndex{closed_by_[id.value - 1]}; }
  std::size_t size() const { return place_.size(); }
  // Open intervals of one person, over all holders. Linear in the number of intervals.
  std::vector<CustodyId> of_person(PersonId person, bool only_open) const;
  std::size_t memory_bytes() const;

  ledger::RowKind kind() const override { return Interval::kKind; }
  Result<void> read(std::uint64_t id, EntryIndex entry, const Plaintext& body) override;
  void clear() override;

 private:
  struct Place {
    std::uint32_t holder, row;
  };
  void insert(std::uint64_t id, const Interval& interval);
  void overwrite(std::uint64_t id, const Interval& interval);
  void remove_last();
  Result<void> store(ledger::Write& write, std::uint64_t id, const Interval& interval, EntryIndex entry,
                     bool is_new = false);

  ledger::Table<Holder> holders_;
  std::vector<Columns> columns_;  // by holder id
  std::vector<Place> place_;      // by interval id - 1
  std::vector<std::uint32_t> opened_by_, closed_by_;
  std::vector<std::int64_t> due_;
};

}  // namespace tipstaff::custody
