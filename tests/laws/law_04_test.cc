// Law 4: budgets are hard. How many people may be newly released to a supplier: at once, an hour, a day; rolling
// windows on ledger time, whoever asks, however fast, with whatever the clock does.
#include <atomic>
#include <random>
#include <thread>

#include "office/two_people.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

using press::Outcome;

class Law04 : public ::testing::Test {
 protected:
  static constexpr supplier::Budget kBudget = {4, 6, 12, 60};
  TestForce force{{.people = 40, .budget = kBudget}};
  std::vector<std::uint64_t> items = force.queue_cards(force.people).outside;
  std::size_t next = 0;

  SupplierId supplier() { return *force.office->desk().supplier_named(kSupplier); }
  Result<Bytes> take(std::size_t n) { return force.link(force.bureau).release(force.item(items.at(n)).id); }
  void settle(std::size_t n, Outcome outcome = Outcome::kPrinted) {
    must(force.link(force.bureau).receipt(force.receipt(force.bureau, force.item(items.at(n)).id, outcome)));
  }
  // As many as the office gives, each with its receipt at once; at most `most`.
  std::size_t print(std::size_t most) {
    std::size_t printed = 0;
    while (printed < most && next < items.size() && take(next)) {
      settle(next++);
      ++printed;
    }
    return printed;
  }
};

TEST_F(Law04, OpenAtOnce) {
  for (std::size_t n = 0; n < kBudget.open_at_once; ++n) EXPECT_TRUE(take(n));
  EXPECT_EQ(code_of(take(4)), Code::kRefused);
  EXPECT_TRUE(take(0));  // the same again is no new head
  settle(0);
  EXPECT_TRUE(take(4));
  EXPECT_EQ(code_of(take(5)), Code::kRefused);
  force.open();  // closing and opening the office forgets nothing
  EXPECT_EQ(code_of(take(5)), Code::kRefused);
}

TEST_F(Law04, TheHourAndTheDayRoll) {
  EXPECT_EQ(print(40), kBudget.per_hour);
  force.clock.advance(minutes(59));
  EXPECT_EQ(print(40), 0U);
  force.clock.advance(minutes(2));
  EXPECT_EQ(print(40), kBudget.per_hour);  // the day is full with these
  for (int hour = 0; hour < 22; ++hour) {
    force.clock.advance(hours(1));
    EXPECT_EQ(print(40), 0U) << hour;
  }
  force.open();
  EXPECT_EQ(print(40), 0U);
  force.clock.advance(hours(1));  // the first hour's leave the window, the second's do not
  EXPECT_EQ(print(40), kBudget.per_hour);
}

TEST_F(Law04, AClockThatLeapsRefillsNothing) {
  EXPECT_EQ(print(40), kBudget.per_hour);
  for (const Duration leap : {Duration(hours(2)), Duration(hours(25)), Duration(hours(24 * 80))}) {
    force.clock.set(kStart + leap);
    EXPECT_EQ(code_of(take(next)), Code::kRefused);
    force.clock.set(kStart);
  }
  force.clock.set(kStart - hours(48));
  // No certificate is in date then: over TLS there is not even a connection.
  EXPECT_EQ(code_of(take(next)), over_tls() ? Code::kUnauthorised : Code::kRefused);
}

TEST_F(Law04, ManyAtOnceGetNoMore) {
  std::atomic<std::size_t> got{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 16; ++t)
    threads.emplace_back([&, t] {
      for (std::size_t n = t; n < items.size(); n += 16)
        if (take(n)) ++got;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(got, kBudget.open_at_once);
  EXPECT_EQ(force.office->desk().open_heads(supplier()), kBudget.open_at_once);
}

TEST_F(Law04, AllPressesOfASupplierShareIt) {
  const PressSite second = force.enrol_press(kSupplier, "bureau-2", false);
  for (std::size_t n = 0; n < kBudget.open_at_once; ++n) EXPECT_TRUE(take(n));
  const CardId card = force.item(items[10]).card;
  must(force.office->clerk().submit([&](ledger::Write& write) {
    return force.office->desk().withdraw(write, items[10], "a test", force.issuer.id);
  }));
  const auto moved = must(office::make_jobs(*force.office, force.issuer, {card}, {"bureau-2", kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, moved.outside, [](const auto&) {}));
  EXPECT_EQ(code_of(force.link(second).release(force.item(moved.outside.at(0)).id)), Code::kRefused);
}

TEST_F(Law04, ASpoiltCardIsNoNewHead) {
  EXPECT_EQ(print(5), 5U);
  const std::uint64_t spoilt = items[5];
  EXPECT_TRUE(take(5));
  settle(5, Outcome::kSpoiled);
  EXPECT_EQ(code_of(take(6)), Code::kRefused);  // the hour is full
  const auto again =
      must(office::make_jobs(*force.office, force.issuer, {force.item(spoilt).card}, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, again.outside, [](const auto&) {}));
  EXPECT_TRUE(force.link(force.bureau).release(force.item(again.outside.at(0)).id));
  EXPECT_FALSE(force.item(again.outside.at(0)).newly);
  EXPECT_EQ(force.office->desk().releases(supplier()).within(force.clock.now(), hours(24)), 6U);
}

TEST_F(Law04, ALateReceiptHaltsThePress) {
  EXPECT_TRUE(take(0));
  force.clock.advance(hours(25));  // the contract says 24
  EXPECT_EQ(code_of(take(1)), Code::kRefused);
  const PressId press = *force.office->desk().press_named(kBureau);
  EXPECT_EQ(force.office->desk().tables().presses.find(press.value)->value.state, supplier::PressState::kHalted);
  settle(0);
  EXPECT_EQ(code_of(take(1)), Code::kRefused);  // the receipt alone does not start it again
}

TEST_F(Law04, ALateDestructionHaltsThePress) {
  EXPECT_TRUE(take(0));
  must(force.link(force.bureau).receipt(force.receipt(force.bureau, force.item(items[0]).id, Outcome::kPrinted, true)));
  force.clock.advance(hours(70));
  EXPECT_TRUE(take(1));
  settle(1);
  force.clock.advance(hours(3));  // the contract says 72
  EXPECT_EQ(code_of(take(2)), Code::kRefused);
}

TEST_F(Law04, RaisingItTakesTwoPeopleAndEnds) {
  EXPECT_EQ(print(40), kBudget.per_hour);
  const office::BudgetRaise act{kSupplier, {10, 20, 30, 60}, hours(2), "a recruits' course"};
  EXPECT_EQ(code_of(office::propose(*force.office, force.issuer, act)), Code::kRefused);
  const std::uint64_t proposal = must(office::propose(*force.office, force.security, act));
  EXPECT_EQ(print(40), 0U);
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  EXPECT_EQ(print(40), 0U);
  must(office::decide(*force.office, force.second_security, proposal, true));
  EXPECT_EQ(print(3), 3U);
  force.clock.advance(hours(3));
  EXPECT_EQ(print(40), 3U);  // the contract's day again: 12, of which 9 are gone
}

// Whoever holds the press, and does what he likes for two days, obtains in no 24 hours more than open-at-once + the
// day's.
TEST(Law04Adversary, NoDayGivesMoreThanItsBudget) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const supplier::Budget budget = {3, 5, 9, 60};
    TestForce force({.people = 40, .budget = budget});
    const auto items = force.queue_cards(force.people).outside;
    std::mt19937 dice(seed);
    std::vector<std::pair<Instant, PersonId>> newly;
    std::set<PersonId> seen;
    for (int step = 0; step < 400; ++step) {
      auto link = force.link(force.bureau);
      const auto is_open = [&](std::uint64_t n) { return force.item(n).state == supplier::ItemState::kReleased; };
      // Halted for a receipt that was late, or seemed so to a leaping clock: two people let him go on.
      if (const PressId press = *force.office->desk().press_named(kBureau);
          force.office->desk().tables().presses.find(press.value)->value.state == supplier::PressState::kHalted) {
        for (const std::uint64_t n : items)
          if (is_open(n)) must(link.receipt(force.receipt(force.bureau, force.item(n).id, Outcome::kPrinted)));
        const office::PressResume act{kBureau, "a test"};
        must(office::decide(*force.office, force.second_security,
                            must(office::propose(*force.office, force.security, act)), true));
      }
      const auto open = std::ranges::find_if(items, is_open);
      const std::uint64_t number = open != items.end() && dice() % 3 == 0 ? *open : items[dice() % items.size()];
      const ItemId id = force.item(number).id;
      switch (dice() % 6) {
        case 0:
          force.clock.advance(minutes(dice() % 40));
          break;
        case 1: {
          const auto outcomes = {Outcome::kPrinted, Outcome::kDestroyed, Outcome::kSpoiled};
          (void)link.receipt(force.receipt(force.bureau, id, *(outcomes.begin() + dice() % 3)));
          break;
        }
        case 2: {
          const Instant now = force.clock.now();
          force.clock.set(now + hours(dice() % 20));
          if (link.release(id) && seen.insert(force.item(number).person).second)
            newly.emplace_back(now, force.item(number).person);
          force.clock.set(now);
          break;
        }
        default:
          if (link.release(id) && seen.insert(force.item(number).person).second)
            newly.emplace_back(force.clock.now(), force.item(number).person);
      }
    }
    EXPECT_GT(newly.size(), budget.per_hour);  // he did obtain some
    for (const auto& [from, person] : newly) {
      const auto within = std::ranges::count_if(
          newly, [&, begin = from](const auto& n) { return n.first >= begin && n.first < begin + hours(24); });
      EXPECT_LE(static_cast<std::uint32_t>(within), budget.open_at_once + budget.per_day);
    }
  }
}

}  // namespace
}  // namespace tipstaff::test
