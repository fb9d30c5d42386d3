// Law 12: a stop at any instruction loses nothing acknowledged and leaves nothing disclosed but unlogged. Every call by
// which the store changes its files is a boundary: at each one the power is cut, or the disk fails or fills up; then
// the office opens again, and what was acknowledged is compared with what is there.
#include <fstream>
#include <future>

#include "office/import.h"
#include "office/people.h"
#include "office/witness_use.h"
#include "office_fixture.h"
#include "support/fault_vfs.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;
using supplier::ItemState;

constexpr std::size_t kNewPeople = 40;
const Progress kSilent = [](const auto&) {};

class Law12 : public ::testing::Test {
 protected:
  // What is done, and what must hold afterwards: all of it if it was acknowledged, all or nothing of it if not.
  struct Operation {
    std::string name;
    std::function<bool()> run;  // true: acknowledged
    std::function<void(bool acknowledged)> check;
  };

  fs::path base() const { return force.folder.path() / "base"; }

  void open_with_faults() {
    force.close();
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(TestForce::kPassphrase);
    office::Office::OpenSettings settings;
    settings.folder = force.store();
    settings.secrets = &secrets;
    settings.vfs = vfs.name();
    force.office = must(office::Office::open(settings, force.clock, random));
    force.door = std::make_unique<office::PressDoor>(*force.office);
  }
  void keep_as_base() {
    force.close();
    fs::remove_all(base());
    fs::copy(force.store(), base(), fs::copy_options::recursive);
  }
  void back_to_base() {
    force.close();
    fs::remove_all(force.store());
    fs::copy(base(), force.store(), fs::copy_options::recursive);
    vfs.forget();
    open_with_faults();
  }

  void strike(const Operation& operation, Fault fault, std::uint64_t at, Survivors survivors) {
    SCOPED_TRACE(fmt::format("{}, call {}, fault {}, survivors {}", operation.name, at, static_cast<int>(fault),
                             static_cast<int>(survivors)));
    back_to_base();
    vfs.arm(fault, at);
    const bool acknowledged = operation.run();
    if (fault != Fault::kPowerCut) {
      vfs.disarm();
      go_on_working();
      operation.check(acknowledged);
    }
    force.close();
    if (fault == Fault::kPowerCut) {
      if (!vfs.struck()) return;
      vfs.lose_unsynced(survivors, at);
      // This file is not synced: an older one may stand there again.
      if (at % 2 == 0)
        fs::copy_file(base() / "checkpoint", force.store() / "checkpoint", fs::copy_options::overwrite_existing);
    }
    vfs.disarm();
    open_with_faults();
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY(ledger::verify_ledger(database, force.office->clerk().keys(), kSilent));
      return {};
    }));
    operation.check(acknowledged);
    if (HasFailure()) return;
    ++struck_;
  }

  // After a failure that was not the end the office works, or says that it must be started again.
  void go_on_working() {
    const auto session = force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY(access::open_session(write, force.office->access(), force.keeper.id, hours(1)));
      return {};
    });
    if (!session) {
      EXPECT_EQ(session.error().code(), Code::kUnavailable) << session.error().text();
      open_with_faults();
    }
  }

  void at_every_boundary(const Operation& operation) {
    back_to_base();
    vfs.arm(Fault::kNone, 0);
    ASSERT_TRUE(operation.run());
    force.close();  // the store writes its log back then: those calls are boundaries too
    const std::uint64_t calls = vfs.calls();
    for (std::uint64_t at = 1; at <= calls && !HasFailure(); ++at) {
      strike(operation, Fault::kPowerCut, at, Survivors::kNone);
      switch (at % 4) {
        case 0:
          strike(operation, Fault::kPowerCut, at, Survivors::kAll);
          break;
        case 1:
          strike(operation, Fault::kPowerCut, at, Survivors::kSome);
          break;
        case 2:
          strike(operation, Fault::kFailOnce, at, Survivors::kAll);
          break;
        default:
          strike(operation, Fault::kFillUp, at, Survivors::kAll);
      }
    }
    boundaries_ += calls;
    fmt::print("{}: {} boundaries\n", operation.name, calls);
  }

  Operation import() {
    const fs::path csv = force.folder.path() / "people.csv";
    std::ofstream out(csv);
    out << "Surname,Forenames,Rank,Unit,Warrant number\n";
    for (std::size_t i = 0; i < kNewPeople; ++i) {
      const TestPerson person = invent(100 + i);
      out << fmt::format("{},{},{},{},{}\n", person.surname, person.forenames, person.rank, person.unit,
                         person.warrant_number);
    }
    const auto take_in = [this, csv]() -> Result<void> {
      office::ImportSettings settings;
      settings.csv = csv;
      TRY_ASSIGN(const auto import, office::Import::stage(*force.office, force.registrar, settings, kSilent));
      TRY(import->compare(kSilent));
      return import->apply({}, kSilent);
    };
    const auto check = [this](bool acknowledged) {
      const std::size_t before = force.people.size(), now = force.office->vault().people().all().size();
      if (acknowledged || now != before) {
        EXPECT_EQ(now, before + kNewPeople);
      }
      if (now == before) {
        EXPECT_FALSE(acknowledged);
      }
      must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
        for (std::size_t i = 0; i < kNewPeople; ++i) {
          TRY_ASSIGN(const auto found,
                     force.office->vault().find(database, Field::kWarrantNumber, invent(100 + i).warrant_number));
          EXPECT_EQ(found.has_value(), now != before);
          if (found) TRY(force.office->vault().fetch(database, *found));
        }
        return {};
      }));
      std::size_t staged = 0;
      for (const auto& file : fs::directory_iterator(force.store()))
        staged += file.path().filename().string().starts_with("import") ? 1U : 0U;
      EXPECT_EQ(staged, 0U);
    };
    return {"import", [take_in] { return take_in().has_value(); }, check};
  }

  // How many entries record the release of this item.
  std::size_t recorded(ledger::Act act, const ItemId& id) {
    std::size_t count = 0;
    for (const ledger::StoredEntry& entry : force.entries())
      if (entry.detail->act == act && entry.detail->item == id) ++count;
    return count;
  }

  Operation release(std::uint64_t number) {
    const ItemId id = force.item(number).id;
    const auto check = [this, number, id](bool acknowledged) {
      const supplier::Item& item = force.item(number);
      const bool released = item.state == ItemState::kReleased;
      if (acknowledged) {
        EXPECT_TRUE(released);
        EXPECT_EQ(item.box, handed_out_);  // the same key again, not a second one
      }
      EXPECT_EQ(recorded(ledger::Act::kItemReleased, id) != 0, released);
      const auto copy = force.office->book().find(item.opened);
      EXPECT_EQ(copy && copy->end == custody::End::kOpen, released);
      const auto supplier = *force.office->desk().supplier_named(kSupplier);
      EXPECT_EQ(force.office->desk().releases(supplier).within(force.clock.now(), hours(1)), released ? 1U : 0U);
    };
    return {"release",
            [this, id] {
              const auto box = force.link(force.bureau).release(id);
              if (box) handed_out_ = *box;
              return box.has_value();
            },
            check};
  }

  Operation receipt(std::uint64_t number) {
    const ItemId id = force.item(number).id;
    const Bytes word = force.receipt(force.bureau, id, press::Outcome::kPrinted);
    const auto check = [this, number, id](bool acknowledged) {
      const supplier::Item& item = force.item(number);
      const bool printed = item.state == ItemState::kPrinted;
      if (acknowledged) {
        EXPECT_TRUE(printed);
      }
      EXPECT_EQ(recorded(ledger::Act::kItemPrinted, id), printed ? 1U : 0U);
      EXPECT_EQ(item.wrapped_key.empty() && item.box.empty(), printed);
      const auto copy = force.office->book().find(item.opened);
      EXPECT_EQ(copy->end != custody::End::kOpen, printed);
    };
    return {"receipt", [this, word] { return force.link(force.bureau).receipt(word).has_value(); }, check};
  }

  // What was shown is on record, and whom it was shown to.
  Operation read(PersonId person) {
    const auto entries_about = [this, person] {
      std::size_t count = 0;
      for (const ledger::StoredEntry& entry : force.entries())
        if (entry.detail->act == ledger::Act::kRead && entry.detail->person == person) ++count;
      return count;
    };
    const auto check = [this, person, entries_about](bool acknowledged) {
      const std::size_t recorded = entries_about();
      EXPECT_LE(recorded, 1U);
      EXPECT_EQ(force.office->book().of_person(person, false).size(), recorded);
      if (acknowledged) {
        EXPECT_EQ(recorded, 1U);
      }
    };
    return {"read",
            [this, person] {
              const auto values =
                  office::read_person(*force.office, force.dpo, person, FieldSet{Field::kSurname}, "a test");
              return values.has_value() && values->size() == 1;
            },
            check};
  }

  Operation render(const std::vector<std::uint64_t>& items) {
    const auto check = [this, items](bool acknowledged) {
      for (const std::uint64_t number : items) {
        const supplier::Item item = force.item(number);
        if (acknowledged) {
          EXPECT_EQ(item.state, ItemState::kLocked);
        }
        if (item.state != ItemState::kLocked) continue;
        const Bytes locked = must(force.link(force.bureau).locked(item.id));
        EXPECT_EQ(crypto::sha256(locked), item.sha256);
        EXPECT_NE(recorded(ledger::Act::kRead, item.id), 0U);
      }
    };
    return {"render",
            [this, items] { return office::render_items(*force.office, force.issuer, items, kSilent).has_value(); },
            check};
  }

  SystemRandom random;
  FaultVfs vfs{"broken disk"};  // outlives the office that uses it
  TestForce force{{.people = 3}};
  Bytes handed_out_;
  static inline std::uint64_t boundaries_ = 0, struck_ = 0;
};

TEST_F(Law12, Import) {
  keep_as_base();
  at_every_boundary(import());
}

TEST_F(Law12, ReleaseAndReceipt) {
  const auto made = force.queue_cards(force.people);
  const std::uint64_t number = made.outside.at(0);
  must(force.link(force.bureau).locked(force.item(number).id));
  keep_as_base();
  back_to_base();
  at_every_boundary(release(number));
  back_to_base();
  must(force.link(force.bureau).release(force.item(number).id));
  const Operation word = receipt(number);
  keep_as_base();
  at_every_boundary(word);
}

TEST_F(Law12, Read) {
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    access::Grant grant;
    grant.principal = force.dpo.id;
    grant.classes = 1U << static_cast<unsigned>(DataClass::kIdentity);
    grant.purpose = "a test";
    grant.until = kEver;
    grant.given_by = force.security.id;
    const EntryIndex entry = write.append({.act = ledger::Act::kGrantGiven, .actor = force.security.id});
    return force.office->access().grants.put(write, 1, grant, entry);
  }));
  keep_as_base();
  at_every_boundary(read(force.people[0]));
}

TEST_F(Law12, Render) {
  const auto made = force.queue_cards({force.people[0]}, 0, false);
  keep_as_base();
  at_every_boundary(render(made.outside));
}

// SQLite may end a whole transaction when a write fails in its middle. A request that waited in the same group must
// then not run outside of any transaction, where its rows would stay without their entries.
TEST_F(Law12, AFullDiskInOneRequestTakesTheOthersOfItsGroupWithIt) {
  keep_as_base();
  back_to_base();
  std::promise<void> go;
  std::future<void> gate = go.get_future();
  std::promise<void> waiting;
  auto blocker = std::async(std::launch::async, [&] {
    return force.office->clerk().read([&](db::Database&) -> Result<void> {
      waiting.set_value();
      gate.wait();
      return {};
    });
  });
  waiting.get_future().wait();
  auto greedy = std::async(std::launch::async, [&] {
    return force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      vfs.arm(Fault::kFillUp, 1);
      TRY(write.db().run("PRAGMA cache_size=4"));
      return write.db().run("INSERT INTO person_blob (person, body) VALUES (900001, zeroblob(4000000))");
    });
  });
  auto modest = std::async(std::launch::async, [&] {
    return force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      vfs.disarm();
      TRY(access::open_session(write, force.office->access(), force.keeper.id, hours(1)));
      return {};
    });
  });
  go.set_value();
  must(blocker.get());
  EXPECT_FALSE(greedy.get());
  const bool acknowledged = modest.get().has_value();
  vfs.disarm();
  const auto sessions = [&] { return force.office->access().sessions.all().size(); };
  const std::size_t before = 1;
  open_with_faults();
  EXPECT_EQ(sessions(), before + (acknowledged ? 1 : 0));
}

// Else the store would not open: its file would name another witness than the record does.
TEST_F(Law12, AWitnessThatAFullDiskDoesNotLetBeRecordedIsNotUsed) {
  keep_as_base();
  back_to_base();
  const fs::path file = force.store() / "witness";
  const std::string ours = "https://127.0.0.1:1\npin\nkey\n", his = "https://127.0.0.1:2\npin\nkey\n";
  for (const std::string& before : {std::string(), ours}) {
    if (!before.empty()) must(office::set_witness(*force.office, force.keeper, as_bytes(before)));
    vfs.arm(Fault::kFillUp, 1);
    EXPECT_FALSE(office::set_witness(*force.office, force.keeper, as_bytes(his)));
    EXPECT_TRUE(vfs.struck());
    vfs.disarm();
    EXPECT_EQ(fs::exists(file), !before.empty());
    if (!before.empty()) {
      EXPECT_EQ(as_text(must(force.files.read(file))), before);
    }
    must(office::check_witness(*force.office));
  }
}

TEST_F(Law12, WereEnough) {
  fmt::print("{} boundaries, {} times struck\n", boundaries_, struck_);
  EXPECT_GE(boundaries_, 150U);  // law_12_stops_test.cc strikes 300 more in processes of their own
  EXPECT_GE(struck_, boundaries_);
}

}  // namespace
}  // namespace tipstaff::test
