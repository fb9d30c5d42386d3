// Blank stock by serial and place, and the sum of a job at any moment of a random history.
#include <random>

#include "../laws/office_fixture.h"
#include "office/people.h"
#include "office/stock.h"
#include "office/two_people.h"
#include "supplier/sums.h"

namespace tipstaff {
namespace {

using press::Outcome;
using supplier::CardState;
using supplier::ItemState;
using supplier::Sums;
using test::code_of;
using test::kBureau;
using test::kPassOffice;
using test::must;
using test::TestForce;

class StockTest : public ::testing::Test {
 protected:
  TestForce force{{.budget = {50, 500, 500, 500}}};
  std::string press = fmt::format("press:{}", kBureau);

  std::map<std::string, std::uint64_t> places() { return force.office->desk().stock().by_place(); }
  std::size_t alarms() { return force.office->desk().stock().alarms().all().size(); }
  std::string last_alarm() { return force.office->desk().stock().alarms().all().rbegin()->second.value.why; }
  Bytes receipt(std::uint64_t number, Outcome outcome, const std::string& serial) {
    press::Receipt word;
    word.item = force.item(number).id;
    word.outcome = outcome;
    word.at = force.clock.now();
    word.stock_serial = serial;
    return press::sign_receipt(word, force.bureau.identity.receipts);
  }
  void print(std::uint64_t number, Outcome outcome, const std::string& serial) {
    must(force.link(force.bureau).release(force.item(number).id));
    must(force.link(force.bureau).receipt(receipt(number, outcome, serial)));
  }
};

TEST_F(StockTest, RangesComeMoveAndAreCounted) {
  EXPECT_EQ(must(office::receive_stock(*force.office, force.issuer, "NM-0000001", "NM-0000100", "store")), 100U);
  EXPECT_EQ(code_of(office::receive_stock(*force.office, force.issuer, "NM-0000100", "NM-0000200", "store")),
            Code::kRefused);
  EXPECT_EQ(code_of(office::receive_stock(*force.office, force.sponsor, "NM-0000101", "NM-0000200", "store")),
            Code::kRefused);
  EXPECT_EQ(code_of(office::receive_stock(*force.office, force.issuer, "NM-0000300", "NM-0000200", "store")),
            Code::kInvalid);
  EXPECT_EQ(code_of(office::receive_stock(*force.office, force.issuer, "NM-1", "XX-2", "store")), Code::kInvalid);
  EXPECT_EQ(code_of(office::receive_stock(*force.office, force.issuer, "NM", "NM", "store")), Code::kInvalid);
  must(office::receive_stock(*force.office, force.issuer, "NM-001", "NM-100", "store"));  // another series
  EXPECT_EQ(code_of(office::move_stock(*force.office, force.issuer, "NM-0000050", "NM-0000101", press)),
            Code::kRefused);
  EXPECT_EQ(code_of(office::move_stock(*force.office, force.issuer, "NM-0000001", "NM-0000002", "press:nobody")),
            Code::kNotFound);
  EXPECT_EQ(code_of(office::move_stock(*force.office, force.issuer, "NM-0000001", "NM-0000002", "odd:place")),
            Code::kInvalid);
  EXPECT_EQ(must(office::move_stock(*force.office, force.issuer, "NM-0000011", "NM-0000030", press)), 20U);
  EXPECT_EQ(places(), (std::map<std::string, std::uint64_t>{{press, 20}, {"store", 180}}));
  // Over the pieces that this made, and back.
  must(office::move_stock(*force.office, force.issuer, "NM-0000001", "NM-0000100", "store"));
  EXPECT_EQ(places()["store"], 200U);
  EXPECT_EQ(must(office::count_stock(*force.office, force.security, "store", 200)), 200U);
  EXPECT_EQ(alarms(), 0U);
  EXPECT_EQ(must(office::count_stock(*force.office, force.security, "store", 199)), 200U);
  EXPECT_EQ(alarms(), 1U);
  EXPECT_EQ(code_of(office::count_stock(*force.office, force.security, "attic", 1)), Code::kNotFound);
  force.open();
  EXPECT_EQ(places()["store"], 200U);
  EXPECT_EQ(alarms(), 1U);
}

TEST_F(StockTest, AReceiptUsesItsBlankOnceAndWhereItIs) {
  const auto items = force.queue_cards(force.people, 0).outside;
  must(office::receive_stock(*force.office, force.issuer, "NM-0000001", "NM-0000050", "store"));
  must(office::move_stock(*force.office, force.issuer, "NM-0000001", "NM-0000010", press));
  print(items[0], Outcome::kPrinted, "NM-0000001");
  print(items[1], Outcome::kSpoiled, "NM-0000002");
  print(items[2], Outcome::kDestroyed, "");
  EXPECT_EQ(alarms(), 0U);
  EXPECT_EQ(places()[press], 8U);
  must(force.link(force.bureau).receipt(receipt(items[0], Outcome::kPrinted, "NM-0000001")));  // the same again
  EXPECT_EQ(alarms(), 0U);
  const auto expect = [&](std::uint64_t item, const std::string& serial, const char* words) {
    const std::size_t before = alarms();
    print(item, Outcome::kPrinted, serial);
    EXPECT_EQ(force.item(item).state, ItemState::kPrinted) << "a receipt is taken all the same";
    ASSERT_EQ(alarms(), before + 1) << words;
    EXPECT_NE(last_alarm().find(words), std::string::npos) << last_alarm();
  };
  expect(items[3], "NM-0000001", "used before");
  expect(items[4], "NM-0000099", "never received");
  expect(items[5], "NM-0000020", "should be at store");
  expect(items[6], "", "without a serial");
  expect(items[7], "blank", "no serial");
  EXPECT_EQ(places()["store"], 39U) << "it is used, wherever it should have been";
  EXPECT_EQ(code_of(office::move_stock(*force.office, force.issuer, "NM-0000001", "NM-0000003", "store")),
            Code::kRefused);
  must(office::move_stock(*force.office, force.issuer, "NM-0000003", "NM-0000010", "destroyed"));
  EXPECT_EQ(places()[press], 0U);
  force.open();
  expect(items[8 % items.size()], "NM-0000002", "used before");
  const Sums sums = must(supplier::sum_of(force.office->desk(), force.office->cards(), force.item(items[0]).job));
  EXPECT_EQ(sums.alarms.size(), 6U);
}

TEST_F(StockTest, WhereNoStockIsKeptNoReceiptRaisesAnAlarm) {
  const auto items = force.queue_cards(force.people, 0).outside;
  print(items[0], Outcome::kPrinted, "NM-0000001");
  print(items[1], Outcome::kPrinted, "NM-0000001");
  EXPECT_EQ(alarms(), 0U);
}

// The sum of every job at every moment, against a tally of its own that is kept from what the test did.
class SumsTest : public ::testing::Test {
 protected:
  TestForce force{{.people = 14, .budget = {50, 500, 500, 500}}};
  std::map<std::uint64_t, std::string> tally;  // by item: where its card is
  std::map<std::uint64_t, std::string> given_back;
  std::mt19937 dice;

  void queue(const std::vector<std::uint64_t>& items) {
    for (const std::uint64_t number : items) tally[number] = "queued";
  }
  // Somebody of the force says that the card is back, or gone.
  void give_back(std::uint64_t number, const char* how) {
    given_back[number] = how;
    if (force.item(number).state == ItemState::kPrinted) tally.at(number) = how;
  }
  CardState card_state(std::uint64_t number) {
    return force.office->cards().table().find(force.item(number).card.value)->value.state;
  }

  void check() {
    std::map<std::uint64_t, std::map<std::string, std::uint64_t>> expected;
    for (const auto& [number, place] : tally) ++expected[force.item(number).job.value][place];
    for (const auto& [job, stored] : force.office->desk().tables().jobs.all()) {
      const Sums sums = must(supplier::sum_of(force.office->desk(), force.office->cards(), JobId{job}));
      EXPECT_TRUE(sums.alarms.empty()) << sums.alarms.front();
      EXPECT_EQ(sums.ordered, sums.accounted());
      auto& places = expected[job];
      EXPECT_EQ(sums.queued, places["queued"]);
      EXPECT_EQ(sums.printed, places["printed"]);
      EXPECT_EQ(sums.in_transit, places["in transit"]);
      EXPECT_EQ(sums.received, places["received"]);
      EXPECT_EQ(sums.active, places["active"]);
      EXPECT_EQ(sums.spoilt, places["spoilt"]);
      EXPECT_EQ(sums.returned, places["returned"]);
      EXPECT_EQ(sums.destroyed, places["destroyed"]);
      EXPECT_EQ(sums.taken_back, places["taken back"]);
    }
  }

  // One act on one item, whatever its state: legal or refused.
  void act(std::uint64_t number) {
    const CardId card = force.item(number).card;
    const ItemId id = force.item(number).id;
    const bool newest = force.office->cards().table().find(card.value)->value.item == number;
    std::string& place = tally.at(number);
    office::Office& office = *force.office;
    auto link = force.link(force.bureau);
    switch (dice() % 11) {
      case 0:
      case 1:
        (void)link.release(id);
        break;
      case 2:
      case 3: {
        const auto outcome =
            std::array{Outcome::kPrinted, Outcome::kPrinted, Outcome::kSpoiled, Outcome::kDestroyed}.at(dice() % 4);
        const bool open = force.item(number).state == ItemState::kReleased;
        if (!link.receipt(force.receipt(force.bureau, id, outcome)) || !open) break;
        place = outcome == Outcome::kPrinted ? "printed" : outcome == Outcome::kSpoiled ? "spoilt" : "destroyed";
        // Given back before the press's word came: the force's word stands.
        if (outcome == Outcome::kPrinted && given_back.contains(number)) place = given_back.at(number);
        break;
      }
      case 4:
        if (newest && office::send_cards(office, force.issuer, {card})) place = "in transit";
        break;
      case 5:
        if (newest && office::receive_cards(office, force.issuer, {card})) place = "received";
        break;
      case 6:
        if (newest && office::activate_cards(office, force.activator, {card})) place = "active";
        break;
      case 7:  // stays where it is
        if (dice() % 3 == 0) (void)office::end_cards(office, force.sponsor, {card}, "revoked", "a test");
        break;
      case 8:
        if (newest && office::end_cards(office, force.activator, {card}, "returned", "a test"))
          give_back(number, "returned");
        break;
      case 9:
        if (newest && office::end_cards(office, force.activator, {card}, "destroyed", "a test"))
          give_back(number, "destroyed");
        break;
      default:
        if (card_state(number) == CardState::kApproved && force.item(number).state != ItemState::kWithdrawn) {
          const auto again = office::make_jobs(office, force.issuer, {card}, {kBureau, kPassOffice, 0});
          if (!again) break;  // tried too often
          must(office::render_items(office, force.issuer, again->outside, [](const auto&) {}));
          queue(again->outside);
        } else if (dice() % 4 == 0) {
          const bool waits = force.item(number).state == ItemState::kLocked;
          const auto done = office.clerk().submit(
              [&](ledger::Write& write) { return office.desk().withdraw(write, number, "a test", force.issuer.id); });
          if (done && waits) place = "taken back";
        }
    }
  }
};

class SumsHistory : public SumsTest, public ::testing::WithParamInterface<unsigned> {};

TEST_P(SumsHistory, HoldAtEveryMoment) {
  dice.seed(GetParam());
  queue(force.queue_cards(force.people, 0).outside);
  check();
  std::set<std::string> seen;
  for (int step = 0; step < 500; ++step) {
    auto item = tally.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(dice() % tally.size()));
    act(item->first);
    check();
    if (HasFailure()) FAIL() << "at step " << step;
    if (step % 100 == 99) force.open();
    for (const auto& [number, place] : tally) seen.insert(place);
  }
  EXPECT_EQ(seen.size(), 9U) << "the history did not come to every place";
}

INSTANTIATE_TEST_SUITE_P(Seeds, SumsHistory, ::testing::Values(32U, 35U, 36U));

TEST_F(SumsTest, WhatDoesNotAddUpIsAnAlarm) {
  const auto items = force.queue_cards(force.people, 0).outside;
  const JobId job = force.item(items[0]).job;
  const CardId card = force.item(items[0]).card;
  const auto alarms = [&] { return must(supplier::sum_of(force.office->desk(), force.office->cards(), job)).alarms; };
  EXPECT_TRUE(alarms().empty());
  // As a fault of the program might leave it: past every rule, straight into the table.
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    supplier::Card row = force.office->cards().table().find(card.value)->value;
    row.state = CardState::kActive;
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCardActivated});
    return force.office->cards().table().put(write, card.value, row, entry);
  }));
  ASSERT_EQ(alarms().size(), 1U);
  EXPECT_NE(alarms()[0].find("its item is locked"), std::string::npos);
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{.act = ledger::Act::kJobCreated});
    return force.office->desk().close_job(write, job, 99);
  }));
  EXPECT_EQ(alarms().size(), 2U);
  EXPECT_EQ(code_of(supplier::sum_of(force.office->desk(), force.office->cards(), JobId{99})), Code::kNotFound);
}

}  // namespace
}  // namespace tipstaff
