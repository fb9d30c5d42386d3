#include "office/erasure.h"

#include <fmt/format.h>

#include "ledger/erase.h"

namespace tipstaff::office {
namespace {

using access::Role;
using roll::Person;
using supplier::CardState;
using supplier::ItemState;

// What was drawn and not released: its key goes, so that the locked artwork in the job's file opens no more.
Result<void> withdraw_items(Office& office, ledger::Write& write, PersonId person, PrincipalId by) {
  std::vector<std::uint64_t> waiting;
  for (const auto& [number, stored] : office.desk().tables().items.all())
    if (stored.value.person == person && (stored.value.state == ItemState::kQueued || stored.value.state == ItemState::kLocked))
      waiting.push_back(number);
  for (const std::uint64_t number : waiting) TRY(office.desk().withdraw(write, number, "erasure", by));
  return {};
}

Result<void> end_cards(Office& office, ledger::Write& write, PersonId person, PrincipalId by) {
  std::vector<CardId> cards;
  for (const auto& [id, stored] : office.cards().table().all())
    if (stored.value.person == person && supplier::check_step(stored.value.state, CardState::kRevoked)) cards.push_back(CardId{id});
  for (const CardId card : cards) {
    supplier::Step step{card, CardState::kRevoked, ledger::Act::kCardRevoked, by, {}, "erasure", {}};
    TRY(office.cards().step(write, step));
  }
  return {};
}

}  // namespace

Result<void> erase_person(Office& office, const access::Actor& actor, PersonId person) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.vault().people().find(person.value);
    if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is nobody with the number {}", person.value));
    if (stored->value.status == Person::Status::kErasing || stored->value.status == Person::Status::kErased)
      return fail(Code::kRefused, fmt::format("person {} has been erased already", person.value));
    if (const auto open = office.book().of_person(person, true); !open.empty())
      return fail(Code::kRefused, fmt::format("{} copies of person {} are still out; erase when they have ended", open.size(),
                                              person.value));
    TRY(withdraw_items(office, write, person, actor.id));
    TRY(end_cards(office, write, person, actor.id));
    TRY(ledger::erase_details(write.db(), office.clerk().keys(), {person}));
    return office.vault().erase(write, person, actor.id);
  }));
  return {};
}

Result<std::uint64_t> complete_erasures(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kDpo}));
  std::set<PersonId> pending;
  {
    const auto look = office.clerk().look();
    for (const auto& [id, stored] : office.vault().people().all())
      if (stored.value.status == Person::Status::kErasing) pending.insert(PersonId{id});
  }
  if (pending.empty()) return 0;

  crypto::Keyring& keyring = office.keyring();
  roll::Vault::begin_epoch(keyring, office.random());
  if (const auto saved = keyring.save(office.root(), office.random()); !saved) {
    // Nothing may be wrapped under a key that is on no disk.
    roll::Vault::forget_newest_epoch(keyring);
    return fail(saved.error());
  }
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const DataClass data_class : kAllClasses) TRY(office.vault().rewrap(write.db(), data_class, write.random()));
    // What the first step had to leave because the newest anchor stood in it.
    TRY(ledger::erase_details(write.db(), office.clerk().keys(), pending));
    write.append(ledger::Detail{.act = ledger::Act::kKeyRotated, .actor = actor.id, .reason = "erasure"});
    return {};
  }));
  roll::Vault::end_old_epochs(keyring);
  TRY(keyring.save(office.root(), office.random()));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const PersonId person : pending) TRY(office.vault().finish_erasure(write, person, actor.id));
    return {};
  }));
  return pending.size();
}

}  // namespace tipstaff::office
