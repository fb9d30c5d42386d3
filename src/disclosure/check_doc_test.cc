// Documents of Word 97 to 2003, made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "test_check.h"
#include "test_word.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::le;
using test::told;
using test::WordMaker;

const std::string kDeleted = le(0x0800, 2) + '\1', kInserted = le(0x0801, 2) + '\1', kVanish = le(0x083c, 2) + '\1',
                  kWhite = le(0x2a42, 2) + '\x8', kTiny = le(0x4a43, 2) + le(2, 2),
                  kBlackShade = le(0x4866, 2) + le(1 << 5, 2), kWhiteColour = le(0x6870, 2) + le(0xffffff, 4);

WordMaker letter() { return WordMaker().run("Dear Sir,\rthis is an ordinary letter.\r"); }

TEST(CheckDoc, PassesWhatHidesNothing) {
  expect_pass(letter().finish());
  expect_pass(letter().run("not hidden\r", le(0x083c, 2) + '\0').finish());
  expect_pass(letter().run("white on black\r", kWhite + kBlackShade).finish());
  expect_pass(letter()
                  .run("\x13 PAGE \x14"
                       "1\x15\r")
                  .finish());
  EXPECT_EQ(checked(letter().finish()).kind, "doc");
}

TEST(CheckDoc, HoldsWhatADocumentHides) {
  expect_held(letter().run("struck out", kDeleted).run("\r").finish(), "text-deleted", "WordDocument", 1);
  expect_held(letter().run("put in", kInserted).run("\r").finish(), "text-inserted", "WordDocument", 1);
  expect_held(letter().run("hidden", kVanish).run("\r").finish(), "text-hidden", "WordDocument", 1);
  expect_held(letter().run("white", kWhite).run("\r").finish(), "text-unseen", "WordDocument", 1);
  expect_held(letter().run("white", kWhiteColour).run("\r").finish(), "text-unseen", "WordDocument", 1);
  expect_held(letter().run("tiny", kTiny).run("\r").finish(), "text-tiny", "WordDocument", 1);
  expect_held(letter()
                  .run("\x13 MERGEFIELD Surname \x14"
                       "Name\x15\r")
                  .finish(),
              "field-code", "WordDocument", 1);
  expect_held(
      letter().run("\x13 IF 1 = 1 \"yes\" \"\x13 QUOTE x \x14Rowan of 14 Invented Row\x15\" \x14yes\x15\r").finish(),
      "field-code", "WordDocument", 1);
  expect_held(letter().run("\x13 SET kept x \x14Rowan of 14 Invented Row\x15\r").finish(), "field-code", "WordDocument",
              1);
  expect_held(letter().run("psst\r").comment_letters(5).finish(), "comment", "WordDocument", 1);
}

TEST(CheckDoc, NotesWhatLinksSayUnderTheMouse) {
  const auto report = checked(
      letter()
          .run("\x13 HYPERLINK \"https://northmoor.example/\" \\o \"Rowan of 14 Invented Row\" \x14our page\x15\r")
          .finish());
  ASSERT_NE(found(report, "alternate-text"), nullptr) << told(report);
  EXPECT_EQ(found(report, "alternate-text")->where, "what links say under the mouse (WordDocument)") << told(report);
}

TEST(CheckDoc, HoldsWhatHangsOffADocument) {
  using test::word_strings;
  expect_held(letter().list(71, word_strings({"A. Clerk", "C:\\Invented\\letter.doc"})).finish(), "save-history",
              "WordDocument", 2);
  expect_held(letter().list(60, word_strings({"case"}) + test::wide("invented value")).finish(), "document-variable",
              "WordDocument", 1);
  expect_held(letter().list(32, word_strings({"", "", "", "", "", "", "", "", "C:\\staff.mdb"})).finish(), "mail-merge",
              "WordDocument", 1);
  const std::string note = letter()
                               .list(32, word_strings({"", "\\\\server\\a.dot"}))
                               .list(51, word_strings({"Unknown", "A. Clerk"}))
                               .finish();
  expect_pass(note);
  EXPECT_NE(found(checked(note), "template-path"), nullptr);
  EXPECT_NE(found(checked(note), "comment-author"), nullptr);
  expect_held(letter().fast_save("The witness said that she had seen the invented officer there.").finish(),
              "leftover-text", "WordDocument", 1);
  expect_held(letter()
                  .streams()
                  .add("ObjectPool/_1/Workbook", test::biff_book({{"In", test::biff_cell(0, 0, "x"), 1}}))
                  .finish(),
              "sheet-hidden", "ObjectPool/_1 › Workbook", 1);
  expect_held(letter().streams().add("Macros/VBA/dir", "x").finish(), "macro", "Macros", 0);
}

// Each place that the heading of any version points at ([MS-DOC] §2.5.6 to §2.5.10).
TEST(CheckDoc, HoldsWordsInEveryPlaceOfItsHeading) {
  const std::string sentence = "Inspector Featherstonehaugh, Rowan has lived at 14 Invented Row since May.";
  for (std::size_t place = 0; place < 183; ++place) {
    if (place == 1 || place == 6 || place == 12 || place == 13 || place == 33 || place == 87)
      continue;  // of the document itself; a time
    const bool strings = place == 32 || place == 51 || place == 71 || place == 144;
    const std::string content = strings
                                    ? test::word_strings({"", "", "", "", "", "", "", "", "", sentence, "", sentence})
                                    : test::wide(sentence);
    EXPECT_NE(checked(letter().list(place, content).finish()).verdict, Verdict::kPass) << place;
  }
  EXPECT_EQ(checked(letter().list(190, std::string(8, '\1')).finish()).verdict, Verdict::kUnknown);
}

TEST(CheckDoc, HoldsWordsBesideItsText) {
  const std::string sentence = "Inspector Featherstonehaugh, Rowan has lived at 14 Invented Row since May.";
  const std::string counted = static_cast<char>(sentence.size()) + sentence;
  expect_held(letter().run("x\r", le(0xca62, 2) + counted).finish(), "custom-xml", "WordDocument", 1);
  EXPECT_EQ(checked(letter().run("x\r", le(0xca99, 2) + '\1' + '\0').finish()).verdict, Verdict::kUnknown);
  expect_held(letter().streams().add("0Table", sentence).finish(), "leftover-text", "0Table", 1);
  expect_held(letter().streams().add("Data", sentence).finish(), "leftover-text", "Data", 1);
  expect_held(letter().streams().add("MsoDataStore/a/Item", "<a b='" + sentence + "'/>").finish(), "custom-xml",
              "MsoDataStore/a/Item", 1);
  expect_held(letter().streams().add("MsoDataStore/a/Properties", sentence).finish(), "custom-xml",
              "MsoDataStore/a/Properties", 1);
  EXPECT_EQ(checked(letter().streams().add("MsoDataStore/a", sentence).finish()).verdict, Verdict::kUnknown);
}

// A sample of LibreOffice's whose page shows its header, and the same without the word that says so.
TEST(CheckDoc, HoldsAHeaderThatNoPageShows) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  std::ifstream in(std::filesystem::path(data == nullptr ? "tests/data" : data) / "hidden/old-ok-header-first.doc",
                   std::ios::binary);
  std::string file{std::istreambuf_iterator<char>(in), {}};
  expect_pass(file);
  const std::size_t at = file.find("\x0a\x30\x01");  // a title page (§2.6.4)
  ASSERT_NE(at, std::string::npos);
  file[at + 2] = '\0';
  expect_held(file, "text-hidden", "WordDocument", 1);
}

TEST(CheckDoc, HoldsLettersFarFromTheirPlace) {
  const std::string said = "Rowan of 14 Invented Row";
  expect_held(letter().run(said, le(0x4845, 2) + le(3000, 2)).run("\r").finish(), "text-off-page", "WordDocument", 1);
  expect_pass(letter().run(said, le(0x4845, 2) + le(12, 2)).run("\r").finish());
  expect_held(letter().run(said, le(0x8840, 2) + le(0x10000 - 400, 2)).run("\r").finish(), "text-tiny", "WordDocument",
              1);
  expect_held(letter().run(said, le(0x0818, 2) + '\1').run("\r").finish(), "text-hidden", "WordDocument", 1);
}

TEST(CheckDoc, PassesNamesThatProgramsGive) {
  const auto style = [](const std::string& name) {
    const std::string one =
        le(0, 2) + le(0xfff1, 2) + le(0, 2) + std::string(4, '\0') + le(name.size(), 2) + test::wide(name) + le(0, 2);
    return le(18, 2) + le(1, 2) + le(10, 2) + std::string(14, '\0') + le(one.size(), 2) + one;
  };
  const auto font = [](const std::string& name) {
    const std::string one = std::string(39, '\0') + test::wide(name) + le(0, 2);
    return le(1, 2) + le(0, 2) + static_cast<char>(one.size()) + one;
  };
  expect_pass(letter().list(1, style("Style Heading 1 + Left:  0 cm, After:  6 pt")).finish());
  expect_held(letter().list(1, style("Rowan Featherstonehaugh, 14 Invented Row")).finish(), "custom-xml",
              "WordDocument", 1);
  expect_pass(letter().list(15, font("@Invented Gothic Light")).finish());
  expect_held(letter().list(15, font("Rowan Featherstonehaugh, 14 Invented Row")).finish(), "custom-xml",
              "WordDocument", 1);
  expect_pass(letter().list(9, test::word_strings({"Author, Page #, Date"})).finish());
  expect_pass(letter().list(21, test::word_strings({"_Toc12345678", "Table of figures"})).finish());
  const std::string forms =
      "<FormTemplates "
      "xmlns='http://schemas.microsoft.com/sharepoint/v3/contenttype/forms'><Display>DocumentLibraryForm</Display></"
      "FormTemplates>";
  expect_pass(letter().streams().add("MsoDataStore/a/Item", forms).finish());
}

TEST(CheckDoc, SaysUnknownWhereItCannotSay) {
  const FileReport encrypted = checked(letter().flags(0x100).finish());
  EXPECT_EQ(encrypted.verdict, Verdict::kUnknown);
  EXPECT_NE(found(encrypted, "encrypted"), nullptr) << told(encrypted);
  EXPECT_EQ(
      checked(test::CompoundMaker().add("WordDocument", le(0xa5dc, 2) + le(0x65, 2) + std::string(5000, '\0')).finish())
          .verdict,
      Verdict::kUnknown);
  EXPECT_EQ(
      checked(test::CompoundMaker().add("WordDocument", le(0xa5ec, 2) + le(0xc1, 2) + std::string(5000, '\0')).finish())
          .verdict,
      Verdict::kUnknown);
}

TEST(HostileDoc, DamageNeverPasses) {
  const std::string whole = letter()
                                .run("struck out", kDeleted)
                                .run("hidden", kVanish)
                                .run("put in\r", kInserted)
                                .list(71, test::word_strings({"A. Clerk", "C:\\a.doc"}))
                                .finish();
  ASSERT_EQ(checked(whole).verdict, Verdict::kHold);
  for (std::size_t at = 0; at < whole.size(); at += 211) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
    damaged.resize(at);
    EXPECT_NE(checked(damaged).verdict, Verdict::kPass) << at;
  }
}

// What Word keeps of the printer: its name and settings are ordinary, sentences there are not.
TEST(CheckDoc, TellsAPrintersSettingsAndHoldsWordsAmongThem) {
  const std::string settings =
      "Northmoor Laser 4" + std::string("\0winspool\0LPT1:\0ColorMode\0Default\0COLLATE\0", 41);
  const std::string file = letter().list(27, settings).list(28, settings).finish();
  expect_pass(file);
  EXPECT_NE(found(checked(file), "printer-settings"), nullptr) << told(checked(file));
  EXPECT_EQ(
      checked(letter()
                  .list(28, settings + std::string("\0Rowan Thistle of 4 Mill Lane is to be told nothing of it", 56))
                  .finish())
          .verdict,
      Verdict::kHold);
}

const std::string kSaid = "Beatrix Kowalczyk-Vane of 4 Mill Lane, Northmoor";

TEST(CheckDoc, TellsItsPropertiesAndWhatHangsBesideIt) {
  const auto with = [](const std::string& stream, const std::string& content) {
    return letter().streams().add(stream, content).finish();
  };
  const std::string summary = "\5SummaryInformation", own = "\5DocumentSummaryInformation";
  expect_told(with(summary, test::property_set(test::kSummarySet, {{6, test::property_text(kSaid)}})), "description",
              "comments, keywords", kSaid);
  expect_told(with(summary, test::property_picture()), "thumbnail", "the first page");
  expect_told(with(own, test::own_property("Case", kSaid)), "custom-property", "a program or a person added", kSaid);
  expect_told(with(own, test::own_property("MSIP_Label_0a1b_Name", kSaid)), "sensitivity-label", "a sensitivity label",
              kSaid);
  for (const char* storage : {"_signatures", "_xmlsignatures/1"})
    expect_told(with(storage, "abcd"), "signature", "the signer's certificate");
  expect_told(with("ObjectPool/_1/Contents", "A few words.\n"), "embedded-object", "ObjectPool/_1");
  expect_told(with("ObjectPool/_1/\3OCXNAME", test::wide("ListBox1")), "activex", "ObjectPool/_1");
  expect_told(
      with("ObjectPool/_1/\1Ole10Native", test::dropped_file("C:\\Users\\Inventedname\\list.txt", "A few words.\n")),
      "absolute-path", "the path that an embedded file came from");
  const FileReport plain =
      checked(with(summary, test::property_set(test::kSummarySet, {{4, test::property_text("A")}})));
  EXPECT_EQ(plain.verdict, Verdict::kPass) << told(plain);
}

TEST(CheckDoc, TellsWhereItLeadsAndHowItIsLocked) {
  const std::string path = "\\\\server\\Inventedname\\list.xls";
  expect_told(letter().list(72, test::wide(path)).finish(), "external-target", "paths of linked files", path);
  expect_told(
      letter()
          .run("\x13 HYPERLINK \"https://northmoor.example/?q=Beatrix+Kowalczyk-Vane+of+4+Mill+Lane+07700+900123\" "
               "\x14our page\x15\r")
          .finish(),
      "link-words", "", "Beatrix Kowalczyk-Vane");
  expect_told(letter().flags(0x400).finish(), "protection", "that it only be read");
  // A group of drawings, then one behind the byte that says where it floats ([MS-DOC] §2.9.172).
  const auto shape = [](unsigned flags) {
    const std::string look = le(3 | 1 << 4, 2) + le(0xf00b, 2) + le(6, 4) + le(0x3bf, 2) + le(flags, 4),
                      own = le(1 << 4, 2) + le(0xf00a, 2) + le(8, 4) + le(1025, 4) + le(0, 4) + look,
                      one = le(0xf, 2) + le(0xf004, 2) + le(own.size(), 4) + own;
    return letter()
        .list(50, le(0xf, 2) + le(0xf000, 2) + le(0, 4) + '\0' + le(0xf, 2) + le(0xf002, 2) + le(one.size(), 4) + one)
        .finish();
  };
  expect_held(shape(0x20002), "shape-hidden", "hidden shapes (WordDocument)", 1);
  EXPECT_EQ(found(checked(shape(0)), "shape-hidden"), nullptr);
}

}  // namespace
}  // namespace tipstaff::disclosure
