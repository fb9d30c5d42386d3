// Archives other than zip, and what the programs that pack them leave behind.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "disclosure/test_check.h"
#include "test_support.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::told;

// A header as tar writes it (POSIX.1-2017 ustar), and the file behind it.
std::string tar_entry(const std::string& name, const std::string& content, char kind = '0', const std::string& owner = "") {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  const auto octal = [](std::size_t value) {
    std::string out(11, '0');
    for (std::size_t i = 11; i-- > 0; value /= 8) out[i] = static_cast<char>('0' + value % 8);
    return out;
  };
  put(0, name);
  put(124, octal(content.size()));
  header[156] = kind;
  put(257, std::string("ustar\0" "00", 8));
  put(265, owner);
  unsigned sum = 8 * ' ';
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum).substr(5));
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}
std::string tar(const std::string& entries) { return entries + std::string(1024, '\0'); }
const std::string kHidden = test::workbook(test::data(test::row(1, {"a"})), test::data(test::row(1, {"b", "c"})), "hidden").finish();

// Packed by another program; empty where it is not installed.
std::string packed_by(const std::string& command, const std::string& content) {
  test::TemporaryFolder folder;
  std::ofstream(folder.path() / "pay.xlsx", std::ios::binary) << content;
  if (std::system(("cd '" + folder.path().string() + "' && ( " + command + " ) >/dev/null 2>&1").c_str()) != 0) return {};
  std::ifstream in(folder.path() / "out", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Archive, ReadsWhatATarHolds) {
  expect_pass(tar(tar_entry("note.txt", "A few words.\n") + tar_entry("folder/", "", '5')));
  expect_held(tar(tar_entry("pay.xlsx", kHidden)), "sheet-hidden", "(pay.xlsx › xl/worksheets/sheet2.xml)", 2);
  expect_held(tar(tar_entry("x", "22 path=long/pay.xlsx\n", 'x') + tar_entry("pay.xlsx", kHidden)), "sheet-hidden", "(long/pay.xlsx › ", 2);
  expect_held(tar(tar_entry("pax", "28 comment=not for release!\n", 'x') + tar_entry("n.txt", "x\n")), "archive-comment", "", 1);
  EXPECT_NE(found(checked(tar(tar_entry("n.txt", "x\n", '0', "ann"))), "owner-name"), nullptr);
  EXPECT_EQ(checked(tar(tar_entry("n.txt", "x\n")) + "tail").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(tar_entry("n.txt", "x\n")).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(tar(tar_entry("n.txt", "x\n") + tar_entry("n.txt", "y\n"))).verdict, Verdict::kUnknown);
  std::string padded = tar(tar_entry("n.txt", "x\n"));
  padded[600] = 'p';
  EXPECT_EQ(checked(padded).verdict, Verdict::kUnknown) << told(checked(padded));
}

TEST(Archive, ReadsWhatOtherProgramsPack) {
  std::size_t packed = 0;
  for (const char* command : {"tar -cf out pay.xlsx", "tar -czf out pay.xlsx", "gzip -c pay.xlsx > out", "bzip2 -c pay.xlsx > out", "xz -c pay.xlsx > out",
                              "zstd -c pay.xlsx > out", "7z a -t7z out.7z pay.xlsx && mv out.7z out"}) {
    const std::string file = packed_by(command, kHidden);
    if (file.empty()) continue;
    ++packed;
    SCOPED_TRACE(command);
    expect_held(file, "sheet-hidden", "xl/worksheets/sheet2.xml)", 2);
    const FileReport cut = checked(file.substr(0, file.size() / 2));
    EXPECT_NE(cut.verdict, Verdict::kPass) << told(cut);
  }
  EXPECT_GE(packed, 4U);
}

TEST(Archive, HoldsWhatPackersLeaveBehind) {
  const auto zip = [](const std::string& name, const std::string& content) { return test::ZipMaker().add("a.txt", "words\n").add(name, content).finish(); };
  expect_held(zip("photos/.DS_Store", std::string("\0\0\0\1Bud1", 8)), "packing-leftover", "photos/.DS_Store", 1);
  expect_held(zip("~$letter.docx", "\x0c" "Ann Invented"), "packing-leftover", "had the document open", 1);
  expect_held(zip("x/.git/HEAD", "ref: refs/heads/main\n"), "packing-leftover", "history", 1);
  const std::string mac("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ", 24);
  expect_pass(zip("__MACOSX/._a.txt", mac));
  expect_held(zip("__MACOSX/._a.txt", mac + "com.apple.metadata:kMDItemWhereFroms"), "packing-leftover", "came from", 1);
}

TEST(Archive, GzipCannotHideBehindItself) {
  const std::string file = packed_by("gzip -nc pay.xlsx > out", "A few words.\n");
  ASSERT_FALSE(file.empty());
  expect_pass(file);
  EXPECT_NE(found(checked(file + "PK"), "unexplained"), nullptr);
  const std::string bomb = packed_by("head -c 400000000 /dev/zero | gzip -9c > out", "x");
  EXPECT_EQ(checked(bomb).verdict, Verdict::kUnknown);
}

}  // namespace
}  // namespace tipstaff::disclosure
