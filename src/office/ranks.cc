#include "office/ranks.h"

#include <algorithm>

namespace tipstaff::office {
namespace {

constexpr std::size_t kBatch = 512;  // people per request of the clerk
constexpr FieldSet kRank = {Field::kRank};

}  // namespace

Result<std::vector<std::pair<std::string, std::uint64_t>>> exposed_by_rank(Office& office, const access::Actor& actor,
                                                                           const Answer& answer,
                                                                           const Progress& progress) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer, access::Role::kDpo}));
  std::map<std::string, std::uint64_t> counts;
  std::vector<PersonId> people;
  {
    const auto look = office.clerk().look();
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
      if (answer.exposure.grade(i) == incident::Grade::kExcluded) continue;
      const PersonId person = answer.exposure.population[i].person;
      const roll::Person& row = office.vault().people().find(person.value)->value;
      if (row.is_protected)
        ++counts["(protected, not read)"];
      else if (!row.fields().has(Field::kRank))
        ++counts["(none on the roll)"];
      else
        people.push_back(person);
    }
  }
  for (std::size_t first = 0; first < people.size(); first += kBatch) {
    const std::size_t last = std::min(people.size(), first + kBatch);
    std::vector<roll::SealedPerson> sealed;
    TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
      sealed.clear();
      for (std::size_t i = first; i < last; ++i) {
        TRY_ASSIGN(roll::SealedPerson one, office.vault().fetch(write.db(), people[i]));
        sealed.push_back(std::move(one));
        write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                         .actor = actor.id,
                                         .person = people[i],
                                         .fields = kRank,
                                         .object = answer.incident.value,
                                         .reason = "exposure by rank"});
      }
      return {};
    }));
    for (const roll::SealedPerson& one : sealed) {
      TRY_ASSIGN(const roll::Values values, office.vault().reveal(durable, one, kRank));
      const auto rank = values.find(Field::kRank);
      ++counts[rank == values.end() ? std::string("(none on the roll)") : std::string(rank->second.reveal_text())];
    }
    progress({"ranks read", last, people.size()});
  }
  std::vector<std::pair<std::string, std::uint64_t>> out(counts.begin(), counts.end());
  std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

}  // namespace tipstaff::office
