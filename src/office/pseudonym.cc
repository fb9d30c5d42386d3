#include "office/pseudonym.h"

#include <fmt/format.h>

namespace tipstaff::office {

Result<void> check_pseudonym(Office& office, PersonId person, PersonId alias) {
  if (person == alias)
    return fail(Code::kRefused, "nobody is his own pseudonym; enter the other identity with ‘person add --protected’");
  for (const PersonId each : {person, alias}) {
    const auto* stored = office.vault().people().find(each.value);
    if (stored == nullptr || stored->value.status != roll::Person::Status::kServing)
      return fail(Code::kNotFound, fmt::format("there is nobody serving with the number {}", each.value));
    if (!stored->value.is_protected)
      return fail(Code::kRefused, fmt::format("person {} is not marked as protected: a pseudonym's card and its "
                                              "bearer's go to the force's own press only",
                                              each.value));
    if (office.pseudonyms().find(each.value) != nullptr)
      return fail(Code::kRefused, fmt::format("person {} is a pseudonym already", each.value));
  }
  if (!aliases_of(office, alias).empty())
    return fail(Code::kRefused, fmt::format("person {} bears a pseudonym, so it is none", alias.value));
  if (office.vault().people().find(alias.value)->value.fields().has(Field::kPhoto))
    return fail(
        Code::kRefused,
        fmt::format("person {} has a photograph of its own; a pseudonym's card shows its bearer's", alias.value));
  for (const auto& [id, card] : office.cards().table().all())
    if (card.value.person == alias)
      return fail(Code::kRefused, fmt::format("person {} has had a card; enter the pseudonym anew", alias.value));
  return {};
}

Result<void> authorise_pseudonym(Office& office, ledger::Write& write, PersonId person, PersonId alias, PrincipalId by,
                                 PrincipalId approver) {
  TRY(check_pseudonym(office, person, alias));
  const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kPseudonymAuthorised,
                                                       .actor = by,
                                                       .approver = approver,
                                                       .person = person,
                                                       .object = alias.value});
  return office.pseudonyms().put(write, alias.value, Pseudonym{person, by, approver}, entry);
}

std::optional<PersonId> bearer_of(Office& office, PersonId alias) {
  const auto* stored = office.pseudonyms().find(alias.value);
  return stored == nullptr ? std::nullopt : std::optional(stored->value.person);
}

std::vector<PersonId> aliases_of(Office& office, PersonId person) {
  std::vector<PersonId> out;
  for (const auto& [alias, stored] : office.pseudonyms().all())
    if (stored.value.person == person) out.push_back(PersonId{alias});
  return out;
}

void count_bearers(Office& office, incident::Exposure& exposure) {
  if (office.pseudonyms().all().empty()) return;
  std::map<std::uint64_t, std::size_t> place;
  for (std::size_t i = 0; i < exposure.population.size(); ++i) place[exposure.population[i].person.value] = i;
  std::vector<bool> leaves(exposure.population.size(), false);
  for (const auto& [alias, stored] : office.pseudonyms().all()) {
    const auto from = place.find(alias), to = place.find(stored.value.person.value);
    if (from == place.end() || to == place.end())
      continue;  // the bearer joined later: then the alias stands for itself
    FieldSet& certain = exposure.certain[to->second];
    certain = certain | exposure.certain[from->second];
    exposure.possible[to->second] = (exposure.possible[to->second] | exposure.possible[from->second]).minus(certain);
    leaves[from->second] = true;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i]) continue;
    exposure.population[kept] = exposure.population[i];
    exposure.certain[kept] = exposure.certain[i];
    exposure.possible[kept++] = exposure.possible[i];
  }
  exposure.population.resize(kept);
  exposure.certain.resize(kept);
  exposure.possible.resize(kept);
}

}  // namespace tipstaff::office
