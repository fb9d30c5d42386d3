// Law 9: erasure without breaking the log. The person goes, every root and proof stays; refused while a copy is out;
// pending until the keys that wrapped the person are destroyed, a stop at any step included.
#include <fstream>
#include <set>

#include "crypto/hash.h"
#include "office/backup.h"
#include "office/breach.h"
#include "office/erasure.h"
#include "office/erasure_journal.h"
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
    TRY_ASSIGN(before, ledger::Prover(database, force.office->clerk().keys(), old_size).prove(EntryIndex{2}));
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
        EXPECT_TRUE(entry.detail->act == ledger::Act::kErasureBegun ||
                    entry.detail->act == ledger::Act::kErasureCompleted)
            << ledger::act_name(entry.detail->act);
      }
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY_ASSIGN(const auto after,
                 ledger::Prover(database, force.office->clerk().keys(), old_size).prove(EntryIndex{2}));
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
  const IncidentId incident =
      must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
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

// Who had what of an erased person stands in details and rows: a copy of the store from before opens neither with the
// keys of today. (The class keys are not enough for that.)
TEST_F(Law09, AnOlderCopyOfTheStoreDoesNotTellWhoHadWhat) {
  must(read(gone));
  const auto item = force.item(force.queue_cards({gone}).outside.at(0));
  force.close();
  const auto old = force.folder.path() / "old.db";
  std::filesystem::copy_file(force.store() / "store.db", old);
  force.open();
  must(office::erase_person(*force.office, force.dpo, gone));
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 1U);
  const auto database = must(db::open_sqlite({old, false, ""}));
  const ledger::Keys& keys = force.office->clerk().keys();
  std::uint64_t entries = 0, opened = 0;
  must(database->query(
      "SELECT idx, leaf, box FROM entry WHERE box IS NOT NULL", {}, [&](const db::Row& row) -> Result<void> {
        ++entries;
        opened += ledger::open_entry(keys, EntryIndex{row.number(0)}, row.bytes(1), row.bytes(2), false) ? 1U : 0U;
        return {};
      }));
  EXPECT_GT(entries, 10U);
  EXPECT_EQ(opened, 0U);
  std::uint64_t rows = 0;
  must(database->query("SELECT kind, id, entry, box FROM sealed_row", {}, [&](const db::Row& row) -> Result<void> {
    ++rows;
    EXPECT_FALSE(ledger::open_row(keys.rows, static_cast<ledger::RowKind>(row.number(0)), row.number(1),
                                  EntryIndex{row.number(2)}, row.bytes(3)));
    return {};
  }));
  EXPECT_GT(rows, 10U);
  // The locked artwork that the old row points to has no key any more either.
  EXPECT_FALSE(crypto::open(force.office->keyring().get("item keys"), as_bytes(""), item.wrapped_key));
  EXPECT_EQ(code_of(force.office->keyring().get("item keys", 1)), Code::kNotFound);
  verify();
  force.open();  // and the store itself is whole
  verify();
  must(read(force.people[0]));
}

// Leaves are public. Whoever can guess what an erased entry said, word for word, still cannot show that it was there.
TEST_F(Law09, AGuessedEntryCannotBeConfirmed) {
  must(read(gone));
  std::vector<ledger::StoredEntry> before = force.entries();
  must(office::erase_person(*force.office, force.dpo, gone));
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 1U);
  std::vector<Bytes> nonces{Bytes(before.front().nonce.size())};
  std::set<std::uint64_t> left;
  for (ledger::StoredEntry& entry : force.entries()) {
    left.insert(entry.index.value);
    nonces.push_back(std::move(entry.nonce));
  }
  std::size_t erased = 0;
  for (const ledger::StoredEntry& entry : before) {
    if (left.contains(entry.index.value)) continue;
    ++erased;
    for (const Bytes& nonce : nonces)
      EXPECT_NE(ledger::make_leaf(entry.detail->at, crypto::sha256({nonce, entry.encoded})), entry.leaf)
          << "entry " << entry.index.value;
  }
  EXPECT_GE(erased, 2U);  // joining and the read
}

TEST_F(Law09, ABackupThatHoldsTheOldKeysKeepsItPending) {
  const auto folder = force.folder.path();
  must(office::make_backup(*force.office, force.keeper, own_files, folder / "one"));
  must(office::erase_person(*force.office, force.dpo, gone));  // a backup is no copy that forbids it
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 0U);
  EXPECT_EQ(status(), Person::Status::kErasing);
  must(office::make_backup(*force.office, force.keeper, own_files, folder / "two"));  // has the new keys only
  auto pending = must(office::erasures(*force.office, force.dpo));
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].backups, std::vector<std::uint64_t>{1});
  EXPECT_FALSE(pending[0].needs_rotation);
  EXPECT_FALSE(pending[0].overdue);
  EXPECT_EQ(pending[0].row.due, kStart + hours(24 * 30));
  force.clock.advance(hours(24 * 3));
  EXPECT_EQ(must(office::destroy_backup(*force.office, force.keeper, 2, "not the one")), 0U);
  EXPECT_EQ(status(), Person::Status::kErasing);
  force.open();
  EXPECT_EQ(must(office::destroy_backup(*force.office, force.keeper, 1, "disk shredded")), 1U);
  EXPECT_EQ(status(), Person::Status::kErased);
  pending = must(office::erasures(*force.office, force.dpo));
  EXPECT_EQ(pending[0].row.completed, force.office->clerk().last_time());
  EXPECT_EQ(code_of(office::erasures(*force.office, force.sponsor)), Code::kRefused);
}

TEST_F(Law09, TheDeadlineIsStatedAndPassesInTheOpen) {
  EXPECT_EQ(code_of(office::set_erasure_days(*force.office, force.keeper, 5)), Code::kRefused);
  EXPECT_EQ(code_of(office::set_erasure_days(*force.office, force.dpo, 91)), Code::kInvalid);
  must(office::set_erasure_days(*force.office, force.dpo, 5));
  force.open();
  must(office::erase_person(*force.office, force.dpo, gone));
  EXPECT_EQ(must(office::erasures(*force.office, force.dpo))[0].row.due, kStart + hours(24 * 5));
  force.clock.advance(hours(24 * 5 + 1));
  EXPECT_TRUE(must(office::erasures(*force.office, force.dpo))[0].overdue);
  EXPECT_TRUE(must(office::erasures(*force.office, force.dpo))[0].needs_rotation);
}

TEST_F(Law09, TheJournalOutsideTheStoreNamesTheErased) {
  const auto copy = force.folder.path() / "elsewhere";
  EXPECT_EQ(code_of(office::set_journal_copy(*force.office, force.dpo, copy)), Code::kRefused);
  must(office::set_journal_copy(*force.office, force.keeper, copy));
  must(office::erase_person(*force.office, force.dpo, gone));
  for (const auto& file : {copy, force.store() / "erasures"}) {
    const auto listed =
        must(office::read_erasures(must(force.files.read(file)), force.office->root(), force.office->force().id));
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].person, gone);
    EXPECT_EQ(listed[0].erased, kStart);
    EXPECT_EQ(code_of(office::read_erasures(must(force.files.read(file)), force.office->root(), "another force")),
              Code::kTampered);
  }
  // A journal that could not be written is caught up.
  std::filesystem::remove(copy);
  must(office::complete_erasures(*force.office, force.dpo));
  EXPECT_TRUE(std::filesystem::exists(copy));
}

// Stopped after the new keys were made durable and before anything was sealed under them.
TEST_F(Law09, AStopWithinTheRotationLeavesTheStoreWhole) {
  must(office::erase_person(*force.office, force.dpo, gone));
  crypto::Keyring& keyring = force.office->keyring();
  for (const char* name : {"ledger detail", "row", "item keys"})
    keyring.add(name, crypto::new_key(force.office->random()));
  must(keyring.save(force.office->root(), force.office->random()));
  force.open();
  verify();
  must(read(force.people[0]));
  force.queue_cards({force.people[0]});
  EXPECT_EQ(must(office::complete_erasures(*force.office, force.dpo)), 1U);
  force.open();
  verify();
  EXPECT_EQ(code_of(force.office->keyring().get("ledger detail", 1)), Code::kNotFound);
}

}  // namespace
}  // namespace tipstaff::test
