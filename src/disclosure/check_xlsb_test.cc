// Workbooks in binary parts, made record by record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_check.h"
#include "test_compound.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::le;
using test::PackageMaker;
using test::wide;

std::string record(unsigned id, const std::string& data) {
  std::string out = id < 128 ? le(id, 1) : le((id & 0x7f) | 0x80, 1) + le(id >> 7, 1);
  std::size_t size = data.size();
  for (; size > 127; size >>= 7) out += le((size & 0x7f) | 0x80, 1);
  return out + le(size, 1) + data;
}
std::string word(const std::string& text) { return le(text.size(), 4) + wide(text); }
std::string row(unsigned number, unsigned flags = 0, unsigned height = 300) {
  return record(0, le(number, 4) + le(0, 4) + le(height, 2) + le(0, 1) + le(flags, 1) + le(0, 5));
}
std::string cell(unsigned column, const std::string& text, unsigned look = 0) {
  return record(6, le(column, 4) + le(look, 4) + word(text));
}

const std::string kPlain =
    row(0) + cell(0, "rank") + cell(1, "unit") + row(1) + cell(0, "Constable") + cell(1, "North");
const std::string kMl = "vnd.ms-excel.";

PackageMaker book(const std::string& one, const std::string& two = "", unsigned state = 0,
                  const std::string& more = "") {
  PackageMaker out;
  out.relation("", "rId1", "officeDocument", "xl/workbook.bin")
      .relation("xl/workbook.bin", "rId1", "worksheet", "worksheets/sheet1.bin");
  std::string sheets = record(156, le(0, 4) + le(1, 4) + word("rId1") + word("One"));
  out.add("xl/worksheets/sheet1.bin", kMl + "worksheet", record(129, "") + one + record(130, ""));
  if (!two.empty()) {
    sheets += record(156, le(state, 4) + le(2, 4) + word("rId2") + word("Two"));
    out.relation("xl/workbook.bin", "rId2", "worksheet", "worksheets/sheet2.bin")
        .add("xl/worksheets/sheet2.bin", kMl + "worksheet", two);
  }
  return out.add("xl/workbook.bin", kMl + "sheet.binary.macroEnabled.main",
                 record(131, "") + sheets + more + record(132, ""));
}

TEST(CheckXlsb, PassesWhatHidesNothing) {
  expect_pass(book(kPlain).finish());
  EXPECT_EQ(checked(book(kPlain).finish()).kind, "xlsb");
  expect_pass(book(kPlain + row(5, 0x10)).finish());  // an empty hidden row
}

TEST(CheckXlsb, HoldsWhatASheetHides) {
  expect_held(book(kPlain, kPlain, 1).finish(), "sheet-hidden", "sheet ‘Two’ A1:B2 (xl/worksheets/sheet2.bin)", 4);
  expect_held(book(kPlain, kPlain, 2).finish(), "sheet-very-hidden", "‘Two’", 4);
  expect_held(book(kPlain + row(2, 0x10) + cell(0, "x")).finish(), "row-hidden", "A3", 1);
  expect_held(book(kPlain + row(2, 0x20, 5) + cell(0, "x")).finish(), "row-zero-height", "A3", 1);
  const std::string hidden = record(60, le(1, 4) + le(1, 4) + le(2340, 4) + le(0, 4) + le(1, 2));
  expect_held(book(hidden + kPlain).finish(), "column-hidden", "B1:B2, columns B", 2);
  // Each kind of cell, and cells that leave their column out.
  expect_held(book(hidden + row(0) + cell(0, "a") + record(13, le(0, 4) + le(0x3ff00000, 4))).finish(), "column-hidden",
              "B1", 1);
  expect_held(book(hidden + row(0) + record(5, le(1, 4) + le(0, 4) + le(0x4045000000000000, 8))).finish(),
              "column-hidden", "B1", 1);
  expect_held(book(hidden + row(0) + record(8, le(1, 4) + le(0, 4) + word("formula's"))).finish(), "column-hidden",
              "B1", 1);
  const std::string texts = record(19, le(0, 1) + word("shared")) + record(19, le(0, 1) + word("left over"));
  const std::string shared = book(hidden + row(0) + record(7, le(1, 4) + le(0, 4) + le(0, 4)))
                                 .add("xl/sharedStrings.bin", kMl + "sharedStrings", texts)
                                 .finish();
  expect_held(shared, "column-hidden", "B1", 1);
  expect_held(shared, "string-unused", "sharedStrings", 1);
}

TEST(CheckXlsb, HoldsWhatAFormatHides) {
  const auto colour = [](unsigned rgb) { return le(5, 1) + le(0, 3) + le(rgb | 0xff000000, 4); };
  const auto font = [&](unsigned rgb) {
    return record(43, std::string(12, '\0') + colour(rgb) + le(0, 1) + word("A"));
  };
  const std::string styles = record(44, le(164, 2) + word(";;;")) + font(0) + font(0xffffff) +
                             record(45, le(0, 4) + colour(0) + colour(0)) + record(617, le(3, 4)) +
                             record(47, le(0, 16)) + record(47, le(0, 4) + le(1, 2) + le(0, 10)) +
                             record(47, le(0, 2) + le(164, 2) + le(0, 12)) + record(618, "");
  const auto with = [&](unsigned look) {
    return book(row(0) + cell(0, "x", look)).add("xl/styles.bin", kMl + "styles", styles).finish();
  };
  expect_pass(with(0));
  expect_held(with(1), "font-equals-fill", "A1", 1);
  expect_held(with(2), "format-hides", "A1", 1);
}

// A condition's look (BrtDXF): its letters' colour, or its number format; and the cells that it is for.
TEST(CheckXlsb, HoldsCellsThatAConditionalFormatCanMakeUnseen) {
  const auto property = [](unsigned kind, const std::string& value) {
    return le(kind, 2) + le(value.size() + 4, 2) + value;
  };
  const auto dxf = [](const std::string& properties) {
    return record(507, le(0, 2) + le(0, 2) + le(1, 2) + properties);
  };
  const std::string white = le(5, 1) + le(0, 3) + le(0xfffefefe, 4), blue = le(5, 1) + le(0, 3) + le(0xffff0000, 4);
  const std::string range = record(461, le(1, 4) + le(0, 4) + le(1, 4) + le(0, 4) + le(1, 4) + le(0, 4) + le(0, 4));
  const auto with = [&](const std::string& look, const std::string& rule) {
    return book(kPlain + range + rule + record(462, "")).add("xl/styles.bin", kMl + "styles", look).finish();
  };
  const std::string first = record(463, le(2, 4) + le(8, 4) + le(0, 4) + le(1, 4));
  expect_held(with(dxf(property(5, white)), first), "conditional-format-hides", "sheet ‘One’ A1:A2", 2);
  expect_held(with(dxf(property(0x26, le(164, 2) + le(3, 2) + wide(";;;"))), first), "conditional-format-hides",
              "A1:A2", 2);
  expect_held(with(dxf(property(5, blue) + property(2, blue)), first), "conditional-format-hides", "A1:A2", 2);
  expect_held(with("", record(467, le(10, 1) + le(90, 1) + le(0, 1))), "conditional-format-hides", "A1:A2", 2);
  expect_held(with("", record(465, le(0, 4) + le(2, 2))), "conditional-format-hides", "A1:A2", 2);
  expect_pass(with(dxf(property(5, blue)), first));
  expect_pass(with("", record(467, le(10, 1) + le(90, 1) + le(1, 1)) + record(465, le(0, 4) + le(0, 2))));
}

const std::string kSentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May";

// A sentence where a record has no words, or none that are shown: in the book, on a sheet, among styles and texts, in
// parts of their own.
TEST(CheckXlsb, HoldsWordsInRecordsThatShowNone) {
  const std::string text = word(kSentence), string = '\x17' + le(kSentence.size(), 2) + wide(kSentence), next = row(9);
  const auto future = [](const std::string& inside) { return record(35, le(0, 4)) + inside + record(36, ""); };
  const std::string on_sheet[] = {
      record(494, le(0, 24) + text),  // a link
      record(147, le(0, 19) + text),
      record(556, le(0, 8) + text),
      record(590, text),
      record(167, text),
      record(536, text),
      record(463, le(0, 42) + string),  // a condition
      record(145, wide(kSentence)),
      record(640, text),
      future(record(5500, text)),
      future(cell(0, kSentence)),  // no cell: programs of today pass over it
      record(37, le(0, 6)) + record(1105, text) + record(38, ""),
      next + record(62, le(0, 8) + le(2, 1) + word("Plan") + text),  // how it is spoken
      next + record(9, le(0, 8) + le(0x3ff0000000000000, 8) + le(0, 2) + le(30, 4) + string),
      record(426, string),
  };
  for (const std::string& records : on_sheet)
    expect_held(book(kPlain + records).finish(), "custom-xml",
                "words in records, which no program shows (xl/worksheets/sheet1.bin)", 1);
  const std::string in_book[] = {record(128, le(0, 16) + text),
                                 record(153, le(0, 8) + text),
                                 record(665, text),
                                 record(596, text),
                                 record(155, wide(kSentence)),
                                 future(record(2070, text)),
                                 record(39, le(0, 9) + word("n") + le(3, 4) + "\x1e\1" + le(0, 1) + le(0, 4) + text),
                                 record(39, le(0, 9) + word("n") + le(80, 4) + string)};
  for (const std::string& records : in_book)
    EXPECT_EQ(checked(book(kPlain, "", 0, records).finish()).verdict, Verdict::kHold);
  const auto part = [](const std::string& name, const std::string& type, const std::string& records) {
    return book(kPlain).add(name, kMl + type, records).finish();
  };
  for (const std::string& records : {record(44, le(190, 2) + word('"' + kSentence + '"')), record(48, le(0, 8) + text),
                                     record(43, le(0, 21) + text), record(510, text), record(564, kSentence)})
    expect_held(part("xl/styles.bin", "styles", records), "custom-xml", "xl/styles.bin", 1);
  expect_held(part("xl/sharedStrings.bin", "sharedStrings", record(19, le(2, 1) + word("") + text)), "custom-xml",
              "xl/sharedStrings.bin", 1);
  for (const char* type : {"table", "pivotTable", "calcChain", "sheetMetadata", "binIndexWs", "tableSingleCells"})
    expect_held(part("xl/one.bin", type, record(347, text)), "custom-xml", "xl/one.bin", 1);
}

TEST(CheckXlsb, DoesNotPassRecordsThatNobodyKnows) {
  const auto verdict = [](const std::string& records) { return checked(book(kPlain + records).finish()).verdict; };
  EXPECT_EQ(verdict(record(9000, "")), Verdict::kUnknown);
  EXPECT_EQ(verdict(record(900, "")), Verdict::kUnknown);
  EXPECT_EQ(verdict(record(35, le(0, 4)) + record(9000, "") + record(36, "")), Verdict::kPass);  // for programs to come
  EXPECT_EQ(verdict(record(130, "") + record(145, "")), Verdict::kUnknown);               // behind the sheet's end
  EXPECT_EQ(verdict(row(9) + record(2, le(0, 8) + le(0, 4) + "\7")), Verdict::kUnknown);  // longer than it can be
  EXPECT_EQ(verdict(record(494, le(0, 16) + word("rId1") + word("") + word("Write to us") + word("our office"))),
            Verdict::kPass);
}

TEST(CheckXlsb, HoldsWhatHangsOffAWorkbook) {
  const auto with = [](const std::string& name, const std::string& type, const std::string& content) {
    return book(kPlain).add(name, kMl + type, content).finish();
  };
  const auto name = [](unsigned flags, const std::string& tokens) {
    return book(kPlain, "", 0,
                record(355, "") + record(362, le(1, 4) + le(0, 12)) +
                    record(39, le(flags, 4) + le(0, 1) + le(0xffffffff, 4) + word("a") + le(tokens.size(), 4) + tokens +
                                   le(0, 4)))
        .finish();
  };
  expect_held(name(0, '\x3b' + le(0, 14)), "name-external", "workbook.bin", 1);
  expect_held(name(0, '\x17' + le(1, 2) + wide("x")), "name-value", "workbook.bin", 1);
  expect_held(name(1, '\x1e' + le(1, 2)), "name-hidden", "workbook.bin", 1);
  expect_held(with("xl/comments1.bin", "comments", record(637, le(0, 1) + word("psst"))), "comment", "comments1", 1);
  expect_held(with("xl/externalLinks/e.bin", "externalLink", record(371, le(0, 4) + word("x"))), "external-link-cache",
              "e.bin", 1);
  expect_held(with("xl/connections.bin", "connections", wide("SELECT surname")), "connection", "connections", 1);
  expect_held(with("xl/vbaProject.bin", "sheet.binary.macroEnabled.main", "x"), "macro", "vbaProject", 0);
  EXPECT_EQ(checked(with("xl/strange.bin", "strange", "x")).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(book(kPlain + std::string("\x06\x7f\x01", 3)).finish()).verdict, Verdict::kUnknown);
  // A field of shared texts and one of numbers.
  const std::string definition = record(183, "") + record(189, le(1, 2) + le(1, 4)) + record(24, word("Invented")) +
                                 record(190, "") + record(183, "") + record(189, le(0x40, 2) + le(0, 4)) +
                                 record(190, "");
  const std::string pivot =
      book(kPlain)
          .add("xl/pivotCache/d.bin", kMl + "pivotCacheDefinition", definition)
          .add("xl/pivotCache/r.bin", kMl + "pivotCacheRecords", record(33, le(0, 4) + le(0x4045000000000000, 8)))
          .relation("xl/pivotCache/d.bin", "rId1", "pivotCacheRecords", "r.bin")
          .finish();
  expect_held(pivot, "pivot-cache-items", "d.bin", 1);
  expect_held(pivot, "pivot-cache-records", "r.bin", 2);
}

}  // namespace
}  // namespace tipstaff::disclosure
