#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/random.h"
#include "bench.h"
#include "card/invented.h"
#include "card/photo.h"
#include "office/import.h"
#include "office/issuing.h"
#include "office/people.h"
#include "office/press_door.h"
#include "office/presses.h"
#include "press/enrolling.h"

namespace tipstaff::bench {
namespace {

namespace fs = std::filesystem;
using access::Role;

const Progress kSilent = [](const auto&) {};

// A force with the few principals that the rows need.
class Force {
 public:
  explicit Force(const fs::path& folder) {
    fs::remove_all(folder);
    office::CreateSettings settings;
    settings.folder = folder;
    settings.force = "Northmoor Constabulary";
    settings.keeper = "keeper";
    settings.make_root = [&](const fs::path& root_key) {
      return crypto::create_root_with_passphrase(files_, random_, root_key, Plaintext::copy_of(kPassphrase),
                                                 crypto::ArgonCost{1, std::size_t{8} << 20});
    };
    must(office::Office::create(settings, clock_, random_));
    crypto::RootSecrets secrets;
    secrets.passphrase = Plaintext::copy_of(kPassphrase);
    office::Office::OpenSettings open;
    open.folder = folder;
    open.secrets = &secrets;
    office_ = must(office::Office::open(open, clock_, random_));
    keeper_ = {*office_->access().principal_named("keeper"), "keeper", {Role::kKeeper}};
  }
  office::Office& office() { return *office_; }
  const Clock& clock() const { return clock_; }

  access::Actor hire(const std::string& name, access::Roles roles) {
    PrincipalId id;
    must(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(const auto added, access::add_principal(write, office_->access(), keeper_, name, roles));
      id = added.first;
      return {};
    }));
    return {id, name, roles};
  }
  void grant_all(const access::Actor& to, const std::string& purpose) {
    must(office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      access::Grant grant;
      grant.principal = to.id;
      grant.classes = ~std::uint32_t{0};
      grant.purpose = purpose;
      grant.until = kEver;
      grant.given_by = keeper_.id;
      grant.covers_protected = true;
      const EntryIndex entry = write.append({.act = ledger::Act::kGrantGiven, .actor = keeper_.id});
      return office_->access().grants.put(write, 1, grant, entry);
    }));
  }
  // The force's own press, enrolled without a network.
  void enrol_press(const access::Actor& first, const access::Actor& second) {
    supplier::Supplier contract;
    contract.name = "Northmoor Pass Office";
    contract.budget = {1'000'000, 1'000'000, 1'000'000, 1'000'000};
    must(office::add_supplier(*office_, first, contract));
    office::PressDoor door(*office_);
    press::DirectLink stranger(door, Hash{});
    const Plaintext code = must(office::invite_press(*office_, first, contract.name, kPress, true));
    press::Identity identity = must(press::begin_enrolment("https://127.0.0.1:1", code.reveal_text(), random_));
    const press::Enrolment enrolment = must(press::make_enrolment(identity, must(press::parse_invitation(code.reveal_text()))));
    must(office::approve_press(*office_, second, kPress, must(press::enrol(identity, enrolment, stranger)).fingerprint));
  }
  static constexpr const char* kPress = "pass-office";

  void import(const fs::path& csv) {
    office::ImportSettings settings;
    settings.csv = csv;
    if (!registrar_.id.value) registrar_ = hire("registrar", {Role::kRegistrar});
    const auto import = must(office::Import::stage(*office_, registrar_, settings, kSilent));
    must(import->compare(kSilent));
    must(import->apply(false, false, kSilent));
  }

 private:
  static constexpr std::string_view kPassphrase = "seven lanterns on the harbour wall";
  SystemFiles files_;
  SystemRandom random_;
  SystemClock clock_;
  std::unique_ptr<office::Office> office_;
  access::Actor keeper_, registrar_;
};

fs::path csv_of(const Settings& settings) { return settings.folder / "people.csv"; }

// Operations a second over all threads, each calling `one` until the time is over.
double rate(std::size_t clients, double seconds, const std::function<void(std::size_t client, std::uint64_t n)>& one) {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> done = 0;
  std::vector<std::thread> threads;
  const double took = timed([&] {
    for (std::size_t c = 0; c < clients; ++c)
      threads.emplace_back([&, c] {
        std::uint64_t n = 0;
        while (!stop) one(c, n++);
        done += n;
      });
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    for (std::thread& thread : threads) thread.join();
  });
  return static_cast<double>(done) / took;
}

}  // namespace

void write_csv(const Settings& settings) {
  std::ofstream out(csv_of(settings), std::ios::binary);
  out << card::roll_as_csv(card::invent_people(settings.people, 7));
}

void load(const Settings& settings) {
  std::vector<double> seconds;
  for (int run = 0; run < settings.runs; ++run) {
    Force force(settings.folder / "store");
    seconds.push_back(timed([&] { force.import(csv_of(settings)); }));
  }
  report("load", "s", seconds);
}

void logged_reads(const Settings& settings) {
  Force force(settings.folder / "store");
  force.import(csv_of(settings));
  const access::Actor reader = force.hire("reader", {Role::kAuditor});
  force.grant_all(reader, "bench");
  const FieldSet fields{Field::kSurname, Field::kForenames, Field::kRank, Field::kWarrantNumber};
  for (const std::size_t clients : {1U, 8U, 64U}) {
    std::vector<double> rates;
    for (int run = 0; run < settings.runs; ++run)
      rates.push_back(rate(clients, settings.seconds, [&](std::size_t client, std::uint64_t n) {
        const std::uint64_t person = (client * 7919 + n * 104'729) % settings.people + 1;
        const auto read = office::read_person(force.office(), reader, PersonId{person}, fields, "bench");
        if (!read || read->size() != 4) throw std::runtime_error("a read failed");
      }));
    report(fmt::format("reads-{}", clients), "/s", rates);
  }
}

void cards(const Settings& settings) {
  constexpr std::size_t kCards = 2000;
  Force force(settings.folder / "store");
  office::Office& office = force.office();
  const access::Actor registrar = force.hire("registrar", {Role::kRegistrar}), sponsor = force.hire("sponsor", {Role::kSponsor}),
                      approver = force.hire("approver", {Role::kApprover}), issuer = force.hire("issuer", {Role::kIssuer}),
                      first = force.hire("security-1", {Role::kSecurityOfficer}),
                      second = force.hire("security-2", {Role::kSecurityOfficer});
  force.enrol_press(first, second);
  const Bytes grey(std::size_t{3} * card::kPortraitWidth * card::kPortraitHeight, 0x99);
  const Plaintext photo = must(card::encode_jpeg(card::kPortraitWidth, card::kPortraitHeight, grey, 80, card::kLargestPortrait));
  std::vector<double> rates;
  for (int run = 0; run < settings.runs; ++run) {
    std::vector<office::CardRequest> requests(kCards);
    must(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (std::size_t i = 0; i < kCards; ++i) {
        const card::InventedPerson invented = card::invent_person(static_cast<std::size_t>(run) * kCards + i, 7);
        roll::NewPerson person;
        const auto put = [&](Field field, const std::string& value) { person.values[field] = Plaintext::copy_of(value); };
        put(Field::kSurname, invented.surname);
        put(Field::kForenames, invented.forenames);
        put(Field::kRank, invented.rank);
        put(Field::kWarrantNumber, invented.warrant_number);
        person.values[Field::kPhoto] = photo.clone();
        TRY_ASSIGN(requests[i].person, office.vault().add(write, std::move(person), registrar.id, "bench"));
        requests[i].expires = force.clock().now() + std::chrono::hours(24 * 1826);
      }
      return {};
    }));
    const auto asked = must(office::request_cards(office, sponsor, requests));
    must(office::approve_cards(office, approver, asked));
    const auto made = must(office::make_jobs(office, issuer, asked, {"", Force::kPress, 1}));
    rates.push_back(kCards / timed([&] { must(office::render_items(office, issuer, made.inside, kSilent)); }));
  }
  report("cards", "/s", rates);
}

}  // namespace tipstaff::bench
