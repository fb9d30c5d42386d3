// Law 8: two people. Who requests does not approve; who approves does not release; nobody grants to himself. Whatever
// roles one person has: each attack here is made by somebody who has them all. A three-person office still works.
#include "office/disclosure_register.h"
#include "office/principals.h"
#include "office/roll_index.h"
#include "office/two_people.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

constexpr access::Roles kEveryRole = {Role::kSponsor, Role::kRegistrar, Role::kApprover,
                                      Role::kIssuer,  Role::kActivator, Role::kSecurityOfficer,
                                      Role::kDpo,     Role::kAuditor,   Role::kKeeper};
const Progress kSilent = [](const auto&) {};

class Law08 : public ::testing::Test {
 protected:
  TestForce force{{.people = 2}};
  access::Actor one = force.hire("somebody", kEveryRole);
  access::Actor two = force.hire("another", kEveryRole);
  access::Actor three = force.hire("a third", kEveryRole);

  std::vector<office::CardRequest> requests() {
    office::CardRequest request;
    request.person = force.people.at(0);
    request.expires = force.clock.now() + hours(24 * 365);
    return {request};
  }
};

TEST_F(Law08, WhoAskedForACardCannotApproveIt) {
  const auto cards = must(office::request_cards(*force.office, one, requests()));
  EXPECT_EQ(code_of(office::approve_cards(*force.office, one, cards)), Code::kRefused);
  force.open();  // nor after a restart
  EXPECT_EQ(code_of(office::approve_cards(*force.office, one, cards)), Code::kRefused);
  must(office::approve_cards(*force.office, two, cards));
}

TEST_F(Law08, AListWithOneOfHisOwnIsRefusedWhole) {
  auto both = requests();
  const auto his = must(office::request_cards(*force.office, one, both));
  both[0].person = force.people.at(1);
  const auto others = must(office::request_cards(*force.office, two, both));
  EXPECT_EQ(code_of(office::approve_cards(*force.office, one, {others[0], his[0]})), Code::kRefused);
  EXPECT_EQ(office::cards_in_state(*force.office, supplier::CardState::kRequested).size(), 2U);
}

TEST_F(Law08, WhoApprovedACardCannotSendItToAPress) {
  const auto cards = must(office::request_cards(*force.office, one, requests()));
  must(office::approve_cards(*force.office, two, cards));
  EXPECT_EQ(code_of(office::make_jobs(*force.office, two, cards, {kBureau, kPassOffice, 0})), Code::kRefused);
  EXPECT_EQ(code_of(office::make_jobs(*force.office, two, cards, {"", kPassOffice, 0})), Code::kRefused);
  EXPECT_TRUE(force.office->desk().tables().items.all().empty());
  must(office::make_jobs(*force.office, three, cards, {kBureau, kPassOffice, 0}));
}

TEST_F(Law08, WhoInvitedAPressCannotApproveIt) {
  const Plaintext code = must(office::invite_press(*force.office, one, kSupplier, "bureau-9", false));
  auto identity = must(press::begin_enrolment("https://127.0.0.1:1", code.reveal_text(), force.office->random()));
  const auto enrolment = must(press::make_enrolment(identity, must(press::parse_invitation(code.reveal_text()))));
  press::DirectLink stranger(*force.door, Hash{});
  const press::Enrolled enrolled = must(press::enrol(identity, enrolment, stranger));
  EXPECT_EQ(code_of(office::approve_press(*force.office, one, "bureau-9", enrolled.fingerprint)), Code::kRefused);
  EXPECT_EQ(code_of(office::approve_press(*force.office, two, "bureau-9", "0000 0000")), Code::kRefused);
  EXPECT_EQ(code_of(office::approve_press(*force.office, two, "bureau-9", "")), Code::kRefused)
      << "nobody compared anything";
  std::string aloud = enrolled.fingerprint;
  std::erase(aloud, ' ');
  for (char& c : aloud) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  must(office::approve_press(*force.office, two, "bureau-9", aloud));
}

TEST_F(Law08, NobodyGrantsToHimself) {
  office::GrantRequest request;
  request.principal = one.name;
  request.classes = {DataClass::kIdentity};
  request.purpose = "curiosity";
  EXPECT_EQ(code_of(office::give_grant(*force.office, one, request)), Code::kRefused);
  EXPECT_TRUE(force.office->access().grants.all().empty());
  must(office::give_grant(*force.office, two, request));
  request.covers_protected = true;
  EXPECT_EQ(code_of(office::give_grant(*force.office, two, request)), Code::kRefused);
  // Nor does somebody without the role, to whomever.
  request.covers_protected = false;
  EXPECT_EQ(code_of(office::give_grant(*force.office, force.keeper, request)), Code::kRefused);

  // One that covers the protected takes two people, and who gets it is neither of them.
  const std::size_t before = force.office->access().grants.all().size();
  const auto ask = [&](const access::Actor& asks, const access::Actor& gets) {
    return must(
        office::propose(*force.office, asks, office::ProtectedGrant{gets.name, "curiosity", 0xffff, hours(24)}));
  };
  EXPECT_EQ(code_of(office::decide(*force.office, two, ask(one, one), true)), Code::kRefused);
  EXPECT_EQ(code_of(office::decide(*force.office, two, ask(one, two), true)), Code::kRefused);
  EXPECT_EQ(code_of(office::decide(*force.office, one, ask(one, three), true)), Code::kRefused);
  EXPECT_EQ(force.office->access().grants.all().size(), before);
  must(office::decide(*force.office, two, ask(one, three), true));
}

TEST_F(Law08, ABudgetIsRaisedAndAPressResumedByTwo) {
  auto& desk = force.office->desk();
  const SupplierId supplier = *desk.supplier_named(kSupplier);
  const PressId press = *desk.press_named(kBureau);
  const auto ask = [&](PrincipalId by, PrincipalId approver) {
    return force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY(desk.raise_budget(write, supplier, {100, 100, 100, 100}, write.now() + hours(1), "a test", by, approver));
      return desk.resume(write, press, "a test", by, approver);
    });
  };
  must(force.office->clerk().submit([&](ledger::Write& write) { return desk.halt(write, press, "a test", one.id); }));
  EXPECT_EQ(code_of(ask(one.id, one.id)), Code::kRefused);
  EXPECT_EQ(code_of(ask(one.id, {})), Code::kRefused);
  EXPECT_EQ(code_of(ask({}, one.id)), Code::kRefused);
  EXPECT_EQ(desk.tables().presses.find(press.value)->value.state, supplier::PressState::kHalted);
  must(ask(one.id, two.id));
}

TEST_F(Law08, WhoSubmittedADisclosureNeitherApprovesNorReviewsItAndWhoApprovedDoesNotPublish) {
  office::ProtectedGrant grant{"", office::kCheckPurpose, 1U << 1 | 1U << 3 | 1U << 5, hours(24)};
  for (const access::Actor* who : {&one, &two, &three}) {
    grant.principal = who->name;
    const std::uint64_t proposal = must(office::propose(*force.office, force.security, grant));
    must(office::decide(*force.office, force.second_security, proposal, true));
  }
  const Bytes content = to_bytes(as_bytes("unit,vehicles\nHarbour Division,4\n"));
  const auto id =
      must(office::submit_disclosure(*force.office, one,
                                     {"FOI 1", "the public", "5 rows", "https://northmoor.example", "", "a.csv"},
                                     content, kSilent))
          .id;
  const auto publish = [&](const access::Actor& who) {
    return office::publish_disclosure(*force.office, who, id, content, kSilent);
  };
  EXPECT_EQ(code_of(office::decide_disclosure(*force.office, one, {id})), Code::kRefused);
  force.open();
  EXPECT_EQ(code_of(office::decide_disclosure(*force.office, one, {id})), Code::kRefused);
  EXPECT_EQ(code_of(office::decide_disclosure(*force.office, one, {id, false, "mine", {}})), Code::kRefused);
  must(office::decide_disclosure(*force.office, two, {id}));
  EXPECT_EQ(code_of(publish(two)), Code::kRefused);
  EXPECT_EQ(force.office->disclosures().find(id)->value.published, kEver);
  must(publish(one));  // two people are enough

  std::string table = "surname,initial,date of birth\n";
  for (char c = 'a'; c < 'm'; ++c) table += fmt::format("Quux{0}{0},Z,01/02/1980\n", c);
  const auto held =
      must(office::submit_disclosure(*force.office, one,
                                     {"FOI 2", "the public", "50 rows", "https://northmoor.example", "", "b.csv"},
                                     to_bytes(as_bytes(table)), kSilent))
          .id;
  ASSERT_TRUE(force.office->disclosures().find(held)->value.frozen);
  EXPECT_EQ(code_of(office::review_disclosure(*force.office, one, held, "mine, and fine")), Code::kRefused);
  must(office::review_disclosure(*force.office, two, held, "looked into"));
}

TEST_F(Law08, ARollIndexTakesTwo) {
  const std::uint64_t proposal =
      must(office::propose(*force.office, one, office::RollIndexMaking{"principal:" + one.name, "a test"}));
  const auto make = [&](const access::Actor& who) {
    return office::make_roll_index(*force.office, who, proposal, crypto::new_key(force.office->random()), kSilent);
  };
  EXPECT_EQ(code_of(make(one)), Code::kRefused);  // nobody has approved it
  EXPECT_EQ(code_of(office::decide(*force.office, one, proposal, true)), Code::kRefused);
  EXPECT_EQ(code_of(make(one)), Code::kRefused);
  must(office::decide(*force.office, two, proposal, true));
  EXPECT_EQ(code_of(make(two)), Code::kRefused);  // it is the other's
  EXPECT_EQ(must(make(one)).index.people(), 2U);
  EXPECT_EQ(code_of(make(one)), Code::kRefused);  // once
}

TEST_F(Law08, AThreePersonOfficeIssuesACard) {
  const access::Actor asks =
      force.hire("ann", {Role::kSponsor, Role::kRegistrar, Role::kSecurityOfficer, Role::kKeeper});
  const access::Actor approves = force.hire("ben", {Role::kApprover, Role::kSecurityOfficer, Role::kActivator});
  const access::Actor sends = force.hire("cat", {Role::kIssuer, Role::kDpo, Role::kAuditor});
  const auto cards = must(office::request_cards(*force.office, asks, requests()));
  must(office::approve_cards(*force.office, approves, cards));
  const auto made = must(office::make_jobs(*force.office, sends, cards, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, sends, made.outside, kSilent));
  const ItemId id = force.item(made.outside.at(0)).id;
  must(force.link(force.bureau).release(id));
  must(force.link(force.bureau).receipt(force.receipt(force.bureau, id, press::Outcome::kPrinted)));
  must(office::receive_cards(*force.office, sends, cards));
  must(office::activate_cards(*force.office, approves, cards));
  EXPECT_EQ(office::cards_in_state(*force.office, supplier::CardState::kActive), cards);
}

}  // namespace
}  // namespace tipstaff::test
