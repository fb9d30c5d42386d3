#include "db/db.h"

#include <gtest/gtest.h>

#include <fstream>

#include "test_support.h"

namespace tipstaff::db {
namespace {

TEST(Sqlite, KeepsWhatWasCommittedAndTakesBackTheRest) {
  const test::TemporaryFolder folder;
  const SqliteSettings settings{folder.path() / "store.db", true, ""};
  {
    auto store = open_sqlite(settings).value();
    ASSERT_TRUE(store->script("CREATE TABLE t (id BIGINT PRIMARY KEY, body BLOB)"));
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->run("INSERT INTO t VALUES (?, ?)", {number(1), as_bytes("one")}));
    ASSERT_TRUE(store->savepoint());
    ASSERT_TRUE(store->run("INSERT INTO t VALUES (?, ?)", {number(2), as_bytes("two")}));
    ASSERT_TRUE(store->rollback_to_savepoint());
    ASSERT_TRUE(store->commit());
    ASSERT_TRUE(store->begin());
    ASSERT_TRUE(store->run("INSERT INTO t VALUES (?, ?)", {number(3), nullptr}));
    ASSERT_TRUE(store->rollback());
  }
  auto store = open_sqlite(settings).value();
  std::string seen;
  ASSERT_TRUE(store->query("SELECT id, body FROM t", {}, [&](const Row& row) -> Result<void> {
    seen += std::to_string(row.integer(0)) + std::string(row.text(1));
    return {};
  }));
  EXPECT_EQ(seen, "1one");
}

TEST(Sqlite, ASecondConnectionIsRefused) {
  const test::TemporaryFolder folder;
  const SqliteSettings settings{folder.path() / "store.db", true, ""};
  auto first = open_sqlite(settings).value();
  const auto second = open_sqlite(settings);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), Code::kStorage);
  EXPECT_NE(second.error().text().find("another process"), std::string::npos);
}

TEST(Sqlite, GarbageIsNotAStore) {
  const test::TemporaryFolder folder;
  const SqliteSettings settings{folder.path() / "store.db", false, ""};
  EXPECT_EQ(open_sqlite(settings).error().code(), Code::kNotFound);
  std::ofstream(settings.file) << std::string(8192, 'x');
  EXPECT_EQ(open_sqlite(settings).error().code(), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::db
