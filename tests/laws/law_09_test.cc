// Law 9: erasure without breaking the log. The person goes, every root and proof stays; refused while a copy is out; pending
// until the keys that wrapped the person are destroyed, a stop at any step included.
#include <fstream>

#include "office/breach.h"
#include "office/erasure.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

using roll::Person;
const Progress kSilent = [](const auto&) {};

class Law09 : public ::testing::Test {
 protected:
  TestForce force{{.people = 3}};
  PersonId gone = force.people.at(1);

  Person::Status status() { return force.office->vault().people().find(gone.value)->value.status; }
  ledger::Verified verify() {
    ledger::Verified out;
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY_ASSIGN(out, ledger::verify_ledger(database, force.office->clerk().keys(), kSilent));
      return {};
    }));
    return out;
  }
  std::uint64_t count(const char* sql) {
    std::uint64_t out = 0;
    must(force.office->clerk().read([&](db::Database& database) {
      return database.query(sql, {db::number(gone.value)}, [&](const db::Row& row) -> Result<void> {
        out = row.number(0);
        return {};
      });
    }));
    return out;
  }
  // Reads a person as the program does: recorded, then opened.
  Result<roll::Values> read(PersonId person) {
    roll::SealedPerson sealed;
    TRY_ASSIGN(const ledger::Durable durable, force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(sealed, force.office->vault().fetch(write.db(), person));
      write.append_read({.act = ledger::Act::kRead, .person = person, .fields = {Field::kSurname, Field::kPayNumber}});
      return {};
    }));
    return force.office->vault().reveal(durable, sealed, {Field::kSurname, Field::kPayNumber});
  }
};

TEST_F(Law09, ThePersonGoesAndTheLogStays) {
  must(read(gone));
  const std::uint64_t old_size = force.office->clerk().size();
  ledger::EntryProof before;
  must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
    TRY_ASSIGN(before, ledger::prove_entry(database, force.office->clerk().keys(), EntryIndex{2}, old_size));
    return {};
  }));
  must(office::erase_person(*force.office, force.dpo, gone));
  EXPECT_EQ(status(), Person::Status::kErasing);  // pending: older copies of the store can still be opened
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 1U);
  EXPECT_EQ(status(), Person::Status::kErased);
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 0U);

  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(count("SELECT COUNT(*) FROM person_blob WHERE person = ?"), 0U);
    EXPECT_EQ(count("SELECT COUNT(*) FROM photo_blob WHERE person = ?"), 0U);
    EXPECT_EQ(count("SELECT COUNT(*) FROM blind_index WHERE person = ?"), 0U);
    EXPECT_EQ(code_of(read(gone)), Code::kNotFound);
    EXPECT_EQ(must(read(force.people[0])).at(Field::kSurname).reveal_text(), invent(0).surname);
    EXPECT_GE(verify().erased, 2U);  // joining and the read
    for (const ledger::StoredEntry& entry : force.entries())
      if (entry.detail->person == gone) {
        EXPECT_TRUE(entry.detail->act == ledger::Act::kErasureBegun || entry.detail->act == ledger::Act::kErasureCompleted)
            << ledger::act_name(entry.detail->act);
      }
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY_ASSIGN(const auto after, ledger::prove_entry(database, force.office->clerk().keys(), EntryIndex{2}, old_size));
      EXPECT_EQ(after.path, before.path);
      EXPECT_EQ(after.entry.leaf, before.entry.leaf);
      return {};
    }));
    force.open();
  }
}

TEST_F(Law09, AnOlderCopyOfTheStoreOpensNothingUnderTheNewKeys) {
  force.close();
  const auto copy = force.folder.path() / "copy.db";
  std::filesystem::copy_file(force.store() / "store.db", copy);
  force.open();
  must(office::erase_person(*force.office, force.dpo, gone));
  must(office::complete_erasures(*force.office, force.dpo));
  for (const DataClass data_class : kAllClasses) {
    const std::string name = fmt::format("class {}", class_name(data_class));
    EXPECT_EQ(force.office->keyring().epoch(name), 2U);
    EXPECT_EQ(code_of(force.office->keyring().get(name, 1)), Code::kNotFound);
  }
  // His row of the copy beside today's keys: the key that wrapped it is in no file.
  const auto versions = force.office->vault().people().find(force.people[0].value)->value.versions;
  roll::SealedPerson sealed;
  const auto database = must(db::open_sqlite({copy, false, ""}));
  const auto into = [](Bytes& out) {
    return [&out](const db::Row& row) -> Result<void> {
      out = to_bytes(row.bytes(0));
      return {};
    };
  };
  must(database->query("SELECT body FROM person_blob WHERE person = ?", {db::number(gone.value)}, into(sealed.blob)));
  ASSERT_FALSE(sealed.blob.empty());
  sealed.person = gone;
  sealed.versions = versions;
  const auto durable = must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append_read({.act = ledger::Act::kRead, .person = gone, .fields = {Field::kSurname}});
    return {};
  }));
  EXPECT_FALSE(force.office->vault().reveal(durable, sealed, {Field::kSurname}));
}

TEST_F(Law09, RefusedWhileACopyIsOut) {
  const auto made = force.queue_cards({gone});
  const ItemId id = force.item(made.outside.at(0)).id;
  auto link = force.link(force.bureau);
  must(link.release(id));
  EXPECT_EQ(code_of(office::erase_person(*force.office, force.dpo, gone)), Code::kRefused);
  must(link.receipt(force.receipt(force.bureau, id, press::Outcome::kPrinted, true)));
  EXPECT_EQ(code_of(office::erase_person(*force.office, force.dpo, gone)), Code::kRefused);  // the disk copy
  must(link.receipt(force.receipt(force.bureau, id, press::Outcome::kPrinted, true, true)));
  must(office::erase_person(*force.office, force.dpo, gone));
  must(office::complete_erasures(*force.office, force.dpo));
  force.open();
  // Who had been exposed remains so.
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  scope.from = kStart - hours(1);
  const IncidentId incident = must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
  const office::Answer answer = must(office::exposure(*force.office, force.security, incident));
  EXPECT_EQ(answer.counts.certain + answer.counts.possible, 1U);
  EXPECT_EQ(answer.counts.certain + answer.counts.possible + answer.counts.excluded, force.people.size());
}

TEST_F(Law09, WhatWasDrawnAndNotReleasedGoesToo) {
  const auto made = force.queue_cards({gone});
  must(office::erase_person(*force.office, force.dpo, gone));
  const supplier::Item& item = force.item(made.outside.at(0));
  EXPECT_EQ(item.state, supplier::ItemState::kWithdrawn);
  EXPECT_TRUE(item.wrapped_key.empty());
  EXPECT_FALSE(force.link(force.bureau).release(item.id));
  EXPECT_TRUE(office::cards_in_state(*force.office, supplier::CardState::kApproved).empty());
}

TEST_F(Law09, OnlyTheDpoAndOnlyOnce) {
  for (const access::Actor& actor : {force.keeper, force.registrar, force.security, force.auditor}) {
    EXPECT_EQ(code_of(office::erase_person(*force.office, actor, gone)), Code::kRefused);
    EXPECT_EQ(code_of(office::complete_erasures(*force.office, actor)), Code::kRefused);
  }
  EXPECT_EQ(code_of(office::erase_person(*force.office, force.dpo, PersonId{999})), Code::kNotFound);
  must(office::erase_person(*force.office, force.dpo, gone));
  EXPECT_EQ(code_of(office::erase_person(*force.office, force.dpo, gone)), Code::kRefused);
}

// The key file cannot be written: the erasure stays pending, and nothing is wrapped under a key that is on no disk.
TEST_F(Law09, AFailureOfTheKeyFileLeavesItPendingAndTheRollReadable) {
  must(office::erase_person(*force.office, force.dpo, gone));
  const auto keys = force.store() / "keys", aside = force.store() / "keys.aside";
  std::filesystem::rename(keys, aside);
  std::filesystem::create_directory(keys);  // a folder stands where the file should go
  std::ofstream(keys / "x") << "x";
  EXPECT_EQ(code_of(office::complete_erasures(*force.office, force.dpo)), Code::kStorage);
  std::filesystem::remove_all(keys);
  std::filesystem::rename(aside, keys);
  EXPECT_EQ(status(), Person::Status::kErasing);
  const PersonId later = force.add_person(invent(50));
  force.open();
  EXPECT_EQ(must(read(later)).at(Field::kSurname).reveal_text(), invent(50).surname);
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 1U);
  force.open();
  EXPECT_EQ(must(read(later)).at(Field::kSurname).reveal_text(), invent(50).surname);
}

}  // namespace
}  // namespace tipstaff::test
