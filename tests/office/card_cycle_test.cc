// Cards by the calendar: expiry, renewal paced by budgets, what is drawn next after a breach, the door system's list.
#include "office/card_cycle.h"
#include "laws/office_fixture.h"
#include "office/breach.h"

namespace tipstaff::test {
namespace {

using enum supplier::CardState;

class CardCycle : public ::testing::Test {
 protected:
  TestForce force{{.people = 12, .protected_people = {10, 11}, .budget = {50, 50, 4, 200}}};

  supplier::Card card(CardId id) { return force.office->cards().table().find(id.value)->value; }
  // Printed by the press and handed over, with a chip.
  CardId hand_over(const PressSite& site, std::uint64_t item, const std::string& chip) {
    auto link = force.link(site);
    const supplier::Item row = force.item(item);
    must(link.locked(row.id));
    must(link.release(row.id));
    press::Receipt word;
    word.item = row.id;
    word.outcome = press::Outcome::kPrinted;
    word.at = force.clock.now();
    word.chip_id = chip;
    must(link.receipt(press::sign_receipt(word, site.identity.receipts)));
    must(office::receive_cards(*force.office, force.issuer, {row.card}));
    must(office::activate_cards(*force.office, force.activator, {row.card}));
    return row.card;
  }
  void pass(Duration time) {
    force.clock.advance(time);
    force.office->clerk().accept_clock();
  }
};

TEST_F(CardCycle, ACardEndsWithItsDateAndNotWithALeapingClock) {
  const auto made = force.queue_cards({force.people[0], force.people[1]});
  const CardId active = hand_over(force.bureau, made.outside[0], "C0FFEE01");
  const CardId suspended = hand_over(force.bureau, made.outside[1], "C0FFEE02");
  must(force.office->clerk().submit([&](ledger::Write& write) {
    supplier::Step step{suspended, kSuspended, ledger::Act::kCardSuspended, force.security.id, {}, "a test", {}};
    return force.office->cards().step(write, step);
  }));
  EXPECT_EQ(must(office::expire_cards(*force.office)), 0U);
  force.clock.set(force.clock.now() + hours(24 * 2000));  // somebody sets the clock: nobody loses a card
  EXPECT_EQ(code_of(office::expire_cards(*force.office)), Code::kRefused);
  EXPECT_EQ(card(active).state, kActive);
  force.office->clerk().accept_clock();
  EXPECT_EQ(code_of(office::expire_cards(*force.office, force.dpo)), Code::kRefused);
  EXPECT_EQ(must(office::expire_cards(*force.office, force.issuer)), 2U);
  EXPECT_EQ(card(active).state, kExpired);
  EXPECT_EQ(card(suspended).state, kExpired);
  EXPECT_EQ(must(office::expire_cards(*force.office)), 0U);
}

TEST_F(CardCycle, ACardPastItsDateIsNotHandedOver) {
  const auto made = force.queue_cards({force.people[0]});
  auto link = force.link(force.bureau);
  const supplier::Item row = force.item(made.outside[0]);
  must(link.locked(row.id));
  must(link.release(row.id));
  must(link.receipt(force.receipt(force.bureau, row.id, press::Outcome::kPrinted)));
  must(office::receive_cards(*force.office, force.issuer, {row.card}));
  pass(hours(24 * 2000));
  EXPECT_EQ(code_of(office::activate_cards(*force.office, force.activator, {row.card})), Code::kRefused);
}

TEST_F(CardCycle, RenewalsAreAskedForSoonestFirstWithinTheBudgetAndOnce) {
  // Valid for 80 days: the press's certificate lasts for 90.
  std::vector<office::CardRequest> requests;
  for (std::size_t i = 0; i < 3; ++i)
    requests.push_back({force.people[i], "warrant card", "new", force.clock.now() + hours(24 * 80)});
  const auto cards = must(office::request_cards(*force.office, force.sponsor, requests));
  must(office::approve_cards(*force.office, force.approver, cards));
  const auto made = must(office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, made.outside, [](const auto&) {}));
  std::vector<CardId> old;
  for (const std::uint64_t item : made.outside) old.push_back(hand_over(force.bureau, item, ""));
  EXPECT_TRUE(must(office::renewals(*force.office, force.sponsor, hours(24 * 60))).empty());
  pass(hours(24 * 30));
  EXPECT_EQ(must(office::renewals(*force.office, force.auditor, hours(24 * 60))).size(), 3U);
  EXPECT_EQ(code_of(office::renewals(*force.office, force.dpo, hours(24 * 60))), Code::kRefused);
  EXPECT_EQ(code_of(office::request_renewals(*force.office, force.issuer, hours(24 * 60), hours(24 * 100))),
            Code::kRefused);
  const auto asked = must(office::request_renewals(*force.office, force.sponsor, hours(24 * 60), hours(24 * 1826)));
  EXPECT_EQ(asked.asked, 3U);
  EXPECT_EQ(asked.waiting, 0U);
  EXPECT_EQ(must(office::request_renewals(*force.office, force.sponsor, hours(24 * 60), hours(24 * 1826))).asked, 0U);
  for (const CardId each : old) EXPECT_EQ(card(each).state, kActive);  // until its replacement is
  const auto renewed = office::cards_in_state(*force.office, kRequested);
  ASSERT_EQ(renewed.size(), 3U);
  must(office::approve_cards(*force.office, force.approver, renewed));
  const auto again = must(office::make_jobs(*force.office, force.issuer, renewed, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, again.outside, [](const auto&) {}));
  EXPECT_EQ(card(old[0]).state, kActive);
  hand_over(force.bureau, again.outside[0], "");
  EXPECT_EQ(card(old[0]).state, kRevoked);
  EXPECT_EQ(card(old[1]).state, kActive);
}

TEST_F(CardCycle, MoreThanTodaysBudgetWaits) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2], force.people[3]});
  for (const std::uint64_t item : made.outside) hand_over(force.bureau, item, "");
  pass(hours(24 * 1800));
  // Without the force's own press only the bureau's four of the day are left.
  must(force.office->clerk().submit([&](ledger::Write& write) {
    return force.office->desk().halt(write, *force.office->desk().press_named(kPassOffice), "a test",
                                     force.security.id);
  }));
  EXPECT_EQ(office::room_today(*force.office), 4U);
  std::vector<office::CardRequest> requests{
      {force.people[5], "warrant card", "new", force.clock.now() + hours(24 * 90)}};
  must(office::request_cards(*force.office, force.sponsor, requests));
  const auto asked = must(office::request_renewals(*force.office, force.sponsor, hours(24 * 60), hours(24 * 1826)));
  EXPECT_EQ(asked.asked, 3U);
  EXPECT_EQ(asked.waiting, 1U);
  EXPECT_EQ(office::room_today(*force.office), 0U);
}

TEST_F(CardCycle, TheProtectedAreDrawnFirstAndWhatGoesOutsideDoesNotTellHowMany) {
  const auto outside_of = [](TestForce& f) {
    std::vector<office::CardRequest> requests;
    for (const PersonId person : f.people)
      requests.push_back({person, "warrant card", "new", f.clock.now() + hours(24 * 90)});
    const auto cards = must(office::request_cards(*f.office, f.sponsor, requests));
    must(office::approve_cards(*f.office, f.approver, cards));
    const auto chosen = office::paced_cards(*f.office, {kBureau, kPassOffice, 0});
    const auto made = must(office::make_jobs(*f.office, f.issuer, chosen, {kBureau, kPassOffice, 0}));
    return std::pair(chosen, made.outside.size());
  };
  const auto [chosen, outside] = outside_of(force);
  EXPECT_EQ(outside, 4U);  // the bureau's day
  ASSERT_EQ(chosen.size(), 6U);
  EXPECT_EQ(card(chosen[0]).person, force.people[10]);
  EXPECT_EQ(card(chosen[1]).person, force.people[11]);
  TestForce other{{.people = 12, .budget = {50, 50, 4, 200}}};
  EXPECT_EQ(outside_of(other).second, outside);
}

TEST_F(CardCycle, TheDoorListHasCredentialsAndNobody) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[10]});
  const CardId in_hand = hand_over(force.bureau, made.outside[0], "C0FFEE01");
  const CardId dead = hand_over(force.bureau, made.outside[1], "C0FFEE02");
  hand_over(force.pass_office, made.inside[0], "C0FFEE03");
  must(office::end_cards(*force.office, force.security, {dead}, "revoked", "lost"));
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  const IncidentId incident =
      must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
  EXPECT_EQ(code_of(office::door_list(*force.office, force.auditor, incident)), Code::kRefused);
  const auto before = force.office->clerk().size();
  const auto list = must(office::door_list(*force.office, force.security, incident));
  EXPECT_GT(force.office->clerk().size(), before);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].credential, "C0FFEE01");
  EXPECT_FALSE(list[0].now);
  EXPECT_EQ(list[1].credential, "C0FFEE02");
  EXPECT_TRUE(list[1].now);
  EXPECT_EQ(card(in_hand).state, kActive);
}

}  // namespace
}  // namespace tipstaff::test
