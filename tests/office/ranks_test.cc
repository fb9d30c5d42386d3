// An answer counted by rank: each rank is read on record, the protected not at all.
#include "office/ranks.h"

#include "laws/office_fixture.h"

namespace tipstaff::test {
namespace {

using Ranks = std::vector<std::pair<std::string, std::uint64_t>>;

class ByRank : public ::testing::Test {
 protected:
  TestForce force{{.people = 10, .protected_people = {7}, .budget = {50, 50, 50, 50}}};  // sergeants: 0 and 7

  office::Answer answer(const std::string& holder) {
    const office::ScopeRequest scope{{holder}, kStart, force.clock.now(), "a test"};
    const IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", kStart));
    return must(office::exposure(*force.office, force.security, incident));
  }
  Result<Ranks> ranks(const office::Answer& answer, const access::Actor& who) {
    return office::exposed_by_rank(*force.office, who, answer, [](const auto&) {});
  }
  // Whose rank the ledger says was read for this.
  std::multiset<PersonId> on_record(const office::Answer& answer) {
    std::multiset<PersonId> out;
    for (const ledger::StoredEntry& entry : force.entries()) {
      const ledger::Detail& told = *entry.detail;
      if (told.act != ledger::Act::kRead || told.reason != "exposure by rank") continue;
      EXPECT_EQ(told.fields, FieldSet{Field::kRank});
      EXPECT_EQ(told.object, answer.incident.value);
      out.insert(told.person);
    }
    return out;
  }
};

TEST_F(ByRank, CountsWhomTheAnswerNamesAndRecordsEachRead) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2]});
  for (const std::uint64_t item : made.outside) must(force.link(force.bureau).release(force.item(item).id));
  force.clock.advance(hours(1));
  const office::Answer found = answer(fmt::format("press:{}", kBureau));
  EXPECT_EQ(must(ranks(found, force.dpo)), (Ranks{{"Constable", 2}, {"Sergeant", 1}}));
  EXPECT_EQ(on_record(found), (std::multiset<PersonId>{force.people[0], force.people[1], force.people[2]}));
}

TEST_F(ByRank, NeitherReadsTheProtectedNorLosesWhoHasNoRank) {
  roll::NewPerson plain = TestForce::as_new(invent(50));
  plain.values.erase(Field::kRank);
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY(force.office->vault().add(write, std::move(plain), force.registrar.id, "a contractor"));
    return {};
  }));
  const office::Answer found = answer("host:office");
  EXPECT_EQ(must(ranks(found, force.security)),
            (Ranks{{"Constable", 8}, {"(none on the roll)", 1}, {"(protected, not read)", 1}, {"Sergeant", 1}}));
  std::multiset<PersonId> read(force.people.begin(), force.people.end());
  read.erase(force.people[7]);
  EXPECT_EQ(on_record(found), read);
}

TEST_F(ByRank, IsRefusedWithoutTheRoleOrTheRecord) {
  const office::Answer found = answer("host:office");
  EXPECT_EQ(code_of(ranks(found, force.auditor)), Code::kRefused);
  EXPECT_EQ(code_of(ranks(found, force.issuer)), Code::kRefused);
  force.clock.set(force.clock.now() - hours(5));  // the ledger takes no reads now
  EXPECT_EQ(code_of(ranks(found, force.security)), Code::kRefused);
  EXPECT_TRUE(on_record(found).empty());
}

}  // namespace
}  // namespace tipstaff::test
