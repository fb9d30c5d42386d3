// The oracle of law 6. It reads the details of the ledger's entries and the log of a simulated press, which knows when
// it truly had which key, and shares no code with the custody book or the answer.
#pragma once

#include <map>
#include <optional>

#include "incident/exposure.h"
#include "office/breach.h"
#include "office_fixture.h"

namespace tipstaff::test {

inline constexpr Duration kClockError = minutes(2);

// What the press truly did with one item.
struct Truth {
  PersonId person;
  std::optional<Instant> let_go;  // the office first answered with the key, arrived or not
  std::optional<Instant> got;     // the key arrived
  Instant gone = kEver;           // wiped, truly
  bool settled = false;           // its receipt came
  bool file = false;              // its receipt named a file
  std::optional<Instant> wiped;   // it said that the file is gone
};

struct Told {
  FieldSet certain, possible;
  bool operator==(const Told&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Told& told) {
  return out << "certain: " << told.certain.names() << "; possible: " << told.possible.names();
}

// One copy as the ledger's details tell of it.
struct Copy {
  PersonId person;
  FieldSet fields;
  Instant from, until = kEver;
  bool confirmed = false;
};

class Oracle {
 public:
  Oracle(const std::vector<ledger::StoredEntry>& entries, HolderId holder, const std::map<ItemId, Truth>& truth) {
    std::map<ItemId, Copy> keys, files;
    Instant kept;
    for (const ledger::StoredEntry& entry : entries) {
      const ledger::Detail& told = *entry.detail;
      // A restore: what came after the last entry that it kept is lost.
      if (told.act == ledger::Act::kRestored) gap_from_ = std::min(gap_from_, kept);
      kept = told.at;
      if (told.holder != holder || told.item == ItemId{}) continue;
      switch (told.act) {
        case ledger::Act::kItemReleased:
          keys.try_emplace(told.item, Copy{told.person, told.fields, told.at});
          break;
        case ledger::Act::kItemPrinted:
        case ledger::Act::kItemSpoiled:
        case ledger::Act::kItemDestroyed:
          if (!keys.contains(told.item)) break;  // spoilt before its key came
          keys[told.item].until = told.at;
          keys[told.item].confirmed = true;
          if (truth.at(told.item).file)
            files[told.item] = {told.person, told.fields, keys[told.item].from, kEver, true};
          break;
        case ledger::Act::kCustodyClosed:
          if (files.contains(told.item)) files[told.item].until = told.at;
          break;
        default:
          break;
      }
    }
    for (const auto& all : {keys, files})
      for (const auto& [id, copy] : all) copies_.push_back(copy);
  }

  std::map<PersonId, Told> grade(Instant begin, Instant end, const std::vector<PersonId>& people) const {
    std::map<PersonId, Told> out;
    if (gap_from_ != kEver &&
        gap_from_ <= end + kClockError)  // anybody's card may have gone out then, and be there still
      for (const PersonId person : people) out[person].possible = kFace;
    for (const Copy& copy : copies_) {
      if (copy.from > end + kClockError) continue;  // not yet, by any clock
      const bool had_it_by_then = copy.from + kClockError <= end;
      const bool not_yet_gone = copy.until == kEver || copy.until - kClockError >= begin;
      Told& told = out[copy.person];
      FieldSet& grade = copy.confirmed && had_it_by_then && not_yet_gone ? told.certain : told.possible;
      grade = grade | copy.fields;  // all ends rest on the press's word, so nothing is excluded for having ended
    }
    for (auto& [person, told] : out) told.possible = told.possible.minus(told.certain);
    return out;
  }

 private:
  static constexpr FieldSet kFace = {Field::kSurname, Field::kForenames,     Field::kRank,
                                     Field::kUnit,    Field::kWarrantNumber, Field::kPhoto};
  std::vector<Copy> copies_;
  Instant gap_from_ = kEver;
};

// What the ledger and the press's log tell now of the outside press.
inline Oracle oracle_of(TestForce& force, const std::map<ItemId, Truth>& all) {
  const PressId press = *force.office->desk().press_named(kBureau);
  return {force.entries(), force.office->desk().tables().presses.find(press.value)->value.holder, all};
}

// The office's answer for the outside press and this window.
inline Result<office::Answer> try_answer_about_bureau(TestForce& force, Instant begin, Instant end) {
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  scope.from = begin;
  scope.to = end;
  const IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", end));
  return office::exposure(*force.office, force.dpo, incident);
}
inline office::Answer answer_about_bureau(TestForce& force, Instant begin, Instant end) {
  return must(try_answer_about_bureau(force, begin, end));
}

// Nobody whose data the press truly held then is outside the answer, and nobody is certain whose key truly left later.
inline void expect_truth(const office::Answer& answer, const std::map<ItemId, Truth>& all, Instant begin, Instant end) {
  std::map<PersonId, Told> told;
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
    told[answer.exposure.population[i].person] = {answer.exposure.certain[i], answer.exposure.possible[i]};
  for (const auto& [id, truth] : all) {
    if (!truth.got || *truth.got > end) continue;
    const bool held = truth.gone >= begin || truth.gone == kEver;
    const bool file_held = truth.file && (!truth.wiped || *truth.wiped >= begin);
    if (held || file_held) {
      EXPECT_FALSE((told[truth.person].certain | told[truth.person].possible).empty())
          << "held, and outside the answer";
    }
  }
  // Certain: only those whose key had left by then and did arrive. When the first answer was lost, the office cannot
  // know that it came later than it was sent.
  for (const auto& [person, one] : told) {
    if (one.certain.empty()) continue;
    EXPECT_TRUE(std::ranges::any_of(all, [&, who = person](const auto& t) {
      return t.second.person == who && t.second.got && *t.second.let_go <= end;
    }));
  }
}

// The answer is the oracle's, and true.
inline void expect_agreement(TestForce& force, const Oracle& oracle, const std::map<ItemId, Truth>& all, Instant begin,
                             Instant end) {
  const office::Answer answer = answer_about_bureau(force, begin, end);
  std::map<PersonId, Told> expected = oracle.grade(begin, end, force.people);
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    const Told one{answer.exposure.certain[i], answer.exposure.possible[i]};
    const PersonId person = answer.exposure.population[i].person;
    EXPECT_EQ(one, expected[person]) << "person " << person.value;
    EXPECT_TRUE((one.certain & one.possible).empty());
    EXPECT_EQ(one.certain.empty() && one.possible.empty(), answer.entries[i].empty());
  }
  EXPECT_EQ(answer.exposure.population.size(), force.people.size());
  EXPECT_EQ(answer.counts.certain + answer.counts.possible + answer.counts.excluded, force.people.size());
  expect_truth(answer, all, begin, end);
}

}  // namespace tipstaff::test
