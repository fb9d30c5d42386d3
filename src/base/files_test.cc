#include "base/files.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace tipstaff {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  SystemFiles files;
  const auto read = files.read(path);
  return read ? std::string(as_text(*read)) : "(" + read.error().text() + ")";
}

TEST(Files, AFileThatIsReplacedOftenIsWholeEachTimeAndLeavesOneOther) {
  const test::TemporaryFolder folder;
  const fs::path path = folder.path() / "checkpoint";
  SystemFiles files;
  const std::string large(600, 'x');
  for (const std::string& text :
       {std::string("a first one"), std::string("another one"), std::string("a third one"),
        std::string("a much longer one"), std::string("short"), large, large, std::string()}) {
    ASSERT_TRUE(files.replace_often(path, as_bytes(text)));
    EXPECT_EQ(content(path), text);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
}

TEST(Files, AppendingAddsToTheEndSyncedOrNot) {
  const test::TemporaryFolder folder;
  const fs::path path = folder.path() / "journal";
  SystemFiles files;
  ASSERT_TRUE(files.append(path, as_bytes("one ")));
  ASSERT_TRUE(files.append_unsynced(path, as_bytes("two ")));
  ASSERT_TRUE(files.append(path, as_bytes("three")));
  EXPECT_EQ(content(path), "one two three");
}

TEST(Files, WhatCannotBeWrittenLeavesTheOldContent) {
  const test::TemporaryFolder folder;
  const fs::path path = folder.path() / "kept";
  SystemFiles files;
  ASSERT_TRUE(files.replace(path, as_bytes("old")));
  fs::create_directory(folder.path() / "kept.new");
  fs::create_directory(folder.path() / "kept.old");
  EXPECT_EQ(files.replace(path, as_bytes("new")).error().code(), Code::kStorage);
  EXPECT_EQ(files.replace_often(path, as_bytes("new")).error().code(), Code::kStorage);
  EXPECT_EQ(content(path), "old");
}

}  // namespace
}  // namespace tipstaff
