// The rows of issuing: suppliers and their contracts, presses, invitations, cards, jobs, items. All sealed and anchored
// (law 13). Plain data; the rules are in budget.h, cards.h and desk.h.
#pragma once

#include <array>
#include <string>

#include "base/cbor_fields.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/ids.h"
#include "ledger/rows.h"

namespace tipstaff::supplier {

using ledger::RowKind;

// People newly released to one supplier, over all its presses (law 4). 0: none at all.
struct Budget {
  std::uint32_t open_at_once = 20;
  std::uint32_t per_hour = 100;
  std::uint32_t per_day = 500;
  std::uint32_t per_year = 20'000;
  static auto members(auto& archive, auto& self) {
    return archive(self.open_at_once, self.per_hour, self.per_day, self.per_year);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Budget> decode(cbor::Reader& r) { return cbor::decode_members<Budget>(r); }
};

struct Supplier {
  static constexpr RowKind kKind = RowKind::kSupplier;
  std::string name;
  HolderId holder;
  Budget budget;
  Budget raised;  // in force until raised_until, by two people
  Instant raised_until = kDawn;
  std::uint32_t receipt_hours = 24;      // a released item without a receipt for longer halts its press
  std::uint32_t destruction_hours = 72;  // a disk copy open for longer does too
  std::uint32_t retention_days = 0;      // by contract
  std::uint32_t report_hours = 24;       // to report a breach, by contract
  std::string card_kinds;                // that it may print, comma separated; empty: all
  std::string working_hours;             // contract.h; empty: always
  static auto members(auto& archive, auto& self) {
    return archive(self.name, self.holder, self.budget, self.raised, self.raised_until, self.receipt_hours,
                   self.destruction_hours, self.retention_days, self.report_hours, self.card_kinds, self.working_hours);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Supplier> decode(cbor::Reader& r) { return cbor::decode_members<Supplier>(r); }
};

enum class PressState : std::uint8_t { kInvited = 1, kPending = 2, kApproved = 3, kHalted = 4, kRevoked = 5 };
std::string_view press_state_name(PressState state);

struct Press {
  static constexpr RowKind kKind = RowKind::kPress;
  std::string name;
  SupplierId supplier;
  HolderId holder;
  bool inside = false;
  bool bureau = false;        // runs nothing of ours: gets sub-batches (bureau.h); always outside
  bool keeps_ribbon = false;  // a ribbon or film that bears what was printed
  PressState state = PressState::kInvited;
  std::string halted_why;
  Bytes tls_request, box_public_key, receipt_public_key;  // as enrolled
  std::string fingerprint;
  Bytes certificate;     // DER; empty until approved
  Bytes certificate_id;  // SHA-256 of it
  Instant certificate_until = kDawn;
  PrincipalId invited_by, approved_by;
  Instant revoked_at = kEver;
  static auto members(auto& archive, auto& self) {
    return archive(self.name, self.supplier, self.holder, self.inside, self.bureau, self.keeps_ribbon, self.state,
                   self.halted_why, self.tls_request, self.box_public_key, self.receipt_public_key, self.fingerprint,
                   self.certificate, self.certificate_id, self.certificate_until, self.invited_by, self.approved_by,
                   self.revoked_at);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Press> decode(cbor::Reader& r) { return cbor::decode_members<Press>(r); }
};

struct Invitation {
  static constexpr RowKind kKind = RowKind::kInvitation;
  std::string code_id;
  Bytes secret_box;  // the code's secret, wrapped
  PressId press;
  Instant until;
  bool used = false;
  static auto members(auto& archive, auto& self) {
    return archive(self.code_id, self.secret_box, self.press, self.until, self.used);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Invitation> decode(cbor::Reader& r) { return cbor::decode_members<Invitation>(r); }
};

enum class CardState : std::uint8_t {
  kRequested = 1,
  kApproved = 2,
  kQueued = 3,    // in a job
  kReleased = 4,  // its key is with a press
  kPrinted = 5,
  kReceived = 6,  // counted in by the force
  kActive = 7,    // handed over
  kSuspended = 8,
  kRevoked = 9,
  kExpired = 10,
  kReturned = 11,
  kDestroyed = 12,
  kRefused = 13,    // not approved
  kInTransit = 14,  // sent off by the press, on its delivery note
};
std::string_view card_state_name(CardState state);
inline constexpr std::array<std::string_view, 4> kCardKinds = {
    "warrant card", "staff pass", "temporary warrant card", "temporary staff pass"};  // stored by place: add at the end
bool is_temporary(std::string_view kind);
std::string temporary_kind(std::string_view kind);  // "temporary staff pass"
bool is_card_kind(std::string_view kind);
std::string card_kinds();  // "warrant card, staff pass"

struct Card {
  static constexpr RowKind kKind = RowKind::kCard;
  PersonId person;
  std::string kind;    // "warrant card", "staff pass"
  std::string reason;  // new, renewal, lost, stolen, damaged, rank, name
  CardState state = CardState::kRequested;
  PrincipalId requested_by, approved_by;
  CardId replaces;         // ends when this one is active
  std::uint64_t item = 0;  // the newest
  std::uint32_t tries = 0;
  Instant expires;
  Instant changed;
  std::string stock_serial, chip_id;
  CardState ended_from = CardState::kRequested;  // revoked or expired: where it was then
  static auto members(auto& archive, auto& self) {
    return archive(self.person, self.kind, self.reason, self.state, self.requested_by, self.approved_by, self.replaces,
                   self.item, self.tries, self.expires, self.changed, self.stock_serial, self.chip_id, self.ended_from);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Card> decode(cbor::Reader& r) { return cbor::decode_members<Card>(r); }
};

struct Job {
  static constexpr RowKind kKind = RowKind::kJob;
  PressId press;
  PrincipalId made_by;
  Instant at;
  std::uint64_t ordered = 0;  // items that were queued in it; what was taken back is counted by the items
  static auto members(auto& archive, auto& self) { return archive(self.press, self.made_by, self.at, self.ordered); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Job> decode(cbor::Reader& r) { return cbor::decode_members<Job>(r); }
};

enum class ItemState : std::uint8_t {
  kQueued = 1,    // not yet rendered
  kLocked = 2,    // rendered and locked; the press may list it
  kReleased = 3,  // its key is with the press
  kPrinted = 4,
  kSpoiled = 5,
  kDestroyed = 6,
  kWithdrawn = 7,  // taken back or moved to another press before its release
};
std::string_view item_state_name(ItemState state);

struct Item {
  static constexpr RowKind kKind = RowKind::kItem;
  ItemId id;
  CardId card;
  PersonId person;
  JobId job;
  PressId press;
  ItemState state = ItemState::kQueued;
  FieldSet fields;                      // what the artwork shows
  Bytes wrapped_key;                    // under the item key of the keyring; emptied after the receipt (law 3)
  Bytes box;                            // the key sealed to the press, once released; emptied after the receipt
  Hash sha256{};                        // of the locked item
  std::uint64_t offset = 0, bytes = 0;  // where the locked item lies in the job's file
  Instant released_at = kEver;
  bool newly = false;  // charged to the budget
  CustodyId locked, opened, disk;
  std::uint64_t batch = 0;        // the sub-batch that it went to a bureau in
  std::uint64_t status_slot = 0;  // in the status list, from 1; 0: it bears no stamp
  static auto members(auto& archive, auto& self) {
    return archive(self.id, self.card, self.person, self.job, self.press, self.state, self.fields, self.wrapped_key,
                   self.box, self.sha256, self.offset, self.bytes, self.released_at, self.newly, self.locked,
                   self.opened, self.disk, self.batch, self.status_slot);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Item> decode(cbor::Reader& r) { return cbor::decode_members<Item>(r); }
};

}  // namespace tipstaff::supplier
