// Clean copies: what is seen stays, what is hidden is in none of their bytes, and what cannot be cleaned is refused.
#include "disclosure/clean_file.h"

#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "base/new_file.h"
#include "clean/zip_writer.h"
#include "disclosure/test_check.h"
#include "document/containers/zip.h"
#include "test_pdf.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::data;
using test::row;
using test::told;
using test::workbook;

Result<CleanFile> cleaned(const std::string& file, const std::string& name = "sample", const Policy* policy = nullptr) {
  auto report = check_file(name, as_bytes(file), {}, std::nullopt, {}, policy);
  EXPECT_TRUE(report);
  return clean_file(*report, as_bytes(file), {}, {}, policy);
}
std::string refused(const std::string& file) {
  const auto copy = cleaned(file);
  return copy ? "a copy was made" : copy.error().text();
}
// All parts of a package, unpacked.
std::string inflated(const Bytes& package) {
  const auto zip = document::Zip::open(package);
  EXPECT_TRUE(zip);
  std::string out;
  for (const auto& entry : zip->entries())
    out += entry.name + "\n" + std::string(as_text(*zip->whole(entry, document::kLargestFile))) + "\n";
  return out;
}

TEST(Clean, AWorkbookOfWhatIsSeenInItsPlaces) {
  const std::string sheet = data(row(1, {"rank", "unit"}) + row(2, {"Constable", "North &amp; &lt;South&gt;"}) +
                                 row(3, {"gone", "away"}, "hidden=\"1\"") +
                                 "<row r=\"4\"><c r=\"A4\"><v>0.1</v></c><c r=\"B4\" t=\"b\"><v>1</v></c><c "
                                 "r=\"C4\"><f>1+1</f><v>2</v></c></row>" +
                                 row(900, {"faraway"}));
  const std::string book = workbook("<cols><col min=\"4\" max=\"4\" hidden=\"1\"/></cols>" + sheet,
                                    data(row(1, {"secretsheet"})), "veryHidden")
                               .finish();
  const auto copy = cleaned(book, "answer.xlsm");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(copy->report.path, "answer.xlsx");
  EXPECT_EQ(copy->report.verdict, Verdict::kPass);
  EXPECT_TRUE(copy->report.findings.empty()) << told(copy->report);
  const std::string parts = inflated(copy->copy.content);
  for (const std::string hidden : {"gone", "away", "secretsheet", "faraway", "1+1", "Two"})
    EXPECT_EQ(parts.find(hidden), std::string::npos) << hidden;
  for (const std::string seen :
       {"<c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">North &amp; &lt;South&gt;</t>",
        "<c r=\"A4\" s=\"0\"><v>0.1</v>", "<c r=\"B4\" t=\"b\"><v>1</v>", "<c r=\"C4\" s=\"0\"><v>2</v>",
        "<sheet name=\"One\""})
    EXPECT_NE(parts.find(seen), std::string::npos) << seen << parts;
}

TEST(Clean, NumbersAsTheyAreShown) {
  const std::string sheet = data(
      "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>0.123</v></c><c r=\"B1\" s=\"2\"><v>1234.5</v></c><c r=\"C1\" "
      "s=\"3\"><v>45000.5</v></c><c r=\"D1\" s=\"2\"><v>-1</v></c></row>");
  const std::string book =
      workbook(sheet)
          .add("xl/styles.xml", test::kSheetMl + "styles+xml",
               "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"&quot;£&quot;#,##0.00;&quot;owed&quot; "
               "0\"/><numFmt numFmtId=\"201\" formatCode=\"d mmm yyyy hh:mm\"/></numFmts>"
               "<cellXfs><xf/><xf numFmtId=\"10\"/><xf numFmtId=\"200\"/><xf numFmtId=\"201\"/></cellXfs></styleSheet>")
          .finish();
  const auto copy = cleaned(book);
  ASSERT_TRUE(copy) << copy.error().text();
  const std::string parts = inflated(copy->copy.content);
  for (const std::string seen :
       {"formatCode=\"0.00%\"", "formatCode=\"&quot;£&quot;#,##0.00\"", "formatCode=\"d mmm yyyy hh:mm\"",
        "formatCode=\";&quot;owed&quot; 0\"", "<c r=\"A1\" s=\"4\"><v>0.123</v>"})
    EXPECT_NE(parts.find(seen), std::string::npos) << seen << parts;
}

TEST(Clean, WhatIsUnderAMergedCellIsFoundAndLeftOut) {
  const std::string book =
      workbook(data(row(1, {"shown", "under", "beside"})) + "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>")
          .finish();
  test::expect_held(book, "cells-covered", "B1, under merged cells", 1);
  const auto copy = cleaned(book);
  ASSERT_TRUE(copy) << copy.error().text();
  const std::string parts = inflated(copy->copy.content);
  EXPECT_EQ(parts.find("under"), std::string::npos);
  EXPECT_NE(parts.find("beside"), std::string::npos);
  test::expect_pass(
      workbook(data(row(1, {"shown"}) + row(3, {"below"})) + "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>")
          .finish());
}

TEST(Clean, WhatAConditionHidesIsNotBroughtToLight) {
  const std::string book =
      workbook(data(row(1, {"seen"}) + row(2, {"maybe"})) +
               "<conditionalFormatting sqref=\"A2\"><cfRule dxfId=\"0\"/></conditionalFormatting>")
          .add("xl/styles.xml", test::kSheetMl + "styles+xml",
               "<styleSheet><dxfs><dxf><font><color theme=\"0\"/></font></dxf></dxfs></styleSheet>")
          .finish();
  EXPECT_THAT(refused(book), testing::HasSubstr("a conditional format"));
}

TEST(Clean, ARegisterInPlainSightHasNoCleanCopyUnlessThePolicyLetsItBe) {
  std::string people = row(1, {"Surname", "Initials"});
  for (int i = 2; i < 14; ++i) people += row(i, {"Invented", "A"});
  EXPECT_THAT(refused(workbook(data(people)).finish()),
              testing::HasSubstr("the copy does not pass: rows that look like a register"));
  const auto policy = parse_policy("tipstaff policy 1\nregister 50\n");
  ASSERT_TRUE(policy);
  EXPECT_TRUE(cleaned(workbook(data(people)).finish(), "sample", &*policy));
}

const std::string kSeen = "BT /F1 12 Tf 40 700 Td (Seen words) Tj ET\n";

TEST(Clean, APdfsPagesAndNothingElse) {
  test::PdfMaker pdf("% acomment\n" + kSeen);
  pdf.catalogue(
         "/Metadata 7 0 R /OpenAction << /S /JavaScript /JS (ascript) >> /Outlines 8 0 R /PageLabels << /Nums [0 << /P "
         "(alabel) >>] >>")
      .stream(7, "/Type /Metadata /Subtype /XML", "<x>ametadata</x>")
      .set(8, "<< /Type /Outlines /First 9 0 R /Last 9 0 R /Count 1 >>")
      .set(9, "<< /Title (abookmark) /Parent 8 0 R >>")
      .set(10, "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (anote) /F 2 >>")
      .set(11, "<< /Author (anauthor) >>")
      .set(12, "(anorphan)")
      .page("/Annots [10 0 R] /PieceInfo << /X << /LastModified (D:2020) /Private (aprivate) >> >>")
      .trailer("/Info 11 0 R");
  test::PdfMaker newer = pdf;
  newer.stream(4, "", kSeen);
  const std::string file = test::PdfMaker(pdf).stream(4, "", "BT /F1 12 Tf 40 600 Td (anearlier) Tj ET\n").then(newer);
  EXPECT_EQ(checked(file).verdict, Verdict::kHold) << told(checked(file));
  const auto copy = cleaned(file, "answer.pdf");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_TRUE(copy->report.findings.empty()) << told(copy->report);
  const std::string bytes(as_text(copy->copy.content));
  for (const std::string hidden : {"acomment", "ascript", "alabel", "ametadata", "abookmark", "anote", "anauthor",
                                   "anorphan", "aprivate", "anearlier", "Annots", "PieceInfo"})
    EXPECT_EQ(bytes.find(hidden), std::string::npos) << hidden;
  EXPECT_EQ(copy->report.seen, checked(file).seen);
}

TEST(Clean, WhatIsPaintedOverInAPdfIsRefused) {
  EXPECT_THAT(
      refused(
          test::PdfMaker("BT /F1 12 Tf 40 700 Td (Hidden words here) Tj ET 0 g 30 690 300 30 re f\n" + kSeen).finish()),
      testing::HasSubstr("does not pass"));
  EXPECT_THAT(refused(test::PdfMaker("1 g BT /F1 12 Tf 40 600 Td (White words here) Tj ET 0 g\n" + kSeen).finish()),
              testing::HasSubstr("does not pass"));
  // A square that a viewer paints of itself: without it the words would come to light.
  const std::string square = "<< /Type /Annot /Subtype /Square /Rect [30 690 400 730] /C [0 0 0] /IC [0 0 0] /F 4 >>";
  test::PdfMaker covered(kSeen);
  covered.set(10, square).page("/Annots [10 0 R]");
  EXPECT_THAT(refused(covered.finish()),
              testing::AnyOf(testing::HasSubstr("other words"), testing::HasSubstr("does not pass")));
  test::PdfMaker pending(kSeen);
  pending.set(10, "<< /Type /Annot /Subtype /Redact /Rect [30 690 400 730] /F 4 >>").page("/Annots [10 0 R]");
  EXPECT_THAT(refused(pending.finish()), testing::HasSubstr("marked for redaction"));
  // A layer that is off.
  test::PdfMaker layered("/OC /Off BDC BT /F1 12 Tf 40 600 Td (Words of a layer) Tj ET EMC\n" + kSeen);
  layered.set(10, "<< /Type /OCG /Name (l) >>")
      .resources("/Properties << /Off 10 0 R >>")
      .catalogue("/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>");
  EXPECT_THAT(refused(layered.finish()), testing::HasSubstr("other words"));
}

TEST(Clean, WhatCannotBeCleanedIsRefusedWithTheReason) {
  EXPECT_THAT(refused(test::letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>").finish()),
              testing::HasSubstr("export it as PDF"));
  EXPECT_THAT(refused("From: a@example.org\nTo: b@example.org\nSubject: x\n\nx\n"),
              testing::HasSubstr("mail is not cleaned"));
  EXPECT_THAT(refused("<!DOCTYPE html><html><p>x</p></html>"), testing::HasSubstr("web pages"));
  EXPECT_THAT(refused(std::string(3000, '\x07')), testing::HasSubstr("not all of it can be read"));
  EXPECT_THAT(refused(""), testing::HasSubstr("not all of it can be read"));
  EXPECT_THAT(refused(workbook(data(row(1, {"x"})), "", "hidden").finish().substr(0, 700)),
              testing::HasSubstr("not all of it can be read"));
  std::string twice = data("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>");
  EXPECT_THAT(refused(workbook(twice).finish()), testing::HasSubstr("a cell stands twice"));
  EXPECT_THAT(refused(test::ZipMaker().add("a.txt", "x").finish()), testing::HasSubstr("archives"));
}

TEST(Clean, TextIsWrittenAgainAsUtf8) {
  const auto copy = cleaned("rank,unit\nConstable,Caf\xe9 \x80 5\n", "a.csv");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(as_text(copy->copy.content), "rank,unit\nConstable,Café € 5\n");
  const auto wide = cleaned(std::string("\xff\xfeo\0k\0\n\0", 8), "a.text");
  ASSERT_TRUE(wide) << wide.error().text();
  EXPECT_EQ(as_text(wide->copy.content), "ok\n");
}

TEST(Clean, NamesLoseTheirFolderAndKeepTheirStem) {
  EXPECT_EQ(clean_name("/a/b/answer.final.xls", ".xlsx"), "answer.final.xlsx");
  EXPECT_EQ(clean_name("answer", ".pdf"), "answer.pdf");
  EXPECT_EQ(clean_name(".hidden", ".csv"), ".hidden.csv");
  EXPECT_EQ(clean_name("a/..", ".pdf"), "..pdf");
  EXPECT_EQ(clean_name("", ".txt"), "file.txt");
}

TEST(Clean, NoFileIsWrittenOver) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("tipstaff-new-file-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const Bytes one = {1}, two = {2};
  EXPECT_TRUE(write_new(folder / "a", one));
  const auto again = write_new(folder / "a", two);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), Code::kRefused);
  std::filesystem::create_symlink(folder / "elsewhere", folder / "link");
  EXPECT_FALSE(write_new(folder / "link", two));
  EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere"));
  SystemFiles files;
  EXPECT_EQ(*files.read(folder / "a"), one);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2);  // and no temporary file
  EXPECT_FALSE(write_new(folder / "nowhere" / "a", one));
  std::filesystem::remove_all(folder);
}

TEST(Clean, ChangedBytesNeverMakeACopyThatDoesNotPass) {
  const std::string book = workbook(data(row(1, {"rank", "unit"}) + row(2, {"gone", "x"}, "hidden=\"1\"")),
                                    data(row(1, {"secretsheet"})), "hidden")
                               .finish();
  unsigned state = 7;
  for (int i = 0; i < 40; ++i) {
    std::string changed = book;
    for (int k = 0; k < 3; ++k) {
      state = state * 1103515245 + 12345;
      changed[state % changed.size()] = static_cast<char>(state >> 16);
    }
    const auto copy = cleaned(changed);
    if (!copy) continue;
    EXPECT_EQ(copy->report.verdict, Verdict::kPass);
    EXPECT_EQ(inflated(copy->copy.content).find("secretsheet"), std::string::npos);
  }
}

}  // namespace
}  // namespace tipstaff::disclosure
