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
using test::expect_told;
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

// What every format of workbooks hides, in records of this one.
TEST(CheckXlsb, HoldsTheSameOfItsCellsAsOtherWorkbooks) {
  const auto sheet = [](const std::string& records) { return book(kPlain + records).finish(); };
  const std::string said = cell(0, kSentence);
  const auto columns = [&](unsigned width, unsigned flags) {
    return book(record(60, le(1, 4) + le(1, 4) + le(width, 4) + le(0, 4) + le(flags, 2)) + kPlain + row(2) +
                cell(1, kSentence))
        .finish();
  };
  const std::string filter = record(161, le(0, 16)) + record(163, le(0, 6)) + record(164, "") + record(162, "");
  expect_told(sheet(row(2, 0x10) + said + filter), "row-filtered", "sheet ‘One’ A3, rows 3", kSentence);
  expect_told(sheet(row(2, 0x11) + said), "row-collapsed", "sheet ‘One’ A3, rows 3", kSentence);
  expect_told(columns(0, 0), "column-zero-width", "sheet ‘One’ B1:B3, columns B", kSentence);
  expect_told(columns(2340, 0x101), "column-collapsed", "sheet ‘One’ B1:B3, columns B", kSentence);
  expect_told(sheet(row(3000) + said), "cells-far-away", "sheet ‘One’ A3001", kSentence);
  const std::string merged = record(176, le(1, 4) + le(2, 4) + le(0, 4) + le(0, 4));
  expect_held(sheet(row(2) + said + merged), "cells-covered", "sheet ‘One’ A3, under merged cells", 1);
  const std::string tiny = record(43, le(20, 2) + std::string(10, '\0') + le(0, 9) + word("A"));
  const std::string looks = tiny + record(617, le(1, 4)) + record(47, le(0, 16)) + record(618, "");
  expect_told(book(kPlain + row(2) + said).add("xl/styles.bin", kMl + "styles", looks).finish(), "text-tiny", "‘One’",
              kSentence);
  // A1:B2 prints.
  const std::string area = '\x3b' + le(0, 2) + le(0, 4) + le(1, 4) + le(0, 2) + le(1, 2);
  const std::string name =
      record(355, "") + record(357, "") + record(362, le(1, 4) + le(0, 12)) +
      record(39, le(0x20, 4) + le(0, 1) + le(0, 4) + word("_xlnm.Print_Area") + le(area.size(), 4) + area + le(0, 4));
  const FileReport printed = checked(book(kPlain + row(2) + said, "", 0, name).finish());
  ASSERT_NE(test::found(printed, "cells-outside-print-area"), nullptr) << test::told(printed);
  EXPECT_EQ(test::found(printed, "cells-outside-print-area")->cells, 1U);
  EXPECT_EQ(test::found(checked(book(kPlain, "", 0, name).finish()), "cells-outside-print-area"), nullptr);
}

TEST(CheckXlsb, HoldsWhatItsWindowsDoNotShow) {
  const auto window = [](unsigned flags, unsigned sheet) {
    return book(kPlain, kPlain, 0, record(158, le(0, 24) + le(sheet, 4) + le(flags, 1))).finish();
  };
  expect_pass(window(0x38, 0));
  expect_held(window(0x39, 0), "sheet-hidden", "sheet ‘One’ A1:B2", 4);
  expect_held(window(0x18, 0), "sheet-hidden", "sheet ‘Two’ A1:B2", 4);
  const auto frozen = [](unsigned flags, unsigned top) {
    return book(record(137, le(0, 6) + le(top, 4) + le(0, 20)) +
                record(151, le(0, 8) + le(0x3ff0000000000000, 8) + le(2, 4) + le(0, 8) + le(flags, 1)) +
                record(138, "") + kPlain)
        .finish();
  };
  expect_pass(frozen(1, 0));
  expect_pass(frozen(0, 1));
  expect_held(frozen(1, 1), "row-hidden", "A1:B1, rows 1", 2);
}

TEST(CheckXlsb, HoldsTextsInsideFormulas) {
  const std::string text = '\x17' + le(kSentence.size(), 2) + wide(kSentence), one = "\x1e\1" + le(0, 1);
  const auto with = [&](const std::string& tokens) {
    return book(kPlain + row(2) +
                record(9, le(0, 8) + le(0x3ff0000000000000, 8) + le(0, 2) + le(tokens.size(), 4) + tokens + le(0, 4)))
        .finish();
  };
  expect_told(with(one + text + '\x03'), "formula-text", "texts in formulas (xl/worksheets/sheet1.bin)", kSentence);
  expect_told(book(kPlain + record(426, le(0, 17) + text)).finish(), "formula-text", "texts in formulas", kSentence);
  expect_pass(with(one));
  expect_pass(with('\x17' + le(12, 2) + wide("Total amount")));
}

TEST(CheckXlsb, TellsWhatASheetSaysBesideItsCells) {
  const auto sheet = [](const std::string& records) { return book(kPlain + records).finish(); };
  const std::string none = le(0xffffffff, 4), text = word(kSentence);
  const std::string choice = record(64, le(0, 4) + le(1, 4) + le(0, 16) + none + none + word("Who") + text + le(0, 16));
  expect_told(sheet(record(573, le(0, 18)) + choice + record(574, "")), "list-validation", "sheet ‘One’", kSentence);
  const auto header = [&](unsigned flags, const std::string& texts) {
    return sheet(record(479, le(flags, 2) + texts) + record(480, ""));
  };
  expect_told(header(0, text + none + none + none + none + none), "header-footer", "sheet ‘One’, header and footer",
              kSentence);
  expect_told(header(2, none + none + none + none + none + text), "header-footer", "header and footer", kSentence);
  // Of first and even pages where they are as all others, in white, too small to read.
  for (const auto& [flags, texts] : std::vector<std::pair<unsigned, std::string>>{
           {1, none + none + none + none + text + none},
           {2, none + none + text + none + none + none},
           {0, word("&L&KFFFFFF" + kSentence) + none + none + none + none + none},
           {0, none + word("&C&1 " + kSentence) + none + none + none + none}})
    expect_told(header(flags, texts), "text-hidden", "sheet ‘One’, a header or footer that no page shows", kSentence);
  expect_told(sheet(record(500, le(0, 4) + le(0, 4)) +
                    record(502, le(1, 2) + le(0, 8) + word("Worst") + text + word("R. Made-Up")) +
                    record(504, le(0, 16) + word("41")) + record(503, "") + record(501, "")),
              "scenario", "sheet ‘One’, scenarios", kSentence);
  expect_told(sheet(record(535, le(1, 2) + le(1, 2) + le(0, 62))), "protection", "sheet ‘One’");
  expect_told(sheet(record(422, "") + record(423, le(0, 60)) + record(424, "")), "custom-view", "sheet ‘One’");
  expect_told(book(kPlain, "", 0, record(397, le(0, 60) + word("R. Made-Up"))).finish(), "custom-view", "the workbook");
  expect_told(book(kPlain, "", 0, record(2071, le(0, 4) + word("C:\\Users\\rmadeup\\"))).finish(), "absolute-path",
              "xl/workbook.bin");
}

TEST(CheckXlsb, TellsWhatPartsSayThatHangOffIt) {
  const std::string sheet = "xl/worksheets/sheet1.bin", text = word(kSentence);
  const auto with = [&](const std::string& name, const std::string& type, const std::string& content) {
    return book(kPlain).add(name, type, content).finish();
  };
  const std::string cache = record(1034, le(0, 4)) + record(1050, word("Slicer_Person") + word("Person")) +
                            record(1063, le(0, 4) + text) + record(1035, "");
  expect_told(with("xl/slicerCaches/slicerCache1.bin", kMl + "slicerCache", cache), "slicer-cache", "slicerCache1.bin",
              kSentence);
  expect_told(with("xl/timelineCaches/timelineCache1.xml", kMl + "timelineCache+xml",
                   "<timelineCacheDefinition><state filterType=\"dateBetween\"/></timelineCacheDefinition>"),
              "slicer-cache", "timelineCache1.xml");
  expect_pass(with("xl/slicers/slicer1.bin", kMl + "slicer",
                   record(1044, "") + record(1045, le(0, 20) + word("Person") + word("Slicer_Person")) +
                       record(1046, "") + record(1047, "")));
  expect_told(with("xl/model/item.data", "vnd.openxmlformats-officedocument.model+data", "one table"), "data-model",
              "item.data");
  expect_told(with("xl/threadedComments/threadedComment1.xml", kMl + "threadedcomments+xml",
                   "<ThreadedComments><threadedComment><text>" + kSentence +
                       "</text></threadedComment>"
                       "</ThreadedComments>"),
              "threaded-comment", "threadedComment1.xml", kSentence);
  expect_told(with("xl/comments1.bin", kMl + "comments", record(630, "") + record(632, word("Rowan Made-Up"))),
              "comment-author", "comments1.bin", "Rowan Made-Up");
  expect_told(with("xl/revisions/revisionLog1.bin", kMl + "revisionLog", record(6, le(0, 8) + text)), "revision",
              "revisionLog1.bin", kSentence);
  expect_told(with("xl/revisions/userNames.bin", kMl + "userNames", record(401, le(0, 24) + word("Rowan Made-Up"))),
              "revision", "userNames.bin", "Rowan Made-Up");
  expect_told(with("xl/embeddings/one.csv", "octet-stream", "rank,name\nInspector,Featherstonehaugh\n"),
              "embedded-object", "xl/embeddings/one.csv");
  expect_told(with("xl/activeX/activeX1.bin", "vnd.ms-office.activeX", kSentence), "activex", "activeX1.bin");
  expect_told(with("xl/printerSettings/printerSettings1.bin",
                   "vnd.openxmlformats-officedocument.spreadsheetml.printerSettings", "x"),
              "printer-settings", "printerSettings1.bin");
  const auto led = [&](const std::string& from, const std::string& type, const std::string& target,
                       const std::string& records = "") {
    return book(kPlain + records)
        .add("xl/externalLinks/externalLink1.bin", kMl + "externalLink", "")
        .relation(from, "rId7", type, target, true)
        .finish();
  };
  expect_told(led("xl/externalLinks/externalLink1.bin", "externalLinkPath", "file:///P:/rmadeup/people.xlsb"),
              "external-target", "externalLink1.bin");
  const std::string link = record(494, le(0, 16) + word("rId7") + word("") + word("") + word("Write to us"));
  expect_told(led(sheet, "hyperlink", "file:///P:/rmadeup/people.xlsb", link), "external-target",
              "sheet ‘One’: a link to a file");
  expect_told(
      led(sheet, "hyperlink", "https://north.example/find?q=Inspector+Rowan+Featherstonehaugh+lives+where", link),
      "link-words", "sheet1.bin.rels", "Rowan");
}

TEST(CheckXlsb, HoldsAMacroSheet) {
  for (const char* type : {"macrosheet", "intlmacrosheet"}) {
    PackageMaker out;
    out.relation("", "rId1", "officeDocument", "xl/workbook.bin")
        .relation("xl/workbook.bin", "rId1", "xlMacrosheet", "macrosheets/sheet1.bin")
        .add("xl/macrosheets/sheet1.bin", kMl + type, record(129, "") + kPlain + record(130, ""))
        .add("xl/workbook.bin", kMl + "sheet.binary.macroEnabled.main",
             record(131, "") + record(156, le(0, 4) + le(1, 4) + word("rId1") + word("Code")) + record(132, ""));
    expect_told(out.finish(), "macro-sheet", "sheet ‘Code’ of Excel 4 macros (xl/macrosheets/sheet1.bin)");
  }
}

// Drawings and charts are XML here too.
TEST(CheckXlsb, HoldsWhatIsDrawn) {
  const auto drawn = [](const std::string& what, const std::string& name = "", const std::string& look = "") {
    return book(kPlain + row(2) + cell(2, kSentence) + record(550, word("rId1")))
        .relation("xl/worksheets/sheet1.bin", "rId1", "drawing", "../drawings/drawing1.xml")
        .add("xl/drawings/drawing1.xml", "vnd.openxmlformats-officedocument.drawing+xml",
             "<x:wsDr xmlns:x='urn:x' xmlns:a='urn:a' xmlns:r='urn:r'><x:twoCellAnchor><x:from><x:col>2</x:col>"
             "<x:row>2</x:row></x:from><x:to><x:col>6</x:col><x:row>6</x:row></x:to><x:" +
                 what + "><x:cNvPr id='2' name='Picture 2' " + name + "/>" + look + "<x:spPr/></x:" + what +
                 "></x:twoCellAnchor></x:wsDr>")
        .finish();
  };
  expect_held(drawn("pic"), "cells-under-shape", "sheet ‘One’ C3, under shapes", 1);
  expect_held(drawn("sp", "hidden='1'"), "shape-hidden", "drawing1.xml", 1);
  expect_held(drawn("sp", "", "<a:srcRect l='40000'/>"), "picture-cropped", "drawing1.xml", 1);
  expect_told(drawn("sp", "descr='" + kSentence + "'"), "alternate-text", "drawing1.xml", kSentence);
  const auto anchored = [](const std::string& from, const std::string& to, const std::string& what) {
    const auto corner = [](const std::string& at) { return "<x:col>" + at + "</x:col><x:row>" + at + "</x:row>"; };
    return "<x:twoCellAnchor><x:from>" + corner(from) + "</x:from><x:to>" + corner(to) + "</x:to>" + what +
           "</x:twoCellAnchor>";
  };
  const auto lies = [](const std::string& at, const std::string& size) {
    return "<a:xfrm><a:off x='" + at + "' y='" + at + "'/><a:ext cx='" + size + "' cy='" + size + "'/></a:xfrm>";
  };
  const std::string picture = "<x:pic><x:blipFill><a:blip r:embed='rId9'/></x:blipFill><x:spPr>" +
                              lies("1270000", "5080000") + "</x:spPr></x:pic>",
                    shape = "<x:sp><x:spPr>" + lies("2540000", "1270000") +
                            "<a:prstGeom prst='rect'/><a:solidFill><a:srgbClr val='000000'/></a:solidFill></x:spPr>"
                            "</x:sp>";
  const auto covered = [&](const std::string& more) {
    return book(kPlain + record(550, word("rId1")))
        .relation("xl/worksheets/sheet1.bin", "rId1", "drawing", "../drawings/drawing1.xml")
        .add("xl/drawings/drawing1.xml", "vnd.openxmlformats-officedocument.drawing+xml",
             "<x:wsDr xmlns:x='urn:x' xmlns:a='urn:a' xmlns:r='urn:r'>" + anchored("3", "9", picture) + more +
                 "</x:wsDr>")
        .finish();
  };
  expect_held(covered(anchored("5", "6", shape)), "picture-covered", "drawing1.xml", 1);
  expect_pass(covered(""));
}

TEST(CheckXlsb, HoldsWordsThatAChartKeepsAndNoCellSays) {
  const auto chart = [](const std::string& reference, const std::string& words, unsigned state = 0) {
    return book(kPlain, row(0) + cell(0, "Sergeant"), state)
        .add("xl/charts/chart1.xml", "vnd.openxmlformats-officedocument.drawingml.chart+xml",
             "<c:chartSpace xmlns:c='urn:c'><c:chart><c:plotArea><c:ser><c:cat><c:strRef><c:f>" + reference +
                 "</c:f><c:strCache><c:ptCount val='1'/><c:pt idx='0'><c:v>" + words +
                 "</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser><c:catAx/></c:plotArea></c:chart>"
                 "</c:chartSpace>")
        .finish();
  };
  expect_pass(chart("One!$A$2", "Constable"));
  expect_told(chart("One!$A$2", kSentence), "chart-cache", "words that a chart keeps", kSentence);
  expect_told(chart("Two!$A$1", "Sergeant", 1), "chart-cache", "whose cells are hidden", "Sergeant");
  expect_told(chart("Gone!$A$1", kSentence), "chart-cache", "gone or in another workbook", kSentence);
}

}  // namespace
}  // namespace tipstaff::disclosure
