#include "office/erasure.h"

#include <fmt/format.h>

#include <set>

#include "ledger/erase.h"
#include "office/erasure_journal.h"
#include "office/made_files.h"

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
    if (stored.value.person == person &&
        (stored.value.state == ItemState::kQueued || stored.value.state == ItemState::kLocked))
      waiting.push_back(number);
  for (const std::uint64_t number : waiting) TRY(office.desk().withdraw(write, number, "erasure", by));
  return {};
}

Result<void> end_cards(Office& office, ledger::Write& write, PersonId person, PrincipalId by) {
  std::vector<CardId> cards;
  for (const auto& [id, stored] : office.cards().table().all())
    if (stored.value.person == person && supplier::check_step(stored.value.state, CardState::kRevoked))
      cards.push_back(CardId{id});
  for (const CardId card : cards) {
    supplier::Step step{card, CardState::kRevoked, ledger::Act::kCardRevoked, by, {}, "erasure", {}};
    TRY(office.cards().step(write, step));
  }
  return {};
}

// Copies that forbid erasure. A backup does not: it keeps the erasure pending.
std::size_t copies_out(Office& office, PersonId person) { return office.book().of_person(person, true).size(); }

Result<void> begin(Office& office, ledger::Write& write, PersonId person, PrincipalId by) {
  const auto* stored = office.vault().people().find(person.value);
  if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is nobody with the number {}", person.value));
  if (stored->value.status == Person::Status::kErasing || stored->value.status == Person::Status::kErased)
    return fail(Code::kRefused, fmt::format("person {} has been erased already", person.value));
  TRY(withdraw_items(office, write, person, by));
  TRY(end_cards(office, write, person, by));
  TRY(ledger::erase_details(write.db(), office.clerk().keys(), {person}));
  TRY(office.vault().erase(write, person, by));
  Erasure row;
  row.begun = write.now();
  row.due = write.now() + std::chrono::hours(24 * erasure_days(office));
  const EntryIndex entry = office.vault().people().find(person.value)->entry;
  TRY(forget_made_files(office, write, person, entry));
  return office.keeping().erasures.put(write, person.value, row, entry);
}

// The backups that can still open somebody whose last key was of this epoch.
std::vector<std::uint64_t> blocking(Office& office, const Erasure& row) {
  std::vector<std::uint64_t> out;
  for (const auto& [id, stored] : office.keeping().backups.all())
    if (!stored.value.destroyed && (row.ended_epoch == 0 || stored.value.class_epoch <= row.ended_epoch))
      out.push_back(id);
  return out;
}

std::set<PersonId> pending_people(Office& office, bool only_unrotated) {
  const auto look = office.clerk().look();
  std::set<PersonId> out;
  for (const auto& [id, stored] : office.keeping().erasures.all())
    if (stored.value.completed == kEver && (!only_unrotated || stored.value.ended_epoch == 0)) out.insert(PersonId{id});
  return out;
}

Result<void> rotate_class_keys(Office& office, const std::set<PersonId>& people, PrincipalId by) {
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
    TRY(ledger::erase_details(write.db(), office.clerk().keys(), people));
    write.append(ledger::Detail{.act = ledger::Act::kKeyRotated, .actor = by, .reason = "erasure"});
    return {};
  }));
  roll::Vault::end_old_epochs(keyring);
  return keyring.save(office.root(), office.random());
}

}  // namespace

std::uint32_t erasure_days(Office& office) {
  const auto* set = office.keeping().settings.find(Setting::kErasureDays);
  return set == nullptr ? kErasureDays : static_cast<std::uint32_t>(set->value.value);
}

Result<void> set_erasure_days(Office& office, const access::Actor& actor, std::uint32_t days) {
  TRY(access::require_role(actor, {Role::kDpo}));
  if (days < 1 || days > 90) return fail(Code::kInvalid, "an erasure is complete within 1 to 90 days");
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kSettingChanged,
                                                         .actor = actor.id,
                                                         .object = days,
                                                         .reason = "days until an erasure is complete"});
    return office.keeping().settings.put(write, Setting::kErasureDays, Setting{days}, entry);
  }));
  return {};
}

Result<void> erase_again(Office& office, ledger::Write& write, PersonId person, PrincipalId by) {
  return begin(office, write, person, by);
}

Result<void> erase_person(Office& office, const access::Actor& actor, PersonId person) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    if (const std::size_t open = copies_out(office, person); open != 0)
      return fail(Code::kRefused,
                  fmt::format("{} copies of person {} are still out; erase when they have ended", open, person.value));
    return begin(office, write, person, actor.id);
  }));
  TRY(sync_erasures(office));
  return {};
}

Result<std::uint64_t> finish_ready(Office& office, ledger::Write& write, PrincipalId by) {
  std::vector<std::pair<std::uint64_t, Erasure>> ready;
  for (const auto& [id, stored] : office.keeping().erasures.all())
    if (stored.value.completed == kEver && stored.value.ended_epoch != 0 && blocking(office, stored.value).empty())
      ready.emplace_back(id, stored.value);
  for (auto& [id, row] : ready) {
    TRY(office.vault().finish_erasure(write, PersonId{id}, by));
    row.completed = write.now();
    TRY(office.keeping().erasures.put(write, id, row, office.vault().people().find(id)->entry));
  }
  return ready.size();
}

Result<std::uint64_t> complete_erasures(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kDpo}));
  TRY(sync_erasures(office));
  if (pending_people(office, false).empty()) return 0;
  const std::set<PersonId> waiting = pending_people(office, true);
  if (!waiting.empty()) {
    TRY(rotate_class_keys(office, waiting, actor.id));
    TRY(office.rotate_store_keys(actor.id));
  }
  const std::uint32_t ended = roll::Vault::class_epoch(office.keyring()) - 1;
  std::uint64_t erased = 0;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    for (const PersonId person : waiting) {
      const auto* stored = office.keeping().erasures.find(person.value);
      Erasure row = stored->value;
      row.ended_epoch = ended;
      TRY(office.keeping().erasures.put(write, person.value, row, stored->entry));
    }
    write.append(ledger::Detail{.act = ledger::Act::kKeyRotated, .actor = actor.id, .reason = "old keys destroyed"});
    TRY_ASSIGN(erased, finish_ready(office, write, actor.id));
    return {};
  }));
  return erased;
}

Result<std::vector<ErasureStatus>> erasures(Office& office, const access::Actor& actor) {
  TRY(access::require_role(actor, {Role::kDpo, Role::kAuditor}));
  const auto look = office.clerk().look();
  std::vector<ErasureStatus> out;
  for (const auto& [id, stored] : office.keeping().erasures.all()) {
    ErasureStatus status{PersonId{id}, stored.value, false, false, {}};
    if (stored.value.completed == kEver) {
      status.needs_rotation = stored.value.ended_epoch == 0;
      status.backups = blocking(office, stored.value);
      status.overdue = office.clock().now() > stored.value.due;
    }
    out.push_back(std::move(status));
  }
  return out;
}

}  // namespace tipstaff::office
