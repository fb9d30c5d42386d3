#include "roll/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "roll/mapping.h"

namespace tipstaff::roll {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Everything {
  std::vector<std::string> headings;
  Rows rows;
  std::string error, format;
};

Everything read(std::string_view text) {
  Everything out;
  auto reader = CsvReader::open(csv_bytes(as_bytes(text)));
  if (!reader) {
    out.error = reader.error().text();
    return out;
  }
  out.headings = reader->headings();
  out.format = reader->format_in_words();
  for (;;) {
    const auto row = reader->next();
    if (!row) out.error = row.error().text();
    if (!row || !*row) return out;
    out.rows.emplace_back((*row)->fields.begin(), (*row)->fields.end());
    if (!(*row)->fault.empty()) out.rows.back().push_back("! " + std::to_string((*row)->number) + " " + (*row)->fault);
  }
}

std::string utf16(std::u16string_view text, bool big) {
  std::string out;
  for (const char16_t c : text) {
    const auto high = static_cast<char>(c >> 8), low = static_cast<char>(c & 0xff);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

const Rows kSian = {{"Siân", "O’Brien"}};

TEST(Csv, EveryEncodingAndSeparator) {
  EXPECT_EQ(read("a,b\nSiân,O’Brien\n").rows, kSian);
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a;b\r\nSiân;O’Brien")
                .rows,
            kSian);
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a;b\r\nSiân;O’Brien")
                .headings.at(0),
            "a");
  EXPECT_EQ(read("a\tb\rSi\xe2n\tO\x92"
                 "Brien\r")
                .rows,
            kSian);
  EXPECT_EQ(read("a\tb\rSi\xe2n\tO\x92"
                 "Brien\r")
                .format,
            "Windows-1252, separated by tabs");
  EXPECT_EQ(read(utf16(u"\ufeffa|b\nSiân|O’Brien\n", false)).rows, kSian);
  EXPECT_EQ(read(utf16(u"\ufeffa,b\nSiân,O’Brien\n", true)).rows, kSian);
  EXPECT_EQ(read(utf16(u"\ufeffa\n\U0001f46e\n", true)).rows, (Rows{{"👮"}}));
}

TEST(Csv, QuotesLineBreaksAndRaggedRows) {
  EXPECT_EQ(read("a,b\n\"x,\"\"y\"\"\r\nz\",\n\n\"\",q\"r\n").rows, (Rows{{"x,\"y\"\r\nz", ""}, {"", "q\"r"}}));
  EXPECT_EQ(read("a,b\n1\n\n1,2,3\n").rows, (Rows{{"1", "! 2 has 1 columns where the heading has 2"},
                                                  {"1", "2", "3", "! 4 has 3 columns where the heading has 2"}}));
  EXPECT_EQ(read("\"a;x\",b\n1,2\n").headings, (std::vector<std::string>{"a;x", "b"}));
}

TEST(Csv, RefusalsSayWhere) {
  EXPECT_EQ(read("").error, "the file is empty");
  EXPECT_EQ(read("a,b\n").error, "the file has a heading and no rows");
  EXPECT_EQ(read("a,b").error, "the file has a heading and no rows");
  EXPECT_EQ(read("a,a\n").error, "row 1, column 2: the heading stands there twice");
  EXPECT_EQ(read("a,\n1,2").error, "row 1, column 2: the heading is empty");
  EXPECT_EQ(read(std::string_view("a,b\n1,x\0y\n", 10)).error, "row 2, column 2: a NUL byte; the file is not text");
  EXPECT_EQ(read("a,b\n1,\"never").error, "row 2, column 2: a quote that is never closed");
  EXPECT_EQ(read("a\n" + std::string(kLongestField + 1, 'x')).error,
            "row 2, column 1: a field of more than 64 KiB; is a quote missing?");
  std::string wide = "a\n";
  for (int i = 0; i < 17; ++i) wide += std::string(kLongestField, 'x') + ",";
  EXPECT_NE(read(wide).error.find("row 2, column 17"), std::string::npos);
  EXPECT_EQ(read("PK\x03\x04").error, "the file is a workbook, not CSV; export the one sheet that is wanted as CSV");
}

// Two gigabytes that exist nowhere: read in constant memory.
class Endless : public CsvSource {
 public:
  explicit Endless(std::uint64_t size) : size_(size) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    constexpr std::string_view kLine = "abcdefg\n";
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - at_));
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(kLine[(at_ + i) % kLine.size()]);
    at_ += count;
    return count;
  }
  Result<void> rewind() override {
    at_ = 0;
    return {};
  }

 private:
  std::uint64_t size_, at_ = 0;
};

TEST(Csv, HugeFilesAreReadRowByRow) {
  constexpr std::uint64_t kRows = 500'000;
  auto reader = CsvReader::open(std::make_unique<Endless>(kRows * 8));
  ASSERT_TRUE(reader);
  std::uint64_t count = 1;
  for (auto row = reader->next(); row && *row; row = reader->next()) ++count;
  EXPECT_EQ(count, kRows);
}

TEST(Csv, WhatIsQuotedComesBack) {
  EXPECT_TRUE(rc::check("round trip", [](const std::vector<std::string>& values) {
    std::string text = "h,i\n";
    Rows expected;
    for (const std::string& value : values) {
      std::string plain, quoted;
      for (const char c : value) plain += (c & 0x7f) == 0 ? '0' : static_cast<char>(c & 0x7f);
      for (const char c : plain) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += "\"" + quoted + "\",x\r\n";
      expected.push_back({plain, "x"});
    }
    RC_ASSERT(read(text).rows == expected);
  }));
}

TEST(Csv, NoBytesDoHarm) {
  EXPECT_TRUE(rc::check("any bytes", [](const std::string& text) { read(text); }));
}

TEST(Mapping, GuessesWhatHrSystemsSay) {
  const Mapping mapping =
      Mapping::guess({"Last Name", "First Name(s)", "Rank/Grade", "Dept.", "Collar No", "Employee No", "Vetting Level",
                      "Work E-mail", "Shoe size", "STAFF NO", "Covert", "Police Station"});
  const auto targets =
      mapping.bind({"Last Name", "Collar No", "Employee No", "STAFF NO", "Shoe size", "Unheard of", "Covert"});
  ASSERT_TRUE(targets) << targets.error().text();
  EXPECT_EQ(*targets, (std::vector<Target>{{Field::kSurname, {}},
                                           {Field::kWarrantNumber, {}},
                                           {Field::kPayNumber, {}},
                                           {},
                                           {},
                                           {},
                                           {{}, Flag::kProtected}}));
  const auto again = Mapping::parse(mapping.text());
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->text(), mapping.text());
  EXPECT_NE(mapping.in_words().find("Shoe size → not read"), std::string::npos);
}

TEST(Mapping, MistakesAreNamed) {
  EXPECT_EQ(Mapping::parse("# fine\n\nName\n").error().text(), "line 3 of the mapping is not “heading = field”");
  EXPECT_FALSE(Mapping::parse("Name = shoe_size"));
  EXPECT_FALSE(Mapping::parse("Name = photo"));
  EXPECT_EQ(Mapping::parse("a = b = surname")->columns().at(0).heading, "a = b");
  const auto twice = Mapping::parse("A = surname\nB = surname\nC = warrant_number");
  EXPECT_EQ(twice->bind({"A", "B", "C"}).error().text(), "two columns are mapped to surname");
  EXPECT_EQ(twice->bind({"A"}).error().text(), "no column is mapped to warrant_number; name it in a mapping file");
}

TEST(Mapping, ValuesThatCannotStand) {
  EXPECT_EQ(fault_in_value(Field::kSurname, "O’Brien <b> %VAR_x%"), std::nullopt);
  EXPECT_EQ(fault_in_value(Field::kForenames, ""), std::nullopt);
  EXPECT_EQ(fault_in_value(Field::kSurname, ""), "is empty");
  EXPECT_EQ(fault_in_value(Field::kSurname, "a\nb"), "holds a control character");
  EXPECT_EQ(fault_in_value(Field::kSurname, "a\u202eb"), "holds a character that reverses the order of reading");
  EXPECT_EQ(fault_in_value(Field::kSurname, std::string(101, 'x')), "is longer than 100 characters");
  EXPECT_EQ(fault_in_value(Field::kWarrantNumber, "../x"), "holds a character that a number cannot have");
  EXPECT_EQ(fault_in_value(Field::kEmail, "nobody"), "is not an e-mail address");
  EXPECT_EQ(parse_flag("Yes"), true);
  EXPECT_EQ(parse_flag(" "), false);
  EXPECT_EQ(parse_flag("perhaps"), std::nullopt);
  EXPECT_TRUE(may_be_decomposed("e\u0301"));
  EXPECT_FALSE(may_be_decomposed("é"));
}

}  // namespace
}  // namespace tipstaff::roll
