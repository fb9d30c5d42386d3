// Law 3: one card, one key, one press. A release seals an item's key to one press; that same box is served again until
// the receipt, at no new charge; after it the office has no key left.
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

using press::Outcome;

class Law03 : public ::testing::Test {
 protected:
  TestForce force{{.people = 4}};
  std::vector<std::uint64_t> items = force.queue_cards(force.people).outside;
  ItemId id(std::size_t n) { return force.item(items.at(n)).id; }
  Plaintext open_box(const PressSite& site, ByteView box) { return must(crypto::box_open(site.identity.box, box)); }
  const supplier::Releases& releases() {
    return force.office->desk().releases(*force.office->desk().supplier_named(kSupplier));
  }
};

TEST_F(Law03, TheSameBoxIsServedUntilTheReceiptAtNoNewCharge) {
  auto link = force.link(force.bureau);
  const Bytes box = must(link.release(id(0)));
  for (int again = 0; again < 5; ++again) {
    force.clock.advance(minutes(5));
    EXPECT_EQ(must(link.release(id(0))), box);
  }
  EXPECT_EQ(releases().within(force.clock.now(), hours(24)), 1U);
  force.open();  // also after a restart
  EXPECT_EQ(must(force.link(force.bureau).release(id(0))), box);
  EXPECT_EQ(releases().within(force.clock.now(), hours(24)), 1U);
}

TEST_F(Law03, AfterTheReceiptThereIsNoKey) {
  for (const auto& [n, outcome] : {std::pair<std::size_t, Outcome>{0, Outcome::kPrinted},
                                   {1, Outcome::kSpoiled},
                                   {2, Outcome::kDestroyed},
                                   {3, Outcome::kUncertain}}) {
    auto link = force.link(force.bureau);
    const Bytes box = must(link.release(id(n)));
    EXPECT_FALSE(force.item(items[n]).wrapped_key.empty());
    must(link.receipt(force.receipt(force.bureau, id(n), outcome)));
    EXPECT_EQ(code_of(link.release(id(n))), Code::kRefused);
    EXPECT_EQ(code_of(link.locked(id(n))), Code::kRefused);
    EXPECT_TRUE(force.item(items[n]).wrapped_key.empty());
    EXPECT_TRUE(force.item(items[n]).box.empty());
    for (const press::ListedItem& listed : must(link.list(100))) EXPECT_NE(listed.item, id(n));
  }
  force.open();  // nor is one in the store
  for (const std::uint64_t number : items) {
    EXPECT_TRUE(force.item(number).wrapped_key.empty());
    EXPECT_TRUE(force.item(number).box.empty());
    EXPECT_EQ(code_of(force.link(force.bureau).release(force.item(number).id)), Code::kRefused);
  }
}

TEST_F(Law03, AWithdrawnItemHasNoKeyEither) {
  must(force.office->clerk().submit(
      [&](ledger::Write& write) { return force.office->desk().withdraw(write, items[0], "a test", force.issuer.id); }));
  EXPECT_TRUE(force.item(items[0]).wrapped_key.empty());
  EXPECT_EQ(code_of(force.link(force.bureau).release(id(0))), Code::kRefused);
}

TEST_F(Law03, AnotherPressGetsNeitherItemNorKeyNorSettlesIt) {
  const PressSite other = force.enrol_press(kSupplier, "bureau-2", false);
  auto theirs = force.link(other);
  auto inside = force.link(force.pass_office);
  for (press::OfficeLink* link : {&theirs, &inside}) {
    EXPECT_TRUE(must(link->list(100)).empty());
    EXPECT_EQ(code_of(link->locked(id(0))), Code::kNotFound);
    EXPECT_EQ(code_of(link->release(id(0))), Code::kNotFound);
    // The same answer as for an item that never was.
    EXPECT_EQ(link->release(id(0)).error().text(), link->release(ItemId{}).error().text());
  }
  const Bytes box = must(force.link(force.bureau).release(id(0)));
  EXPECT_EQ(code_of(theirs.release(id(0))), Code::kNotFound);
  EXPECT_FALSE(crypto::box_open(other.identity.box, box));  // nor is a box that went astray any use
  EXPECT_EQ(code_of(theirs.receipt(force.receipt(other, id(0), Outcome::kPrinted))), Code::kNotFound);
  EXPECT_EQ(code_of(theirs.receipt(force.receipt(force.bureau, id(0), Outcome::kPrinted))), Code::kTampered);
  EXPECT_EQ(code_of(force.link(force.bureau).receipt(force.receipt(other, id(0), Outcome::kPrinted))), Code::kTampered);
  EXPECT_EQ(force.item(items[0]).state, supplier::ItemState::kReleased);
}

TEST_F(Law03, AKeyOpensItsOwnItemAlone) {
  auto link = force.link(force.bureau);
  std::vector<Plaintext> keys;
  std::vector<Bytes> locked;
  for (std::size_t n = 0; n < items.size(); ++n) {
    locked.push_back(must(link.locked(id(n))));
    keys.push_back(open_box(force.bureau, must(link.release(id(n)))));
  }
  for (std::size_t a = 0; a < items.size(); ++a)
    for (std::size_t b = 0; b < items.size(); ++b) {
      const auto opened = press::unlock_item(id(b), keys[a], locked[b]);
      EXPECT_EQ(opened.has_value(), a == b);
      if (a != b) {
        EXPECT_FALSE(press::unlock_item(id(a), keys[a], locked[b]));  // under another name neither
      }
    }
}

TEST_F(Law03, AReprintHasANewIdAndANewKey) {
  auto link = force.link(force.bureau);
  const ItemId first = id(0);
  const Bytes locked = must(link.locked(first));
  must(link.release(first));
  must(link.receipt(force.receipt(force.bureau, first, Outcome::kSpoiled)));
  const CardId card = force.item(items[0]).card;
  const auto again = must(office::make_jobs(*force.office, force.issuer, {card}, {kBureau, kPassOffice, 0}));
  must(office::render_items(*force.office, force.issuer, again.outside, [](const auto&) {}));
  const ItemId second = force.item(again.outside.at(0)).id;
  EXPECT_NE(second, first);
  const Plaintext key = open_box(force.bureau, must(link.release(second)));
  EXPECT_FALSE(press::unlock_item(first, key, locked));
  EXPECT_TRUE(press::unlock_item(second, key, must(link.locked(second))));
}

}  // namespace
}  // namespace tipstaff::test
