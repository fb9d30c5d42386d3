// Law 13: the store is not believed. Somebody who can write to the office's folder, but has not the root key, puts
// back, swaps, moves and deletes: on the next opening, or at the latest when the thing is read, it is noticed.
#include <fstream>

#include "office/erasure.h"
#include "office/witness_use.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;

struct RawRow {
  std::uint64_t kind = 0, id = 0, entry = 0;
  Bytes box;
  bool operator==(const RawRow&) const = default;
};

class Law13 : public ::testing::Test {
 protected:
  TestForce force{{.people = 4}};

  static Bytes one_blob(db::Database& database, const char* sql, std::uint64_t id) {
    Bytes out;
    must(database.query(sql, {db::number(id)}, [&](const db::Row& row) -> Result<void> {
      out = to_bytes(row.bytes(0));
      return {};
    }));
    return out;
  }
  std::vector<RawRow> rows() {
    std::vector<RawRow> out;
    must(force.raw_store()->query(
        "SELECT kind, id, entry, box FROM sealed_row ORDER BY kind, id", {}, [&](const db::Row& row) -> Result<void> {
          out.push_back({row.number(0), row.number(1), row.number(2), to_bytes(row.bytes(3))});
          return {};
        }));
    return out;
  }
  static void put(db::Database& database, const RawRow& row) {
    must(database.run("UPDATE sealed_row SET entry = ?, box = ? WHERE kind = ? AND id = ?",
                      {db::number(row.entry), ByteView(row.box), db::number(row.kind), db::number(row.id)}));
  }
  void expect_noticed(const std::string& what) { EXPECT_EQ(code_of(force.try_open()), Code::kTampered) << what; }

  // Many kinds of rows, most of them changed after the first snapshot.
  void story() { story(force.queue_cards(force.people)); }
  void story(const office::JobsMade& made) {
    auto link = force.link(force.bureau);
    for (const std::uint64_t number : made.outside) {
      const ItemId id = force.item(number).id;
      must(link.locked(id));
      must(link.release(id));
      must(link.receipt(force.receipt(force.bureau, id, press::Outcome::kPrinted, true)));
    }
    must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      auto& desk = force.office->desk();
      TRY(desk.raise_budget(write, *desk.supplier_named(kSupplier), {1, 1, 1, 1}, write.now() + hours(1), "a test",
                            force.security.id, force.second_security.id));
      return force.office->vault().leave(write, force.people[3], force.registrar.id, "a test");
    }));
  }

  Result<roll::Values> read(PersonId person, FieldSet fields) {
    roll::SealedPerson sealed;
    TRY_ASSIGN(const ledger::Durable durable, force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY_ASSIGN(sealed, force.office->vault().fetch(write.db(), person));
      write.append_read({.act = ledger::Act::kRead, .person = person, .fields = fields});
      return {};
    }));
    return force.office->vault().reveal(durable, sealed, fields);
  }
};

TEST_F(Law13, EachRowPutBackSwappedOrDeleted) {
  const office::JobsMade made = force.queue_cards(force.people);
  const std::vector<RawRow> before = rows();
  force.open();
  story(made);
  const std::vector<RawRow> now = rows();
  std::size_t put_back = 0, swapped = 0;
  std::set<std::uint64_t> kinds;
  for (const RawRow& row : now) {
    const std::string name = fmt::format("row {} of kind {}", row.id, row.kind);
    const auto old =
        std::ranges::find_if(before, [&](const RawRow& b) { return b.kind == row.kind && b.id == row.id; });
    if (old != before.end() && *old != row) {
      put(*force.raw_store(), *old);
      expect_noticed("older " + name);
      put(*force.raw_store(), row);
      ++put_back;
    }
    if (!kinds.insert(row.kind).second) continue;
    must(force.raw_store()->run("DELETE FROM sealed_row WHERE kind = ? AND id = ?",
                                {db::number(row.kind), db::number(row.id)}));
    expect_noticed("deleted " + name);
    must(force.raw_store()->run("INSERT INTO sealed_row (kind, id, entry, box) VALUES (?, ?, ?, ?)",
                                {db::number(row.kind), db::number(row.id), db::number(row.entry), ByteView(row.box)}));
    const auto other = std::ranges::find_if(now, [&](const RawRow& b) { return b.kind == row.kind && b.id != row.id; });
    if (other == now.end()) continue;
    put(*force.raw_store(), {row.kind, row.id, other->entry, other->box});
    put(*force.raw_store(), {row.kind, other->id, row.entry, row.box});
    expect_noticed("swapped " + name);
    put(*force.raw_store(), row);
    put(*force.raw_store(), *other);
    ++swapped;
  }
  force.open();  // all was put right again
  EXPECT_GE(put_back, 10U);
  EXPECT_GE(kinds.size(), 10U);
  EXPECT_GE(swapped, 6U);
}

TEST_F(Law13, AWholeTablePutBack) {
  const std::vector<RawRow> before = rows();
  force.open();
  story();
  const std::vector<RawRow> now = rows();
  std::set<std::uint64_t> kinds;
  for (const RawRow& row : now) kinds.insert(row.kind);
  const auto replace = [&](std::uint64_t kind, const std::vector<RawRow>& by) {
    const auto database = force.raw_store();
    must(database->run("DELETE FROM sealed_row WHERE kind = ?", {db::number(kind)}));
    for (const RawRow& row : by)
      if (row.kind == kind)
        must(database->run("INSERT INTO sealed_row (kind, id, entry, box) VALUES (?, ?, ?, ?)",
                           {db::number(row.kind), db::number(row.id), db::number(row.entry), ByteView(row.box)}));
  };
  const auto of_kind = [](const std::vector<RawRow>& all, std::uint64_t kind) {
    std::vector<RawRow> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const RawRow& row) { return row.kind == kind; });
    return out;
  };
  std::size_t tried = 0;
  for (const std::uint64_t kind : kinds) {
    if (of_kind(before, kind) == of_kind(now, kind)) continue;
    replace(kind, before);
    expect_noticed(fmt::format("all rows of kind {}", kind));
    replace(kind, now);
    ++tried;
  }
  EXPECT_GE(tried, 5U);
  force.open();
}

// All rows at once, and the ledger's head with them: the entries that came later are still there.
TEST_F(Law13, AllRowsAndTheHeadPutBack) {
  const std::vector<RawRow> before = rows();
  std::uint64_t anchored = 0;
  must(force.raw_store()->query("SELECT anchored FROM head", {}, [&](const db::Row& row) -> Result<void> {
    anchored = row.number(0);
    return {};
  }));
  force.open();
  story();
  auto database = force.raw_store();
  must(database->run("DELETE FROM sealed_row"));
  for (const RawRow& row : before)
    must(database->run("INSERT INTO sealed_row (kind, id, entry, box) VALUES (?, ?, ?, ?)",
                       {db::number(row.kind), db::number(row.id), db::number(row.entry), ByteView(row.box)}));
  must(database->run("UPDATE head SET anchored = ?", {db::number(anchored)}));
  database.reset();
  expect_noticed("all rows");
}

TEST_F(Law13, TheWholeStorePutBack) {
  force.close();
  const fs::path store = force.store() / "store.db", old = force.folder.path() / "old.db";
  fs::copy_file(store, old);
  force.open();
  story();
  force.close();
  fs::copy_file(old, store, fs::copy_options::overwrite_existing);
  expect_noticed("store.db");
}

TEST_F(Law13, TheCheckpointRemovedOrChanged) {
  force.close();
  const fs::path file = force.store() / "checkpoint";
  const Bytes content = must(force.files.read(file));
  fs::remove(file);
  expect_noticed("removed");
  for (std::size_t at = 0; at < content.size(); at += 7) {
    Bytes changed = content;
    changed[at] ^= 1;
    must(force.files.replace(file, changed));
    expect_noticed(fmt::format("byte {}", at));
  }
  must(force.files.replace(file, content));
  force.open();
  const TestForce another({.people = 0, .presses = false});
  force.close();
  fs::copy_file(another.store() / "checkpoint", file, fs::copy_options::overwrite_existing);
  expect_noticed("another ledger's");
}

TEST_F(Law13, AnEntryChangedCutOffOrMoved) {
  const auto verify = [&]() -> Result<void> {
    TRY(force.try_open());
    return force.office->clerk().read([&](db::Database& database) -> Result<void> {
      TRY(ledger::verify_ledger(database, force.office->clerk().keys(), [](const auto&) {}));
      return {};
    });
  };
  force.close();
  const fs::path store = force.store() / "store.db", whole = force.folder.path() / "whole.db";
  fs::copy_file(store, whole);
  for (const char* attack :
       {"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 2) WHERE idx = 3",
        "UPDATE entry SET box = (SELECT box FROM entry WHERE idx = 2) WHERE idx = 3",
        "UPDATE entry SET idx = CASE idx WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE idx END WHERE idx IN (2, 3)",
        "DELETE FROM entry WHERE idx = 2", "DELETE FROM entry WHERE idx = (SELECT size - 1 FROM head)",
        "UPDATE head SET size = size - 1", "UPDATE head SET anchored = 0", "DELETE FROM head",
        "UPDATE entry SET box = NULL WHERE idx = (SELECT anchored FROM head)"}) {
    must(force.raw_store()->script(attack));
    const auto outcome = verify();
    EXPECT_EQ(code_of(outcome), Code::kTampered) << attack;
    force.close();
    fs::copy_file(whole, store, fs::copy_options::overwrite_existing);
  }
  must(verify());
}

TEST_F(Law13, CiphertextMovedToAnotherPerson) {
  const PersonId a = force.people[0], b = force.people[1];
  for (const auto& [read_sql, write_sql, fields] :
       {std::tuple{"SELECT body FROM person_blob WHERE person = ?", "UPDATE person_blob SET body = ? WHERE person = ?",
                   FieldSet{Field::kSurname}},
        std::tuple{"SELECT box FROM photo_blob WHERE person = ?", "UPDATE photo_blob SET box = ? WHERE person = ?",
                   FieldSet{Field::kPhoto}}}) {
    auto database = force.raw_store();
    const Bytes of_a = one_blob(*database, read_sql, a.value), of_b = one_blob(*database, read_sql, b.value);
    must(database->run(write_sql, {ByteView(of_b), db::number(a.value)}));
    must(database->run(write_sql, {ByteView(of_a), db::number(b.value)}));
    database.reset();
    force.open();
    EXPECT_EQ(code_of(read(a, fields)), Code::kTampered);
    EXPECT_EQ(code_of(read(b, fields)), Code::kTampered);
    database = force.raw_store();
    must(database->run(write_sql, {ByteView(of_a), db::number(a.value)}));
    must(database->run(write_sql, {ByteView(of_b), db::number(b.value)}));
    database.reset();
    force.open();
    must(read(a, fields));
  }
}

TEST_F(Law13, AnOlderValuePutBack) {
  const PersonId a = force.people[0];
  const char* read_sql = "SELECT body FROM person_blob WHERE person = ?";
  auto database = force.raw_store();
  const Bytes old = one_blob(*database, read_sql, a.value);
  database.reset();
  force.open();
  roll::Values values;
  values[Field::kRank] = Plaintext::copy_of("Inspector");
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY(force.office->vault().change(write, a, values, force.registrar.id, "a test"));
    return {};
  }));
  must(
      force.raw_store()->run("UPDATE person_blob SET body = ? WHERE person = ?", {ByteView(old), db::number(a.value)}));
  force.open();
  EXPECT_EQ(code_of(read(a, {Field::kRank})), Code::kTampered);
}

TEST_F(Law13, ABlindIndexRowMoved) {
  auto database = force.raw_store();
  must(database->run("DELETE FROM blind_index WHERE person = ?", {db::number(force.people[1].value)}));
  must(database->run("UPDATE blind_index SET person = ? WHERE person = ?",
                     {db::number(force.people[1].value), db::number(force.people[0].value)}));
  database.reset();
  force.open();
  const auto find = [&] {
    return force.office->clerk().read([&](db::Database& open) -> Result<void> {
      TRY(force.office->vault().find(open, Field::kWarrantNumber, invent(0).warrant_number));
      return {};
    });
  };
  EXPECT_EQ(code_of(find()), Code::kTampered);
  EXPECT_EQ(code_of(force.office->clerk().read([&](db::Database& open) -> Result<void> {
              TRY(force.office->vault().find_name(open, invent(0).surname, invent(0).forenames));
              return {};
            })),
            Code::kTampered);
}

TEST_F(Law13, TheKeyFilePutBackOrOfAnotherOffice) {
  force.close();
  const fs::path keys = force.store() / "keys";
  const Bytes old = must(force.files.read(keys));
  force.open();
  must(office::erase_person(*force.office, force.dpo, force.people[0]));
  must(office::complete_erasures(*force.office, force.dpo));
  force.close();
  must(force.files.replace(keys, old));
  if (force.try_open()) {
    EXPECT_EQ(code_of(read(force.people[1], {Field::kSurname})), Code::kTampered);
  }
  const TestForce another({.people = 0, .presses = false});
  force.close();
  fs::copy_file(another.store() / "keys", keys, fs::copy_options::overwrite_existing);
  expect_noticed("another office's keys");
}

// Without its witness, or with one of his own, a store that was put back whole would pass for the newest.
TEST_F(Law13, TheWitnessTakenAwayOrExchanged) {
  const fs::path file = force.store() / "witness";
  const std::string ours = "https://127.0.0.1:1\npin\nkey\n", his = "https://127.0.0.1:2\npin\nkey\n";
  must(force.files.replace(file, as_bytes(his), 0644));
  must(force.try_open());  // none was ever set
  must(office::set_witness(*force.office, force.keeper, as_bytes(ours)));
  must(force.try_open());
  must(force.files.replace(file, as_bytes(his), 0644));
  expect_noticed("exchanged");
  must(force.files.remove(file));
  expect_noticed("taken away");
  must(force.files.replace(file, as_bytes(ours), 0644));
  must(force.try_open());
  EXPECT_EQ(code_of(office::set_witness(*force.office, force.registrar, as_bytes(his))), Code::kRefused);
  EXPECT_EQ(as_text(must(force.files.read(file))), ours);
}

TEST_F(Law13, ALockedItemSwappedOrCut) {
  const auto made = force.queue_cards(force.people);
  const supplier::Item item = force.item(made.outside.at(0));
  const fs::path file = office::Folder{force.store()}.items(item.job);
  const Bytes content = must(force.files.read(file));
  // The press compares it with the hash that the office listed, and its key opens nothing else.
  Bytes changed = content;
  changed.at(item.offset + item.bytes / 2) ^= 1;
  must(force.files.replace(file, changed));
  const Bytes served = must(force.link(force.bureau).locked(item.id));
  EXPECT_NE(crypto::sha256(served), item.sha256);
  must(force.files.replace(file, ByteView(content).first(item.offset + item.bytes / 2)));
  EXPECT_EQ(code_of(force.link(force.bureau).locked(item.id)), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::test
