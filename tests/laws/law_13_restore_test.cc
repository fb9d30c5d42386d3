// Law 13, restore: every way back that an attacker, or a hurried keeper, could try. An older or forged checkpoint, a
// changed or cut backup, a cut journal, a store put back to be released from again, an erased person coming back, an
// answer that leaves out what the gap may have let out.
#include <fstream>

#include "ledger/extend.h"
#include "office/backup.h"
#include "office/breach.h"
#include "office/erasure.h"
#include "office/erasure_journal.h"
#include "office/restore.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;
const Progress kSilent = [](const auto&) {};

class Law13Restore : public ::testing::Test {
 protected:
  TestForce force{{.people = 6}};
  fs::path home = force.folder.path();
  fs::path backup = home / "monday.backup", archive = home / "archive", newest = home / "newest";
  std::unique_ptr<office::Office> again;
  office::RestoreDone done;

  void back_up() { must(office::make_backup(*force.office, force.keeper, own_files, backup)); }
  void keep_checkpoint() { must(force.files.replace(newest, as_bytes(force.office->clerk().checkpoint()))); }
  void export_archive() {
    must(force.office->clerk().read([&](db::Database& database) {
      return ledger::export_ledger(database, force.office->clerk().checkpoint(), force.office->clerk().size(), archive,
                                   kSilent);
    }));
  }
  office::RestoreSettings settings() {
    office::RestoreSettings out;
    out.backup = backup;
    out.folder = home / "again";
    out.checkpoint = newest;
    out.no_erasures = true;
    out.secrets = [](const fs::path&) -> Result<crypto::RootSecrets> {
      crypto::RootSecrets secrets;
      secrets.passphrase = Plaintext::copy_of(TestForce::kPassphrase);
      return secrets;
    };
    return out;
  }
  Result<void> try_restore(const office::RestoreSettings& how) {
    force.close();
    TRY_ASSIGN(done, office::restore(how, force.clock, random));
    const auto secrets = must(how.secrets(how.folder));
    office::Office::OpenSettings opening;
    opening.folder = how.folder;
    opening.secrets = &secrets;
    TRY_ASSIGN(again, office::Office::open(opening, force.clock, random));
    return {};
  }
  // Refused, and nothing left behind.
  void expect_refused(const office::RestoreSettings& how, Code code, const char* what) {
    const auto outcome = try_restore(how);
    EXPECT_EQ(code_of(outcome), code) << what << ": " << outcome.error().text();
    EXPECT_FALSE(fs::exists(how.folder)) << what;
    EXPECT_FALSE(fs::exists(how.folder.string() + ".restoring")) << what;
  }
  ledger::Verified verify() {
    ledger::Verified out;
    must(again->clerk().read([&](db::Database& database) -> Result<void> {
      TRY_ASSIGN(out, ledger::verify_ledger(database, again->clerk().keys(), kSilent));
      return {};
    }));
    return out;
  }
  SystemRandom random;
};

TEST_F(Law13Restore, NothingOfABackupIsInTheOpen) {
  force.queue_cards(force.people);
  back_up();
  const Bytes content = must(force.files.read(backup));
  const std::string_view text = as_text(content);
  for (std::size_t i = 0; i < force.people.size(); ++i)
    for (const std::string& value :
         {invent(i).surname, invent(i).warrant_number, invent(i).pay_number, invent(i).vetting_level})
      EXPECT_EQ(text.find(value), std::string_view::npos);
  EXPECT_EQ(text.find("SQLite format 3"), std::string_view::npos);
  EXPECT_EQ(text.find("Northmoor"), std::string_view::npos);
  EXPECT_FALSE(fs::exists(backup.string() + ".part"));
  EXPECT_FALSE(fs::exists(backup.string() + ".store"));
  EXPECT_EQ(fs::status(backup).permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST_F(Law13Restore, ABackupIsMadeByTheKeeperOnceOutsideTheStoreAndIsInCustody) {
  EXPECT_EQ(code_of(office::make_backup(*force.office, force.dpo, own_files, backup)), Code::kRefused);
  EXPECT_EQ(code_of(office::make_backup(*force.office, force.keeper, own_files, force.store() / "inside")),
            Code::kRefused);
  back_up();
  EXPECT_EQ(code_of(office::make_backup(*force.office, force.keeper, own_files, backup)), Code::kRefused);
  const auto holder = force.office->book().holder_named(custody::HolderKind::kBackup, "1");
  ASSERT_TRUE(holder);
  EXPECT_EQ(force.office->book().of_holder(*holder).size(), 1U);
  EXPECT_EQ(force.office->book().of_holder(*holder).end(0), custody::End::kOpen);
  // Stolen: everybody on the roll then is possible, and who came later is not.
  force.clock.advance(hours(1));
  const PersonId later = force.add_person(invent(90));
  office::ScopeRequest scope;
  scope.holders = {"backup:1"};
  const IncidentId incident =
      must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
  const office::Answer answer = must(office::exposure(*force.office, force.security, incident));
  EXPECT_EQ(answer.counts.possible, force.people.size());
  EXPECT_EQ(answer.exposure.population.back().person, later);
  EXPECT_EQ(answer.exposure.grade(answer.exposure.population.size() - 1), incident::Grade::kExcluded);
  EXPECT_FALSE(answer.entries.front().empty());
  EXPECT_EQ(code_of(office::destroy_backup(*force.office, force.security, 1, "shredded")), Code::kRefused);
  EXPECT_EQ(code_of(office::destroy_backup(*force.office, force.keeper, 1, "")), Code::kUsage);
  must(office::destroy_backup(*force.office, force.keeper, 1, "shredded by two people, certificate 77"));
  EXPECT_EQ(force.office->book().of_holder(*holder).end(0), custody::End::kOnWord);
  EXPECT_EQ(code_of(office::destroy_backup(*force.office, force.keeper, 1, "again")), Code::kRefused);
}

TEST_F(Law13Restore, AChangedCutOrForeignBackupIsRefused) {
  back_up();
  keep_checkpoint();
  const Bytes content = must(force.files.read(backup));
  std::vector<std::size_t> places{0, 20, 24, 60, content.size() / 3, content.size() / 2, content.size() - 1};
  for (const std::size_t at : places) {
    Bytes changed = content;
    changed[at] ^= 1;
    must(force.files.replace(backup, changed));
    const auto outcome = try_restore(settings());
    ASSERT_FALSE(outcome) << at;
    EXPECT_TRUE(outcome.error().code() == Code::kTampered || outcome.error().code() == Code::kUnauthorised)
        << outcome.error().text();
    EXPECT_FALSE(fs::exists(home / "again"));
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, std::size_t{200}, content.size() / 2, content.size() - 1}) {
    must(force.files.replace(backup, ByteView(content).first(size)));
    expect_refused(settings(), Code::kTampered, "cut");
  }
  Bytes longer = content;
  longer.push_back(0);
  must(force.files.replace(backup, longer));
  expect_refused(settings(), Code::kTampered, "lengthened");
  // The end cut off at a piece's edge: the last piece says that it is the last.
  std::size_t at = 19, before = 0;
  for (at += 4 + get_u32(content.data() + at); at < content.size(); at += 4 + get_u32(content.data() + at)) before = at;
  must(force.files.replace(backup, ByteView(content).first(before)));
  expect_refused(settings(), Code::kTampered, "last piece missing");
  must(force.files.replace(backup, content));
  must(try_restore(settings()));
}

TEST_F(Law13Restore, AnOlderAForgedOrAForeignCheckpointIsRefused) {
  const std::string old = force.office->clerk().checkpoint();
  back_up();
  keep_checkpoint();
  office::RestoreSettings how = settings();
  must(force.files.replace(newest, as_bytes(old)));
  expect_refused(how, Code::kRefused, "older");
  how.checkpoint.clear();
  expect_refused(how, Code::kUsage, "none");
  // A second history of the same length: what a store put back and used again would sign.
  force.open();
  const ledger::Checkpoint forged{force.office->force().origin, force.office->clerk().size(), Hash{7}, {}};
  const auto& keys = force.office->clerk().keys();
  const std::string note = ledger::sign_checkpoint(
      forged, {keys.origin, ledger::NoteKeyType::kEd25519, {keys.signing.seed.clone(), keys.signing.public_key}});
  how = settings();
  must(force.files.replace(newest, as_bytes(note)));
  expect_refused(how, Code::kTampered, "forked");
  const TestForce another({.people = 0, .presses = false});
  must(force.files.replace(newest, as_bytes(another.office->clerk().checkpoint())));
  expect_refused(how, Code::kTampered, "another ledger's");
  how = settings();
  how.no_erasures = false;
  must(force.files.replace(newest, as_bytes(old)));
  how.folder = force.store();
  EXPECT_EQ(code_of(try_restore(how)), Code::kRefused) << "over a store";
}

TEST_F(Law13Restore, WithTheArchiveTheLogGoesOn) {
  back_up();
  for (int i = 0; i < 300; ++i) force.add_person(invent(100 + static_cast<std::size_t>(i)));  // past a tile's edge
  keep_checkpoint();
  export_archive();
  const std::uint64_t size = force.office->clerk().size();
  const std::string origin = force.office->force().origin;
  office::RestoreSettings how = settings();
  how.archive = archive;
  must(try_restore(how));
  EXPECT_TRUE(done.continued);
  EXPECT_EQ(again->force().origin, origin);
  EXPECT_GT(again->clerk().size(), size);
  const ledger::Verified verified = verify();
  EXPECT_GE(verified.erased, 300U);  // the leaves stand, without details
  // The new tree follows from the newest checkpoint: a witness would cosign it.
  must(again->clerk().read([&](db::Database& database) -> Result<void> {
    ledger::ClerkStore store(database, again->clerk().keys());
    TRY_ASSIGN(const Hash root, store.root_at(size));
    TRY_ASSIGN(const Bytes note, force.files.read(newest));
    TRY_ASSIGN(const ledger::Checkpoint head,
               ledger::open_checkpoint(note, ledger::verifier_key(again->clerk().keys())));
    EXPECT_EQ(root, head.root);
    return {};
  }));
  EXPECT_EQ(again->vault().people().all().size(), force.people.size());
}

TEST_F(Law13Restore, AnArchiveOfAnotherHistoryIsRefused) {
  back_up();
  force.add_person(invent(70));
  keep_checkpoint();
  export_archive();
  for (const auto& file : fs::recursive_directory_iterator(archive / "tile" / "entries")) {
    if (!file.is_regular_file()) continue;
    Bytes content = must(force.files.read(file.path()));
    content.back() ^= 1;
    must(force.files.replace(file.path(), content));
  }
  office::RestoreSettings how = settings();
  how.archive = archive;
  expect_refused(how, Code::kTampered, "archive");
  fs::remove_all(archive / "tile");
  expect_refused(how, Code::kNotFound, "no tiles");
}

TEST_F(Law13Restore, WithoutTheArchiveTheLogHasANewName) {
  back_up();
  force.add_person(invent(70));
  keep_checkpoint();
  const std::string origin = force.office->force().origin;
  must(try_restore(settings()));
  EXPECT_FALSE(done.continued);
  EXPECT_EQ(again->force().origin, origin + "/epoch-2");
  EXPECT_EQ(code_of(ledger::open_checkpoint(
                as_bytes(again->clerk().checkpoint()),
                {origin, ledger::NoteKeyType::kEd25519, again->clerk().keys().signing.public_key})),
            Code::kNotFound);  // nothing is signed under the old name any more
  verify();
  const auto& row = again->keeping().restores.find(2)->value;
  EXPECT_EQ(row.old_origin, origin);
  EXPECT_EQ(row.newest_size, row.old_size + 1);
  // Restored once more, from a backup of the second epoch.
  const access::Actor keeper = must(again->actor(done.token));
  fs::remove(backup);
  must(office::make_backup(*again, keeper, own_files, backup));
  must(force.files.replace(newest, as_bytes(again->clerk().checkpoint())));
  again.reset();
  office::RestoreSettings how = settings();
  how.folder = home / "third";
  must(try_restore(how));
  EXPECT_EQ(done.epoch, 3U);
  EXPECT_TRUE(done.continued);
}

TEST_F(Law13Restore, NothingIsReleasedAgain) {
  const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2]});
  auto before = force.link(force.bureau);
  const ItemId held = force.item(made.outside[0]).id, waiting = force.item(made.outside[1]).id;
  must(before.locked(held));
  const Bytes box = must(before.release(held));
  back_up();
  keep_checkpoint();
  must(before.locked(waiting));
  must(before.release(waiting));  // after the backup: the restored record does not know
  must(try_restore(settings()));
  office::PressDoor door(*again);
  press::DirectLink link(door, force.bureau.certificate());
  EXPECT_EQ(code_of(link.release(waiting)), Code::kRefused);  // halted
  const auto resumed = again->clerk().submit([&](ledger::Write& write) {
    return again->desk().resume(write, *again->desk().press_named(kBureau), "looked into", force.security.id,
                                force.second_security.id);
  });
  must(resumed);
  EXPECT_TRUE(must(link.list(100)).empty());
  for (const ItemId& item : {held, waiting}) EXPECT_EQ(code_of(link.release(item)), Code::kRefused);
  for (const auto& [number, stored] : again->desk().tables().items.all()) {
    EXPECT_TRUE(stored.value.box.empty()) << number;
    EXPECT_TRUE(stored.value.wrapped_key.empty()) << number;
  }
  for (const auto& [id, stored] : again->cards().table().all()) {
    using enum supplier::CardState;
    EXPECT_TRUE(stored.value.state == kReleased || stored.value.state == kRevoked);
  }
  // A receipt of what was released before is still taken.
  must(link.receipt(force.receipt(force.bureau, held, press::Outcome::kPrinted)));
  // The budget counts at least what was: nobody more today.
  EXPECT_GE(
      again->desk().releases(*again->desk().supplier_named(kSupplier)).within(again->clerk().last_time(), hours(1)),
      8U);
  const auto& contract = again->desk().tables().suppliers.find(again->desk().supplier_named(kSupplier)->value)->value;
  EXPECT_EQ(code_of(supplier::check_budget(contract, again->desk().releases(*again->desk().supplier_named(kSupplier)),
                                           0, again->clerk().last_time())),
            Code::kRefused);
}

TEST_F(Law13Restore, WhatTheGapMayHaveLetOutIsPossible) {
  back_up();
  keep_checkpoint();
  force.clock.advance(hours(5));
  must(try_restore(settings()));
  const Instant after = force.clock.now() + hours(24 * 40);
  force.clock.set(after);
  again->clerk().accept_clock();
  const PersonId joined_in_gap = [&] {
    PersonId id;
    must(again->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(id, again->vault().add(write, TestForce::as_new(invent(95)), force.registrar.id, "taken in again"));
      return {};
    }));
    return id;
  }();
  const auto ask = [&](const std::string& holder, Instant from, Instant to) {
    office::ScopeRequest scope;
    scope.holders = {holder};
    scope.from = from;
    scope.to = to;
    const IncidentId incident = must(office::open_incident(*again, force.security, scope, "a test", force.clock.now()));
    return must(office::exposure(*again, force.security, incident));
  };
  const std::string press = fmt::format("press:{}", kBureau);
  // Long after the gap, too: what was released in it may still be held.
  const office::Answer answer = ask(press, after, after + hours(1));
  EXPECT_EQ(answer.counts.possible, force.people.size() + 1);
  EXPECT_EQ(answer.exposure.possible.back() & kCardFields, answer.exposure.possible.back());
  EXPECT_EQ(answer.exposure.population.back().person, joined_in_gap);
  const EntryIndex proof = again->keeping().restores.find(2)->entry;
  for (const auto& entries : answer.entries) EXPECT_TRUE(std::ranges::count(entries, proof));
  // Before the gap the record is as good as it was.
  EXPECT_EQ(ask(press, kStart - hours(2), kStart - hours(1)).counts.possible, 0U);
}

TEST_F(Law13Restore, WhatGaveAccessHasEnded) {
  const std::string token = force.token_of(force.security);
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    access::Grant grant{force.registrar.id, 2, {}, "a test", kEver, force.keeper.id, true};
    const EntryIndex entry = write.append({.act = ledger::Act::kGrantGiven});
    return force.office->access().grants.put(write, 1, grant, entry);
  }));
  const Plaintext code = must(office::invite_press(*force.office, force.security, kSupplier, "third", false));
  back_up();
  keep_checkpoint();
  must(try_restore(settings()));
  EXPECT_EQ(code_of(again->actor(token)), Code::kUnauthorised);
  EXPECT_EQ(code_of(again->actor(force.keeper_token)), Code::kUnauthorised);
  EXPECT_EQ(must(again->actor(done.token)).name, "keeper");
  EXPECT_EQ(code_of(access::find_grant(again->access(), force.registrar, force.people[0], {Field::kSurname}, "a test",
                                       false, again->clerk().last_time())),
            Code::kRefused);
  for (const auto& [id, stored] : again->desk().tables().invitations.all()) EXPECT_TRUE(stored.value.used);
  for (const auto& [id, stored] : again->desk().tables().presses.all())
    EXPECT_NE(stored.value.state, supplier::PressState::kApproved);
}

TEST_F(Law13Restore, AnErasedPersonDoesNotComeBack) {
  back_up();
  const PersonId gone = force.people[3];
  must(office::erase_person(*force.office, force.dpo, gone));
  keep_checkpoint();
  force.close();
  const fs::path journal = home / "journal";
  fs::copy_file(force.store() / "erasures", journal);
  const Bytes whole = must(force.files.read(journal));

  office::RestoreSettings how = settings();
  how.no_erasures = false;
  expect_refused(how, Code::kRefused, "no journal");
  how.erasures = journal;
  for (std::size_t at = 0; at < whole.size(); at += 11) {
    Bytes changed = whole;
    changed[at] ^= 1;
    must(force.files.replace(journal, changed));
    expect_refused(how, Code::kTampered, "journal changed");
  }
  must(force.files.replace(journal, whole));
  must(try_restore(how));
  EXPECT_EQ(done.erased_again, 1U);
  // Pending, because the backup that it came from is still there.
  EXPECT_EQ(again->vault().people().find(gone.value)->value.status, roll::Person::Status::kErasing);
  must(again->clerk().read([&](db::Database& database) -> Result<void> {
    EXPECT_EQ(code_of(again->vault().fetch(database, gone)), Code::kNotFound);
    TRY_ASSIGN(const auto found, again->vault().find(database, Field::kWarrantNumber, invent(3).warrant_number));
    EXPECT_FALSE(found);
    return {};
  }));
  verify();
  const access::Actor keeper = must(again->actor(done.token));
  EXPECT_EQ(must(office::destroy_backup(*again, keeper, 1, "overwritten")), 1U);
  EXPECT_EQ(again->vault().people().find(gone.value)->value.status, roll::Person::Status::kErased);
  // The journal goes on: a later backup counts it, and a cut one is refused.
  fs::remove(backup);
  must(office::make_backup(*again, keeper, own_files, backup));
  must(force.files.replace(newest, as_bytes(again->clerk().checkpoint())));
  cbor::Writer none;
  none.array(0);
  must(force.files.replace(journal, none.view()));
  again.reset();
  how.folder = home / "third";
  expect_refused(how, Code::kRefused, "journal cut");
}

TEST_F(Law13Restore, TheWitnessIsAskedWhatIsNewest) {
  back_up();
  keep_checkpoint();
  force.close();
  office::RestoreSettings how = settings();
  // The store has a witness: its file is in the backup.
  force.open();
  must(force.files.replace(force.store() / "witness", as_bytes("https://127.0.0.1:1\npin\nkey\n"), 0644));
  fs::remove(backup);
  back_up();
  keep_checkpoint();
  how.witness = [](const fs::path&) -> Result<ledger::Cosign> {
    return ledger::Cosign([](const std::string&, std::uint64_t, const ledger::HashReader&) -> Result<ledger::Cosigned> {
      return fail(Code::kTampered, "the witness has seen another history");
    });
  };
  expect_refused(how, Code::kTampered, "the witness knows more");
  std::uint64_t asked = 0;
  how.witness = [&](const fs::path&) -> Result<ledger::Cosign> {
    return ledger::Cosign(
        [&](const std::string& note, std::uint64_t, const ledger::HashReader&) -> Result<ledger::Cosigned> {
          ++asked;
          return note;
        });
  };
  must(try_restore(how));
  EXPECT_GE(asked, 2U);  // before, and for the first entry after
}

}  // namespace
}  // namespace tipstaff::test
