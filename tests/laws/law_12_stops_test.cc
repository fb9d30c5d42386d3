// Law 12 with real processes: the office, a press and their TLS connection. Each runs in a process of its own that is
// killed at every call by which it writes, syncs, renames or sends, whichever library makes the call; then both start
// again and go on. What was acknowledged must be there, no key may have left without its entry, and no card may be
// printed twice under one id. (law_12_test.cc takes the power away; here the process dies.)
#include <fstream>
#include <map>
#include <set>

#include "base/sanitizer.h"
#include "http/press_link.h"
#include "http/press_routes.h"
#include "http/server.h"
#include "office/backup.h"
#include "office/breach.h"
#include "office/card_cycle.h"
#include "office/erasure.h"
#include "office/import.h"
#include "office/restore.h"
#include "office/two_people.h"
#include "office_fixture.h"
#include "stopped_child.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;
using supplier::ItemState;

constexpr std::size_t kNewPeople = 12;
constexpr std::uint64_t kStride = kSanitized ? 4 : 1;  // the release build's run strikes each
const Progress kSilent = [](const auto&) {};

class Law12Stops : public ::testing::Test {
 protected:
  fs::path base() const { return force.folder.path() / "base"; }
  fs::path press_home() const { return force.bureau.home; }
  fs::path press_base() const { return force.folder.path() / "press-base"; }
  fs::path identity_file() const { return force.folder.path() / "identity"; }
  fs::path printed_log() const { return force.folder.path() / "printed"; }

  void keep_as_base() {
    force.close();
    for (const auto& [from, to] : {std::pair{force.store(), base()}, std::pair{press_home(), press_base()}}) {
      fs::remove_all(to);
      fs::copy(from, to, fs::copy_options::recursive);
    }
  }
  void back_to_base() {
    force.close();
    for (const auto& [from, to] : {std::pair{base(), force.store()}, std::pair{press_base(), press_home()}}) {
      fs::remove_all(to);
      fs::copy(from, to, fs::copy_options::recursive);
    }
    fs::remove(printed_log());
  }
  // Opens the store as its next process would and reads the whole ledger.
  void open_and_verify() {
    force.open();
    must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY(ledger::verify_ledger(database, force.office->clerk().keys(), kSilent));
      return {};
    }));
  }

  // What a power cut could still take after an acknowledgement: only the checkpoint's file, which is made again at
  // opening (with it the folder's entry for it), an import's nameless file, and the press's note that a receipt was
  // acknowledged.
  static void expect_synced(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      if (!line.starts_with("unsynced ")) continue;
      const std::string name = fs::path(line.substr(9)).filename().string();
      EXPECT_TRUE(name.starts_with("checkpoint") || name == "store" || name == "journal" || name.ends_with("(deleted)"))
          << line;
    }
  }

  // `work` in a child, whole once and then killed at each of its calls, in both ways; `check` after each.
  void at_every_call(const char* name, const std::function<bool(TestForce&)>& work,
                     const std::function<void(bool acknowledged)>& check) {
    const auto run = [&](std::uint64_t at, Stop stop, std::vector<std::string>& said) {
      back_to_base();
      Child child(at, stop, [&](Child& self) {
        force.open();
        self.arm();
        if (work(force)) self.tell("acknowledged");
        self.tell_state();
      });
      said = child.hear_all();
      return child.wait();
    };
    std::vector<std::string> said;
    EXPECT_FALSE(run(0, Stop::kBefore, said));
    ASSERT_TRUE(has_word(said, "acknowledged")) << (said.empty() ? "" : said.front());
    expect_synced(said);
    open_and_verify();
    check(true);
    const std::uint64_t calls = calls_of(said);
    for (std::uint64_t at = 1; at <= calls && !HasFailure(); at += kStride) {
      const Stop stop = at / kStride % 2 == 0 ? Stop::kBefore : Stop::kHalfway;
      SCOPED_TRACE(fmt::format("{}, killed at call {} of {}", name, at, calls));
      const bool killed = run(at, stop, said);
      EXPECT_FALSE(has_word(said, "fault")) << said.front();
      open_and_verify();
      check(has_word(said, "acknowledged"));
      if (killed) ++struck_;
    }
    boundaries_ += calls;
    fmt::print("{}: {} boundaries\n", name, calls);
  }

  // An office that serves presses; it tells its port, and on SIGTERM it ends.
  void serve(Child& self) {
    force.open();
    TlsServer server(force);
    self.arm();
    self.tell(fmt::format("port {}", server.port()));
    ::pause();
  }
  struct TlsServer {
    explicit TlsServer(TestForce& force) {
      const http::Authority authority = must(force.office->authority());
      http::TlsSettings settings;
      const std::vector<std::string> names{"127.0.0.1"};
      settings.credential = must(authority.issue_server(names, force.clock.now()));
      settings.authority = authority.certificate();
      http::ServerLimits limits;
      limits.workers = 2;
      limits.io_threads = 1;
      server = must(http::Server::tls("127.0.0.1", 0, settings, force.clock, http::press_handler(*force.door), limits));
    }
    std::uint16_t port() const { return server->port(); }
    std::unique_ptr<http::Server> server;
  };
  static std::uint16_t port_of(Child& office) {
    const std::string line = office.hear();
    if (!line.starts_with("port ")) throw std::runtime_error("the office does not serve: " + line);
    return static_cast<std::uint16_t>(std::stoul(line.substr(5)));
  }

  // The press's program, once: settles, prints what is listed, tells how it went.
  void print(Child& self, std::uint16_t port) {
    SystemFiles files;
    // From its file: locked memory does not survive a fork.
    press::Identity identity = must(press::load_identity(identity_file()));
    identity.url = fmt::format("https://127.0.0.1:{}", port);
    const auto link = must(http::PressLink::open(identity, force.clock));
    self.arm();
    const auto agent = must(press::Agent::open(files, force.clock, press_home(), identity, link->office()));
    LoggingPrinter printer(printed_log());
    press::RunSettings settings;
    settings.first_stock = "NM-0000001";
    const press::RunSummary summary = agent->run(printer, settings);
    if (!summary.stopped) self.tell("done");
    self.tell_state();
  }

  std::map<std::string, int> printed() const {
    std::map<std::string, int> out;
    std::ifstream log(printed_log());
    for (std::string line; std::getline(log, line);) ++out[line];
    return out;
  }

  // After everything went on to its end: each item has one outcome, none was printed twice, every print has its entry.
  void check_printing(const std::vector<std::uint64_t>& items) {
    open_and_verify();
    const auto prints = printed();
    std::set<std::string> released;  // a key served once more to the same press has an entry of its own
    for (const ledger::StoredEntry& entry : force.entries())
      if (entry.detail->act == ledger::Act::kItemReleased) released.insert(entry.detail->item.text());
    for (const auto& [item, count] : prints) {
      EXPECT_EQ(count, 1) << "a card was printed twice under one id";
      EXPECT_TRUE(released.contains(item)) << "a card was printed without an entry of its release";
    }
    for (const std::uint64_t number : items) {
      const supplier::Item& item = force.item(number);
      EXPECT_TRUE(item.state == ItemState::kPrinted || item.state == ItemState::kSpoiled)
          << static_cast<int>(item.state);
      if (item.state == ItemState::kPrinted) {
        EXPECT_EQ(prints.contains(item.id.text()), true);
      }
    }
  }

  // The office is killed at call `office_at` and the press at `press_at` (0: not); then both run to the end.
  // Returns the calls of the one that was watched, when nobody was killed.
  std::uint64_t print_with_stops(std::uint64_t office_at, std::uint64_t press_at, Stop stop, bool count_office) {
    back_to_base();
    std::uint64_t calls = 0;
    {
      Child office(office_at, stop, [&](Child& self) {
        // The main thread's part of the count is told when the office is asked to stop.
        ::signal(SIGTERM, [](int) {});
        serve(self);
        self.tell_state();
      });
      const std::uint16_t port = port_of(office);
      Child agent(press_at, stop, [&](Child& self) { print(self, port); });
      const std::vector<std::string> said = agent.hear_all();
      const bool press_killed = agent.wait();
      const bool office_killed = office.end();
      const std::vector<std::string> office_said = office.hear_all();
      if (office_killed || press_killed) ++struck_;
      if (office_at == 0 && press_at == 0) {
        EXPECT_TRUE(has_word(said, "done"));
        if (!count_office) expect_synced(said);
        calls = calls_of(count_office ? office_said : said);
      }
    }
    for (int again = 0; again < 2; ++again) {
      Child office(0, Stop::kBefore, [&](Child& self) { serve(self); });
      const std::uint16_t port = port_of(office);
      Child agent(0, Stop::kBefore, [&](Child& self) { print(self, port); });
      const std::vector<std::string> said = agent.hear_all();
      EXPECT_TRUE(has_word(said, "done") || again == 0) << (said.empty() ? "nothing was said" : said.front());
      agent.wait();
    }
    return calls;
  }

  void print_at_every_call(const char* name, bool count_office) {
    const auto made = force.queue_cards(force.people);
    const auto items = made.outside;
    must(press::save_identity(force.files, identity_file(), force.bureau.identity));
    keep_as_base();
    const std::uint64_t calls = print_with_stops(0, 0, Stop::kBefore, count_office);
    check_printing(items);
    ASSERT_GT(calls, 10U);
    for (std::uint64_t at = 1; at <= calls && !HasFailure(); at += kStride) {
      SCOPED_TRACE(fmt::format("{}, killed at call {} of {}", name, at, calls));
      const Stop stop = at / kStride % 2 == 0 ? Stop::kBefore : Stop::kHalfway;
      print_with_stops(count_office ? at : 0, count_office ? 0 : at, stop, count_office);
      check_printing(items);
    }
    boundaries_ += calls;
    fmt::print("{}: {} boundaries\n", name, calls);
  }

  SystemRandom random;
  TestForce force{{.people = 4}};
  static inline std::uint64_t boundaries_ = 0, struck_ = 0;
};

TEST_F(Law12Stops, Import) {
  const fs::path csv = force.folder.path() / "people.csv";
  std::ofstream out(csv);
  out << "Surname,Forenames,Rank,Unit,Warrant number\n";
  for (std::size_t i = 0; i < kNewPeople; ++i) {
    const TestPerson person = invent(100 + i);
    out << fmt::format("{},{},{},{},{}\n", person.surname, person.forenames, person.rank, person.unit,
                       person.warrant_number);
  }
  out.close();
  keep_as_base();
  at_every_call(
      "import",
      [csv](TestForce& office) {
        office::ImportSettings settings;
        settings.csv = csv;
        const auto import = office::Import::stage(*office.office, office.registrar, settings, kSilent);
        return import && (*import)->compare(kSilent) && (*import)->apply({}, kSilent);
      },
      [this](bool acknowledged) {
        const std::size_t before = force.people.size(), now = force.office->vault().people().all().size();
        EXPECT_EQ(now, acknowledged || now != before ? before + kNewPeople : before);
        for (const auto& file : fs::directory_iterator(force.store()))
          EXPECT_FALSE(file.path().filename().string().starts_with("import")) << "something was left behind";
      });
}

TEST_F(Law12Stops, Render) {
  const auto made = force.queue_cards({force.people[0]}, 0, false);
  const std::uint64_t number = made.outside.at(0);
  keep_as_base();
  at_every_call(
      "render",
      [number](TestForce& office) {
        return office::render_items(*office.office, office.issuer, {number}, kSilent).has_value();
      },
      [this, number](bool acknowledged) {
        const supplier::Item item = force.item(number);
        if (acknowledged) {
          EXPECT_EQ(item.state, ItemState::kLocked);
        }
        if (item.state != ItemState::kLocked) return;
        EXPECT_EQ(crypto::sha256(must(force.link(force.bureau).locked(item.id))), item.sha256);
      });
}

TEST_F(Law12Stops, Containment) {
  const auto made = force.queue_cards(force.people);
  const IncidentId incident = must(office::open_incident(
      *force.office, force.security, {{fmt::format("press:{}", kBureau)}, kStart, kEver, "a test"}, "a test", kStart));
  keep_as_base();
  at_every_call(
      "containment",
      [incident](TestForce& office) { return office::contain(*office.office, office.security, incident).has_value(); },
      [this, made](bool acknowledged) {
        const bool revoked = !force.link(force.bureau).list(1);
        EXPECT_TRUE(revoked || !acknowledged);
        for (const std::uint64_t number : made.outside)
          EXPECT_EQ(force.item(number).state == ItemState::kLocked, !revoked) << "half contained";
      });
}

// Everybody's card revoked at once, with the list that says so: all of them or none, and no list that says otherwise.
TEST_F(Law12Stops, RevocationOfEveryCard) {
  const auto made = force.queue_cards(force.people);
  auto link = force.link(force.bureau);
  std::vector<CardId> cards;
  for (const std::uint64_t number : made.outside) {
    must(link.release(force.item(number).id));
    must(link.receipt(force.receipt(force.bureau, force.item(number).id, press::Outcome::kPrinted)));
    cards.push_back(force.item(number).card);
  }
  must(office::receive_cards(*force.office, force.issuer, cards));
  must(office::activate_cards(*force.office, force.activator, cards));
  const std::uint64_t proposal =
      must(office::propose(*force.office, force.security, office::CardRevocation{cards, "a test"}));
  must(office::publish_status(*force.office));
  keep_as_base();
  at_every_call(
      "revocation",
      [proposal](TestForce& office) {
        return office::decide(*office.office, office.second_security, proposal, true) &&
               office::publish_status(*office.office);
      },
      [this, made](bool acknowledged) {
        std::set<supplier::CardState> states;
        const auto shown = [this](const supplier::Item& item) {
          return force.office->stamping().shown().at(item.status_slot - 1);
        };
        for (const std::uint64_t number : made.outside) {
          const supplier::Item& item = force.item(number);
          const supplier::Card& card = force.office->cards().table().find(item.card.value)->value;
          states.insert(card.state);
          // What was shown before the stop may still stand in the list, but never the end of a card that has not ended.
          EXPECT_TRUE(shown(item) == card::CardStatus::kValid || card.state == supplier::CardState::kRevoked);
        }
        ASSERT_EQ(states.size(), 1U) << "some are revoked, some are not";
        EXPECT_TRUE(states.contains(supplier::CardState::kRevoked) || !acknowledged);
        must(office::publish_status(*force.office));
        for (const std::uint64_t number : made.outside)
          EXPECT_EQ(shown(force.item(number)), states.contains(supplier::CardState::kRevoked)
                                                   ? card::CardStatus::kInvalid
                                                   : card::CardStatus::kValid);
      });
}

TEST_F(Law12Stops, Erasure) {
  const PersonId person = force.people[0];
  keep_as_base();
  at_every_call(
      "erasure",
      [person](TestForce& office) {
        return office::erase_person(*office.office, office.dpo, person) &&
               office::complete_erasures(*office.office, office.dpo);
      },
      [this, person](bool acknowledged) {
        bool found = false;
        must(force.office->clerk().read([&](db::Database& database) -> Result<void> {
          TRY_ASSIGN(const auto hit,
                     force.office->vault().find(database, Field::kWarrantNumber, invent(0).warrant_number));
          found = hit.has_value();
          for (std::size_t i = 1; i < force.people.size(); ++i)
            TRY(force.office->vault().fetch(database, force.people[i]));
          return {};
        }));
        EXPECT_FALSE(found && acknowledged);
        bool recorded = false;
        for (const ledger::StoredEntry& entry : force.entries())
          recorded |= entry.detail->act == ledger::Act::kErasureBegun;
        EXPECT_EQ(recorded, !found);
        must(office::complete_erasures(*force.office, force.dpo));  // what was stopped goes on
        if (!found) {
          EXPECT_EQ(force.office->vault().people().find(person.value)->value.status, roll::Person::Status::kErased);
        }
      });
}

TEST_F(Law12Stops, Backup) {
  const fs::path file = force.folder.path() / "monday.backup";
  keep_as_base();
  at_every_call(
      "backup",
      [file](TestForce& office) {
        return office::make_backup(*office.office, office.keeper, own_files, file).has_value();
      },
      [this, file](bool acknowledged) {
        const auto listed = must(office::backups(*force.office, force.keeper));
        EXPECT_TRUE(fs::exists(file) || !acknowledged);
        EXPECT_TRUE(!listed.empty() || !fs::exists(file)) << "a copy that is in nobody's custody";
        for (const auto& entry : fs::directory_iterator(force.folder.path()))
          if (entry.path().filename().string().starts_with("monday")) fs::remove(entry.path());
      });
}

// Either nothing stands under the name that was asked for, or a store that opens and whose ledger holds.
TEST_F(Law12Stops, Restore) {
  const fs::path backup = force.folder.path() / "monday.backup", newest = force.folder.path() / "newest",
                 folder = force.folder.path() / "again";
  must(office::make_backup(*force.office, force.keeper, own_files, backup));
  must(force.files.replace(newest, as_bytes(force.office->clerk().checkpoint())));
  keep_as_base();
  office::RestoreSettings settings;
  settings.backup = backup;
  settings.folder = folder;
  settings.checkpoint = newest;
  settings.no_erasures = true;
  settings.secrets = [](const fs::path&) -> Result<crypto::RootSecrets> {
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(TestForce::kPassphrase);
    return secrets;
  };
  const auto open_again = [&] {
    const auto secrets = must(settings.secrets(folder));
    office::Office::OpenSettings opening;
    opening.folder = folder;
    opening.secrets = &secrets;
    const auto again = must(office::Office::open(opening, force.clock, random));
    EXPECT_EQ(again->vault().people().all().size(), force.people.size());
    must(again->clerk().read([&](db::Database& database) -> Result<void> {
      TRY(ledger::verify_ledger(database, again->clerk().keys(), kSilent));
      return {};
    }));
  };
  at_every_call(
      "restore",
      [&](TestForce& office) {
        office.close();
        return office::restore(settings, office.clock, random).has_value();
      },
      [&](bool acknowledged) {
        const bool there = fs::exists(folder);
        EXPECT_TRUE(there || !acknowledged);
        if (!there) must(office::restore(settings, force.clock, random));  // it can be run again
        open_again();
        fs::remove_all(folder);
      });
}

TEST_F(Law12Stops, ReleaseAndReceiptWhileTheOfficeIsKilled) {
  print_at_every_call("release and receipt, office", true);
}

TEST_F(Law12Stops, PrintingWhileThePressIsKilled) { print_at_every_call("printing, press", false); }

TEST_F(Law12Stops, WereEnough) {
  fmt::print("{} boundaries, {} of them struck\n", boundaries_, struck_);
  EXPECT_GE(boundaries_, 300U);
  // The office's threads do not make their calls in the same order twice, so that the last few of a run may not come.
  EXPECT_GE(struck_ * kStride * 20, boundaries_ * 19);
}

}  // namespace
}  // namespace tipstaff::test
