#include "press/printer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "test_support.h"

namespace tipstaff::press {
namespace {

const ItemId kItem{{0xab}};

// Stands in for CUPS's lp: a script that notes its words and its standard input, and ends with `status`.
std::string fake_lp(const std::filesystem::path& folder, int status, bool reads = true) {
  SystemFiles files;
  std::string path = (folder / "lp").string();
  const std::string script = "#!/bin/sh\necho \"$*\" > " + (folder / "words").string() + "\n" +
                             (reads ? "cat > " + (folder / "taken").string() + "\n" : "") + "exit " +
                             std::to_string(status) + "\n";
  EXPECT_TRUE(files.replace(path, as_bytes(script), 0700));
  return path;
}

TEST(CupsPrinter, HandsTheArtworkThroughAPipe) {
  const test::TemporaryFolder folder;
  SystemFiles files;
  CupsPrinter printer = *CupsPrinter::open("card_1", fake_lp(folder.path(), 0));
  const Plaintext pdf = Plaintext::copy_of(std::string(300'000, 'p'));
  ASSERT_TRUE(printer.print(kItem, pdf));
  EXPECT_TRUE(equal_secret(*files.read(folder.path() / "taken"), pdf.reveal()));
  EXPECT_EQ(as_text(*files.read(folder.path() / "words")), "-d card_1 -t " + kItem.text() + " -\n");
  EXPECT_TRUE(printer.leaves_disk_copy());
}

TEST(CupsPrinter, SaysWhenTheJobWasNotTaken) {
  const test::TemporaryFolder folder;
  const Plaintext pdf = Plaintext::copy_of(std::string(300'000, 'p'));
  EXPECT_FALSE(CupsPrinter::open("card_1", fake_lp(folder.path(), 1))->print(kItem, pdf));
  EXPECT_FALSE(CupsPrinter::open("card_1", fake_lp(folder.path(), 0, false))->print(kItem, pdf));  // closed its input
  EXPECT_FALSE(CupsPrinter::open("card_1", (folder.path() / "none").string())->print(kItem, pdf));
  for (const char* bad : {"", "-o", "a b", "a;b", "../x"}) EXPECT_FALSE(CupsPrinter::open(bad)) << bad;
}

TEST(FolderPrinter, WritesOneFileForItsOwnerOnly) {
  const test::TemporaryFolder folder;
  SystemFiles files;
  FolderPrinter printer(files, folder.path());
  ASSERT_TRUE(printer.print(kItem, Plaintext::copy_of("artwork")));
  const auto file = folder.path() / (kItem.text() + ".pdf");
  EXPECT_EQ(as_text(*files.read(file)), "artwork");
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace tipstaff::press
