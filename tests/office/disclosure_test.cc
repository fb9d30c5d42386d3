// The disclosure register: what is refused, what is in custody after it, and that nothing public becomes excluded.
#include "office/disclosure_register.h"

#include "../laws/office_fixture.h"
#include "office/breach.h"
#include "office/subject.h"
#include "office/two_people.h"

namespace tipstaff {
namespace {

using test::code_of;
using test::must;
using test::Role;
using test::TestForce;
using State = office::Disclosure::State;
using std::chrono::hours;

const Progress kSilent = [](const auto&) {};

void let_search(TestForce& force, const access::Actor& who) {
  office::ProtectedGrant grant;
  grant.principal = who.name;
  grant.purpose = office::kCheckPurpose;
  for (const DataClass each : {DataClass::kIdentity, DataClass::kPay, DataClass::kContact})
    grant.classes |= 1U << static_cast<unsigned>(each);
  grant.length = hours(24 * 30);
  must(office::decide(*force.office, force.second_security, must(office::propose(*force.office, force.security, grant)),
                      true));
}

class DisclosureTest : public ::testing::Test {
 protected:
  TestForce force{{.people = 14, .presses = false}};
  access::Actor clerk = force.hire("foi clerk", {Role::kSponsor});
  access::Actor web = force.hire("web editor", {Role::kIssuer});
  Bytes harmless = to_bytes(as_bytes("unit,vehicles\nHarbour Division,4\nMoor Division,7\n"));

  void SetUp() override {
    for (const access::Actor& each : {clerk, web, force.dpo}) let_search(force, each);
  }
  static Bytes table_of(std::size_t from, std::size_t to) {
    std::string out = "surname,initial,rank\n";
    for (std::size_t i = from; i < to; ++i) {
      const test::TestPerson person = test::invent(i);
      out += fmt::format("{},{},{}\n", person.surname, person.forenames.substr(0, 1), person.rank);
    }
    return to_bytes(as_bytes(out));
  }
  std::uint64_t submit(ByteView content, const std::string& source = "fleet", const access::Actor* who = nullptr) {
    const office::Submission words{"FOI 2026/113", "the public", "20 rows", "https://northmoor.example/foi/113",
                                   source,         "answer.csv"};
    return must(office::submit_disclosure(*force.office, who == nullptr ? clerk : *who, words, content, kSilent)).id;
  }
  Code decide(const access::Actor& who, office::Decision decision) {
    const auto done = office::decide_disclosure(*force.office, who, decision);
    return done ? Code{} : done.error().code();
  }
  office::Decision accepting_all(std::uint64_t id) {
    office::Decision out{id, true, "the chief officers agreed to be named", {}};
    for (std::size_t i = 0; i < row(id).objections.size(); ++i) out.accepted[i + 1] = "agreed to be named";
    return out;
  }
  auto publish(std::uint64_t id, ByteView content) {
    return office::publish_disclosure(*force.office, web, id, content, kSilent);
  }
  const office::Disclosure& row(std::uint64_t id) { return force.office->disclosures().find(id)->value; }
  office::Answer exposed_by(std::uint64_t id, Instant from) {
    const IncidentId incident =
        must(office::open_incident(*force.office, force.dpo, {{fmt::format("public:{}", id)}, from, kEver, "a test"},
                                   "a test", force.clock.now()));
    return must(office::exposure(*force.office, force.dpo, incident));
  }
};

TEST_F(DisclosureTest, WhatPassesIsApprovedByAnotherAndPublishedWithTheseBytesOnly) {
  const std::uint64_t id = submit(harmless);
  EXPECT_EQ(office::verdict_of(row(id)), "pass");
  EXPECT_EQ(code_of(publish(id, harmless)), Code::kRefused);  // not yet approved
  EXPECT_EQ(decide(force.approver, {id}), Code{});
  EXPECT_EQ(decide(force.dpo, {id}), Code::kRefused);  // once
  const auto other = publish(id, table_of(0, 3));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code(), Code::kRefused);
  EXPECT_NE(other.error().text().find(hex(crypto::sha256(harmless))), std::string::npos);
  EXPECT_EQ(must(publish(id, harmless)).people, 0U);
  EXPECT_EQ(code_of(publish(id, harmless)), Code::kRefused);
  force.open();  // sealed and anchored
  EXPECT_EQ(row(id).state, State::kPublished);
  EXPECT_EQ(exposed_by(id, row(id).published).counts.excluded, 14U);
}

TEST_F(DisclosureTest, AHoldIsAcceptedPieceByPieceByAnOfficerOnly) {
  const std::uint64_t id = submit(table_of(0, 12));
  ASSERT_EQ(office::verdict_of(row(id)), "hold");
  EXPECT_EQ(decide(force.dpo, {id}), Code::kUsage);
  EXPECT_EQ(decide(force.approver, accepting_all(id)), Code::kRefused);
  office::Decision one_missing = accepting_all(id);
  one_missing.accepted.erase(one_missing.accepted.begin());
  EXPECT_EQ(decide(force.dpo, one_missing), Code::kUsage);
  EXPECT_EQ(row(id).state, State::kSubmitted);
  EXPECT_EQ(decide(force.dpo, accepting_all(id)), Code{});
  EXPECT_EQ(row(id).objections.at(0).accepted, "agreed to be named");
}

TEST_F(DisclosureTest, WhatCannotBeReadTakesAReasonAndExposesEverybodyPossibly) {
  const Bytes strange(5000, 0xd7);
  const std::uint64_t id = submit(strange);
  ASSERT_EQ(office::verdict_of(row(id)), "unknown");
  EXPECT_EQ(decide(force.dpo, {id}), Code::kUsage);
  EXPECT_EQ(decide(force.approver, {id, true, "a map made by our own survey", {}}), Code{});
  must(publish(id, strange));
  const office::Answer answer = exposed_by(id, row(id).published);
  EXPECT_EQ(answer.counts.possible, 14U);
  EXPECT_EQ(answer.counts.excluded, 0U);
}

TEST_F(DisclosureTest, WhoIsInItIsExposedByFieldAndNeverExcludedAgain) {
  const Bytes names = table_of(0, 12);
  const std::uint64_t id = submit(names);
  EXPECT_EQ(decide(force.dpo, accepting_all(id)), Code{});
  EXPECT_EQ(must(publish(id, names)).people, 12U);
  const Instant published = row(id).published;
  office::Answer answer = exposed_by(id, published);
  EXPECT_EQ(answer.counts.certain + answer.counts.possible, 12U);
  EXPECT_EQ(answer.counts.certain, 12U);
  EXPECT_EQ(answer.counts.excluded, 2U);
  EXPECT_EQ(answer.counts.by_field[static_cast<std::size_t>(Field::kSurname)], 12U);
  EXPECT_EQ(answer.counts.by_field[static_cast<std::size_t>(Field::kRank)], 12U);
  EXPECT_EQ(answer.counts.by_field[static_cast<std::size_t>(Field::kPayNumber)], 0U);
  // Nobody can end it by a word or by evidence.
  const CustodyId copy{force.office->book().of_holder(row(id).holder).id.at(0)};
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.dpo, copy, "it is gone")), Code::kRefused);
  office::CustodyClosure closure;
  closure.holder = fmt::format("public:{}", id);
  closure.evidence = "seen gone";
  EXPECT_EQ(code_of(office::propose(*force.office, force.security, closure)), Code::kRefused);
  force.clock.advance(hours(3));
  EXPECT_EQ(must(office::take_down(*force.office, clerk, id, 300)), 12U);
  EXPECT_EQ(code_of(office::take_down(*force.office, clerk, id, 300)), Code::kRefused);
  EXPECT_EQ(row(id).accesses, 300U);
  EXPECT_TRUE(row(id).key.empty());
  force.clock.advance(hours(24));
  force.open();
  EXPECT_EQ(exposed_by(id, published).counts.certain, 12U);
  answer = exposed_by(id, force.clock.now());  // long after the takedown
  EXPECT_EQ(answer.counts.possible, 12U);
  EXPECT_EQ(answer.counts.excluded, 2U);
}

TEST_F(DisclosureTest, AHoldFreezesItsSourceAndItsSubmitterUntilItIsReviewed) {
  const access::Actor colleague = force.hire("colleague", {Role::kRegistrar});
  let_search(force, colleague);
  const std::uint64_t approved = submit(harmless, "fleet", &colleague);
  EXPECT_EQ(decide(force.approver, {approved}), Code{});
  const std::uint64_t elsewhere = submit(harmless, "estates", &colleague);
  const std::uint64_t held = submit(table_of(0, 12), "Fleet");
  const std::uint64_t own = submit(harmless, "canteen");
  EXPECT_EQ(code_of(publish(approved, harmless)), Code::kRefused);  // the same source, written otherwise
  EXPECT_EQ(decide(force.approver, {own}), Code::kRefused);         // the same submitter
  EXPECT_EQ(decide(force.approver, {elsewhere}), Code{});
  EXPECT_EQ(decide(force.dpo, {held, false, "cleaned and submitted again", {}}), Code{});
  EXPECT_EQ(code_of(publish(approved, harmless)), Code::kRefused);  // refused is not reviewed
  EXPECT_EQ(code_of(office::review_disclosure(*force.office, force.approver, held, "looked")), Code::kRefused);
  EXPECT_EQ(code_of(office::review_disclosure(*force.office, force.dpo, held, "")), Code::kUsage);
  must(office::review_disclosure(*force.office, force.dpo, held, "a template with a hidden sheet; it is replaced"));
  EXPECT_EQ(code_of(office::review_disclosure(*force.office, force.dpo, held, "again")), Code::kRefused);
  must(publish(approved, harmless));
}

TEST_F(DisclosureTest, ARecheckFindsWhomTheRollDidNotHave) {
  const Bytes names = table_of(20, 32);  // nobody of the roll yet
  office::Submission words{"FOI 2026/114", "the public", "20 rows", "https://northmoor.example/foi/114",
                           "fleet",        "answer.csv"};
  const std::uint64_t id = must(office::submit_disclosure(*force.office, clerk, words, names, kSilent)).id;
  EXPECT_EQ(decide(force.dpo, accepting_all(id)), Code{});
  must(office::review_disclosure(*force.office, force.dpo, id, "people of another force"));
  EXPECT_EQ(must(publish(id, names)).people, 0U);
  EXPECT_TRUE(must(office::recheck_disclosures(*force.office, force.dpo, kSilent)).at(0).worse.empty());
  for (std::size_t i = 20; i < 32; ++i) force.add_person(test::invent(i));
  EXPECT_EQ(code_of(office::recheck_disclosures(*force.office, clerk, kSilent)), Code::kRefused);
  const auto found = must(office::recheck_disclosures(*force.office, force.dpo, kSilent));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].people, 12U);
  ASSERT_FALSE(found[0].worse.empty());
  EXPECT_EQ(found[0].worse[0].rule, "roll-visible");
  EXPECT_TRUE(row(id).frozen);
  EXPECT_EQ(exposed_by(id, row(id).published).counts.certain, 12U);
  EXPECT_EQ(must(office::recheck_disclosures(*force.office, force.dpo, kSilent)).at(0).people, 0U);  // once
}

TEST_F(DisclosureTest, APolicyIsKeptSoftensForAnOfficerOnlyAndTakesNobodyOutOfCustody) {
  std::string policy = "tipstaff policy 1\ntitle chief officers\n";
  for (std::size_t i = 0; i < 12; ++i)
    policy += fmt::format("allow {}, {}\n", test::invent(i).surname, test::invent(i).forenames);
  const Bytes names = table_of(0, 12);
  office::Submission words{"FOI 2026/115",
                           "the public",
                           "20 rows",
                           "https://northmoor.example/foi/115",
                           "chiefs",
                           "answer.csv",
                           "tipstaff policy 1\nraise nothing\n"};
  EXPECT_EQ(code_of(office::submit_disclosure(*force.office, clerk, words, names, kSilent)), Code::kInvalid);
  words.policy = policy;
  const std::uint64_t id = must(office::submit_disclosure(*force.office, clerk, words, names, kSilent)).id;
  ASSERT_EQ(office::verdict_of(row(id)), "pass");
  EXPECT_GT(row(id).softened, 0U);
  EXPECT_EQ(office::policy_of(row(id)), "chief officers, SHA-256 " + hex(crypto::sha256(as_bytes(policy))));
  EXPECT_EQ(decide(force.approver, {id}), Code::kRefused);
  EXPECT_EQ(decide(force.dpo, {id}), Code{});
  force.open();
  EXPECT_EQ(row(id).policy, policy);
  EXPECT_EQ(must(publish(id, names)).people, 12U);  // whatever the list allows to be seen
  EXPECT_EQ(exposed_by(id, row(id).published).counts.certain, 12U);
  EXPECT_TRUE(must(office::recheck_disclosures(*force.office, force.dpo, kSilent)).at(0).worse.empty());
  // A policy that softens nothing in this file needs no officer.
  words.policy = "tipstaff policy 1\nraise author\n";
  const std::uint64_t plain = must(office::submit_disclosure(*force.office, clerk, words, harmless, kSilent)).id;
  EXPECT_EQ(decide(force.approver, {plain}), Code{});
}

TEST_F(DisclosureTest, KeptBytesThatSomebodyChangedAreNotJudged) {
  const std::uint64_t id = submit(harmless);
  EXPECT_EQ(decide(force.approver, {id}), Code{});
  must(publish(id, harmless));
  {
    const auto store = force.raw_store();
    Bytes seen;
    must(store->query("SELECT box FROM published_bytes", {}, [&](const db::Row& each) -> Result<void> {
      seen = to_bytes(each.bytes(0));
      return {};
    }));
    EXPECT_EQ(as_text(seen).find("vehicles"), std::string_view::npos);
    must(store->run("DELETE FROM published_bytes"));
  }
  force.open();
  EXPECT_NE(must(office::recheck_disclosures(*force.office, force.dpo, kSilent)).at(0).failed, "");
}

TEST_F(DisclosureTest, ItTakesARoleAGrantAndPlainWords) {
  const office::Submission good{"FOI 1", "the public", "20 rows", "https://northmoor.example", "", "a.csv"};
  const auto submitted = [&](const access::Actor& who, const office::Submission& words) {
    return code_of(office::submit_disclosure(*force.office, who, words, harmless, kSilent));
  };
  EXPECT_EQ(submitted(force.auditor, good), Code::kRefused);
  EXPECT_EQ(submitted(force.sponsor, good), Code::kRefused);  // no grant
  office::Submission bad = good;
  bad.reference = "";
  EXPECT_EQ(submitted(clerk, bad), Code::kUsage);
  bad = good;
  bad.declared = "some rows";
  EXPECT_EQ(submitted(clerk, bad), Code::kUsage);
  bad = good;
  bad.url = "https://northmoor.example/\x1b[2J";
  EXPECT_EQ(submitted(clerk, bad), Code::kUsage);
  EXPECT_TRUE(force.office->disclosures().all().empty());
  EXPECT_EQ(code_of(office::disclosure_row(*force.office, force.dpo, 1)), Code::kNotFound);
  EXPECT_EQ(decide(force.dpo, {1}), Code::kNotFound);
}

}  // namespace
}  // namespace tipstaff
