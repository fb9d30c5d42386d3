// Law 1: no log, no read. Plaintext and keys leave only after the entry that records it is durable; without a witness
// that was asked for they do not leave at all; revocation, containment and receipts wait for nobody.
#include "office/breach.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

using ledger::Act;

constexpr FieldSet kName = {Field::kSurname, Field::kForenames};

class Law01 : public ::testing::Test {
 protected:
  TestForce force{{.people = 4}};

  roll::SealedPerson sealed(PersonId person) {
    roll::SealedPerson out;
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY_ASSIGN(out, force.office->vault().fetch(database, person));
      return {};
    }));
    return out;
  }
  ledger::Durable record(Act act, PersonId person, FieldSet fields, bool as_read = true) {
    return must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      ledger::Detail detail;
      detail.act = act;
      detail.actor = force.issuer.id;
      detail.person = person;
      detail.fields = fields;
      detail.reason = "a test";
      as_read ? write.append_read(detail) : write.append(detail);
      return {};
    }));
  }
  // The entries that a machine finds which loses its power now: of a copy of the files, opened anew.
  std::vector<ledger::StoredEntry> entries_after_a_crash() {
    const TemporaryFolder elsewhere;
    std::filesystem::copy(force.store(), elsewhere.path() / "store", std::filesystem::copy_options::recursive);
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(TestForce::kPassphrase);
    office::Office::OpenSettings settings;
    settings.folder = elsewhere.path() / "store";
    settings.secrets = &secrets;
    SystemRandom random;
    const auto copy = must(office::Office::open(settings, force.clock, random));
    std::vector<ledger::StoredEntry> out;
    must(copy->clerk().read([&](db::Database& database) -> Result<void> {
      for (std::uint64_t i = 0; i < copy->clerk().size(); ++i) {
        TRY_ASSIGN(ledger::StoredEntry entry, ledger::read_entry(database, copy->clerk().keys(), EntryIndex{i}));
        out.push_back(std::move(entry));
      }
      return {};
    }));
    return out;
  }
};

TEST_F(Law01, TheVaultOpensWhatAnEntryCoversAndNothingElse) {
  const PersonId person = force.people[0], other = force.people[1];
  const roll::Vault& vault = force.office->vault();
  const auto name = record(Act::kRead, person, kName);
  EXPECT_TRUE(vault.reveal(name, sealed(person), kName));
  EXPECT_TRUE(vault.reveal(name, sealed(person), {Field::kSurname}));
  EXPECT_EQ(code_of(vault.reveal(name, sealed(other), kName)), Code::kRefused);
  EXPECT_EQ(code_of(vault.reveal(name, sealed(person), {Field::kPayNumber})), Code::kRefused);
  EXPECT_EQ(code_of(vault.reveal(name, sealed(person), kName | FieldSet{Field::kPhoto})), Code::kRefused);
  // An entry that mentions the person without recording a read is none.
  const auto mention = record(Act::kCardRequested, person, kName, false);
  EXPECT_EQ(code_of(vault.reveal(mention, sealed(person), kName)), Code::kRefused);
  const auto nobody = record(Act::kRead, PersonId{}, kName);
  EXPECT_EQ(code_of(vault.reveal(nobody, sealed(person), kName)), Code::kRefused);
}

TEST_F(Law01, TheDeskHandsOverWhatAnEntryCoversAndNothingElse) {
  const auto made = force.queue_cards({force.people[0], force.people[1]});
  must(force.link(force.bureau).release(force.item(made.outside[0]).id));
  const supplier::Desk& desk = force.office->desk();
  const PersonId person = force.item(made.outside[0]).person, other = force.item(made.outside[1]).person;
  EXPECT_TRUE(desk.hand_over(record(Act::kItemReleased, person, kCardFields), made.outside[0]));
  EXPECT_EQ(code_of(desk.hand_over(record(Act::kItemReleased, other, kCardFields), made.outside[0])), Code::kRefused);
  EXPECT_EQ(code_of(desk.hand_over(record(Act::kItemReleased, person, kName), made.outside[0])), Code::kRefused);
  EXPECT_EQ(code_of(desk.hand_over(record(Act::kItemReleased, person, kCardFields, false), made.outside[0])),
            Code::kRefused);
  // One that was never released has no box, whatever the ledger says.
  EXPECT_EQ(code_of(desk.hand_over(record(Act::kItemReleased, other, kCardFields), made.outside[1])), Code::kRefused);
}

TEST_F(Law01, EveryKeyThatWasHandedOutHasItsEntryOnTheDisk) {
  const auto made = force.queue_cards(force.people);
  auto link = force.link(force.bureau);
  std::size_t keys = 0;
  for (const std::uint64_t number : made.outside) {
    for (int times = 0; times < 2; ++times) {
      const ItemId id = force.item(number).id;
      must(link.release(id));
      ++keys;
      std::size_t recorded = 0;
      bool this_one = false;
      for (const ledger::StoredEntry& entry : entries_after_a_crash()) {
        if (!entry.detail || entry.detail->act != Act::kItemReleased || entry.detail->fields.empty()) continue;
        if (entry.detail->holder.value == 0) continue;  // the card's own step, beside the release
        ++recorded;
        this_one = this_one || (entry.detail->item == id && entry.detail->person == force.item(number).person);
      }
      EXPECT_TRUE(this_one);
      EXPECT_EQ(recorded, keys);
    }
  }
}

TEST_F(Law01, EveryFaceThatWasDrawnWasReadOnTheRecord) {
  const auto made = force.queue_cards(force.people);
  std::map<PersonId, FieldSet> read;
  for (const ledger::StoredEntry& entry : entries_after_a_crash())
    if (entry.detail && entry.detail->act == Act::kRead)
      read[entry.detail->person] = read[entry.detail->person] | entry.detail->fields;
  for (const std::uint64_t number : made.outside)
    EXPECT_TRUE(read[force.item(number).person].contains(force.item(number).fields));
}

TEST_F(Law01, WithoutItsWitnessTheOfficeHandsNothingOut) {
  const auto made = force.queue_cards({force.people[0], force.people[1]});
  const auto later = force.queue_cards({force.people[2]}, 0, false);
  must(force.link(force.bureau).release(force.item(made.outside[0]).id));
  const PersonId person = force.people[3];
  bool away = true;
  force.open([&away](const std::string& checkpoint, auto&&...) -> Result<ledger::Cosigned> {
    if (away) return fail(Code::kUnavailable, "the witness does not answer");
    return checkpoint;
  });
  auto link = force.link(force.bureau);
  const auto covered = force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    ledger::Detail detail;
    detail.act = Act::kRead;
    detail.person = person;
    detail.fields = kName;
    write.append_read(detail);
    return {};
  });
  EXPECT_EQ(code_of(covered), Code::kUnavailable);  // so there is nothing to show the vault
  EXPECT_EQ(code_of(link.release(force.item(made.outside[1]).id)), Code::kUnavailable);
  EXPECT_EQ(code_of(link.release(force.item(made.outside[0]).id)), Code::kUnavailable);  // nor one again
  EXPECT_FALSE(office::render_items(*force.office, force.issuer, later.outside, [](const auto&) {}));

  // What protects people goes on.
  EXPECT_TRUE(link.receipt(force.receipt(force.bureau, force.item(made.outside[0]).id, press::Outcome::kPrinted)));
  office::ScopeRequest scope;
  scope.holders = {fmt::format("press:{}", kBureau)};
  scope.from = kStart;
  const auto incident = office::open_incident(*force.office, force.security, scope, "a test", force.clock.now());
  ASSERT_TRUE(incident);
  EXPECT_FALSE(office::exposure(*force.office, force.dpo, *incident));
  EXPECT_TRUE(office::contain(*force.office, force.security, *incident));
  EXPECT_TRUE(office::revoke_press(*force.office, force.security, kPassOffice, "a test"));
  EXPECT_EQ(code_of(link.list(10)), Code::kUnauthorised);

  away = false;
  EXPECT_TRUE(office::exposure(*force.office, force.dpo, *incident));
}

TEST_F(Law01, AKeyThatTheWitnessHeldBackIsRecordedAndComesLaterAtNoNewCharge) {
  const auto made = force.queue_cards({force.people[0]});
  bool away = true;
  force.open([&away](const std::string& checkpoint, auto&&...) -> Result<ledger::Cosigned> {
    if (away) return fail(Code::kUnavailable, "the witness does not answer");
    return checkpoint;
  });
  auto link = force.link(force.bureau);
  EXPECT_FALSE(link.release(force.item(made.outside[0]).id));
  // Committed, undelivered: that is how custody has it.
  const auto copy = force.office->book().find(force.item(made.outside[0]).opened);
  ASSERT_TRUE(copy);
  EXPECT_FALSE(copy->delivered);
  away = false;
  EXPECT_TRUE(link.release(force.item(made.outside[0]).id));
  const auto supplier = *force.office->desk().supplier_named(kSupplier);
  EXPECT_EQ(force.office->desk().releases(supplier).within(force.clock.now(), hours(24)), 1U);
}

// A store whose commit fails: nothing was written, and the disk says so.
class FailingStore final : public db::Database {
 public:
  FailingStore(std::unique_ptr<db::Database> store, const bool& failing)
      : store_(std::move(store)), failing_(failing) {}
  Result<void> run(const char* sql, std::initializer_list<db::Parameter> parameters) override {
    return store_->run(sql, parameters);
  }
  Result<void> query(const char* sql, std::initializer_list<db::Parameter> parameters,
                     const db::OnRow& on_row) override {
    return store_->query(sql, parameters, on_row);
  }
  Result<void> script(std::string_view sql) override { return store_->script(sql); }
  Result<void> begin() override { return store_->begin(); }
  Result<void> commit() override {
    if (!failing_) return store_->commit();
    TRY(store_->rollback());
    return fail(Code::kStorage, "the disk is full");
  }
  Result<void> rollback() override { return store_->rollback(); }
  Result<void> savepoint() override { return store_->savepoint(); }
  Result<void> release_savepoint() override { return store_->release_savepoint(); }
  Result<void> rollback_to_savepoint() override { return store_->rollback_to_savepoint(); }
  Result<void> copy_to(const std::filesystem::path& file) override { return store_->copy_to(file); }

 private:
  std::unique_ptr<db::Database> store_;
  const bool& failing_;
};

TEST(Law01Clerk, AFailedCommitGivesNoProofOfTheRead) {
  const TemporaryFolder folder;
  const ManualClock clock(kStart);
  SystemRandom random;
  const ledger::Keys keys{crypto::new_ed25519_key(random),
                          crypto::new_key(random),
                          {crypto::new_key(random), crypto::new_key(random)},
                          "example.org/force"};
  const std::filesystem::path file = folder.path() / "store.db", checkpoint = folder.path() / "checkpoint";
  must(ledger::Clerk::create(*must(db::open_sqlite({file, true, ""})), keys, clock, random, checkpoint));
  bool failing = false;
  ledger::ClerkSettings settings;
  settings.checkpoint_file = checkpoint;
  const auto clerk =
      must(ledger::Clerk::open(std::make_unique<FailingStore>(must(db::open_sqlite({file, false, ""})), failing),
                               keys.clone(), clock, random, std::move(settings), {}));
  const auto read = [&] {
    return clerk->submit([](ledger::Write& write) -> Result<void> {
      ledger::Detail detail;
      detail.act = Act::kRead;
      detail.person = PersonId{1};
      detail.fields = kName;
      write.append_read(detail);
      return {};
    });
  };
  EXPECT_TRUE(read());
  failing = true;
  EXPECT_FALSE(read());
  EXPECT_FALSE(read());
}

}  // namespace
}  // namespace tipstaff::test
