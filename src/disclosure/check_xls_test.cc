// Workbooks of Excel 97 to 2003, made record by record, and the compound files around them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_check.h"
#include "test_compound.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::biff;
using test::biff_book;
using test::biff_cell;
using test::biff_word;
using test::checked;
using test::CompoundMaker;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::le;
using test::old_workbook;
using test::told;

const std::string kPlain =
    biff_cell(0, 0, "rank") + biff_cell(0, 1, "unit") + biff_cell(1, 0, "Constable") + biff_cell(1, 1, "North");

std::string row_record(unsigned row, unsigned flags, unsigned height = 300) {
  return biff(0x208, le(row, 2) + le(0, 4) + le(height, 2) + le(0, 4) + le(flags, 2) + le(0, 2));
}
std::string column_record(unsigned first, unsigned last, unsigned width, unsigned flags) {
  return biff(0x7d, le(first, 2) + le(last, 2) + le(width, 2) + le(0, 2) + le(flags, 2) + le(0, 2));
}
std::string one(const std::string& records, const std::string& more = "") {
  return old_workbook({{"One", kPlain + records}}, more);
}

TEST(CheckXls, PassesWhatHidesNothing) {
  expect_pass(one(""));
  expect_pass(old_workbook({{"One", kPlain}, {"Two", "", 1}}));  // an empty hidden sheet
  expect_pass(one(row_record(7, 0x20)));                         // an empty hidden row
  expect_pass(one(biff(0x14, biff_word("&P"))));
  EXPECT_EQ(checked(one("")).kind, "xls");
}

TEST(CheckXls, HoldsWhatASheetHides) {
  expect_held(old_workbook({{"One", kPlain}, {"Two", kPlain, 1}}), "sheet-hidden", "sheet ‘Two’ A1:B2 (Workbook)", 4);
  expect_held(old_workbook({{"One", kPlain}, {"Two", kPlain, 2}}), "sheet-very-hidden", "sheet ‘Two’", 4);
  expect_held(old_workbook({{"One", kPlain}, {"Two", kPlain, 0, 1}}), "macro-sheet", "‘Two’", 0);
  expect_held(old_workbook({{"One", kPlain}, {"Module1", "", 0, 6}}), "macro", "module", 0);
  expect_held(one(row_record(2, 0x20) + biff_cell(2, 0, "x")), "row-hidden", "A3, rows 3", 1);
  expect_held(one(row_record(2, 0x21) + biff_cell(2, 0, "x")), "row-collapsed", "A3", 1);
  expect_held(one(row_record(2, 0, 10) + biff_cell(2, 0, "x")), "row-zero-height", "A3", 1);
  expect_held(one(biff(0x9b, "") + row_record(2, 0x20) + biff_cell(2, 0, "x")), "row-filtered", "A3", 1);
  expect_held(old_workbook({{"One", biff(0x225, le(2, 2) + le(300, 2)) + kPlain}}), "row-zero-height", "A1:B2", 4);
  expect_held(old_workbook({{"One", column_record(1, 1, 2340, 1) + kPlain}}), "column-hidden", "B1:B2, columns B", 2);
  expect_held(old_workbook({{"One", column_record(0, 0, 0, 0) + kPlain}}), "column-zero-width", "A1:A2", 2);
  expect_held(old_workbook({{"One", column_record(0, 0, 0, 0x101) + kPlain}}), "column-collapsed", "A1:A2", 2);
  expect_held(one(biff_cell(3000, 0, "far")), "cells-far-away", "A3001", 1);
}

TEST(CheckXls, HoldsWhatItsWindowsDoNotShow) {
  const auto window = [](unsigned flags, unsigned sheet) {
    return old_workbook({{"One", kPlain}, {"Two", kPlain}},
                        biff(0x3d, le(0, 8) + le(flags, 2) + le(sheet, 2) + le(0, 2) + le(1, 2) + le(600, 2)));
  };
  expect_pass(window(0x38, 0));
  expect_held(window(0x39, 0), "sheet-hidden", "sheet ‘One’ A1:B2", 4);
  expect_held(window(0x18, 0), "sheet-hidden", "sheet ‘Two’ A1:B2", 4);
}

// Fonts 0 to 3 and then 5: number 4 is never there.
std::string font(unsigned colour) {
  return biff(0x31, le(200, 2) + le(0, 2) + le(colour, 2) + le(400, 2) + std::string(6, '\0') + le(0, 2));
}
std::string look(unsigned font_number, unsigned format, unsigned pattern, unsigned fore) {
  return biff(0xe0, le(font_number, 2) + le(format, 2) + std::string(10, '\0') + le(std::uint64_t{pattern} << 26, 4) +
                        le(fore, 2));
}

TEST(CheckXls, HoldsWhatAFormatHides) {
  const std::string formats = font(0x7fff) + font(9) + font(12) + font(8) + font(9) +
                              biff(0x41e, le(164, 2) + biff_word(";;;")) + look(0, 0, 0, 0x40) + look(1, 0, 0, 0x40) +
                              look(2, 0, 1, 12) + look(0, 164, 0, 0x40) + look(1, 0, 1, 12) + look(5, 0, 0, 0x40);
  const auto with = [&](unsigned number) { return one(biff_cell(2, 0, "x", number), formats); };
  expect_pass(with(0));
  expect_held(with(1), "font-equals-fill", "A3", 1);
  expect_held(with(2), "font-equals-fill", "A3", 1);
  expect_held(with(3), "format-hides", "A3", 1);
  expect_pass(with(4));  // white on blue
  expect_held(with(5), "font-equals-fill", "A3", 1);
}

TEST(CheckXls, ReadsEveryKindOfCell) {
  // In a hidden column: the amount says what was read.
  const std::string at = le(0, 2) + le(0, 2) + le(0, 2);
  const auto hidden = [&](const std::string& cells, const std::string& more = "") {
    return old_workbook({{"One", column_record(0, 9, 0, 1) + cells}}, more);
  };
  expect_held(hidden(biff(0x27e, at + le(0x3ff00000, 4))), "column-hidden", "A1", 1);
  expect_held(hidden(biff(0xbd, le(0, 4) + le(0, 2) + le(14, 4) + le(0, 2) + le(18, 4) + le(1, 2))), "column-hidden",
              "A1:B1", 2);
  expect_held(hidden(biff(0x203, at + le(0x4045000000000000, 8))), "column-hidden", "A1", 1);
  expect_held(hidden(biff(0x205, at + le(1, 1) + le(0, 1))), "column-hidden", "A1", 1);
  expect_held(hidden(biff(0x06, at + le(0x4045000000000000, 8) + le(0, 8))), "column-hidden", "A1", 1);
  expect_held(hidden(biff(0x06, at + le(0, 6) + le(0xffff, 2) + le(0, 8)) + biff(0x207, biff_word("text"))),
              "column-hidden", "A1", 1);
  // A text that goes on in a continuation, there in wide letters.
  const std::string table =
      biff(0xfc, le(1, 4) + le(1, 4) + le(6, 2) + le(0, 1) + "Inv") + biff(0x3c, le(1, 1) + test::wide("ent"));
  expect_held(hidden(biff(0xfd, at + le(0, 4)), table), "column-hidden", "A1", 1);
  EXPECT_EQ(checked(hidden(biff(0xfd, at + le(7, 4)), table)).verdict, Verdict::kHold);  // and the unused text says so
  expect_held(one("", table), "string-unused", "Workbook", 1);
}

TEST(CheckXls, HoldsWhatHangsOffAWorkbook) {
  const auto name = [](unsigned flags, const std::string& called, const std::string& tokens) {
    return biff(0x18, le(flags, 2) + le(0, 1) + le(called.size(), 1) + le(tokens.size(), 2) + le(0, 8) + '\0' + called +
                          tokens);
  };
  const std::string outside = biff(0x1ae, le(1, 2) + biff_word("\1C:\\staff.xls") + biff_word("Sheet1")),
                    links = biff(0x17, le(1, 2) + le(0, 2) + le(0, 4));
  const std::string area = '\x3b' + le(0, 2) + le(0, 2) + le(1, 2) + le(0, 2) + le(0, 2);
  expect_held(one("", name(1, "a", area)), "name-hidden", "Workbook", 1);
  expect_held(one("", name(0, "a", std::string("\x17\4\0text", 7))), "name-value", "Workbook", 1);
  expect_held(one("", outside + links + name(0, "a", area)), "name-external", "Workbook", 1);
  expect_pass(one("", name(0x21, std::string(1, '\xd'), area)));  // the range of a filter
  expect_held(one("", outside + biff(0x5a, le(1, 1) + le(0, 1) + le(3, 2) + '\2' + biff_word("Invented") + '\1' +
                                               le(0x4045000000000000, 8))),
              "external-link-cache", "Workbook", 2);
  expect_held(one("", biff(0x803, std::string(20, '\0')) + biff(0xcd, biff_word("SELECT surname FROM staff"))),
              "connection", "Workbook", 1);
  expect_held(one(biff(0xaf, le(1, 2) + le(0, 2) + le(1, 1) + le(0, 2) + '\0' + "s" + le(0, 4) + biff_word("9"))),
              "scenario", "‘One’", 2);
  // A comment: its box, then its text in a continuation, and its author.
  const std::string box = biff(0x5d, le(0x15, 2) + le(0x12, 2) + le(0x19, 2) + le(1, 2) + std::string(14, '\0'));
  const std::string text =
      biff(0x1b6, le(0, 10) + le(4, 2) + le(0, 6)) + biff(0x3c, std::string("\0psst", 5)) + biff(0x3c, le(0, 8));
  expect_held(one(box + text + biff(0x1c, le(0, 4) + le(0, 2) + le(1, 2) + biff_word("A. Clerk"))), "comment", "‘One’",
              1);
  const auto with = [](const std::string& stream, const std::string& content) {
    return CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).add(stream, content).finish();
  };
  expect_held(with("Revision Log", test::wide("Invented, A.")), "revision", "Revision Log", 1);
  expect_held(with("_VBA_PROJECT_CUR/VBA/dir", "x"), "macro", "_VBA_PROJECT_CUR", 0);
  expect_held(with("Ctls", "x"), "activex", "Ctls", 0);
  expect_held(with("MBD0001/Workbook", biff_book({{"In", kPlain, 1}})), "embedded-object", "MBD0001", 0);
  expect_held(with("MBD0001/Workbook", biff_book({{"In", kPlain, 1}})), "sheet-hidden", "(MBD0001 › Workbook)", 4);
  expect_held(with("MBD0002/Package",
                   test::workbook(test::data(test::row(1, {"x"})), test::data(test::row(1, {"x"})), "hidden").finish()),
              "sheet-hidden", "MBD0002 › Package › xl/worksheets/sheet2.xml", 1);
  EXPECT_EQ(checked(with("Strange", "x")).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(one("", biff(0x777, "x"))).verdict, Verdict::kUnknown);
}

const std::string kSentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May";
std::string future(std::uint16_t id, const std::string& data) {
  return biff(id, le(id, 2) + std::string(10, '\0') + data);
}

// A sentence where a record has no words, or none that are shown: in the book and on a sheet.
TEST(CheckXls, HoldsWordsInRecordsThatShowNone) {
  const std::string chart = test::biff_begin(0x20) + biff(0x1002, std::string(16, '\0')), end = biff(0x0a, "");
  const std::vector<std::string> in_book = {
      future(0x8c8, kSentence),
      future(0x801, test::wide(kSentence)),
      biff(0xb8, le(0, 12) + kSentence),
      biff(0xb9, kSentence),
      biff(0x9a, biff_word(kSentence)),
      biff(0x23, le(0, 8) + kSentence),
      biff(0x13d, kSentence),
      biff(0x41e, le(190, 2) + biff_word('"' + kSentence + '"')),
      biff(0x293, le(0x10, 2) + biff_word(kSentence)),
      biff(0x5c, biff_word(kSentence)),
      biff(0x18, le(0, 3) + le(1, 1) + le(3, 2) + le(0, 8) + std::string("\0N\x1e\1\0", 5) + kSentence)};
  for (const std::string& record : in_book)
    expect_held(one("", record), "custom-xml", "words in records, which no program shows (Workbook)", 1);
  const std::vector<std::string> on_sheet = {
      future(0x8c8, test::wide(kSentence)),
      future(0x868, kSentence),
      biff(0x1ba, biff_word(kSentence)),
      biff(0x1b9, biff_word(kSentence)),
      biff(0x9e, le(0, 20) + kSentence),
      biff(0xf1, kSentence),
      biff(0x1b8, le(0, 32) + test::wide(kSentence)),
      biff(0x4d, kSentence),
      biff(0x4bc, le(0, 10) + kSentence),
      biff(0x1b1, le(0, 12) + kSentence),
      biff(0x204, le(9, 2) + le(0, 4) + biff_word("x") + kSentence),
      biff(0x14, biff_word("&P") + kSentence),
      chart + biff(0x1016, kSentence) + end,
      chart + future(0x8a6, le(0, 4) + le(kSentence.size() + 7, 4) + "<t>" + kSentence + "</t>") + end};
  for (const std::string& record : on_sheet)
    expect_held(one(record), "custom-xml", "sheet ‘One’: words in records, which no program shows (Workbook)", 1);
  // A list, one word a record; not codes or numbers.
  std::string list, codes;
  for (int i = 0; i < 30; ++i) {
    list += future(0x8c8, test::wide("Surname" + std::string(static_cast<std::size_t>(i + 1), 'a')));
    codes += future(0x8c8, std::to_string(100'000 + i) + "\xfe\xfd\x01");
  }
  expect_held(one(list), "custom-xml", "sheet ‘One’: words in records", 30);
  expect_pass(one(codes));
}

TEST(CheckXls, HoldsTextsInsideFormulasAndPhoneticTexts) {
  const auto cell = [](const std::string& tokens) {
    return biff(0x06, le(9, 2) + le(0, 4) + le(0x3ff0000000000000, 8) + le(0, 6) + le(tokens.size(), 2) + tokens);
  };
  const std::string text = '\x17' + le(kSentence.size(), 1) + '\0' + kSentence;
  expect_held(one(cell(std::string("\x1e\1\0", 3) + text + std::string("\x41\x83\0\3", 4))), "formula-text",
              "sheet ‘One’, texts in formulas", 1);
  expect_held(one(cell(std::string("\x17\x0d\0Rowan Made-Up\x41\x83\0", 19))), "formula-text", "‘One’", 1);
  expect_pass(one(cell(std::string("\x17\x0c\0Total amount\x41\x01\0", 18))));
  expect_held(one(cell(std::string("\x1e\1\0", 3)) + biff(0x221, le(0, 12) + text)), "custom-xml", "‘One’", 1);
  expect_held(one("", biff(0x18, le(0, 3) + le(1, 1) + le(text.size() + 4, 2) + le(0, 8) +
                                     std::string("\0N\x1e\1\0", 5) + text + '\3')),
              "name-value", "Workbook", 1);
  const std::string at = le(9, 2) + le(0, 4), phonetic = le(1, 2) + le(4, 2) + test::wide(kSentence);
  const std::string table =
      biff(0xfc, le(1, 4) + le(1, 4) + le(5, 2) + le(4, 1) + le(phonetic.size(), 4) + "North" + phonetic);
  expect_held(one(biff(0xfd, at + le(0, 4)), table), "custom-xml", "Workbook", 1);
}

// What a record is longer by, what goes on behind one that cannot, and what lies between sheets.
TEST(CheckXls, DoesNotPassBytesThatNoRecordAccountsFor) {
  const auto verdict = [](const std::string& file) { return checked(file).verdict; };
  EXPECT_EQ(verdict(one(biff(0x81, le(0, 2) + "\x07\x07"))), Verdict::kUnknown);
  EXPECT_EQ(verdict(one(biff(0x81, le(0, 2) + le(0, 2)))), Verdict::kPass);
  EXPECT_EQ(verdict(one(biff(0x81, le(0, 2)) + biff(0x3c, "\x07\x07"))), Verdict::kUnknown);
  EXPECT_EQ(verdict(one(test::biff_begin(0x10) + kPlain + biff(0x0a, ""))),
            Verdict::kUnknown);  // a sheet inside a sheet
  EXPECT_EQ(verdict(one(test::biff_begin(0x20) + biff(0x1099, "\1") + biff(0x0a, ""))), Verdict::kUnknown);
  const auto gap = [](const std::string& between) {
    std::string book = biff_book({{"One", kPlain}}, biff(0x42, le(1252, 2)));
    const std::size_t at = book.find(test::biff_begin(0x10));
    book.insert(at, between);
    const std::size_t entry = book.find(biff(0x85, "").substr(0, 2), 20);
    book.replace(entry + 4, 4, le(at + between.size(), 4));
    return CompoundMaker().add("Workbook", book).finish();
  };
  EXPECT_EQ(verdict(gap("")), Verdict::kPass);
  EXPECT_EQ(verdict(gap(std::string(12, '\0'))), Verdict::kPass);
  EXPECT_EQ(verdict(gap(kPlain)), Verdict::kUnknown);
  EXPECT_EQ(verdict(gap(std::string(8, '\0') + test::biff_begin(0x10) + kPlain + biff(0x0a, ""))), Verdict::kUnknown);
  const auto books = [](const std::string& second) {
    return CompoundMaker()
        .add("Workbook", biff_book({{"One", kPlain}}))
        .add("Book", biff_book({{"One", second}}))
        .finish();
  };
  EXPECT_EQ(verdict(books(biff_cell(0, 0, "rank"))), Verdict::kPass);
  EXPECT_EQ(verdict(books(biff_cell(0, 0, "other"))), Verdict::kUnknown);
}

TEST(CheckXls, HoldsWordsThatAChartKeepsAndNoCellSays) {
  const auto chart = [](const std::string& word) {
    return one(test::biff_begin(0x20) + biff_cell(0, 0, word) + biff(0x0a, ""));
  };
  expect_pass(chart("Constable"));
  expect_held(chart("Sergeant"), "chart-cache", "words that a chart keeps", 1);
}

std::string atom(unsigned type, unsigned version, unsigned instance, const std::string& data) {
  return le(instance << 4 | version, 2) + le(type, 2) + le(data.size(), 4) + data;
}
// A shape with these properties, and the object that it is.
std::string drawn(const std::string& properties, unsigned kind = 2) {
  const std::string shape = atom(0xf00a, 2, 202, le(1025, 4) + le(0xa00, 4)) + properties + atom(0xf011, 0, 0, "");
  return biff(0xec, atom(0xf002, 15, 0, atom(0xf003, 15, 0, atom(0xf004, 15, 0, shape)))) +
         biff(0x5d, le(0x15, 2) + le(0x12, 2) + le(kind, 2) + le(1, 2) + le(0, 14) + le(0, 4));
}

TEST(CheckXls, HoldsWordsInShapesThatAreNotDrawn) {
  const auto shape = [](unsigned property, const std::string& more = "") {
    const std::string text = test::wide(kSentence + '\0');
    return drawn(atom(0xf00b, 3, 1, le(property | 0x8000, 2) + le(text.size(), 4) + text) + more);
  };
  expect_held(one(shape(0x380)), "custom-xml", "‘One’", 1);  // its name
  expect_held(one(shape(0x3ee)), "custom-xml", "‘One’", 1);  // a property that is not known
  expect_held(one(shape(0x381, atom(0xf12f, 0, 0, kSentence))), "custom-xml", "‘One’", 1);
  EXPECT_NE(found(checked(one(shape(0x381))), "alternate-text"), nullptr);
  expect_pass(one(shape(0xc0)));  // drawn as WordArt
}

// Streams, entries and ends that no program shows.
TEST(CheckXls, HoldsWordsInTheContainer) {
  const auto with = [](const std::string& stream, const std::string& content) {
    return CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).add(stream, content).finish();
  };
  for (const char* name : {"\1CompObj", "\1Ole", "\3PRINT", "\2OlePres000", "Equation Native", "\3LinkInfo",
                           "_signatures", "_xmlsignatures/1"})
    expect_held(with(name, kSentence), "custom-xml", "words in a stream in which the format has none", 1);
  expect_pass(with("\1CompObj", std::string(28, '\1') + "Microsoft Office Excel 97-2003 Worksheet"));
  EXPECT_EQ(checked(with("Surname, A. 1 May 1981", "")).verdict, Verdict::kUnknown);  // a name of nothing
  std::string slack = with("\1Ole", "");
  const std::size_t entry = slack.find(test::wide("Workbook"));
  ASSERT_NE(entry, std::string::npos);
  slack.replace(entry + 24, 4, test::wide("AB"));
  EXPECT_EQ(checked(slack).verdict, Verdict::kUnknown);
}

TEST(CheckXls, HoldsPivotCaches) {
  const auto field = [](unsigned flags, const std::string& name) {
    return biff(0xc7, le(flags, 2) + le(0, 12) + biff_word(name));
  };
  const std::string cache = biff(0xc6, std::string(20, '\0')) + field(1, "name") + biff(0xcd, biff_word("Invented")) +
                            biff(0xcd, biff_word("Madeup")) + field(0, "pay") + biff(0xc8, le(1, 1)) +
                            biff(0xc9, le(0x4045000000000000, 8)) + biff(0xc8, le(0, 1)) +
                            biff(0xc9, le(0x4045000000000000, 8)) + biff(0x0a, "");
  const std::string file =
      CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).add("_SX_DB_CUR/0001", cache).finish();
  expect_held(file, "pivot-cache-records", "_SX_DB_CUR/0001", 4);
  expect_held(file, "pivot-cache-items", "_SX_DB_CUR/0001", 2);
}

TEST(CheckXls, HoldsWhatItsPropertiesSay) {
  const std::string text = "secret words";
  const std::string value = le(30, 4) + le(text.size(), 4) + text;
  const std::string set = le(16 + value.size(), 4) + le(1, 4) + le(6, 4) + le(16, 4) + value;
  const std::string stream = le(0xfffe, 2) + le(0, 2) + le(0, 4) + std::string(16, '\0') + le(1, 4) +
                             le(0xf29f85e0, 4) + std::string(12, '\0') + le(48, 4) + set;
  expect_held(
      CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).add("\5SummaryInformation", stream).finish(),
      "description", "SummaryInformation", 1);
}

TEST(CheckXls, HoldsPropertiesThatNoProgramShows) {
  const auto text = [](const std::string& words) { return le(30, 4) + le(words.size() + 1, 4) + words + '\0'; };
  const auto with = [&](unsigned id, const std::string& value, const std::string& behind = "") {
    const std::string set = le(16 + value.size(), 4) + le(1, 4) + le(id, 4) + le(16, 4) + value;
    return CompoundMaker()
        .add("Workbook", biff_book({{"One", kPlain}}))
        .add("\5SummaryInformation", le(0xfffe, 2) + le(0, 2) + le(0, 4) + std::string(16, '\0') + le(1, 4) +
                                         le(0xf29f85e0, 4) + std::string(12, '\0') + le(48, 4) + set + behind)
        .finish();
  };
  expect_held(with(40, text(kSentence)), "custom-property",
              "none of the properties that programs show (SummaryInformation)", 1);
  expect_held(with(18, text(kSentence)), "custom-property", "none of the properties", 1);
  expect_held(with(4, text("A. Clerk"), kSentence), "custom-property", "none of the properties", 1);
  expect_pass(with(18, text("Microsoft Office Excel")));
  expect_pass(with(4, text("Featherstonehaugh, Rowan, of the invented office")));  // an author, a note
}

// A set of properties of this format, each a number and a value.
std::string property_set(unsigned format, const std::vector<std::pair<unsigned, std::string>>& properties) {
  std::string list, values;
  for (const auto& [id, value] : properties) {
    list += le(id, 4) + le(8 + 8 * properties.size() + values.size(), 4);
    values += value;
  }
  const std::string set = le(8 + list.size() + values.size(), 4) + le(properties.size(), 4) + list + values;
  return le(0xfffe, 2) + le(0, 2) + le(0, 4) + std::string(16, '\0') + le(1, 4) + le(format, 4) +
         std::string(12, '\0') + le(48, 4) + set;
}

TEST(CheckXls, TellsWhatLiesBesideTheWorkbook) {
  const auto with = [](const std::string& stream, const std::string& content) {
    return CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).add(stream, content).finish();
  };
  const std::string name = "MSIP_Label_1_Name", label = "Secret, by R. Made-Up";
  expect_told(with("\5DocumentSummaryInformation",
                   property_set(0xd5cdd505, {{0, le(1, 4) + le(2, 4) + le(name.size() + 1, 4) + name + '\0'},
                                             {1, le(2, 4) + le(1252, 4)},
                                             {2, le(30, 4) + le(label.size() + 1, 4) + label + '\0'}})),
              "sensitivity-label", "DocumentSummaryInformation", label);
  const std::string picture = le(0xffffffff, 4) + le(3, 4) + std::string(24, '\1');
  expect_told(
      with("\5SummaryInformation", property_set(0xf29f85e0, {{17, le(71, 4) + le(picture.size(), 4) + picture}})),
      "thumbnail", "SummaryInformation");
  expect_told(with("_xmlsignatures/1", "x"), "signature", "_xmlsignatures");
  const std::string path = "C:\\Users\\rmadeup\\people.csv", csv = "rank,unit\nConstable,North\n";
  expect_told(with("MBD0001/\1Ole10Native", le(0, 4) + le(2, 2) + "people.csv" + '\0' + path + '\0' + le(0, 2) +
                                                le(3, 2) + le(path.size(), 4) + path + le(csv.size(), 4) + csv),
              "absolute-path", "Ole10Native");
}

TEST(CheckXls, TellsWhatRecordsOfTheBookAndItsSheetsSay) {
  const std::string from = "People of the north";
  expect_told(one("", biff(0x51, le(0, 6) + le(from.size() + 1, 2) + '\0' + '\2' + from)), "pivot-cache-source",
              "a pivot table's source: ‘" + from + "’");
  expect_told(one("", biff(0x1a9, le(0, 50) + biff_word("R. Made-Up"))), "custom-view", "view of the workbook");
  expect_told(one(biff(0x1aa, le(0, 64))), "custom-view", "view of the sheet");
  const auto property = [](unsigned id, unsigned value) { return atom(0xf00b, 3, 1, le(id, 2) + le(value, 4)); };
  const std::string words = biff(0x1b6, le(0, 10) + le(kSentence.size(), 2) + le(0, 6)) + biff(0x3c, '\0' + kSentence);
  expect_told(one(drawn(property(0x3bf, 0x20002), 6) + words), "shape-hidden", "sheet ‘One’, hidden shapes", kSentence);
  expect_held(one(drawn(property(0x3bf, 0x20002), 8)), "shape-hidden", "sheet ‘One’, hidden shapes", 1);
  expect_held(one(drawn(property(0x100, 20000), 8)), "picture-cropped", "sheet ‘One’, a picture", 1);
  expect_pass(one(drawn(property(0x3bf, 0x20000), 6) + words));
  // Of even and first pages where they are as all others; too small to read.
  const auto others = [](unsigned flags, unsigned which) {
    std::string lengths;
    for (unsigned i = 0; i < 4; ++i) lengths += le(i == which ? kSentence.size() : 0, 2);
    return biff(0x89c, le(0x89c, 2) + le(0, 10) + le(0, 16) + le(flags, 2) + lengths + biff_word(kSentence));
  };
  for (const std::string& record : {others(1, 2), others(2, 0), biff(0x14, biff_word("&C&1 " + kSentence))})
    expect_told(one(record), "text-hidden", "sheet ‘One’, a header or footer that no page shows", kSentence);
  for (const std::string& record : {others(2, 2), others(1, 1), biff(0x14, biff_word("&C&10 " + kSentence))})
    expect_told(one(record), "header-footer", "sheet ‘One’, header and footer", kSentence);
}

TEST(CheckXls, FindsLeftoversInTheContainer) {
  const CompoundMaker book;
  const auto with = [](const std::string& left) {
    return CompoundMaker().add("Workbook", biff_book({{"One", kPlain}})).leftover(left).finish();
  };
  expect_held(with("The officer who gave this statement lives at an invented place."), "leftover-text",
              "no stream uses", 1);
  expect_held(with(test::wide("The officer who gave this statement lives there.")), "leftover-text", "no stream uses",
              1);
  expect_pass(with(std::string("\1\2\3\0\7\7\7\7", 8)));
  // What the file says anyway, and a table of sectors.
  const std::string said = "The officer who gave this statement lives at an invented place.";
  const auto twice = [&](const std::string& left) {
    return CompoundMaker()
        .add("Workbook", biff_book({{"One", kPlain + biff_cell(2, 0, said)}}))
        .leftover(left)
        .finish();
  };
  expect_pass(twice(said));
  expect_held(twice(said + " So does her invented brother, with the dog."), "leftover-text", "no stream uses", 1);
  std::string table;
  for (int i = 0; i < 100; ++i) table += i % 7 == 0 ? "\xfe\xff\xff\xff" : "\xff\xff\xff\xff";
  expect_pass(with(table));
  EXPECT_NE(found(checked(with(std::string("\1\2\3\0\7\7\7\7", 8))), "leftover"), nullptr);
  std::string random;
  for (std::uint32_t i = 0, x = 1; i < 40'000; ++i) random += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  EXPECT_NE(checked(with(random)).verdict, Verdict::kPass);
}

TEST(CheckXls, SaysUnknownWhereItCannotSay) {
  EXPECT_EQ(checked(old_workbook({{"One", kPlain}}, biff(0x2f, le(1, 2) + std::string(50, 'x')))).verdict,
            Verdict::kUnknown);
  const FileReport encrypted =
      checked(CompoundMaker().add("EncryptionInfo", "x").add("EncryptedPackage", std::string(5000, 'x')).finish());
  EXPECT_EQ(encrypted.verdict, Verdict::kUnknown);
  EXPECT_NE(found(encrypted, "encrypted"), nullptr) << told(encrypted);
  EXPECT_EQ(encrypted.kind, "ole");
  EXPECT_EQ(checked(std::string("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8)).verdict, Verdict::kUnknown);
}

// The table of sectors turned back on itself, the directory's tree into a ring, and every byte changed in turn.
TEST(HostileXls, DamageNeverPasses) {
  const std::string whole =
      old_workbook({{"One", kPlain}, {"Two", kPlain + std::string(), 1}, {"Three", kPlain, 2}},
                   biff(0xfc, le(1, 4) + le(1, 4) + biff_word("left over")) + biff(0x863, std::string(4000, '\1')));
  ASSERT_EQ(checked(whole).verdict, Verdict::kHold);
  for (std::size_t at = 0; at < whole.size(); at += 211) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
    damaged.resize(at);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
  }
}

}  // namespace
}  // namespace tipstaff::disclosure
