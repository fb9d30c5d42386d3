// The desk's part in rotating keys, and in what a restore must not let happen twice.
#include "crypto/aead.h"
#include "supplier/desk.h"
#include "supplier/item_keys.h"

namespace tipstaff::supplier {

void Desk::begin_item_epoch(crypto::Keyring& keyring, Random& random) {
  keyring.add(kItemKey, crypto::new_key(random));
}

void Desk::forget_newest_item_epoch(crypto::Keyring& keyring) { keyring.destroy(kItemKey, keyring.epoch(kItemKey)); }

void Desk::end_old_item_epochs(crypto::Keyring& keyring) {
  for (std::uint32_t epoch = 1; epoch < keyring.epoch(kItemKey); ++epoch) keyring.destroy(kItemKey, epoch);
}

Result<Plaintext> Desk::unwrap_key(const ItemId& id, ByteView wrapped) const {
  Result<Plaintext> key = crypto::open(keyring_.get(kItemKey), item_key_place(id), wrapped);
  for (std::uint32_t epoch = keyring_.epoch(kItemKey) - 1; !key && epoch > 0; --epoch)  // an interrupted rotation
    if (const auto old = keyring_.get(kItemKey, epoch)) key = crypto::open(**old, item_key_place(id), wrapped);
  return key;
}

Result<void> Desk::rewrap_item_keys(ledger::Write& write, EntryIndex entry) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, stored] : tables_.items.all())
    if (!stored.value.wrapped_key.empty()) numbers.push_back(number);
  for (const std::uint64_t number : numbers) {
    Item item = tables_.items.find(number)->value;
    TRY_ASSIGN(const Plaintext key, unwrap_key(item.id, item.wrapped_key));
    item.wrapped_key = wrap_item_key(item.id, key, write.random());
    TRY(tables_.items.put(write, number, std::move(item), entry));
  }
  std::vector<std::uint64_t> batches;
  for (const auto& [number, stored] : tables_.batches.all())
    if (!stored.value.wrapped_identity.empty()) batches.push_back(number);
  for (const std::uint64_t number : batches) {
    Batch batch = tables_.batches.find(number)->value;
    TRY_ASSIGN(const Plaintext identity, unwrap_key(batch.id, batch.wrapped_identity));
    batch.wrapped_identity = wrap_item_key(batch.id, identity, write.random());
    TRY(tables_.batches.put(write, number, std::move(batch), entry));
  }
  return {};
}

Result<void> Desk::forget_after_restore(ledger::Write& write, PrincipalId by) {
  constexpr const char* kWhy = "restored: it may have been released since the backup";
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, stored] : tables_.items.all())
    if (stored.value.state <= ItemState::kReleased) numbers.push_back(number);
  for (const std::uint64_t number : numbers) {
    Item item = tables_.items.find(number)->value;
    if (item.state != ItemState::kReleased) {
      TRY(withdraw(write, number, kWhy, by));
      continue;
    }
    hide(write, item);
    item.wrapped_key.clear();
    item.box.clear();
    ledger::Detail detail;
    detail.act = ledger::Act::kItemMoved;
    detail.actor = by;
    detail.person = item.person;
    detail.item = item.id;
    detail.object = item.card.value;
    detail.reason = "restored: its key is destroyed here, its receipt is still taken";
    const EntryIndex entry = write.append(std::move(detail));
    TRY(tables_.items.put(write, number, std::move(item), entry));
  }
  std::vector<CardId> unprinted;
  for (const auto& [id, stored] : cards_.table().all())
    if (stored.value.state == CardState::kRequested || stored.value.state == CardState::kApproved)
      unprinted.push_back(CardId{id});
  for (const CardId card : unprinted) {
    Step step{card, CardState::kRevoked, ledger::Act::kCardRevoked, by, {}, kWhy, {}};
    TRY(cards_.step(write, step));
  }
  std::vector<std::uint64_t> invitations;
  for (const auto& [id, stored] : tables_.invitations.all())
    if (!stored.value.used) invitations.push_back(id);
  const EntryIndex ended =
      write.append(ledger::Detail{.act = ledger::Act::kPressHalted, .actor = by, .reason = "invitations end"});
  std::vector<std::uint64_t> opened;  // those still sealed went with their cards
  for (const auto& [number, stored] : tables_.batches.all())
    if (stored.value.state == BatchState::kOpened) opened.push_back(number);
  for (const std::uint64_t number : opened) {
    Batch batch = tables_.batches.find(number)->value;
    batch.wrapped_identity.clear();
    TRY(tables_.batches.put(write, number, std::move(batch), ended));
  }
  for (const std::uint64_t id : invitations) {
    Invitation invitation = tables_.invitations.find(id)->value;
    invitation.used = true;
    TRY(tables_.invitations.put(write, id, std::move(invitation), ended));
  }
  for (const auto& [id, stored] : tables_.presses.all())
    if (stored.value.state == PressState::kApproved)
      TRY(halt(write, PressId{id}, "the store was restored from a backup", by));
  return {};
}

void Desk::charge(SupplierId supplier, Instant at, std::uint64_t people) {
  releases_[supplier.value].charge(at, people);
}

}  // namespace tipstaff::supplier
