// Archives other than zip, and what the programs that pack them leave behind.
#include <zlib.h>

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
using test::expect_told;
using test::found;
using test::told;

// A header as tar writes it (POSIX.1-2017 ustar), and the file behind it.
std::string tar_entry(const std::string& name, const std::string& content, char kind = '0',
                      const std::string& owner = "") {
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
  put(257, std::string("ustar\0"
                       "00",
                       8));
  put(265, owner);
  unsigned sum = 8 * ' ';
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum).substr(5));
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}
std::string tar(const std::string& entries) { return entries + std::string(1024, '\0'); }
const std::string kHidden =
    test::workbook(test::data(test::row(1, {"a"})), test::data(test::row(1, {"b", "c"})), "hidden").finish();

// Packed by another program; empty where it is not installed.
std::string packed_by(const std::string& command, const std::string& content) {
  test::TemporaryFolder folder;
  std::ofstream(folder.path() / "pay.xlsx", std::ios::binary) << content;
  if (std::system(("cd '" + folder.path().string() + "' && ( " + command + " ) >/dev/null 2>&1").c_str()) != 0)
    return {};
  std::ifstream in(folder.path() / "out", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Archive, ReadsWhatATarHolds) {
  expect_pass(tar(tar_entry("note.txt", "A few words.\n") + tar_entry("folder/", "", '5')));
  expect_held(tar(tar_entry("pay.xlsx", kHidden)), "sheet-hidden", "(pay.xlsx › xl/worksheets/sheet2.xml)", 2);
  expect_held(tar(tar_entry("x", "22 path=long/pay.xlsx\n", 'x') + tar_entry("pay.xlsx", kHidden)), "sheet-hidden",
              "(long/pay.xlsx › ", 2);
  expect_held(tar(tar_entry("pax", "28 comment=not for release!\n", 'x') + tar_entry("n.txt", "x\n")),
              "archive-comment", "", 1);
  EXPECT_NE(found(checked(tar(tar_entry("n.txt", "x\n", '0', "ann"))), "owner-name"), nullptr);
  EXPECT_EQ(checked(tar(tar_entry("n.txt", "x\n")) + "tail").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(tar_entry("n.txt", "x\n")).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(tar(tar_entry("n.txt", "x\n") + tar_entry("n.txt", "y\n"))).verdict, Verdict::kUnknown);
  std::string padded = tar(tar_entry("n.txt", "x\n"));
  padded[600] = 'p';
  EXPECT_EQ(checked(padded).verdict, Verdict::kUnknown) << told(checked(padded));
}

TEST(Archive, HoldsWordsInPlaceOfALinksTarget) {
  const auto link = [](const std::string& target) {
    std::string out = tar_entry("x", "", '2');
    out.replace(157, target.size(), target);
    out.replace(148, 8, 8, ' ');
    unsigned sum = 0;
    for (const char c : out) sum += static_cast<unsigned char>(c);
    std::string octal(6, '0');
    for (std::size_t i = 6; i-- > 0; sum /= 8) octal[i] = static_cast<char>('0' + sum % 8);
    return tar(tar_entry("n.txt", "A few words.\n") + out.replace(148, 8, octal + std::string("\0 ", 2)));
  };
  const std::string words = "ask Ann Inventedname of North, number 410007";
  expect_pass(link("n.txt"));
  expect_pass(link("../shared folder/list of areas 2019.txt"));
  expect_held(link(words), "archive-comment", "in place of a link's target", 1);
  expect_held(
      tar(tar_entry("n.txt", "x\n") + tar_entry("long", words + std::string(1, '\0'), 'K') + tar_entry("y", "", '2')),
      "archive-comment", "in place of a link's target", 1);
  const std::string line = " linkpath=" + words + "\n";
  expect_held(tar(tar_entry("n.txt", "x\n") + tar_entry("pax", std::to_string(line.size() + 2) + line, 'x') +
                  tar_entry("y", "", '2')),
              "archive-comment", "in place of a link's target", 1);
}

// RAR 5 and RAR 4 as their descriptions have them, with files that are stored as they are.
std::string small(std::uint64_t value) {  // 7 bits a byte
  std::string out;
  for (; value > 127; value >>= 7) out += static_cast<char>(value | 128);
  return out + static_cast<char>(value);
}
std::string low(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}
std::uint32_t sum_of(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}
std::string block_of_five(std::uint64_t type, const std::string& own, const std::string& more = "",
                          const std::string& data = "") {
  std::string head = small(type) + small((more.empty() ? 0U : 1U) | (data.empty() ? 0U : 2U)) +
                     (more.empty() ? "" : small(more.size())) + (data.empty() ? "" : small(data.size())) + own + more;
  head = small(head.size()) + head;
  return low(sum_of(head), 4) + head + data;
}
std::string named(const std::string& name, const std::string& data) {
  return small(4) + small(data.size()) + small(0) + low(sum_of(data), 4) + small(0) + small(1) + small(name.size()) +
         name;
}
std::string file_of_five(const std::string& name, const std::string& data, const std::string& more = "") {
  return block_of_five(2, named(name, data), more, data);
}
std::string rar_five(const std::string& blocks, const std::string& own = "") {
  return std::string("Rar!\x1a\x07\x01\0", 8) + block_of_five(1, small(0) + own) + blocks + block_of_five(5, small(0));
}
std::string block_of_four(std::uint8_t type, unsigned flags, const std::string& own, const std::string& data = "") {
  const std::string head = low(type, 1) + low(flags, 2) + low(own.size() + 7, 2) + own;
  return low(sum_of(head) & 0xffff, 2) + head + data;
}
std::string file_of_four(const std::string& name, const std::string& data, const std::string& more = "",
                         std::uint8_t type = 0x74) {
  return block_of_four(type, 0x8000,
                       low(data.size(), 4) + low(data.size(), 4) + low(0, 1) + low(sum_of(data), 4) +
                           low(0x5a215a21, 4) + low(20, 1) + low(0x30, 1) + low(name.size(), 2) + low(0x20, 4) + name +
                           more,
                       data);
}
std::string rar_four(const std::string& blocks) {
  return std::string("Rar!\x1a\x07\0", 7) + block_of_four(0x73, 0, low(0, 6)) + blocks +
         block_of_four(0x7b, 0x4000, "");
}

TEST(Archive, AccountsForEveryByteOfARar) {
  const std::string words = "A few words.\n", secret = "ask Ann Inventedname, number 410007";
  expect_pass(rar_five(file_of_five("n.txt", words) + file_of_five("m.txt", words)));
  expect_pass(rar_four(file_of_four("n.txt", words)));
  expect_held(rar_five(file_of_five("pay.xlsx", kHidden)), "sheet-hidden", "(pay.xlsx › ", 2);
  expect_held(rar_four(file_of_four("pay.xlsx", kHidden)), "sheet-hidden", "(pay.xlsx › ", 2);
  expect_held(rar_five(block_of_five(3, named("CMT", secret), "", secret) + file_of_five("n.txt", words)),
              "archive-comment", "a comment in the archive", 1);
  expect_held(rar_four(file_of_four("CMT", secret, "", 0x7a) + file_of_four("n.txt", words)), "archive-comment",
              "a comment in the archive", 1);
  const std::string link = small(1) + small(0) + small(secret.size()) + secret,
                    redirected = small(link.size() + 1) + small(5) + link;
  expect_held(rar_five(block_of_five(2, named("x", ""), redirected) + file_of_five("n.txt", words)), "archive-comment",
              "in place of a link's target", 1);
  const std::string owner = small(1) + small(3) + "ann", owned = small(owner.size() + 1) + small(6) + owner;
  EXPECT_NE(found(checked(rar_five(file_of_five("n.txt", words, owned))), "owner-name"), nullptr);
  const std::string strange = small(secret.size() + 1) + small(9) + secret;
  for (const std::string& odd : std::vector<std::string>{
           rar_five(file_of_five("n.txt", words)) + secret,
           rar_five(file_of_five("n.txt", words) + block_of_five(9, small(0), "", secret)),
           rar_five(file_of_five("n.txt", words), secret), rar_five(file_of_five("n.txt", words, strange)),
           rar_five(file_of_five("n.txt", words) + block_of_five(3, named("STM", secret), "", secret)),
           rar_five(file_of_five("n.txt", words) + block_of_five(3, named("RR", secret), "", secret)),
           rar_five(file_of_five("n.txt", words) + secret), rar_four(file_of_four("n.txt", words)) + secret,
           rar_four(file_of_four("n.txt", words, secret)),
           rar_four(file_of_four("n.txt", words) + block_of_four(0x79, 0, secret)),
           rar_four(file_of_four("n.txt", words) + secret)}) {
    const FileReport report = checked(odd);
    EXPECT_EQ(report.verdict, Verdict::kUnknown) << told(report);
  }
}

TEST(Archive, ReadsWhatOtherProgramsPack) {
  std::size_t packed = 0;
  for (const char* command :
       {"tar -cf out pay.xlsx", "tar -czf out pay.xlsx", "gzip -c pay.xlsx > out", "bzip2 -c pay.xlsx > out",
        "xz -c pay.xlsx > out", "zstd -c pay.xlsx > out", "7z a -t7z out.7z pay.xlsx && mv out.7z out"}) {
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
  const auto zip = [](const std::string& name, const std::string& content) {
    return test::ZipMaker().add("a.txt", "words\n").add(name, content).finish();
  };
  expect_held(zip("photos/.DS_Store", std::string("\0\0\0\1Bud1", 8)), "packing-leftover", "photos/.DS_Store", 1);
  expect_held(zip("~$letter.docx",
                  "\x0c"
                  "Ann Invented"),
              "packing-leftover", "had the document open", 1);
  expect_held(zip("x/.git/HEAD", "ref: refs/heads/main\n"), "packing-leftover", "history", 1);
  const std::string mac("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ", 24);
  expect_pass(zip("__MACOSX/._a.txt", mac));
  expect_held(zip("__MACOSX/._a.txt", mac + "com.apple.metadata:kMDItemWhereFroms"), "packing-leftover", "came from",
              1);
}

TEST(Archive, GzipCannotHideBehindItself) {
  const std::string file = packed_by("gzip -nc pay.xlsx > out", "A few words.\n");
  ASSERT_FALSE(file.empty());
  expect_pass(file);
  EXPECT_NE(found(checked(file + "PK"), "unexplained"), nullptr);
  const std::string bomb = packed_by("head -c 400000000 /dev/zero | gzip -9c > out", "x");
  EXPECT_EQ(checked(bomb).verdict, Verdict::kUnknown);
}

// In each kind of archive, a gzip's own name too.
TEST(Archive, TellsNamesOfPeopleAndWhatAMacAdds) {
  const std::string name = "Alan Marlowe, 07700 900123.txt", words = "A few words.\n",
                    mac("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ", 24);
  const auto seven = [](const std::string& file, const std::string& content) {
    return packed_by("mv pay.xlsx '" + file + "' && 7z a -t7z out.7z '" + file + "' && mv out.7z out", content);
  };
  for (const auto& [kind, file] : std::vector<std::pair<std::string, std::string>>{
           {"zip", test::ZipMaker().add(name, words).finish()},
           {"tar", tar(tar_entry(name, words))},
           {"gz", packed_by("mv pay.xlsx '" + name + "' && gzip '" + name + "' && mv *.gz out", words)},
           {"7z", seven(name, words)}}) {
    EXPECT_EQ(checked(file).kind, kind);
    expect_told(file, "member-names", "names of the files and folders", "Alan Marlowe");
  }
  EXPECT_EQ(found(checked(test::ZipMaker().add("list of areas.txt", words).finish()), "member-names"), nullptr);
  const std::string packed = tar(tar_entry("a.txt", words) + tar_entry("._a.txt", mac));
  for (const auto& [kind, file] : std::vector<std::pair<std::string, std::string>>{
           {"zip", test::ZipMaker().add("a.txt", words).add("__MACOSX/._a.txt", mac).finish()},
           {"tar", packed},
           {"gz", packed_by("gzip -nc pay.xlsx > out", packed)},
           {"7z", seven("._a.txt", mac)}}) {
    EXPECT_EQ(checked(file).kind, kind);
    expect_told(file, "mac-metadata", "what a Mac adds");
  }
}

}  // namespace
}  // namespace tipstaff::disclosure
