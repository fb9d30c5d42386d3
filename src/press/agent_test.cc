#include "press/agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "press/fake_office.h"
#include "test_support.h"

namespace tipstaff::press {
namespace {

constexpr std::string_view kArtwork = "%PDF-1.7 Constable A. Example, warrant 1234";

// Ends the press at the n-th boundary: before or after an operation, or half-way through a write.
struct Crash {};
struct Fuse {
  int left = -1;  // -1: never
  void tick() {
    if (left == 0) throw Crash{};
    if (left > 0) --left;
  }
};

class CrashingFiles final : public Files {
 public:
  explicit CrashingFiles(Fuse& fuse) : fuse_(fuse) {}
  Result<Bytes> read(const std::filesystem::path& path) override { return system_.read(path); }
  Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode) override {
    return around([&] { return system_.replace(path, content, mode); });
  }
  Result<void> replace_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode) override {
    return around([&] { return system_.replace_unsynced(path, content, mode); });
  }
  Result<void> append(const std::filesystem::path& path, ByteView content, unsigned mode) override {
    fuse_.tick();
    try {
      fuse_.tick();
    } catch (const Crash&) {
      (void)system_.append(path, content.first(content.size() / 2), mode);
      throw;
    }
    auto done = system_.append(path, content, mode);
    fuse_.tick();
    return done;
  }
  Result<void> replace_often(const std::filesystem::path& path, ByteView content, unsigned mode) override {
    return around([&] { return system_.replace_often(path, content, mode); });
  }
  Result<void> append_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode) override {
    return append(path, content, mode);
  }
  Result<void> remove(const std::filesystem::path& path) override {
    return around([&] { return system_.remove(path); });
  }

 private:
  template <class Do>
  Result<void> around(Do work) {
    fuse_.tick();
    auto done = work();
    fuse_.tick();
    return done;
  }
  Fuse& fuse_;
  SystemFiles system_;
};

class CrashingLink final : public OfficeLink {
 public:
  CrashingLink(OfficeLink& inner, Fuse& fuse) : inner_(inner), fuse_(fuse) {}
  Result<Enrolled> enrol(const Enrolment& e) override { return inner_.enrol(e); }
  Result<Enrolled> enrolled(const std::string& code_id, ByteView mac) override { return inner_.enrolled(code_id, mac); }
  Result<std::vector<ListedItem>> list(std::size_t most) override {
    return around([&] { return inner_.list(most); });
  }
  Result<Bytes> locked(const ItemId& item) override {
    return around([&] { return inner_.locked(item); });
  }
  Result<Bytes> release(const ItemId& item) override {
    return around([&] { return inner_.release(item); });
  }
  Result<void> receipt(ByteView signed_receipt) override {
    return around([&] { return inner_.receipt(signed_receipt); });
  }
  Result<std::string> alarm(std::string_view words) override { return inner_.alarm(words); }

  int lose_answers = 0;  // the office acts, but the press does not hear of it

 private:
  template <class Do>
  auto around(Do work) -> decltype(work()) {
    fuse_.tick();
    auto done = work();
    fuse_.tick();
    if (lose_answers > 0 && lose_answers-- == 1) return fail(Code::kUnavailable, "no answer in time");
    return done;
  }
  OfficeLink& inner_;
  Fuse& fuse_;
};

class CountingPrinter final : public Printer {
 public:
  explicit CountingPrinter(Fuse& fuse) : fuse_(fuse) {}
  Result<void> print(const ItemId& item, const Plaintext& pdf) override {
    fuse_.tick();
    if (jam) return fail(Code::kUnavailable, "the printer is jammed");
    EXPECT_EQ(pdf.reveal_text(), kArtwork);
    ++prints[item];
    fuse_.tick();
    return {};
  }
  bool leaves_disk_copy() const override { return true; }

  std::map<ItemId, int> prints;
  bool jam = false;

 private:
  Fuse& fuse_;
};

Identity approved_identity() {
  SystemRandom random;
  Identity out = *new_identity(random);
  out.certificate = Bytes(1, 1);
  return out;
}

// A press and its office; start() is the press's program being started anew.
struct Bench {
  tipstaff::test::TemporaryFolder home;
  Fuse fuse;
  CrashingFiles files{fuse};
  ManualClock clock{*parse_instant("2026-11-22T09:30:00Z")};
  Identity identity = approved_identity();
  Hash certificate{1};
  test::FakeOffice office{certificate, identity.box.public_key, identity.receipts.public_key};
  DirectLink direct{office, certificate};
  CrashingLink link{direct, fuse};
  CountingPrinter printer{fuse};
  RunSettings settings;

  explicit Bench(int items) {
    for (int i = 0; i < items; ++i) office.add(kArtwork);
    office.on_release = [this](const ItemId& id) {  // what is on the disk at this moment, as a later reader finds it
      SystemFiles system;
      const Bytes journal = *system.read(home.path() / "journal");
      const auto at = std::ranges::search(journal, id.value);
      EXPECT_FALSE(at.empty()) << "a key was asked for without an intent on the disk";
    };
    settings.first_stock = "N0998";
  }
  Result<std::unique_ptr<Agent>> start() { return Agent::open(files, clock, home.path(), identity, link); }
  RunSummary run() {
    auto agent = start();
    if (!agent) {
      ADD_FAILURE() << agent.error().text();
      return {};
    }
    return (*agent)->run(printer, settings);
  }
  // True when the fuse ended it.
  bool run_to_crash(int after) {
    fuse.left = after;
    try {
      run();
    } catch (const Crash&) {
      fuse.left = -1;
      return true;
    }
    fuse.left = -1;
    return false;
  }
  std::string journal_text() const {
    SystemFiles system;
    return std::string(as_text(*system.read(home.path() / "journal")));
  }
};

void expect_sound(const Bench& bench, const std::string& where) {
  for (const auto& [id, count] : bench.printer.prints) EXPECT_LE(count, 1) << where;
  std::set<std::string> serials;
  for (const auto& [id, item] : bench.office.items) {
    const bool printed = bench.printer.prints.contains(id);
    if (!item.outcome) {
      EXPECT_FALSE(printed) << where << ": printed but never reported";
      continue;
    }
    if (*item.outcome == Outcome::kPrinted) {
      EXPECT_TRUE(printed) << where;
    }
    if (printed) {
      EXPECT_NE(*item.outcome, Outcome::kSpoiled) << where;
    }
    EXPECT_TRUE(serials.insert(item.stock_serial).second) << where << ": one blank reported twice";
  }
}

TEST(Agent, PrintsEachItemOnceWithItsOwnBlank) {
  Bench bench(3);
  const RunSummary summary = bench.run();
  EXPECT_FALSE(summary.stopped) << summary.stopped->text();
  EXPECT_EQ(summary.printed, 3U);
  std::set<std::string> serials;
  for (const auto& [id, item] : bench.office.items) {
    EXPECT_EQ(item.outcome, Outcome::kPrinted);
    EXPECT_EQ(item.keys_asked, 1);
    EXPECT_EQ(item.receipts, 1);
    serials.insert(item.stock_serial);
  }
  EXPECT_THAT(serials, ::testing::ElementsAre("N0998", "N0999", "N1000"));
  EXPECT_EQ(bench.run().printed, 0U);
  EXPECT_EQ(bench.journal_text().find("Example"), std::string::npos);
}

TEST(Agent, StoppedAnywhereAndStartedAgainPrintsNothingTwice) {
  int points = 0;
  for (int first = 0;; ++first) {
    Bench once(2);
    if (!once.run_to_crash(first)) break;
    ++points;
    // And once more during the recovery, at every point of that.
    for (int second = 0;; ++second) {
      Bench bench(2);
      bench.run_to_crash(first);
      const bool again = bench.run_to_crash(second);
      const std::string where = std::to_string(first) + " then " + std::to_string(second);
      const RunSummary last = bench.run();
      EXPECT_FALSE(last.stopped) << where << ": " << last.stopped->text();
      expect_sound(bench, where);
      if (!again || ::testing::Test::HasFailure()) break;
      ++points;
    }
    if (::testing::Test::HasFailure()) break;
  }
  std::cout << "stopped at " << points << " points\n";
  EXPECT_GT(points, 300);
}

TEST(Agent, LosingAnyAnswerLosesNothing) {
  for (int lost = 1; lost < 12; ++lost) {
    Bench bench(2);
    bench.link.lose_answers = lost;
    bench.run();
    bench.link.lose_answers = 0;
    const RunSummary last = bench.run();
    EXPECT_FALSE(last.stopped);
    for (const auto& [id, item] : bench.office.items) EXPECT_EQ(item.outcome, Outcome::kPrinted) << lost;
    expect_sound(bench, "answer " + std::to_string(lost));
  }
}

TEST(Agent, ReportsAnIntentWithoutOutcomeAsUncertainAndLeavesTheItemAlone) {
  std::unique_ptr<Bench> stopped;  // at the first point after the printing
  for (int at = 0; stopped == nullptr || stopped->printer.prints.empty(); ++at) {
    stopped = std::make_unique<Bench>(1);
    ASSERT_TRUE(stopped->run_to_crash(at)) << "never printed";
  }
  Bench& bench = *stopped;
  const ItemId id = bench.office.items.begin()->first;
  const RunSummary summary = bench.run();
  EXPECT_EQ(summary.uncertain, 1U);
  EXPECT_EQ(summary.printed, 0U);
  EXPECT_EQ(bench.office.items[id].outcome, Outcome::kUncertain);
  EXPECT_EQ(bench.printer.prints[id], 1);
}

TEST(Agent, StopsAtTheBudgetAndGoesOnWhenThereIsMore) {
  Bench bench(3);
  bench.office.budget = 1;
  const RunSummary first = bench.run();
  EXPECT_EQ(first.printed, 1U);
  ASSERT_TRUE(first.stopped);
  EXPECT_EQ(first.stopped->code(), Code::kRefused);
  bench.office.budget = 2;
  const RunSummary second = bench.run();
  EXPECT_EQ(second.printed, 2U);
  EXPECT_FALSE(second.stopped);
  expect_sound(bench, "after the budget");
}

TEST(Agent, SpoilsOneItemWhenThePrinterFailsAndStops) {
  Bench bench(3);
  bench.printer.jam = true;
  const RunSummary summary = bench.run();
  EXPECT_EQ(summary.spoiled, 1U);
  ASSERT_TRUE(summary.stopped);
  EXPECT_THAT(summary.stopped->text(), ::testing::HasSubstr("jammed"));
  bench.printer.jam = false;
  EXPECT_EQ(bench.run().printed, 2U);
  expect_sound(bench, "after the jam");
}

TEST(Agent, AsksForNoKeyOfAnItemThatArrivedChanged) {
  Bench bench(1);
  bench.office.bend_next = true;
  const RunSummary summary = bench.run();
  ASSERT_TRUE(summary.stopped);
  EXPECT_EQ(summary.stopped->code(), Code::kTampered);
  EXPECT_EQ(bench.office.items.begin()->second.keys_asked, 0);
  EXPECT_EQ(bench.run().printed, 1U);
}

TEST(Agent, KeepsToItsLimitAndItsStopSign) {
  Bench bench(5);
  bench.settings.most = 2;
  EXPECT_EQ(bench.run().printed, 2U);
  bench.settings.stop = [] { return true; };
  EXPECT_EQ(bench.run().printed, 0U);
}

TEST(Agent, SendsEveryReceiptAgainToAnOfficeThatLostThem) {
  Bench bench(4);
  bench.run();
  ASSERT_TRUE((*bench.start())->ribbon_destroyed("R-77"));
  const ItemId destroyed = bench.office.items.begin()->first;
  for (auto& [id, item] : bench.office.items) {  // restored from a backup of before: released, no receipt
    item.outcome.reset();
    item.stock_serial.clear();
  }
  bench.office.items[destroyed].box.clear();  // and this one was not even released then
  bench.office.ribbons.clear();
  RunSummary summary;
  const auto repeated = (*bench.start())->send_again(summary);
  ASSERT_TRUE(repeated) << repeated.error().text();
  EXPECT_EQ(repeated->taken, 4U);
  EXPECT_EQ(repeated->not_taken, 1U);
  EXPECT_EQ(bench.office.ribbons.size(), 1U);
  for (const auto& [id, item] : bench.office.items)
    if (id != destroyed) {
      EXPECT_EQ(item.outcome, Outcome::kPrinted);
      EXPECT_FALSE(item.stock_serial.empty());
    }
  // Also by a later start of the program, and again; nothing is printed.
  EXPECT_EQ((*bench.start())->send_again(summary)->taken, 4U);
  for (const auto& [id, count] : bench.printer.prints) EXPECT_EQ(count, 1);
}

TEST(Agent, ReportsARibbonWithWhatItBore) {
  Bench bench(3);
  bench.run();
  EXPECT_EQ((*bench.start())->ribbon_destroyed("R-77").value(), 3U);
  bench.office.add(kArtwork);
  bench.run();
  EXPECT_EQ((*bench.start())->ribbon_destroyed("R-78").value(), 1U);
  ASSERT_EQ(bench.office.ribbons.size(), 2U);
  EXPECT_EQ(bench.office.ribbons[0].stock_serial, "R-77");
  EXPECT_EQ(bench.office.ribbons[0].on_ribbon.size(), 3U);
  EXPECT_EQ(bench.office.ribbons[1].on_ribbon.size(), 1U);
}

TEST(Agent, TakesOnlySerialsThatTheOfficeTakesToo) {
  Bench bench(1);
  for (const std::string& bad : {std::string("A"), std::string("12\n3"), std::string(61, '1'), std::string("é1")}) {
    bench.settings.first_stock = bad;
    EXPECT_EQ(bench.run().stopped->code(), Code::kUsage) << bad;
  }
  EXPECT_EQ((*bench.start())->ribbon_destroyed("").error().code(), Code::kUsage);
  bench.settings.first_stock.clear();
  EXPECT_EQ(bench.run().printed, 1U);
}

TEST(Agent, RefusesToRunTwiceOrUnapprovedOrOnADamagedJournal) {
  Bench bench(2);
  bench.run();
  {
    const auto running = bench.start();
    ASSERT_TRUE(running);
    EXPECT_EQ(bench.start().error().code(), Code::kRefused);
  }
  SystemFiles system;
  const auto file = bench.home.path() / "journal";
  const Bytes whole = *system.read(file);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes bent = whole;
    bent[i] ^= 4;
    ASSERT_TRUE(system.replace(file, bent));
    const auto opened = bench.start();
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().code(), Code::kTampered) << i;
  }
  ASSERT_TRUE(system.replace(file, ByteView(whole).subspan(whole.size() / 2)));
  EXPECT_EQ(bench.start().error().code(), Code::kTampered);
  bench.identity.certificate.clear();
  EXPECT_EQ(bench.start().error().code(), Code::kRefused);
}

}  // namespace
}  // namespace tipstaff::press
