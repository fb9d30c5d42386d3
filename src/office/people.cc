#include "office/people.h"

#include <fmt/format.h>

#include "office/pseudonym.h"
#include "roll/mapping.h"

namespace tipstaff::office {
namespace {

constexpr access::Roles kRegistrar = {access::Role::kRegistrar};

Result<void> check_values(const roll::Values& values) {
  for (const auto& [field, value] : values) {
    if (field == Field::kPhoto) continue;
    if (const auto fault = roll::fault_in_value(field, value.reveal_text()))
      return fail(Code::kInvalid, fmt::format("the {} {}", field_label(field), *fault));
  }
  return {};
}

custody::Interval seen_now(const ledger::Write& write, PersonId person, FieldSet fields, EntryIndex entry) {
  custody::Interval out;
  out.person = person;
  out.fields = fields;
  out.form = custody::Form::kSeen;
  out.from = out.until = write.now();
  out.end = custody::End::kOnWord;
  out.opened_by = out.closed_by = entry;
  return out;
}

}  // namespace

Result<void> leave_with_cards(Office& office, ledger::Write& write, PersonId person, PrincipalId by,
                              const std::string& reason) {
  std::vector<PersonId> leaving = aliases_of(office, person);
  std::erase_if(leaving, [&](PersonId alias) {
    return office.vault().people().find(alias.value)->value.status != roll::Person::Status::kServing;
  });
  leaving.insert(leaving.begin(), person);
  for (const PersonId each : leaving) {
    TRY(office.vault().leave(write, each, by, reason));
    for (const CardId card : office.cards().all_current(each)) {
      supplier::Step step{card, supplier::CardState::kRevoked, ledger::Act::kCardRevoked, by, {}, "left", {}};
      TRY(office.cards().step(write, step));
    }
  }
  return {};
}

Result<bool> mark_person(Office& office, ledger::Write& write, PersonId person, roll::Marks marks, PrincipalId by,
                         const std::string& reason) {
  TRY_ASSIGN(const bool changed, office.vault().mark(write, person, marks, by, reason));
  if (!changed || !marks.is_protected) return changed;
  using supplier::ItemState;
  for (const CardId card : office.cards().all_current(person)) {
    const std::uint64_t number = office.cards().table().find(card.value)->value.item;
    const auto* item = office.desk().tables().items.find(number);
    if (item == nullptr || (item->value.state != ItemState::kQueued && item->value.state != ItemState::kLocked))
      continue;
    if (!office.desk().tables().presses.find(item->value.press.value)->value.inside)
      TRY(office.desk().withdraw(write, number, "to be made inside", by));
  }
  return changed;
}

Result<PersonId> add_person(Office& office, const access::Actor& actor, roll::NewPerson person,
                            const std::string& reason) {
  TRY(access::require_role(actor, kRegistrar));
  TRY(check_values(person.values));
  for (const Field field : {Field::kSurname, Field::kWarrantNumber})
    if (!person.values.contains(field))
      return fail(Code::kInvalid, fmt::format("a person needs a {}", field_label(field)));
  PersonId id;
  person.by_hand = true;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(id, office.vault().add(write, person, actor.id, reason));
    return {};
  }));
  return id;
}

Result<FieldSet> change_person(Office& office, const access::Actor& actor, PersonId person, const roll::Values& values,
                               roll::Marks marks, const std::string& reason) {
  TRY(access::require_role(actor, kRegistrar));
  TRY(check_values(values));
  if (values.empty() && !marks.any())
    return fail(Code::kUsage, "nothing is to change: give lines ‘field = value’, or a mark");
  FieldSet changed;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY(mark_person(office, write, person, marks, actor.id, reason));
    if (values.empty()) return {};
    TRY_ASSIGN(changed, office.vault().change(write, person, values, actor.id, reason));
    return {};
  }));
  return changed;
}

Result<void> person_leaves(Office& office, const access::Actor& actor, PersonId person, const std::string& reason) {
  TRY(access::require_role(actor, kRegistrar));
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> { return leave_with_cards(office, write, person, actor.id, reason); },
      ledger::Urgency::kUrgent));
  return {};
}

Result<roll::Values> read_person(Office& office, const access::Actor& actor, PersonId person, FieldSet fields,
                                 const std::string& purpose) {
  roll::SealedPerson sealed;
  TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.vault().people().find(person.value);
    if (stored != nullptr && fields.empty()) fields = stored->value.fields().minus({Field::kPhoto});
    TRY_ASSIGN(sealed, office.vault().fetch(write.peek(), person, fields));
    const bool is_protected = stored == nullptr || stored->value.is_protected;
    TRY(access::find_grant(office.access(), actor, person, fields, purpose, is_protected, write.now()));
    const EntryIndex entry = write.append_read(ledger::Detail{
        .act = ledger::Act::kRead, .actor = actor.id, .person = person, .fields = fields, .reason = purpose});
    custody::Interval seen = seen_now(write, person, fields, entry);
    TRY_ASSIGN(seen.holder, office.book().holder(write, custody::HolderKind::kPrincipal, actor.name, entry));
    TRY(office.book().open(write, seen));
    return {};
  }));
  return office.vault().reveal(durable, sealed, fields);
}

Result<std::vector<HeldCopy>> copies_of(Office& office, const access::Actor& actor, PersonId person) {
  TRY(access::require_role(actor, {access::Role::kDpo, access::Role::kAuditor}));
  std::vector<HeldCopy> out;
  {
    const auto look = office.clerk().look();
    if (office.vault().people().find(person.value) == nullptr)
      return fail(Code::kNotFound, fmt::format("there is nobody with the number {}", person.value));
    for (const CustodyId id : office.book().of_person(person, false)) {
      const custody::Interval copy = *office.book().find(id);
      const custody::Holder& holder = office.book().holders().find(copy.holder.value)->value;
      out.push_back({fmt::format("{}:{}", custody::holder_kind_name(holder.kind), holder.name), id, copy});
    }
  }
  // Who has had somebody's data is itself told only on record.
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(
        ledger::Detail{.act = ledger::Act::kProofGiven, .actor = actor.id, .person = person, .reason = "copies"});
    return {};
  }));
  return out;
}

}  // namespace tipstaff::office
