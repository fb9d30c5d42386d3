// Law 5: every copy has a custodian. Whatever a press does, each locked item it fetched, each key it was given and each
// file it left is an interval, with the entry that began it and, once it ended, the entry that ended it.
#include <random>

#include "office_fixture.h"

namespace tipstaff::test {
namespace {

using custody::End;
using custody::Form;
using ledger::Act;
using press::Outcome;
using supplier::ItemState;

// What the press itself knows that it had.
struct Had {
  bool locked = false, key = false, file = false, settled = false, wiped = false;
};

class Law05 : public ::testing::Test {
 protected:
  TestForce force{{.people = 12, .budget = {50, 500, 500, 500}}};
  std::map<EntryIndex, ledger::Detail> details;

  void read_details() {
    details.clear();
    for (const ledger::StoredEntry& entry : force.entries()) details[entry.index] = *entry.detail;
  }
  // One copy of this item, recorded at both ends.
  void check_copy(CustodyId id, const supplier::Item& item, Form form, std::set<Act> begun_by, bool ended) {
    ASSERT_NE(id.value, 0U) << "a copy without an interval";
    const auto copy = force.office->book().find(id);
    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->form, form);
    EXPECT_EQ(copy->person, item.person);
    EXPECT_EQ(copy->fields, item.fields);
    EXPECT_FALSE(copy->fields.empty());
    EXPECT_EQ(copy->holder, force.office->desk().tables().presses.find(item.press.value)->value.holder);
    ASSERT_TRUE(details.contains(copy->opened_by));
    const ledger::Detail& begun = details.at(copy->opened_by);
    EXPECT_TRUE(begun_by.contains(begun.act)) << ledger::act_name(begun.act);
    EXPECT_EQ(begun.person, item.person);
    EXPECT_EQ(begun.item, item.id);
    EXPECT_EQ(copy->end != End::kOpen, ended);
    EXPECT_EQ(copy->until != kEver, ended);
    EXPECT_EQ(copy->closed_by.value != 0, ended);
    if (!ended) return;
    EXPECT_LE(copy->from, copy->until);
    ASSERT_TRUE(details.contains(copy->closed_by));
    EXPECT_EQ(details.at(copy->closed_by).person, item.person);
    EXPECT_EQ(details.at(copy->closed_by).item, item.id);
  }
  void check(std::uint64_t number, const Had& had) {
    const supplier::Item& item = force.item(number);
    if (had.locked) check_copy(item.locked, item, Form::kLocked, {Act::kItemFetched}, had.settled);
    if (had.key) check_copy(item.opened, item, Form::kOpened, {Act::kItemReleased}, had.settled);
    if (had.file)
      check_copy(item.disk, item, Form::kDiskCopy, {Act::kItemPrinted, Act::kItemSpoiled, Act::kItemDestroyed},
                 had.wiped);
    EXPECT_EQ(item.locked.value != 0, had.locked);
    EXPECT_EQ(item.opened.value != 0, had.key);
    EXPECT_TRUE(item.state != ItemState::kReleased || had.key);
  }
};

TEST_F(Law05, WhateverAPressDoes) {
  std::mt19937 dice(5);
  std::map<std::uint64_t, Had> all;
  for (const std::uint64_t number : force.queue_cards(force.people).outside) all[number];
  for (int step = 0; step < 300; ++step) {
    auto& [number, had] = *std::next(all.begin(), static_cast<std::ptrdiff_t>(dice() % all.size()));
    const ItemId id = force.item(number).id;
    auto link = force.link(force.bureau);
    switch (dice() % 5) {
      case 0:
        force.clock.advance(minutes(dice() % 10));
        break;
      case 1:
        if (link.locked(id)) had.locked = true;
        break;
      case 2:
        if (link.release(id)) had.key = true;
        break;
      case 3: {
        if (dice() % 3 != 0) break;
        const std::array outcomes = {Outcome::kPrinted, Outcome::kSpoiled, Outcome::kDestroyed};
        const bool file = dice() % 2 == 0;
        if (had.key && !had.settled && link.receipt(force.receipt(force.bureau, id, outcomes.at(dice() % 3), file))) {
          had.settled = true;
          had.file = file;
        }
        break;
      }
      default: {
        if (!had.file || had.wiped || dice() % 2 == 0) break;
        press::Receipt ribbon;
        ribbon.outcome = Outcome::kRibbonDestroyed;
        ribbon.at = force.clock.now();
        ribbon.stock_serial = "RIBBON-1";
        ribbon.on_ribbon = {id};
        must(link.receipt(press::sign_receipt(ribbon, force.bureau.identity.receipts)));
        had.wiped = true;
      }
    }
  }
  for (int pass = 0; pass < 2; ++pass) {
    read_details();
    std::size_t copies = 0;
    for (const auto& [number, had] : all) {
      check(number, had);
      copies += static_cast<std::size_t>(had.locked) + had.key + had.file;
    }
    EXPECT_EQ(force.office->book().size(), copies);  // and none for what nobody has
    EXPECT_GT(copies, 15U);
    force.open();  // the same after a restart
  }
}

TEST_F(Law05, PrintedDoesNotEndWhatLiesOnTheDisk) {
  const std::uint64_t number = force.queue_cards({force.people[0]}).outside.at(0);
  const ItemId id = force.item(number).id;
  auto link = force.link(force.bureau);
  must(link.release(id));
  must(link.receipt(force.receipt(force.bureau, id, Outcome::kPrinted, true)));
  const auto disk = [&] { return *force.office->book().find(force.item(number).disk); };
  EXPECT_EQ(disk().end, End::kOpen);
  EXPECT_EQ(disk().from, force.item(number).released_at);
  EXPECT_NE(disk().due, kEver);
  // Counted in and handed over: the file is still there.
  const CardId card = force.item(number).card;
  must(office::receive_cards(*force.office, force.issuer, {card}));
  must(office::activate_cards(*force.office, force.activator, {card}));
  EXPECT_EQ(disk().end, End::kOpen);
  must(link.receipt(force.receipt(force.bureau, id, Outcome::kPrinted, true, true)));
  EXPECT_EQ(disk().end, End::kOnWord);  // the press's word, and no more than that
}

TEST_F(Law05, AnAgentThatPrintsIntoAFolderLeavesFilesInCustody) {
  const auto made = force.queue_cards(force.people).outside;
  auto link = force.link(force.bureau);
  {
    const auto agent =
        must(press::Agent::open(force.files, force.clock, force.bureau.home, force.bureau.identity, link));
    press::FolderPrinter printer(force.files, force.bureau.home / "out");
    press::RunSettings settings;
    settings.first_stock = "NM-0000001";
    EXPECT_EQ(agent->run(printer, settings).printed, made.size());
  }
  read_details();
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(force.bureau.home / "out")) {
    const ItemId id = must(parse_item_id(file.path().stem().string()));
    const auto number = must(force.office->desk().item_of(*force.office->desk().press_named(kBureau), id));
    check(number, {.locked = true, .key = true, .file = true, .settled = true});
    ++files;
  }
  EXPECT_EQ(files, made.size());
}

TEST_F(Law05, ARibbonKeepsWhatWasPrintedWithIt) {
  const std::uint64_t number = force.queue_cards({force.people[0]}).outside.at(0);
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    const PressId id = *force.office->desk().press_named(kBureau);
    supplier::Press row = force.office->desk().tables().presses.find(id.value)->value;
    row.keeps_ribbon = true;
    const EntryIndex entry = write.append(ledger::Detail{.act = Act::kPressApproved, .object = id.value});
    return force.office->desk().tables().presses.put(write, id.value, std::move(row), entry);
  }));
  auto link = force.link(force.bureau);
  const ItemId id = force.item(number).id;
  must(link.release(id));
  // Wiped, it says; the film in the printer bears it all the same.
  must(link.receipt(force.receipt(force.bureau, id, Outcome::kPrinted, true, true)));
  const auto film = force.office->book().find(force.item(number).disk);
  ASSERT_TRUE(film);
  EXPECT_EQ(film->end, End::kOpen);
}

}  // namespace
}  // namespace tipstaff::test
