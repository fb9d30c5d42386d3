#include "ledger/clerk.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <semaphore>
#include <set>
#include <thread>

#include "crypto/aead.h"
#include "ledger/checkpoint.h"
#include "ledger/clerk_store.h"
#include "test_support.h"

namespace tipstaff::ledger {
namespace {

struct Note {
  static constexpr RowKind kKind = RowKind::kSetting;
  std::string text;
  void encode(cbor::Writer& w) const { w.text(text); }
  static Result<Note> decode(cbor::Reader& r) {
    TRY_ASSIGN(const std::string_view text, r.text());
    return Note{std::string(text)};
  }
};

class ClerkTest : public ::testing::Test {
 protected:
  ClerkTest() {
    keys_ = Keys{crypto::new_ed25519_key(random_),
                 crypto::new_key(random_),
                 {crypto::new_key(random_), crypto::new_key(random_)},
                 "example.org/force"};
    auto store = db::open_sqlite({file(), true, ""}).value();
    EXPECT_TRUE(Clerk::create(*store, keys_, clock_, random_, checkpoint()));
  }

  std::filesystem::path file() const { return folder_.path() / "store.db"; }
  std::filesystem::path checkpoint() const { return folder_.path() / "checkpoint"; }

  Result<std::unique_ptr<Clerk>> open(Table<Note>& table, Cosign cosign = {},
                                      decltype(ClerkSettings::on_witnessed) on_witnessed = {}) {
    TRY_ASSIGN(auto store, db::open_sqlite({file(), false, ""}));
    ClerkSettings settings;
    settings.checkpoint_file = checkpoint();
    settings.cosign = std::move(cosign);
    settings.on_witnessed = std::move(on_witnessed);
    return Clerk::open(std::move(store), keys_.clone(), clock_, random_, std::move(settings), {&table});
  }

  static Result<Durable> put(Clerk& clerk, Table<Note>& table, std::uint64_t id, std::string text) {
    return clerk.submit([&](Write& write) -> Result<void> {
      const EntryIndex entry = write.append(Detail{.act = Act::kCardRequested, .object = id});
      return table.put(write, id, Note{text}, entry);
    });
  }

  // Edits the store with nobody looking.
  void edit(const char* sql, std::initializer_list<db::Parameter> parameters = {}) {
    auto store = db::open_sqlite({file(), false, ""}).value();
    ASSERT_TRUE(store->run(sql, parameters));
  }
  Bytes copy_of_row(std::uint64_t id, std::int64_t& entry) {
    Bytes box;
    auto store = db::open_sqlite({file(), false, ""}).value();
    EXPECT_TRUE(store->query("SELECT entry, box FROM sealed_row WHERE id = ?", {db::number(id)},
                             [&](const db::Row& row) -> Result<void> {
                               entry = row.integer(0);
                               box = to_bytes(row.bytes(1));
                               return {};
                             }));
    return box;
  }

  test::TemporaryFolder folder_;
  SystemRandom random_;
  ManualClock clock_{parse_instant("2026-11-22T09:00:00Z").value()};
  Keys keys_;
};

TEST_F(ClerkTest, KeepsRowsAndEntriesAndSignsWhatItKept) {
  Table<Note> table;
  {
    auto clerk = open(table).value();
    const Durable durable = put(*clerk, table, 1, "one").value();
    EXPECT_EQ(durable.first().value, 1U);
    EXPECT_EQ(durable.tree_size(), 2U);
    const VerifierKey key{keys_.origin, NoteKeyType::kEd25519, keys_.signing.public_key};
    EXPECT_EQ(open_checkpoint(as_bytes(clerk->checkpoint()), key).value().size, 2U);
  }
  Table<Note> again;
  auto clerk = open(again).value();
  EXPECT_EQ(again.find(1)->value.text, "one");
}

TEST_F(ClerkTest, AFailedRequestLeavesNothingAndItsNeighboursStay) {
  Table<Note> table;
  auto clerk = open(table).value();
  std::vector<std::thread> threads;
  for (std::uint64_t i = 1; i <= 40; ++i) {
    threads.emplace_back([&, i] {
      const auto outcome = clerk->submit([&](Write& write) -> Result<void> {
        const EntryIndex entry = write.append(Detail{.act = Act::kCardRequested, .object = i});
        TRY(table.put(write, i, Note{"x"}, entry));
        if (i % 3 == 0) return fail(Code::kRefused, "no");
        return {};
      });
      EXPECT_EQ(outcome.has_value(), i % 3 != 0);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(table.all().size(), 27U);
  EXPECT_EQ(clerk->size(), 28U);
  clerk.reset();
  Table<Note> again;
  clerk = open(again).value();
  EXPECT_EQ(again.all().size(), 27U);
}

// Rows wait for the end of their group, unless a request looks at the store itself: whatever the order of requests that
// put rows once or twice, run statements of their own in between and fail, the store has what memory has.
TEST_F(ClerkTest, TheStoreHasWhatMemoryHasAfterGroupsOfEveryKind) {
  Table<Note> table;
  auto clerk = open(table).value();
  ASSERT_TRUE(clerk->read(
      [](db::Database& store) { return store.script("CREATE TABLE own (id BIGINT PRIMARY KEY, body BLOB)"); }));
  std::atomic<int> failed = 0;
  for (std::uint64_t round = 0; round < 40; ++round) {
    std::binary_semaphore held(0), go(0);
    std::jthread gate([&] {
      EXPECT_TRUE(clerk->read([&](db::Database&) -> Result<void> {
        held.release();
        go.acquire();
        return {};
      }));
    });
    held.acquire();
    std::vector<std::jthread> threads;
    for (std::uint64_t i = 0; i < 12; ++i)
      threads.emplace_back([&, i, dice = std::mt19937_64(round * 100 + i)]() mutable {
        const auto outcome = clerk->submit([&](Write& write) -> Result<void> {
          const EntryIndex entry = write.append(Detail{.act = Act::kCardRequested, .object = i});
          for (auto puts = dice() % 3 + 1; puts > 0; --puts) {
            const std::uint64_t id = dice() % 9 + 1 + 500 * (dice() % 8 == 0 ? round : 0);
            TRY(table.put(write, id, Note{fmt::format("{} {} {}", round, i, puts)}, entry));
            if (dice() % 3 == 0)
              TRY(write.db().run("INSERT INTO own (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
                                 {db::number(id), ByteView(Bytes{1})}));
          }
          if (dice() % 3 == 0) return fail(Code::kRefused, "no");
          return {};
        });
        failed += outcome ? 0 : 1;
      });
    go.release();
    threads.clear();
    gate.join();
    const auto texts = [](const Table<Note>& of) {
      std::map<std::uint64_t, std::string> out;
      for (const auto& [id, stored] : of.all()) out[id] = fmt::format("{} {}", stored.entry.value, stored.value.text);
      return out;
    };
    const auto before = texts(table);
    for (const auto& [id, text] : before) ASSERT_NE(table.find(id), nullptr);
    ASSERT_EQ(table.find(7'000'000), nullptr);
    if (round % 5 != 4) continue;
    clerk.reset();
    Table<Note> again;
    auto opened = open(again);
    ASSERT_TRUE(opened) << opened.error().text();
    ASSERT_EQ(texts(again), before);
    opened->reset();
    table.clear();
    clerk = open(table).value();
  }
  EXPECT_GT(failed, 50);
}

// What another program put where a new row belongs is noticed at once.
TEST_F(ClerkTest, ANewRowIsNotPutOverAnother) {
  Table<Note> table;
  auto clerk = open(table).value();
  ASSERT_TRUE(clerk->read([](db::Database& store) {
    return store.run("INSERT INTO sealed_row (kind, id, entry, box) VALUES (1, 5, 0, ?)", {ByteView(Bytes{1})});
  }));
  EXPECT_EQ(put(*clerk, table, 5, "mine").error().code(), Code::kStorage);
  EXPECT_EQ(table.find(5), nullptr);
  EXPECT_TRUE(put(*clerk, table, 6, "another"));
}

// More entries than one thread seals, and than are sealed at once: each opens, and commits to its detail.
TEST_F(ClerkTest, EveryEntryOfALargeGroupOpens) {
  Table<Note> table;
  auto clerk = open(table).value();
  constexpr std::uint64_t kEntries = 9001;
  ASSERT_TRUE(clerk->submit([](Write& write) -> Result<void> {
    for (std::uint64_t i = 1; i <= kEntries; ++i) write.append(Detail{.act = Act::kRead, .person = PersonId{i}});
    return {};
  }));
  ASSERT_TRUE(clerk->read([&](db::Database& store) -> Result<void> {
    std::set<Bytes> nonces;
    for (std::uint64_t i = 1; i <= kEntries; ++i) {
      TRY_ASSIGN(const StoredEntry entry, read_entry(store, clerk->keys(), EntryIndex{i}));
      EXPECT_EQ(entry.detail->person.value, i);
      nonces.insert(entry.nonce);
    }
    EXPECT_EQ(nonces.size(), kEntries);
    return {};
  }));
}

TEST_F(ClerkTest, ManyGroupsReopen) {
  Table<Note> table;
  auto clerk = open(table).value();
  for (std::uint64_t i = 1; i <= 700; ++i) ASSERT_TRUE(put(*clerk, table, i % 50 + 1, std::to_string(i)));
  const std::string checkpoint = clerk->checkpoint();
  clerk.reset();
  Table<Note> again;
  clerk = open(again).value();
  EXPECT_EQ(clerk->checkpoint(), checkpoint);
  EXPECT_EQ(again.find(1)->value.text, "700");
}

TEST_F(ClerkTest, NoticesARowPutBackARowRemovedAndAByteChanged) {
  Table<Note> table;
  std::int64_t old_entry = 0;
  {
    auto clerk = open(table).value();
    ASSERT_TRUE(put(*clerk, table, 1, "budget 20"));
    ASSERT_TRUE(put(*clerk, table, 2, "other"));
  }
  const Bytes old_box = copy_of_row(1, old_entry);
  {
    auto clerk = open(table).value();
    ASSERT_TRUE(put(*clerk, table, 1, "budget 5"));
  }
  std::int64_t new_entry = 0;
  const Bytes new_box = copy_of_row(1, new_entry);
  edit("UPDATE sealed_row SET entry = ?, box = ? WHERE id = 1", {old_entry, ByteView(old_box)});
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
  edit("DELETE FROM sealed_row WHERE id = 1");
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
  edit("INSERT INTO sealed_row (kind, id, entry, box) VALUES (1, 1, ?, ?)", {new_entry, ByteView(new_box)});
  EXPECT_TRUE(open(table));
  Bytes changed = new_box;
  changed.back() ^= 1;
  edit("UPDATE sealed_row SET box = ? WHERE id = 1", {ByteView(changed)});
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
  edit("UPDATE sealed_row SET box = ? WHERE id = 1", {ByteView(new_box)});
  edit("UPDATE sealed_row SET box = (SELECT box FROM sealed_row WHERE id = 2) WHERE id = 1");
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
}

TEST_F(ClerkTest, NoticesAStoreOrALedgerPutBack) {
  Table<Note> table;
  { ASSERT_TRUE(put(*open(table).value(), table, 1, "one")); }
  std::filesystem::copy_file(file(), folder_.path() / "old.db");
  { ASSERT_TRUE(put(*open(table).value(), table, 1, "two")); }
  const auto newest = folder_.path() / "new.db";
  std::filesystem::copy_file(file(), newest);
  std::filesystem::copy_file(folder_.path() / "old.db", file(), std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(open(table).error().code(), Code::kTampered) << "the checkpoint beside the store is newer";
  std::filesystem::copy_file(newest, file(), std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(open(table));
  std::ofstream(checkpoint()) << "example.org/force\n2\nAAAA\n";
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
  std::filesystem::remove(checkpoint());
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
}

TEST_F(ClerkTest, NoticesAChangedLeafAndAMissingEntry) {
  Table<Note> table;
  { ASSERT_TRUE(put(*open(table).value(), table, 1, "one")); }
  edit("UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 0) WHERE idx = 1");
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
  edit("DELETE FROM entry WHERE idx = 1");
  EXPECT_EQ(open(table).error().code(), Code::kTampered);
}

TEST_F(ClerkTest, ALeapingClockIsRefusedAndRevocationsAreNot) {
  Table<Note> table;
  auto clerk = open(table).value();
  ASSERT_TRUE(put(*clerk, table, 1, "one"));
  clock_.advance(std::chrono::hours(30));
  ASSERT_TRUE(put(*clerk, table, 1, "time passed")) << "time that really passed is no leap";
  const Instant before = clerk->last_time();
  clock_.set(clock_.now() + std::chrono::hours(24));
  EXPECT_EQ(put(*clerk, table, 1, "leap").error().code(), Code::kRefused);
  const auto urgent = clerk->submit(
      [](Write& write) -> Result<void> {
        write.append(Detail{.act = Act::kPressRevoked});
        return {};
      },
      Urgency::kUrgent);
  ASSERT_TRUE(urgent);
  EXPECT_EQ(urgent->at(), before);
  clock_.set(before);
  clock_.advance(std::chrono::hours(5));
  ASSERT_TRUE(put(*clerk, table, 1, "right again"));
  const Instant newest = clerk->last_time();
  clock_.advance(std::chrono::hours(5));
  clock_.set(clock_.now() - std::chrono::hours(3));
  EXPECT_EQ(put(*clerk, table, 1, "back, and after the last entry").error().code(), Code::kRefused);
  clock_.set(newest - std::chrono::hours(1));
  EXPECT_EQ(put(*clerk, table, 1, "back").error().code(), Code::kRefused);
  clerk->accept_clock();
  ASSERT_TRUE(put(*clerk, table, 1, "accepted"));
  EXPECT_EQ(clerk->last_time(), newest) << "ledger time never goes back";
  clock_.advance(std::chrono::minutes(10));
  ASSERT_TRUE(put(*clerk, table, 1, "and what comes after it")) << "once accepted, it is good for the whole run";
  EXPECT_EQ(clerk->last_time(), newest);
  clock_.set(clock_.now() - std::chrono::minutes(5));
  EXPECT_EQ(put(*clerk, table, 1, "back again").error().code(), Code::kRefused);
  clock_.set(clock_.now() + std::chrono::minutes(15));
  EXPECT_EQ(put(*clerk, table, 1, "ahead, and still before the last entry").error().code(), Code::kRefused);
}

TEST_F(ClerkTest, AWitnessThatIsAwayStopsReadsAndNotRevocations) {
  Table<Note> table;
  auto clerk = open(table, [](const std::string&, std::uint64_t, const HashReader&) -> Result<Cosigned> {
                 return fail(Code::kUnavailable, "the witness does not answer");
               }).value();
  const auto outcome = put(*clerk, table, 1, "one");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kUnavailable);
  EXPECT_TRUE(clerk->submit(
      [](Write& write) -> Result<void> {
        write.append(Detail{.act = Act::kPressRevoked});
        return {};
      },
      Urgency::kUrgent));
}

TEST_F(ClerkTest, WhatACosignaturesTimeGivesCauseToIsOnRecordBeforeTheGroupIsAnswered) {
  Table<Note> table;
  std::vector<std::uint64_t> cosigned;
  std::vector<Witnessed> seen;
  bool fails = false;
  auto clerk = open(
                   table,
                   [&](const std::string& note, std::uint64_t size, const HashReader&) -> Result<Cosigned> {
                     cosigned.push_back(size);
                     clock_.advance(std::chrono::seconds(4));
                     return Cosigned(note, "witness.example", clock_.now() - std::chrono::hours(2));
                   },
                   [&](const Witnessed& witnessed) -> std::function<Result<void>(Write&)> {
                     seen.push_back(witnessed);
                     if (seen.size() > 2) return {};
                     return [&](Write& write) -> Result<void> {
                       if (fails) return fail(Code::kStorage, "no room");
                       const EntryIndex entry = write.append(Detail{.act = Act::kClockCompared});
                       return table.put(write, 9, Note{"differs"}, entry);
                     };
                   })
                   .value();
  const Instant before = clock_.now();
  const auto first = put(*clerk, table, 1, "one");
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(cosigned, (std::vector<std::uint64_t>{2, 3}));  // the group's entry, and then the one about the clock
  EXPECT_EQ(clerk->size(), 3U);
  ASSERT_NE(table.find(9), nullptr);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].asked, before);
  EXPECT_EQ(seen[0].answered, before + std::chrono::seconds(4));
  EXPECT_EQ(seen[0].ledger, first->at());
  EXPECT_EQ(seen[0].witness, "witness.example");

  fails = true;
  EXPECT_FALSE(put(*clerk, table, 2, "two"));
  EXPECT_NE(table.find(2), nullptr) << "it is committed, though not answered";
  EXPECT_EQ(clerk->size(), 4U);
  EXPECT_TRUE(put(*clerk, table, 3, "three"));
  clock_.set(clock_.now() + std::chrono::hours(1));
  EXPECT_TRUE(clerk->submit(
      [](Write& write) -> Result<void> { return write.append(Detail{.act = Act::kPressRevoked}), Result<void>(); },
      Urgency::kUrgent));
  EXPECT_EQ(seen.size(), 3U) << "a clock that is refused is not compared";
  Table<Note> again;
  clerk.reset();
  ASSERT_TRUE(open(again)) << "sums and anchor fit";
  EXPECT_NE(again.find(9), nullptr);
}

TEST_F(ClerkTest, ADurableCoversWhatItsEntriesRecordAndNothingElse) {
  Table<Note> table;
  auto clerk = open(table).value();
  const Durable durable =
      clerk
          ->submit([](Write& write) -> Result<void> {
            write.append_read(
                Detail{.act = Act::kRead, .person = PersonId{7}, .fields = {Field::kRank, Field::kSurname}});
            write.append(Detail{.act = Act::kPersonChanged, .person = PersonId{8}, .fields = {Field::kRank}});
            return {};
          })
          .value();
  EXPECT_TRUE(durable.covers(PersonId{7}, {Field::kRank}));
  EXPECT_FALSE(durable.covers(PersonId{7}, {Field::kRank, Field::kPayNumber}));
  EXPECT_FALSE(durable.covers(PersonId{8}, {Field::kRank}));
}

}  // namespace
}  // namespace tipstaff::ledger
