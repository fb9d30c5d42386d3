// The office's acts that no law has a file for: two people, declared copies, single people, ends of cards.
#include <fstream>

#include "../laws/office_fixture.h"
#include "office/breach.h"
#include "office/declared.h"
#include "office/people.h"
#include "office/two_people.h"

namespace tipstaff {
namespace {

using test::code_of;
using test::must;
using test::TestForce;

TEST(TwoPeople, WhoProposesDoesNotDecideAndWhatIsDecidedIsWhatWasAsked) {
  TestForce force;
  office::BudgetRaise raise{test::kSupplier, {50, 50, 50, 500}, std::chrono::hours(24), "the summer intake"};
  EXPECT_EQ(code_of(office::propose(*force.office, force.issuer, raise)), Code::kRefused);
  const std::uint64_t id = must(office::propose(*force.office, force.security, raise));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, id, true)), Code::kRefused);
  const auto in_force = [&] {
    const SupplierId supplier = *force.office->desk().supplier_named(test::kSupplier);
    return supplier::budget_in_force(force.office->desk().tables().suppliers.find(supplier.value)->value,
                                     force.office->clerk().last_time())
        .per_day;
  };
  const std::uint32_t before = in_force();
  must(office::decide(*force.office, force.second_security, id, true));
  EXPECT_EQ(in_force(), 50U);
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, id, true)), Code::kRefused) << "only once";
  force.clock.advance(std::chrono::hours(25));
  must(force.office->clerk().submit([](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{.act = ledger::Act::kProposed});
    return {};
  }));
  EXPECT_EQ(in_force(), before) << "a raise ends by itself";
}

TEST(TwoPeople, ARefusedOrOldProposalDoesNothing) {
  TestForce force;
  const PressId press = *force.office->desk().press_named(test::kBureau);
  must(force.office->clerk().submit(
      [&](ledger::Write& write) { return force.office->desk().halt(write, press, "a test", {}); }));
  const auto state = [&] { return force.office->desk().tables().presses.find(press.value)->value.state; };
  const std::uint64_t refused =
      must(office::propose(*force.office, force.security, office::PressResume{test::kBureau, "checked"}));
  must(office::decide(*force.office, force.second_security, refused, false));
  EXPECT_EQ(state(), supplier::PressState::kHalted);
  const std::uint64_t old =
      must(office::propose(*force.office, force.security, office::PressResume{test::kBureau, "checked"}));
  force.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, old, true)), Code::kRefused);
  const std::uint64_t good =
      must(office::propose(*force.office, force.security, office::PressResume{test::kBureau, "checked"}));
  must(office::decide(*force.office, force.second_security, good, true));
  EXPECT_EQ(state(), supplier::PressState::kApproved);
}

TEST(TwoPeople, AGrantForTheProtectedIsNeitherAskedNorGivenByWhoGetsIt) {
  TestForce force;
  const office::ProtectedGrant own{force.second_security.name, "card preview", 0xffff, std::chrono::hours(24)};
  const std::uint64_t id = must(office::propose(*force.office, force.security, own));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, id, true)), Code::kRefused);
  EXPECT_TRUE(force.office->access().grants.all().empty());
}

TEST(Declared, AFileHandedOverBeforeTheRecordBeganIsHeldAndExposes) {
  TestForce force;
  const auto file = force.folder.path() / "old.csv";
  std::ofstream(file) << "Surname,Forenames,Rank,Collar No,Vetting level\n"
                      << test::invent(0).surname << ",X,Constable," << test::invent(0).warrant_number << ",SC\n"
                      << "Nobody,At All,Constable,W999999,SC\n";
  office::Declaration declaration;
  declaration.holder = "supplier:Old Printer";
  declaration.file = file;
  declaration.since = *parse_instant("2020-01-01");
  const office::Declared done = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(done.people, 1U);
  EXPECT_EQ(done.not_on_roll, 1U);
  EXPECT_TRUE(done.fields.has(Field::kVettingLevel));
  const auto copies = must(office::copies_of(*force.office, force.dpo, force.people[0]));
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_EQ(copies[0].holder, "supplier:Old Printer");
  declaration.since = force.clock.now() + std::chrono::hours(1);
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kInvalid);
}

TEST(People, BadValuesAndTakenNumbersAreRefusedAndALeaversCardsDie) {
  TestForce force;
  const auto person = [](std::string_view surname, std::string_view number) {
    roll::NewPerson out;
    out.values.emplace(Field::kSurname, Plaintext::copy_of(surname));
    out.values.emplace(Field::kWarrantNumber, Plaintext::copy_of(number));
    return out;
  };
  EXPECT_EQ(code_of(office::add_person(*force.office, force.registrar, person("A\x01", "N1"), "contractor")),
            Code::kInvalid);
  EXPECT_EQ(code_of(office::add_person(*force.office, force.registrar, person("Ash", test::invent(0).warrant_number),
                                       "contractor")),
            Code::kRefused);
  EXPECT_EQ(code_of(office::add_person(*force.office, force.sponsor, person("Ash", "N1"), "contractor")),
            Code::kRefused);
  const PersonId id = must(office::add_person(*force.office, force.registrar, person("Ash", "N1"), "contractor"));
  office::CardRequest request;
  request.person = id;
  request.expires = force.clock.now() + std::chrono::hours(24 * 365);
  const CardId card = must(office::request_cards(*force.office, force.sponsor, {request})).front();
  must(office::approve_cards(*force.office, force.approver, {card}));
  must(office::person_leaves(*force.office, force.registrar, id, "contract ended"));
  EXPECT_EQ(force.office->cards().table().find(card.value)->value.state, supplier::CardState::kRevoked);
  EXPECT_EQ(code_of(office::request_cards(*force.office, force.sponsor, {request})), Code::kNotFound);
}

TEST(Cards, AnIllegalStepSaysWhichAreLegal) {
  TestForce force;
  office::CardRequest request;
  request.person = force.people[0];
  request.expires = force.clock.now() + std::chrono::hours(24 * 365);
  const CardId card = must(office::request_cards(*force.office, force.sponsor, {request})).front();
  const auto refused = office::activate_cards(*force.office, force.activator, {card});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("it can become: approved, refused"), std::string::npos)
      << refused.error().text();
  EXPECT_EQ(code_of(office::end_cards(*force.office, force.sponsor, {card}, "returned", "x")), Code::kRefused);
  must(office::end_cards(*force.office, force.sponsor, {card}, "revoked", "not needed"));
  EXPECT_EQ(code_of(office::end_cards(*force.office, force.sponsor, {card}, "revoked", "again")), Code::kRefused);
}

}  // namespace
}  // namespace tipstaff
