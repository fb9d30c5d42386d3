// What a contract says is enforced: hours, kinds, one side, renewal of certificates, moving what waits, tries.
#include "../laws/office_fixture.h"
#include "office/breach.h"
#include "office/people.h"
#include "office/two_people.h"

namespace tipstaff {
namespace {

using supplier::CardState;
using supplier::ItemState;
using test::code_of;
using test::kBureau;
using test::kPassOffice;
using test::must;
using test::TestForce;

constexpr auto kNoProgress = [](const auto&) {};

supplier::Supplier contract(const std::string& name) {
  supplier::Supplier out;
  out.name = name;
  return out;
}

TEST(ContractActs, NoKeyOutsideWorkingHoursButReceiptsAndAlarmsAlways) {
  TestForce force;  // Sunday, 09:30
  supplier::Supplier weekdays = contract("Weekday Print");
  weekdays.working_hours = "Mon-Fri 08:00-18:00";
  must(office::add_supplier(*force.office, force.security, weekdays));
  const test::PressSite site = force.enrol_press("Weekday Print", "weekday", false);
  const auto cards = force.queue_cards({force.people[0], force.people[1]}, 0).outside;
  const auto items = must(office::move_items(*force.office, force.issuer, kBureau, "weekday", "a test"));
  ASSERT_EQ(items.size(), cards.size());
  must(office::render_items(*force.office, force.issuer, items, kNoProgress));
  auto link = force.link(site);
  const auto refused = link.release(force.item(items[0]).id);
  EXPECT_EQ(code_of(refused), Code::kRefused);
  EXPECT_NE(refused.error().text().find("2026-11-23T08:00:00Z"), std::string::npos) << refused.error().text();
  EXPECT_TRUE(force.office->book().of_person(force.people[0], true).empty()) << "a refusal opens no custody";
  force.clock.set(*parse_instant("2026-11-23T17:59:00Z"));
  force.office->clerk().accept_clock();
  must(link.release(force.item(items[0]).id));
  force.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(code_of(link.release(force.item(items[0]).id)), Code::kRefused) << "not even the same box again";
  must(link.receipt(force.receipt(site, force.item(items[0]).id, press::Outcome::kPrinted)));
  EXPECT_EQ(code_of(link.release(force.item(items[1]).id)), Code::kRefused);
  must(link.alarm("somebody is at the window"));
}

TEST(ContractActs, AContractMakesItsKindsOnly) {
  TestForce force;
  supplier::Supplier passes = contract("Pass Print");
  passes.card_kinds = "staff pass";
  must(office::add_supplier(*force.office, force.security, passes));
  force.enrol_press("Pass Print", "passes", false);
  const auto ask = [&](const char* kind) {
    office::CardRequest request;
    request.person = force.people[0];
    request.kind = kind;
    request.expires = force.clock.now() + std::chrono::hours(24 * 365);
    const auto cards = must(office::request_cards(*force.office, force.sponsor, {request}));
    must(office::approve_cards(*force.office, force.approver, cards));
    return office::make_jobs(*force.office, force.issuer, cards, {"passes", kPassOffice, 0});
  };
  const auto refused = ask("warrant card");
  EXPECT_EQ(code_of(refused), Code::kRefused);
  EXPECT_NE(refused.error().text().find("staff pass"), std::string::npos);
  EXPECT_TRUE(ask("staff pass"));
  supplier::Supplier nonsense = contract("Nonsense");
  nonsense.working_hours = "always";
  EXPECT_EQ(code_of(office::add_supplier(*force.office, force.security, nonsense)), Code::kInvalid);
}

TEST(ContractActs, OneSupplierHasPressesOnOneSideOnly) {
  TestForce force;
  EXPECT_EQ(code_of(office::invite_press(*force.office, force.security, test::kSupplier, "hidden", true)),
            Code::kRefused);
  EXPECT_EQ(code_of(office::invite_press(*force.office, force.security, test::kOwn, "shown", false)), Code::kRefused);
  EXPECT_TRUE(office::invite_press(*force.office, force.security, test::kOwn, "second", true));
}

TEST(ContractActs, ACertificateIsRenewedByTwoPeopleAndFetchedWithoutTheOld) {
  TestForce force;
  const office::PressRenewal act{kBureau, "ninety days are over"};
  EXPECT_EQ(code_of(office::propose(*force.office, force.issuer, act)), Code::kRefused);
  force.clock.advance(std::chrono::hours(24 * 3));
  const std::uint64_t id = must(office::propose(*force.office, force.security, act));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, id, true)), Code::kRefused);
  const press::Identity& identity = force.bureau.identity;
  const PressId press = *force.office->desk().press_named(kBureau);
  const Instant before = force.office->desk().tables().presses.find(press.value)->value.certificate_until;
  ASSERT_TRUE(force.link(force.bureau).list(1));
  must(office::decide(*force.office, force.second_security, id, true));
  EXPECT_EQ(force.office->desk().tables().presses.find(press.value)->value.certificate_until,
            before + std::chrono::hours(24 * 3));
  EXPECT_EQ(code_of(force.link(force.bureau).list(1)), Code::kUnauthorised) << "the old certificate has ended";
  press::DirectLink stranger(*force.door, Hash{});
  const Bytes old = identity.certificate;
  must(press::ask_enrolled(force.bureau.identity, stranger));
  EXPECT_NE(force.bureau.identity.certificate, old);
  EXPECT_TRUE(force.link(force.bureau).list(1));
  must(office::revoke_press(*force.office, force.security, kBureau, "a test"));
  const std::uint64_t late = must(office::propose(*force.office, force.security, act));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, late, true)), Code::kRefused);
}

TEST(ContractActs, WhatWaitsMovesToAnotherPressAndNothingElseDoes) {
  TestForce force({.people = 4});
  force.enrol_press(test::kSupplier, "bureau-2", false);
  const auto items = force.queue_cards(force.people, 0).outside;
  must(force.link(force.bureau).release(force.item(items[0]).id));
  must(office::person_leaves(*force.office, force.registrar, force.people[1], "left"));
  must(office::revoke_press(*force.office, force.security, kBureau, "fell"));
  EXPECT_EQ(code_of(office::move_items(*force.office, force.security, kBureau, "bureau-2", "fell")), Code::kRefused);
  const auto moved = must(office::move_items(*force.office, force.issuer, kBureau, "bureau-2", "fell"));
  EXPECT_EQ(moved.size(), 2U) << "neither the released one nor the leaver's";
  EXPECT_EQ(force.item(items[0]).state, ItemState::kReleased);
  EXPECT_EQ(force.item(items[1]).state, ItemState::kWithdrawn);
  for (const std::uint64_t number : moved) EXPECT_EQ(force.item(number).state, ItemState::kQueued);
  EXPECT_EQ(code_of(office::move_items(*force.office, force.issuer, kBureau, "bureau-2", "again")), Code::kNotFound);
}

TEST(ContractActs, WhatIsMadeInsideMovesOutUnderNoCircumstances) {
  TestForce force({.people = 3, .protected_people = {0}});
  force.queue_cards(force.people, 1.0);
  EXPECT_EQ(code_of(office::move_items(*force.office, force.issuer, kPassOffice, kBureau, "why not")), Code::kRefused);
}

TEST(ContractActs, ACardIsTriedFourTimesAndIsOneHead) {
  TestForce force({.people = 1, .budget = {1, 1, 1, 1}});
  std::uint64_t item = force.queue_cards(force.people, 0).outside.at(0);
  const CardId card = force.item(item).card;
  for (int attempt = 1;; ++attempt) {
    must(force.link(force.bureau).release(force.item(item).id));
    must(force.link(force.bureau).receipt(force.receipt(force.bureau, force.item(item).id, press::Outcome::kSpoiled)));
    const auto again = office::make_jobs(*force.office, force.issuer, {card}, {kBureau, kPassOffice, 0});
    if (attempt == 4) {
      EXPECT_EQ(code_of(again), Code::kRefused);
      EXPECT_NE(again.error().text().find("spoilt 4 times"), std::string::npos);
      break;
    }
    must(office::render_items(*force.office, force.issuer, again->outside, kNoProgress));
    item = again->outside.at(0);
  }
  const SupplierId supplier = *force.office->desk().supplier_named(test::kSupplier);
  EXPECT_EQ(force.office->desk().releases(supplier).within(force.clock.now(), std::chrono::hours(24)), 1U);
}

TEST(ContractActs, AnIncidentSaysByWhenItsSupplierReports) {
  TestForce force;
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau), fmt::format("press:{}", kPassOffice)};
  scope.from = force.clock.now();
  const IncidentId id = must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
  const auto duties = office::report_duties(*force.office, force.office->incidents().incidents.find(id.value)->value);
  ASSERT_EQ(duties.size(), 1U) << "the force owes itself nothing";
  EXPECT_EQ(duties[0].supplier, test::kSupplier);
  EXPECT_EQ(duties[0].until, force.clock.now() + std::chrono::hours(24));
}

}  // namespace
}  // namespace tipstaff
