// The rows of keeping the store: settings, erasures and their deadlines, backups, restores. Plain data; sealed and
// anchored (law 13). The acts: erasure.h, backup.h, restore.h.
#pragma once

#include "base/cbor_fields.h"
#include "ledger/rows.h"
#include "office/made_files.h"

namespace tipstaff::office {

struct Setting {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kSetting;
  // The row's id. Stored: a published value never changes its meaning.
  static constexpr std::uint64_t kErasureDays = 1;
  static constexpr std::uint64_t kMinimalStamps =
      2;  // kinds of card, one bit each at their place in supplier::kCardKinds
  static constexpr std::uint64_t kUncollectedDays = 3;
  static constexpr std::uint64_t kClockAgreed =
      4;  // ledger time, in microseconds: the witness's clock agreed (outside_clocks.h)
  static constexpr std::uint64_t kWitness = 5;  // a keyed mark of the file ‘witness’, 0: none (witness_use.h)
  std::uint64_t value = 0;
  static auto members(auto& archive, auto& self) { return archive(self.value); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Setting> decode(cbor::Reader& r) { return cbor::decode_members<Setting>(r); }
};

// One person's erasure; the row's id is the person's number.
struct Erasure {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kErasure;
  Instant begun, due;             // due: complete by then, by the setting of that day
  std::uint32_t ended_epoch = 0;  // of the class keys: the newest that ever wrapped the person, destroyed; 0: not yet
  Instant completed = kEver;
  static auto members(auto& archive, auto& self) {
    return archive(self.begun, self.due, self.ended_epoch, self.completed);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Erasure> decode(cbor::Reader& r) { return cbor::decode_members<Erasure>(r); }
};

struct Backup {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kBackup;
  Instant at;
  std::uint64_t ledger_size = 0;
  std::uint32_t class_epoch = 0;  // the newest epoch of the class keys in it
  std::uint64_t erasures = 0;     // records in the erasure journal then
  CustodyId copy;
  bool destroyed = false;
  Instant destroyed_at = kEver;
  std::string evidence;
  static auto members(auto& archive, auto& self) {
    return archive(self.at, self.ledger_size, self.class_epoch, self.erasures, self.copy, self.destroyed,
                   self.destroyed_at, self.evidence);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Backup> decode(cbor::Reader& r) { return cbor::decode_members<Backup>(r); }
};

// The most that a supplier may have been released in a gap (law 4).
struct Charge {
  SupplierId supplier;
  std::uint64_t people = 0;
  static auto members(auto& archive, auto& self) { return archive(self.supplier, self.people); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Charge> decode(cbor::Reader& r) { return cbor::decode_members<Charge>(r); }
};

// A restore, and the gap in the record that it leaves; the row's id is the number of the epoch, from 2.
struct Restored {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kEpoch;
  std::uint64_t backup = 0;
  Instant gap_from, gap_to;
  std::string old_origin;
  std::uint64_t old_size = 0, newest_size = 0;
  Hash old_root{}, newest_root{};
  bool continued = false;  // the same log goes on
  std::vector<Charge> charges;
  static auto members(auto& archive, auto& self) {
    return archive(self.backup, self.gap_from, self.gap_to, self.old_origin, self.old_size, self.newest_size,
                   self.old_root, self.newest_root, self.continued, self.charges);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Restored> decode(cbor::Reader& r) { return cbor::decode_members<Restored>(r); }
};

// A clock that was accepted although it leapt (clock_leaps.h).
struct ClockLeapRow {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kClockLeap;
  Instant expected, clock;
  bool was_closed = false;
  Instant at;                             // ledger time of the first entries after it
  PrincipalId accepted_by, confirmed_by;  // 0: nobody yet
  static auto members(auto& archive, auto& self) {
    return archive(self.expected, self.clock, self.was_closed, self.at, self.accepted_by, self.confirmed_by);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<ClockLeapRow> decode(cbor::Reader& r) { return cbor::decode_members<ClockLeapRow>(r); }
};

// A clock outside that differs from the office's (outside_clocks.h): the witness's, or those of a supplier's presses.
struct OutsideClockRow {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kOutsideClock;
  SupplierId supplier;                    // 0: the witness
  std::string name;                       // of the witness or the press
  Instant from;                           // ledger time when the clocks last agreed
  std::uint64_t ahead = 0, behind = 0;    // microseconds: the most by which the office's clock was so
  Instant office, outside;                // the newest readings; alike: they agree again
  PrincipalId accepted_by, confirmed_by;  // 0: nobody yet
  Instant accepted_at = kEver;            // ledger time
  Duration difference() const { return office - outside; }
  Instant settled_at() const { return confirmed_by.value == 0 ? kEver : accepted_at; }
  static auto members(auto& archive, auto& self) {
    return archive(self.supplier, self.name, self.from, self.ahead, self.behind, self.office, self.outside,
                   self.accepted_by, self.confirmed_by, self.accepted_at);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<OutsideClockRow> decode(cbor::Reader& r) { return cbor::decode_members<OutsideClockRow>(r); }
};

struct Keeping {
  ledger::Table<Setting> settings;
  ledger::Table<Erasure> erasures;
  ledger::Table<Backup> backups;
  ledger::Table<Restored> restores;
  ledger::Table<ClockLeapRow> clock_leaps;
  ledger::Table<OutsideClockRow> outside_clocks;
  ledger::Table<MadeFile> made_files;
  Instant agreed_in_this_run = kDawn;  // of the clerk's thread
  // Ledger time when the witness's clock last agreed, as far as is known.
  Instant clock_agreed() const {
    const auto* kept = settings.find(Setting::kClockAgreed);
    return std::max(agreed_in_this_run,
                    kept == nullptr ? kDawn : Instant{static_cast<std::int64_t>(kept->value.value)});
  }
  std::vector<ledger::RowReader*> readers() {
    return {&settings, &erasures, &backups, &restores, &clock_leaps, &outside_clocks, &made_files};
  }
};

}  // namespace tipstaff::office
