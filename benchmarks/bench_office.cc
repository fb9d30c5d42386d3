#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "bench_force.h"
#include "card/invented.h"
#include "card/photo.h"
#include "office/issuing.h"
#include "office/people.h"

namespace tipstaff::bench {
namespace {

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
  const access::Actor registrar = force.hire("registrar", {Role::kRegistrar}),
                      sponsor = force.hire("sponsor", {Role::kSponsor}),
                      approver = force.hire("approver", {Role::kApprover}),
                      issuer = force.hire("issuer", {Role::kIssuer}),
                      first = force.hire("security-1", {Role::kSecurityOfficer}),
                      second = force.hire("security-2", {Role::kSecurityOfficer});
  force.enrol_press(first, second);
  const Bytes grey(std::size_t{3} * card::kPortraitWidth * card::kPortraitHeight, 0x99);
  const Plaintext photo =
      must(card::encode_jpeg(card::kPortraitWidth, card::kPortraitHeight, grey, 80, card::kLargestPortrait));
  std::vector<double> rates;
  for (int run = 0; run < settings.runs; ++run) {
    std::vector<office::CardRequest> requests(kCards);
    must(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (std::size_t i = 0; i < kCards; ++i) {
        const card::InventedPerson invented = card::invent_person(static_cast<std::size_t>(run) * kCards + i, 7);
        roll::NewPerson person;
        const auto put = [&](Field field, const std::string& value) {
          person.values[field] = Plaintext::copy_of(value);
        };
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
