// The office's half of the presses: contracts, enrolment, jobs, releases, receipts (bureaus: bureau.h). Every function
// that takes a Write runs inside a request of the clerk, so that check, entry, budget, custody and row are one
// transaction (laws 1, 4, 5).
//
// What an owned press can do: obtain, within the budget, the artwork of cards that were queued for it; lie in receipts.
// It cannot learn who else is on the roll, obtain a pay number or vetting level, or obtain one item twice at no charge
// to somebody else. Who can write to the store cannot raise a budget, revive a press or reopen an item unnoticed (law
// 13).
#pragma once

#include <map>
#include <optional>
#include <set>

#include "crypto/keyring.h"
#include "custody/custody.h"
#include "press/wire.h"
#include "supplier/budget.h"
#include "supplier/cards.h"
#include "supplier/stock.h"
#include "supplier/tables.h"

namespace tipstaff::supplier {

class Desk {
 public:
  Desk(const crypto::Keyring& keyring, custody::Book& book, Cards& cards)
      : keyring_(keyring), book_(book), cards_(cards) {}

  DeskTables& tables() { return tables_; }
  const DeskTables& tables() const { return tables_; }
  Stock& stock() { return stock_; }
  const Stock& stock() const { return stock_; }
  static constexpr const char* kBureauKey = "bureau signing";  // Ed25519: what the office gives to bureaus
  static void make_keys(crypto::Keyring& keyring, Random& random);
  void rebuild_index();  // after opening

  // Contracts and presses.
  Result<SupplierId> add_supplier(ledger::Write& write, Supplier supplier, PrincipalId by);
  // A one-time code, good for 24 hours. One that is not approved yet may be invited again: the code was lost, or
  // someone else used it.
  Result<PressId> invite(ledger::Write& write, SupplierId supplier, const std::string& name, bool inside,
                         const std::string& code_id, const Plaintext& secret, PrincipalId by);
  // The one-time code's secret. Errors: kUnauthorised: unknown, used, or older than 24 hours.
  Result<Plaintext> invitation_secret(const std::string& code_id, Instant now, bool may_be_used) const;
  Result<PressId> enrol(ledger::Write& write, const press::Enrolment& enrolment, const std::string& fingerprint);
  // By a second person, who compared the fingerprint. Errors: kRefused (same person, wrong state).
  Result<void> approve(ledger::Write& write, PressId press, const Bytes& certificate, Instant until, PrincipalId by);
  Result<void> halt(ledger::Write& write, PressId press, const std::string& why, PrincipalId by);
  Result<void> resume(ledger::Write& write, PressId press, const std::string& why, PrincipalId by,
                      PrincipalId approver);
  Result<void> revoke(ledger::Write& write, PressId press, const std::string& why, PrincipalId by);
  // A new certificate for the keys that the press has; the old one ends with it. By two people.
  Result<void> renew(ledger::Write& write, PressId press, const Bytes& certificate, Instant until,
                     const std::string& why, PrincipalId by, PrincipalId approver);
  Result<void> raise_budget(ledger::Write& write, SupplierId supplier, Budget budget, Instant until,
                            const std::string& why, PrincipalId by, PrincipalId approver);
  std::optional<PressId> press_named(std::string_view name) const;
  std::optional<SupplierId> supplier_named(std::string_view name) const;
  // By the certificate that TLS verified. Errors: kUnauthorised (unknown, revoked, expired, not approved).
  Result<PressId> press_of(const Hash& certificate, Instant now) const;

  // Jobs. Protected people go to an inside press only (law 7): anything else is kRefused.
  Result<JobId> make_job(ledger::Write& write, PressId press, PrincipalId by);
  Result<std::uint64_t> queue(ledger::Write& write, JobId job, CardId card, bool protected_person, PrincipalId by);
  // Rotation of the key that wraps items' keys (law 9); in memory until the key ring is saved.
  static void begin_item_epoch(crypto::Keyring& keyring, Random& random);
  static void forget_newest_item_epoch(crypto::Keyring& keyring);
  static void end_old_item_epochs(crypto::Keyring& keyring);
  Result<void> rewrap_item_keys(ledger::Write& write, EntryIndex entry);
  // After a restore (docs/formats/backup.md): no key is sealed again, and the supplier is charged what it may have got.
  Result<void> forget_after_restore(ledger::Write& write, PrincipalId by);
  void charge(SupplierId supplier, Instant at, std::uint64_t people);
  Result<void> close_job(ledger::Write& write, JobId job, std::uint64_t ordered);  // once all are queued
  static Plaintext new_item_key(Random& random);
  // Under the keyring's key for items; `id` is an item's or a sub-batch's.
  Bytes wrap_item_key(const ItemId& item, const Plaintext& key, Random& random) const;
  Result<Plaintext> unwrap_key(const ItemId& id, ByteView wrapped) const;
  Result<void> lock(ledger::Write& write, std::uint64_t item, const Locked& locked, PrincipalId by);
  // Takes back what was not released; the card is approved again and can be queued elsewhere.
  Result<void> withdraw(ledger::Write& write, std::uint64_t item, const std::string& why, PrincipalId by);

  // What a press asks, by ItemId; numbers are ours. Errors: kNotFound, also for another press's item.
  Result<std::uint64_t> item_of(PressId press, const ItemId& item) const;
  std::vector<press::ListedItem> list(PressId press, std::size_t most) const;
  Result<void> fetched(ledger::Write& write, std::uint64_t item);
  // Errors: kRefused: halted, outside the budget, no longer releasable.
  Result<void> release(ledger::Write& write, std::uint64_t item);
  // The key in its box, after release() is durable (law 1). Errors: kRefused.
  Result<Bytes> hand_over(const ledger::Durable& durable, std::uint64_t item) const;
  Result<void> receipt(ledger::Write& write, PressId press, const press::Receipt& receipt);

  std::optional<Overdue> overdue(PressId press, Instant now) const;
  std::uint64_t open_heads(SupplierId supplier) const;
  const Releases& releases(SupplierId supplier) const;
  const std::vector<std::uint64_t>& items_of(PressId press) const;

 private:
  friend class Bureau;
  Result<PressId> add_press(ledger::Write& write, SupplierId supplier, const std::string& name,
                            const std::string& reason, const std::function<void(Press&)>& edit);
  ledger::Detail entry_of(ledger::Act act, const Item& item, std::string reason, PrincipalId by) const;
  Result<void> open_item(ledger::Write& write, std::uint64_t number, Bytes box, bool delivered, EntryIndex entry);
  Result<void> break_batch(ledger::Write& write, std::uint64_t number, PrincipalId by);
  Result<void> close_copy(ledger::Write& write, CustodyId copy, EntryIndex entry);
  Result<void> item_receipt(ledger::Write& write, std::uint64_t number, const press::Receipt& receipt);
  Result<void> end_disk_copy(ledger::Write& write, const Item& item, const press::Receipt& receipt);
  Result<void> ribbon_receipt(ledger::Write& write, PressId press, const press::Receipt& receipt);
  Result<void> end_copies(ledger::Write& write, Item& item, const press::Receipt& receipt, EntryIndex entry);
  bool may_be_invited_again(PressId press, SupplierId supplier, bool inside) const;
  Result<void> invite_again(ledger::Write& write, PressId press, PrincipalId by);
  Result<void> change_press(ledger::Write& write, PressId press, ledger::Act act, const std::string& why,
                            PrincipalId by, PrincipalId approver, const std::function<void(Press&)>& edit);
  Result<void> check_side(SupplierId supplier, bool inside) const;
  void index_item(std::uint64_t number, const Item& item);
  void show(ledger::Write& write, const Item& item);
  void hide(ledger::Write& write, const Item& item);
  bool released_before(CardId card, SupplierId supplier) const;
  custody::Interval copy_of(const Item& item, custody::Form form, Instant from, EntryIndex entry) const;

  const crypto::Keyring& keyring_;
  custody::Book& book_;
  Cards& cards_;
  DeskTables tables_;
  Stock stock_;
  std::map<ItemId, std::uint64_t> by_id_;
  std::map<std::uint64_t, std::vector<std::uint64_t>> by_press_, by_card_;
  std::map<std::uint64_t, std::set<ItemId>> listed_;  // by press: what it may ask for now, in the order of random ids
  std::map<std::uint64_t, Releases> releases_;        // by supplier
  std::map<std::uint64_t, std::map<std::uint64_t, std::int64_t>> open_;  // by supplier: card → released at
};

}  // namespace tipstaff::supplier
