// Stamps on the cards of a whole office: what a press unlocks is read back and judged, the list follows each card's life, and
// a series of lists tells neither how many cards there are nor in which order they were made.
#include <set>

#include "card/code_reader.h"
#include "card/verdict.h"
#include "crypto/box.h"
#include "laws/office_fixture.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

using card::CardStatus;
using card::StampVerdict;

class Stamps : public ::testing::Test {
 protected:
  TestForce force{{.people = 6, .protected_people = {}, .budget = {50, 50, 50, 200}}};

  card::KeySet keys() { return must(office::stamp_keys(*force.office)); }
  std::vector<card::StatusSource> list() {
    std::vector<card::StatusSource> out;
    out.push_back({card::open_status_list(must(office::publish_status(*force.office)), keys())});
    return out;
  }
  // As the press has it in clear.
  std::string stamp_at_press(std::uint64_t number) {
    auto link = force.link(force.bureau);
    const ItemId id = force.item(number).id;
    const Bytes locked = must(link.locked(id));
    const Plaintext key = must(crypto::box_open(force.bureau.identity.box, must(link.release(id))));
    const std::vector<std::string> codes = must(card::find_codes(must(press::unlock_item(id, key, locked)).reveal()));
    return codes.size() == 1 ? codes.front() : "";
  }
  void hand_over(std::uint64_t number) {
    auto link = force.link(force.bureau);
    must(link.receipt(force.receipt(force.bureau, force.item(number).id, press::Outcome::kPrinted)));
    must(office::receive_cards(*force.office, force.issuer, {force.item(number).card}));
    must(office::activate_cards(*force.office, force.activator, {force.item(number).card}));
  }
  card::StampAnswer judged(const std::string& text) { return card::judge_stamp(text, keys(), list(), force.clock.now()); }
  void decide(std::uint64_t proposal) { must(office::decide(*force.office, force.second_security, proposal, true)); }
};

TEST_F(Stamps, FollowTheLifeOfTheirCards) {
  const auto made = force.queue_cards({force.people[0], force.people[1]});
  const std::uint64_t item = made.outside[0], other = made.outside[1];
  const std::string text = stamp_at_press(item), spoilt = stamp_at_press(other);
  const card::StampAnswer stolen = judged(text);
  EXPECT_EQ(stolen.verdict, StampVerdict::kNotYetActive) << stolen.why;
  ASSERT_TRUE(stolen.stamp && stolen.stamp->face);
  const TestPerson person = invent(0);
  EXPECT_EQ(stolen.stamp->face->name, person.forenames + " " + person.surname);
  EXPECT_EQ(stolen.stamp->face->number, person.warrant_number);
  EXPECT_EQ(stolen.stamp->face->kind, "warrant card");
  EXPECT_FALSE(stolen.stamp->face->photo.empty());
  EXPECT_EQ(text.find(person.pay_number), std::string::npos);

  hand_over(item);
  EXPECT_EQ(judged(text).verdict, StampVerdict::kGenuine);
  decide(must(office::propose(*force.office, force.security, office::CardSuspension{{force.item(item).card}, "a test"})));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kSuspended);
  decide(must(office::propose(*force.office, force.security, office::CardRevocation{{force.item(item).card}, "a test"})));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);

  // A spoilt printing stays dead when its card is printed again and handed over.
  auto link = force.link(force.bureau);
  must(link.receipt(force.receipt(force.bureau, force.item(other).id, press::Outcome::kSpoiled)));
  const auto again = must(office::make_jobs(*force.office, force.issuer, {force.item(other).card}, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, again.outside, [](const auto&) {}));
  const std::string reprinted = stamp_at_press(again.outside[0]);
  hand_over(again.outside[0]);
  EXPECT_EQ(judged(reprinted).verdict, StampVerdict::kGenuine);
  EXPECT_EQ(judged(spoilt).verdict, StampVerdict::kNotGenuine);
}

TEST_F(Stamps, StayTrueOverRotationAndDieWithARevokedKey) {
  const std::uint64_t item = force.queue_cards({force.people[0]}).outside[0];
  const std::string text = stamp_at_press(item);
  hand_over(item);
  EXPECT_EQ(code_of(office::rotate_stamp_key(*force.office, force.issuer, false)), Code::kRefused);
  const std::string old_key = base64url(keys().keys.front().key.id());
  must(office::rotate_stamp_key(*force.office, force.security, true));
  force.open();  // the keys are on the disk
  EXPECT_EQ(judged(text).verdict, StampVerdict::kGenuine);
  const std::uint64_t next = force.queue_cards({force.people[1]}).outside[0];
  const std::string by_new_key = stamp_at_press(next);
  hand_over(next);
  EXPECT_EQ(judged(by_new_key).verdict, StampVerdict::kGenuine);

  const std::uint64_t proposal = must(office::propose(*force.office, force.security, office::StampKeyRevocation{old_key, "a test"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  EXPECT_EQ(judged(text).verdict, StampVerdict::kGenuine);
  decide(proposal);
  EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);
  EXPECT_EQ(judged(by_new_key).verdict, StampVerdict::kGenuine);
}

// Rows of cards without the rest of an office: what the list's padding does can be seen over many cards quickly.
struct Paper {
  explicit Paper(TestForce& force) : force_(force) {}

  void add(std::size_t count) {
    must(force_.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCardRequested, .reason = "a test"});
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t id = cards_.all().size() + 1;
        supplier::Card card;
        card.item = id;
        card.state = supplier::CardState::kQueued;
        supplier::Item item;
        item.card = CardId{id};
        TRY_ASSIGN(item.status_slot, force_.office->stamping().take_slot(write, entry));
        TRY(cards_.put(write, id, card, entry));
        TRY(tables_.items.put(write, id, item, entry));
      }
      return {};
    }));
  }
  void step(std::uint64_t first, std::uint64_t last, supplier::CardState to) {
    must(force_.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCardActivated, .reason = "a test"});
      for (std::uint64_t id = first; id <= last; ++id) {
        supplier::Card card = cards_.find(id)->value;
        card.state = to;
        TRY(cards_.put(write, id, card, entry));
      }
      TRY(force_.office->stamping().update(write, tables_, cards_));
      return {};
    }));
  }
  std::size_t slot(std::uint64_t id) const { return static_cast<std::size_t>(tables_.items.find(id)->value.status_slot - 1); }
  std::size_t showing(CardStatus status) const {
    const card::Statuses shown = force_.office->stamping().shown();
    std::size_t out = 0;
    for (std::size_t slot = 0; slot < shown.size(); ++slot) out += shown.at(slot) == status ? 1 : 0;
    return out;
  }

  TestForce& force_;
  supplier::DeskTables tables_;
  ledger::Table<supplier::Card> cards_;
};

TEST(StatusSeries, TellsNeitherHowManyNorInWhichOrder) {
  constexpr std::uint64_t kCards = 400;
  std::set<std::size_t> shown_active;
  for (int store = 0; store < 6; ++store) {
    TestForce force{{.people = 0, .presses = false}};
    Paper paper(force);
    paper.add(kCards);
    EXPECT_EQ(paper.showing(CardStatus::kNotYetActive), office::kSlotsAtOnce) << "taking a slot shows nothing";
    paper.step(1, kCards, supplier::CardState::kActive);
    const std::size_t active = paper.showing(CardStatus::kValid);
    EXPECT_GE(active, kCards * 6 / 5);
    EXPECT_LE(active, kCards * 2 + 1);
    shown_active.insert(active);
    // The padding dies at the same rate as the cards: what is left keeps the proportion.
    paper.step(1, kCards / 4, supplier::CardState::kRevoked);
    EXPECT_NEAR(static_cast<double>(paper.showing(CardStatus::kInvalid)), static_cast<double>(active) / 4, 2);
    // Slots in the order of making: as many rises as falls, as in a shuffled row.
    int rises = 0;
    for (std::uint64_t id = 2; id <= kCards; ++id) rises += paper.slot(id) > paper.slot(id - 1) ? 1 : 0;
    EXPECT_NEAR(rises, kCards / 2, kCards / 8);  // nine standard deviations
  }
  EXPECT_GE(shown_active.size(), 3U) << "the same cards show as the same number in every store: it can be divided out";
}

TEST(StatusSeries, GrowsWhenItsSlotsAreTaken) {
  TestForce force{{.people = 0, .presses = false}};
  std::set<std::uint64_t> slots;
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCardRequested, .reason = "a test"});
    for (int i = 0; i < 70'000; ++i) {
      TRY_ASSIGN(const std::uint64_t slot, force.office->stamping().take_slot(write, entry));
      slots.insert(slot);
    }
    return {};
  }));
  EXPECT_EQ(force.office->stamping().slots(), 2 * office::kSlotsAtOnce);
  EXPECT_EQ(slots.size(), 70'000U) << "no two cards share one";
}

}  // namespace
}  // namespace tipstaff::test
