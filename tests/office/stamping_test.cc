// Stamps on the cards of a whole office: what a press unlocks is read back and judged, the list follows each card's
// life, and a series of lists tells neither how many cards there are nor in which order they were made.
#include <algorithm>
#include <iterator>
#include <set>

#include "card/code_reader.h"
#include "card/qr.h"
#include "card/verdict.h"
#include "crypto/box.h"
#include "crypto/test_token.h"
#include "laws/office_fixture.h"
#include "office/card_cycle.h"
#include "office/people.h"
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
  card::StampAnswer judged(const std::string& text) {
    return card::judge_stamp(text, keys(), list(), force.clock.now());
  }
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
  decide(
      must(office::propose(*force.office, force.security, office::CardSuspension{{force.item(item).card}, "a test"})));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kSuspended);
  decide(
      must(office::propose(*force.office, force.security, office::CardRevocation{{force.item(item).card}, "a test"})));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);

  // A spoilt printing stays dead when its card is printed again and handed over.
  auto link = force.link(force.bureau);
  must(link.receipt(force.receipt(force.bureau, force.item(other).id, press::Outcome::kSpoiled)));
  const auto again =
      must(office::make_jobs(*force.office, force.issuer, {force.item(other).card}, {kBureau, kPassOffice, 0}));
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
  EXPECT_EQ(code_of(office::rotate_stamp_key(*force.office, force.issuer, office::StampKeyKind::kEs256)),
            Code::kRefused);
  const std::string old_key = base64url(keys().keys.front().key.id());
  must(office::rotate_stamp_key(*force.office, force.security, office::StampKeyKind::kEd25519));
  force.open();  // the keys are on the disk
  EXPECT_EQ(judged(text).verdict, StampVerdict::kGenuine);
  const std::uint64_t next = force.queue_cards({force.people[1]}).outside[0];
  const std::string by_new_key = stamp_at_press(next);
  hand_over(next);
  EXPECT_EQ(judged(by_new_key).verdict, StampVerdict::kGenuine);

  const std::uint64_t proposal =
      must(office::propose(*force.office, force.security, office::StampKeyRevocation{old_key, "a test"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  EXPECT_EQ(judged(text).verdict, StampVerdict::kGenuine);
  decide(proposal);
  EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);
  EXPECT_EQ(judged(by_new_key).verdict, StampVerdict::kGenuine);
}

// The minimal stamp says nobody's name; which kinds of card bear it two people decide, and it holds from then on.
TEST_F(Stamps, AreMinimalWhereTwoPeopleWantThemSo) {
  const std::uint64_t before = force.queue_cards({force.people[0]}).outside[0];
  EXPECT_EQ(code_of(office::propose(*force.office, force.security, office::StampForm{"library card", true, "a test"})),
            Code::kInvalid);
  EXPECT_EQ(code_of(office::propose(*force.office, force.issuer, office::StampForm{"warrant card", true, "a test"})),
            Code::kRefused);
  const std::uint64_t proposal =
      must(office::propose(*force.office, force.security, office::StampForm{"warrant card", true, "a test"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  EXPECT_FALSE(office::stamp_is_minimal(*force.office, "warrant card"));
  decide(proposal);
  force.open();
  EXPECT_TRUE(office::stamp_is_minimal(*force.office, "warrant card"));
  EXPECT_FALSE(office::stamp_is_minimal(*force.office, "staff pass"));

  const std::uint64_t item = force.queue_cards({force.people[1]}).outside[0];
  const std::string text = stamp_at_press(item);  // read out of the PDF that the press unlocks
  hand_over(item);
  const card::StampAnswer answer = judged(text);
  EXPECT_EQ(answer.verdict, StampVerdict::kCannotSay);
  ASSERT_TRUE(answer.stamp) << answer.why;
  EXPECT_FALSE(answer.stamp->face);
  const std::string claims(tipstaff::as_text(must(card::message_of_stamp(text))));
  for (const std::string& word : {invent(1).surname, invent(1).warrant_number})
    EXPECT_EQ(claims.find(word), std::string::npos);
  EXPECT_LE(must(card::qr_code(text)).modules, 57);
  // A withdrawn card is that whoever's it is.
  decide(
      must(office::propose(*force.office, force.security, office::CardRevocation{{force.item(item).card}, "a test"})));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);
  // What was drawn before keeps its full stamp.
  EXPECT_EQ(must(card::message_of_stamp(stamp_at_press(before))).size() > 300, true);
  decide(must(office::propose(*force.office, force.security, office::StampForm{"warrant card", false, "a test"})));
  EXPECT_FALSE(office::stamp_is_minimal(*force.office, "warrant card"));
}

// Each way that a card is lost for its holder: the next list says so, without anybody's doing more.
TEST_F(Stamps, DieWithTheirCardsOnEveryPath) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2], force.people[3]}).outside;
  std::vector<std::string> texts;
  for (const std::uint64_t item : made) texts.push_back(stamp_at_press(item));
  for (std::size_t i = 0; i < 3; ++i) hand_over(made[i]);
  must(force.link(force.bureau).receipt(force.receipt(force.bureau, force.item(made[3]).id, press::Outcome::kPrinted)));
  must(office::receive_cards(*force.office, force.issuer, {force.item(made[3]).card}));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(judged(texts[i]).verdict, StampVerdict::kGenuine);
  must(office::person_leaves(*force.office, force.registrar, force.people[0], "a test"));
  EXPECT_EQ(judged(texts[0]).verdict, StampVerdict::kNotGenuine) << "a leaver's";
  must(office::end_cards(*force.office, force.sponsor, {force.item(made[1]).card}, "revoked", "stolen"));
  EXPECT_EQ(judged(texts[1]).verdict, StampVerdict::kNotGenuine) << "a lost one";
  must(office::end_cards(*force.office, force.activator, {force.item(made[2]).card}, "returned", "a test"));
  EXPECT_EQ(judged(texts[2]).verdict, StampVerdict::kNotGenuine) << "one given back";
  EXPECT_EQ(code_of(office::set_uncollected_days(*force.office, force.issuer, 3)), Code::kRefused);
  EXPECT_EQ(code_of(office::set_uncollected_days(*force.office, force.security, 0)), Code::kInvalid);
  must(office::set_uncollected_days(*force.office, force.security, 3));
  EXPECT_EQ(must(office::end_uncollected(*force.office)), 0U);
  EXPECT_EQ(judged(texts[3]).verdict, StampVerdict::kNotYetActive);
  force.clock.advance(hours(24 * 3));
  EXPECT_EQ(must(office::end_uncollected(*force.office)), 1U);
  EXPECT_EQ(judged(texts[3]).verdict, StampVerdict::kNotGenuine) << "an uncollected one";
  EXPECT_EQ(code_of(office::activate_cards(*force.office, force.activator, {force.item(made[3]).card})),
            Code::kRefused);
}

TEST_F(Stamps, KeepTheirListWhenItsAddressChanges) {
  const std::uint64_t item = force.queue_cards({force.people[0]}).outside[0];
  const std::string text = stamp_at_press(item);
  hand_over(item);
  EXPECT_EQ(code_of(office::set_status_uri(*force.office, force.issuer, "https://status.northmoor.example/1")),
            Code::kRefused);
  for (const char* wrong : {"", "nowhere", "https://status.northmoor.example/ 1"})
    EXPECT_EQ(code_of(office::set_status_uri(*force.office, force.security, wrong)), Code::kInvalid);
  must(office::set_status_uri(*force.office, force.security, "https://status.northmoor.example/1"));
  EXPECT_EQ(judged(text).verdict, StampVerdict::kCannotSay) << "the list of the new name alone";
  std::vector<card::StatusSource> both = list();
  both.push_back({card::open_status_list(must(office::publish_status(*force.office, 1)), keys())});
  EXPECT_EQ(card::judge_stamp(text, keys(), both, force.clock.now()).verdict, StampVerdict::kGenuine);
  EXPECT_EQ(code_of(office::publish_status(*force.office, 2)), Code::kNotFound);
  const std::uint64_t next = force.queue_cards({force.people[1]}).outside[0];
  const std::string renamed = stamp_at_press(next);
  hand_over(next);
  const card::StampAnswer answer = judged(renamed);
  EXPECT_EQ(answer.verdict, StampVerdict::kGenuine) << answer.why;
  EXPECT_EQ(answer.stamp->list, "https://status.northmoor.example/1");
}

// Any number of cards die in one act of two people, and the list that is made next says so of each.
TEST_F(Stamps, DieAllAtOnce) {
  const auto made =
      force.queue_cards({force.people[0], force.people[1], force.people[2], force.people[3], force.people[4]}).outside;
  std::vector<std::string> texts;
  std::vector<CardId> cards;
  for (const std::uint64_t item : made) {
    texts.push_back(stamp_at_press(item));
    cards.push_back(force.item(item).card);
    if (item != made.back()) hand_over(item);
  }
  // One that cannot be revoked keeps all the others alive: all or none.
  std::vector<CardId> with_a_stranger = cards;
  with_a_stranger.push_back(CardId{999});
  const std::uint64_t wrong =
      must(office::propose(*force.office, force.security, office::CardRevocation{with_a_stranger, "a test"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, wrong, true)), Code::kNotFound);
  EXPECT_EQ(judged(texts[0]).verdict, StampVerdict::kGenuine);
  decide(must(office::propose(*force.office, force.security, office::CardRevocation{cards, "a test"})));
  force.open();
  for (const std::string& text : texts) EXPECT_EQ(judged(text).verdict, StampVerdict::kNotGenuine);
  EXPECT_TRUE(office::cards_not_ended(*force.office).empty());
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
  std::size_t slot(std::uint64_t id) const {
    return static_cast<std::size_t>(tables_.items.find(id)->value.status_slot - 1);
  }
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

// Who keeps every list. He knows how the padding works, all but the store's own percentage.
struct Watcher {
  card::Statuses last;
  std::size_t lists = 0, changed_lists = 0, changed_slots = 0;

  void see(const card::Statuses& now) {
    std::size_t changed = 0;
    for (std::size_t slot = 0; slot < last.size(); ++slot) changed += last.at(slot) == now.at(slot) ? 0 : 1;
    changed_lists += changed > 0 ? 1 : 0;
    changed_slots += changed;
    ++lists;
    last = now;
  }
  // If a list changes when a card does, and its free slots change in the same list: so many changes were cards'.
  double cards_by_lists() const { return static_cast<double>(changed_lists); }
  // If lists in which one slot changed had no free one, and the others had one.
  double cards_by_share(std::size_t shown) const {
    return static_cast<double>(shown) * static_cast<double>(changed_lists) /
           static_cast<double>(std::max<std::size_t>(changed_slots, 1));
  }
};

// The attack works on padding that changes in the same list, by a share of its own.
TEST(StatusSeries, TheWatcherCountsNaivePadding) {
  constexpr std::size_t kCards = 300;
  Watcher watcher{card::Statuses(office::kSlotsAtOnce)};
  card::Statuses shown(office::kSlotsAtOnce);
  SystemRandom random;
  std::size_t next = 0;
  for (std::size_t card = 0; card < kCards; ++card) {
    shown.set(next++, CardStatus::kValid);
    if (random.bytes(1)[0] % 2 == 0) shown.set(next++, CardStatus::kValid);
    watcher.see(shown);
  }
  EXPECT_NEAR(watcher.cards_by_lists(), kCards, 1);
  EXPECT_NEAR(watcher.cards_by_share(next), kCards, 1);
}

TEST(StatusSeries, ShowsAWatcherOfSingleChangesNoHeadCount) {
  constexpr std::size_t kCards = 120;
  for (int store = 0; store < 4; ++store) {
    TestForce force{{.people = 0, .presses = false}};
    Paper paper(force);
    paper.add(kCards);
    Watcher watcher{force.office->stamping().shown()};
    std::size_t handed_over = 0;
    // A card now and then over some weeks, a list every half hour; then a day of lists with no card in it.
    for (int half_hour = 0; handed_over < kCards || half_hour % 48 != 0; ++half_hour) {
      force.clock.advance(minutes(30));
      const bool one = handed_over < kCards && force.office->random().bytes(1)[0] < 64;
      handed_over += one ? 1 : 0;
      paper.step(one ? handed_over : 1, one ? handed_over : 0, supplier::CardState::kActive);
      watcher.see(force.office->stamping().shown());
    }
    const std::size_t shown = paper.showing(CardStatus::kValid);
    EXPECT_GT(shown, kCards + kCards / 8) << "the free slots follow, later";
    EXPECT_GT(watcher.cards_by_lists(), kCards * 1.1) << "lists that change tell how many cards did";
    EXPECT_GT(watcher.cards_by_share(shown), kCards * 1.1) << "single changes tell what share is a card's";
  }
}

// Cards that were handed over together expire together; free slots that stayed behind would be known for what they are.
TEST(StatusSeries, LeavesNoFreeSlotBehindWhenACrowdEnds) {
  constexpr std::uint64_t kCrowd = 200;
  TestForce force{{.people = 0, .presses = false}};
  Paper paper(force);
  paper.add(4 * kCrowd);
  std::vector<std::set<std::size_t>> crowds;
  std::set<std::size_t> before;
  const auto valid = [&] {
    std::set<std::size_t> out;
    const card::Statuses shown = force.office->stamping().shown();
    for (std::size_t slot = 0; slot < shown.size(); ++slot)
      if (shown.at(slot) == CardStatus::kValid) out.insert(slot);
    return out;
  };
  for (std::uint64_t crowd = 0; crowd < 4; ++crowd) {
    paper.step(crowd * kCrowd + 1, (crowd + 1) * kCrowd, supplier::CardState::kActive);
    const std::set<std::size_t> now = valid();
    std::set<std::size_t>& joined = crowds.emplace_back();
    std::ranges::set_difference(now, before, std::inserter(joined, joined.end()));
    EXPECT_GT(joined.size(), kCrowd);
    before = now;
    force.clock.advance(hours(24 * 7));
    force.office->clerk().accept_clock();
  }
  for (std::uint64_t crowd = 0; crowd < 4; ++crowd) {
    // Half of them first: the same half of each, as far as anybody can see.
    paper.step(crowd * kCrowd + 1, crowd * kCrowd + kCrowd / 2, supplier::CardState::kExpired);
    std::set<std::size_t> left;
    std::ranges::set_intersection(crowds[crowd], valid(), std::inserter(left, left.end()));
    EXPECT_NEAR(static_cast<double>(left.size()), static_cast<double>(crowds[crowd].size()) / 2, 2);
    paper.step(crowd * kCrowd + kCrowd / 2 + 1, (crowd + 1) * kCrowd, supplier::CardState::kExpired);
    left.clear();
    std::ranges::set_intersection(crowds[crowd], valid(), std::inserter(left, left.end()));
    EXPECT_TRUE(left.empty()) << "whoever outlives the crowd is no card";
    for (std::uint64_t later = crowd + 1; later < 4; ++later) {
      left.clear();
      std::ranges::set_intersection(crowds[later], valid(), std::inserter(left, left.end()));
      EXPECT_EQ(left.size(), crowds[later].size()) << "nor does one go with a crowd that it did not come with";
    }
    force.clock.advance(hours(24 * 7));
    force.office->clerk().accept_clock();
  }
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

// The key that signs is made in the token and stays there: the store's files and its key ring hold nothing that signs.
TEST(StampsOfAToken, AreSignedThereAndNowhereElse) {
  TIPSTAFF_SOFT_TOKEN(soft, std::string(TestForce::kPassphrase));
  TestForce force({.people = 2, .protected_people = {}, .budget = {50, 50, 50, 200}, .token = soft.settings});
  const std::string first = base64url(must(office::stamp_keys(*force.office)).keys.front().key.id());
  const std::string id =
      must(office::rotate_stamp_key(*force.office, force.security, office::StampKeyKind::kEs256InToken));
  EXPECT_NE(id, first);
  force.open();
  const card::KeySet keys = must(office::stamp_keys(*force.office));
  ASSERT_EQ(keys.keys.size(), 2U);
  EXPECT_TRUE(force.office->stamping().in_token(2));
  EXPECT_FALSE(force.office->stamping().in_token(1));
  const auto made = force.queue_cards({force.people[0]});
  auto link = force.link(force.bureau);
  const ItemId item = force.item(made.outside[0]).id;
  const Bytes locked = must(link.locked(item));
  const Plaintext key = must(crypto::box_open(force.bureau.identity.box, must(link.release(item))));
  const std::string text = must(card::find_codes(must(press::unlock_item(item, key, locked)).reveal())).at(0);
  std::vector<card::StatusSource> list;
  list.push_back({card::open_status_list(must(office::publish_status(*force.office)), keys)});
  EXPECT_EQ(card::judge_stamp(text, keys, list, force.clock.now()).verdict, StampVerdict::kNotYetActive);
  const Bytes message = must(card::message_of_stamp(text));
  EXPECT_EQ(base64url(must(card::cose::parse_sign1(message)).headers.key_id), id);

  soft.pull_out();
  EXPECT_EQ(code_of(office::publish_status(*force.office)), Code::kUnavailable);
  EXPECT_EQ(code_of(force.try_open()), Code::kUnavailable) << "the root key is in it too";
  soft.put_back();
  force.open();
  must(office::publish_status(*force.office));
}

TEST_F(Stamps, AKeyInATokenNeedsAToken) {
  EXPECT_EQ(code_of(office::rotate_stamp_key(*force.office, force.security, office::StampKeyKind::kEs256InToken)),
            Code::kRefused);
  EXPECT_EQ(keys().keys.size(), 1U);
}

}  // namespace
}  // namespace tipstaff::test
