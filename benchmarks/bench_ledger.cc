#include <fmt/format.h>

#include <thread>

#include "base/random.h"
#include "bench.h"
#include "crypto/aead.h"
#include "ledger/archive.h"
#include "ledger/clerk.h"

namespace tipstaff::bench {
namespace {

namespace fs = std::filesystem;
using ledger::Act;
using ledger::Detail;

// A ledger alone, in a store on the disk.
class Log {
 public:
  explicit Log(const fs::path& folder) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    ledger::Keys keys{crypto::new_ed25519_key(random_),
                      crypto::new_key(random_),
                      {crypto::new_key(random_), crypto::new_key(random_)},
                      "example.org/bench"};
    auto db = must(db::open_sqlite({folder / "store.db", true, ""}));
    must(ledger::Clerk::create(*db, keys, clock_, random_, folder / "checkpoint"));
    ledger::ClerkSettings settings;
    settings.checkpoint_file = folder / "checkpoint";
    clerk_ = must(ledger::Clerk::open(std::move(db), std::move(keys), clock_, random_, std::move(settings), {}));
  }
  ledger::Clerk& clerk() { return *clerk_; }

  void append(std::size_t entries) {
    must(clerk_->submit([&](ledger::Write& write) -> Result<void> {
      for (std::size_t i = 0; i < entries; ++i)
        write.append({.act = Act::kRead, .person = PersonId{i + 1}, .reason = "a read as long as they are"});
      return {};
    }));
  }

 private:
  SystemRandom random_;
  SystemClock clock_;
  std::unique_ptr<ledger::Clerk> clerk_;
};

}  // namespace

void ledger_appends(const Settings& settings) {
  constexpr std::size_t kClients = 8, kEach = 25'000, kAtOnce = 500;
  std::vector<double> rates, single;
  for (int run = 0; run < settings.runs; ++run) {
    Log log(settings.folder / "log");
    rates.push_back(kClients * kEach / timed([&] {
                      std::vector<std::jthread> clients;
                      for (std::size_t c = 0; c < kClients; ++c)
                        clients.emplace_back([&] {
                          for (std::size_t i = 0; i < kEach / kAtOnce; ++i) log.append(kAtOnce);
                        });
                    }));
    constexpr std::size_t kSingles = 500;
    single.push_back(1e3 / kSingles * timed([&] {
                       for (std::size_t i = 0; i < kSingles; ++i) log.append(1);
                     }));
  }
  report("appends", "/s", rates);
  report("append-one", "ms", single);
}

void ledger_proofs(const Settings& settings) {
  constexpr std::size_t kEntries = 1'000'000, kProofs = 700;
  Log log(settings.folder / "log");
  for (std::size_t i = 0; i < kEntries / 10'000; ++i) log.append(10'000);
  const std::uint64_t size = log.clerk().size();
  // Cold: each proof needs tiles that none before it had read. Warm: the tiles are at hand.
  std::vector<double> cold, warm;
  must(log.clerk().read([&](db::Database& database) -> Result<void> {
    for (int run = 0; run < settings.runs; ++run) {
      ledger::Prover prover(database, log.clerk().keys(), size);
      TRY(prover.prove(EntryIndex{0}));
      const auto prove_all = [&] {
        for (std::size_t i = 0; i < kProofs; ++i)
          must(prover.prove(EntryIndex{(i * 257 * 5 + static_cast<std::size_t>(run)) % size}));
      };
      cold.push_back(1e6 / kProofs * timed(prove_all));
      warm.push_back(1e6 / kProofs * timed(prove_all));
    }
    return {};
  }));
  report("proof-cold", "us", cold);
  report("proof-warm", "us", warm);
}

}  // namespace tipstaff::bench
