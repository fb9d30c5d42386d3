#include "roll/csv_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/caller_files.h"
#include "test_child.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  const std::array roles = {roll::csv_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace roll {
namespace {

// Everything that a reader says of a file, as text.
template <class Reader>
std::string told(Result<Reader> reader) {
  if (!reader) return "error: " + reader.error().text();
  std::string out = reader->format_in_words();
  for (const std::string& heading : reader->headings()) out += "|" + heading;
  for (;;) {
    const auto row = reader->next();
    if (!row) return "error: " + row.error().text();
    if (!*row) return out;
    out += fmt::format("\n{} {}", (*row)->number, (*row)->fault);
    for (const std::string_view field : (*row)->fields) out.append("|").append(field);
  }
}

void expect_same(std::string_view file) {
  const std::string direct = told(CsvReader::open(csv_bytes(as_bytes(file))));
  EXPECT_EQ(told(SafeCsv::open(csv_bytes(as_bytes(file)))),
            direct.starts_with("error") ? direct.substr(0, 207) : direct);
}

TEST(CsvChild, SaysWhatTheReaderItselfSays) {
  for (const std::string_view file :
       {std::string_view(""), std::string_view("a"), std::string_view("a,b\n"), std::string_view("a,b\n1,2"),
        std::string_view("a;b\n\n1;\"two\nlines\"\n1\n1;2;3\n"), std::string_view("a,a\n1,2\n"),
        std::string_view("a,\n1,2\n"), std::string_view("a,b\n\"1,2\n"), std::string_view("PK\x03\x04"),
        std::string_view("a,b\n1,\0\n", 8),
        std::string_view("\xff\xfe"
                         "a\0,\0b\0\n\0"
                         "1\0,\0\x20\x20\n\0",
                         18),
        std::string_view("a,b\nSi\xe2n,O\x92"
                         "Brien\n"),
        std::string_view("\xef\xbb\xbf"
                         "a\tb\r1\t2\r")})
    expect_same(file);
}

TEST(CsvChild, ManyPiecesAndRowsLargerThanAPiece) {
  std::string file = "name,words\n";
  for (int i = 0; i < 40'000; ++i) file += fmt::format("Thistle{},\"Rowan, of the {}\n harbour\"\n", i, i % 7);
  expect_same(file);
  file += "x," + std::string(kLongestField - 1, 'y') + "\n";
  file += std::string(kLongestField, 'z') + ",1\n\xe2";  // not UTF-8 at its very end: Windows-1252 after all
  expect_same(file);
}

TEST(CsvChild, AFileThatIsTooLargeOrNoFileIsRefusedUnread) {
  EXPECT_EQ(OwnFiles().open("/nonexistent.csv").error().code(), Code::kNotFound);
  EXPECT_EQ(OwnFiles().open("/dev/zero").error().code(), Code::kStorage);
  const std::filesystem::path device = "/dev/zero";
  EXPECT_EQ(csv_file(Descriptor(::open(device.c_str(), O_RDONLY | O_CLOEXEC)), device).error().code(), Code::kStorage);
}

}  // namespace
}  // namespace roll
}  // namespace tipstaff
