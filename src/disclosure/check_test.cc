#include "disclosure/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/sandbox.h"
#include "clean/clean_child.h"
#include "disclosure/people.h"
#include "disclosure/test_check.h"
#include "document/document_child.h"
#include "test_child.h"
#include "test_zip.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  const SandboxRole roles[] = {document::document_role(), clean::clean_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}

namespace disclosure {
namespace {

using test::checked;
using test::data;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::kSheetMl;
using test::kWordMl;
using test::letter;
using test::row;
using test::told;
using test::workbook;

const std::string kPlainRow = row(1, {"rank", "unit"}) + row(2, {"Constable", "North"});

TEST(Check, PassesWhatHidesNothing) {
  expect_pass(workbook(data(kPlainRow)).finish());
  expect_pass(workbook(data(kPlainRow), data(row(1, {"more"}))).finish());
  expect_pass(workbook(data(kPlainRow), data(""), "hidden").finish());              // an empty hidden sheet
  expect_pass(workbook(data(kPlainRow + "<row r=\"3\" hidden=\"1\"/>")).finish());  // an empty hidden row
  expect_pass(letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>").finish());
  expect_pass("rank,unit\nConstable,North\nSergeant,South\n");
  expect_pass("A letter of a few words.\n");
}

TEST(Check, HoldsWhatASheetHides) {
  const std::string people = row(1, {"Surname", "Initials", "Rank"}) + row(2, {"Invented", "A", "Constable"}) +
                             row(3, {"Madeup", "B", "Sergeant"});
  expect_held(workbook(data(kPlainRow), data(people), "hidden").finish(), "sheet-hidden",
              "sheet ‘Two’ A1:C3 (xl/worksheets/sheet2.xml)", 9);
  expect_held(workbook(data(kPlainRow), data(people), "veryHidden").finish(), "sheet-very-hidden", "‘Two’", 9);
  EXPECT_EQ(found(checked(workbook(data(kPlainRow), data(people), "hidden").finish()), "sheet-hidden")->people, 2U);
  expect_held(workbook(data(kPlainRow + row(3, {"x", "y"}, "hidden=\"1\""))).finish(), "row-hidden", "A3:B3", 2);
  expect_held(workbook(data(kPlainRow + row(3, {"x", "y"}, "ht=\"0.5\" customHeight=\"1\""))).finish(),
              "row-zero-height", "A3:B3", 2);
  expect_held(workbook(data(kPlainRow + row(3, {"x"}, "hidden=\"1\" outlineLevel=\"1\""))).finish(), "row-collapsed",
              "A3", 1);
  expect_held(workbook(data(kPlainRow + row(3, {"x"}, "hidden=\"1\"")) +
                       "<autoFilter ref=\"A1:B3\"><filterColumn colId=\"0\"/></autoFilter>")
                  .finish(),
              "row-filtered", "A3", 1);
  expect_held(workbook("<sheetFormatPr zeroHeight=\"1\"/>" + data(row(1, {"x"}))).finish(), "row-zero-height", "A1", 1);
  expect_held(workbook("<cols><col min=\"2\" max=\"2\" hidden=\"1\" width=\"9\"/></cols>" + data(kPlainRow)).finish(),
              "column-hidden", "B1:B2", 2);
  expect_held(workbook("<cols><col min=\"2\" max=\"2\" width=\"0.1\"/></cols>" + data(kPlainRow)).finish(),
              "column-zero-width", "B1:B2", 2);
  expect_held(
      workbook("<cols><col min=\"1\" max=\"1\" hidden=\"1\" outlineLevel=\"1\"/></cols>" + data(kPlainRow)).finish(),
      "column-collapsed", "A1:A2", 2);
  expect_held(workbook(data(kPlainRow + row(5000, {"far"}))).finish(), "cells-far-away", "A5000", 1);
  expect_held(workbook("<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>" + data(kPlainRow)).finish(),
              "column-hidden", "columns A", 2);
  expect_held(workbook(data(kPlainRow + row(3, {"x"}, "hidden=\"1\"") + row(4, {"x"}, "hidden=\"1\"") +
                            row(6, {"x"}, "hidden=\"1\"")))
                  .finish(),
              "row-hidden", "rows 3–4, 6", 3);
}

TEST(Check, HoldsWhatAFormatHides) {
  const std::string styles =
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts><fonts><font/><font><color "
      "rgb=\"FFFFFFFF\"/></font>"
      "<font><color theme=\"4\" tint=\"0.5\"/></font></fonts><fills><fill><patternFill "
      "patternType=\"none\"/></fill><fill>"
      "<patternFill patternType=\"solid\"><fgColor theme=\"4\" "
      "tint=\"0.5\"/></patternFill></fill></fills><cellXfs><xf/><xf fontId=\"1\"/>"
      "<xf fontId=\"2\" fillId=\"1\"/><xf numFmtId=\"164\"/><xf fontId=\"1\" fillId=\"1\"/></cellXfs></styleSheet>";
  const auto with_style = [&](const std::string& style) {
    return workbook(data(kPlainRow + row(3, {"x"}, "", "s=\"" + style + "\"")))
        .add("xl/styles.xml", kSheetMl + "styles+xml", styles)
        .finish();
  };
  expect_pass(with_style("0"));
  expect_held(with_style("1"), "font-equals-fill", "A3", 1);
  expect_held(with_style("2"), "font-equals-fill", "A3", 1);
  expect_held(with_style("3"), "format-hides", "A3", 1);
  expect_pass(with_style("4"));  // white on blue
}

TEST(Check, HoldsWhatAConditionCanHide) {
  const auto with = [&](const std::string& format, const std::string& range = "B2:C9 D1") {
    return workbook(
               data(kPlainRow) + "<conditionalFormatting sqref=\"" + range +
               "\"><cfRule type=\"expression\" dxfId=\"0\"><formula>TRUE</formula></cfRule></conditionalFormatting>")
        .add("xl/styles.xml", kSheetMl + "styles+xml",
             "<styleSheet><dxfs><dxf>" + format + "</dxf></dxfs></styleSheet>")
        .finish();
  };
  const std::string white = "<font><color rgb=\"FFFFFFFF\"/></font>",
                    blue = "<fill><patternFill><bgColor rgb=\"FF0000FF\"/></patternFill></fill>";
  expect_held(with("<numFmt numFmtId=\"200\" formatCode=\";;;\"/>"), "conditional-format-hides", "sheet ‘One’ B2", 1);
  expect_held(with(white), "conditional-format-hides", "B2", 1);
  expect_held(with("<font><color rgb=\"FF0000FF\"/></font>" + blue, "A1:B2"), "conditional-format-hides", "A1:B2", 4);
  expect_pass(with(white + blue));
  expect_pass(with("<font><b/><color rgb=\"FFFF0000\"/></font>"));
  expect_pass(with(white, "Z50:Z60"));
}

TEST(Check, HoldsWhatHangsOffAWorkbook) {
  const auto with = [&](const std::string& name, const std::string& type, const std::string& content) {
    return workbook(data(kPlainRow)).add(name, type, content).finish();
  };
  expect_held(with("xl/pivotCache/r1.xml", kSheetMl + "pivotCacheRecords+xml",
                   "<pivotCacheRecords><r><s v=\"a\"/><n v=\"1\"/></r></pivotCacheRecords>"),
              "pivot-cache-records", "r1.xml", 2);
  expect_held(with("xl/pivotCache/d1.xml", kSheetMl + "pivotCacheDefinition+xml",
                   "<pivotCacheDefinition><cacheFields><cacheField><sharedItems><s "
                   "v=\"a\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"),
              "pivot-cache-items", "d1.xml", 1);
  expect_held(with("xl/externalLinks/e1.xml", kSheetMl + "externalLink+xml",
                   "<externalLink><row><cell><v>x</v></cell></row></externalLink>"),
              "external-link-cache", "e1.xml", 1);
  expect_held(
      with("xl/connections.xml", kSheetMl + "connections+xml", "<connections><connection name=\"db\"/></connections>"),
      "connection", "connections", 1);
  expect_held(with("xl/comments1.xml", kSheetMl + "comments+xml",
                   "<comments><comment><text><t>psst</t></text></comment></comments>"),
              "comment", "comments1", 1);
  expect_held(with("xl/slicerCaches/s1.xml", "vnd.ms-excel.slicerCache+xml", "<s><i n=\"North\"/></s>"), "slicer-cache",
              "s1.xml", 1);
  expect_held(
      with("xl/revisions/revisionLog1.xml", kSheetMl + "revisionLog+xml", "<r><rcc><oc><v>1</v></oc></rcc></r>"),
      "revision", "revisionLog1", 1);
  expect_held(with("xl/vbaProject.bin", "vnd.ms-office.vbaProject", "x"), "macro", "vbaProject", 0);
  expect_held(with("xl/activeX/a.bin", "vnd.ms-office.activeX", "x"), "activex", "a.bin", 0);
  expect_held(with("xl/embeddings/b.bin", "octet-stream", "x"), "embedded-object", "b.bin", 0);
  expect_held(with("xl/model/item.data", "vnd.openxmlformats-officedocument.model+data", "x"), "data-model",
              "item.data", 0);
  expect_held(with("customXml/item1.xml", "xml", "<case><n>Invented</n></case>"), "custom-xml", "item1", 1);
  expect_held(with("docProps/core.xml", "vnd.openxmlformats-package.core-properties+xml",
                   "<coreProperties><description>secret</description></coreProperties>"),
              "description", "core", 1);
  expect_held(with("xl/sharedStrings.xml", kSheetMl + "sharedStrings+xml", "<sst><si><t>left over</t></si></sst>"),
              "string-unused", "sharedStrings", 1);
  expect_held(
      with("xl/drawings/d.xml", "vnd.openxmlformats-officedocument.drawing+xml", "<wsDr><cNvPr hidden=\"1\"/></wsDr>"),
      "shape-hidden", "d.xml", 1);
  expect_held(with("xl/charts/c.xml", "vnd.openxmlformats-officedocument.drawingml.chart+xml",
                   "<chartSpace><strRef><f>Gone!$A$1</f><pt><v>x</v></pt></strRef></chartSpace>"),
              "chart-cache", "c.xml", 1);
  expect_pass(with("xl/charts/c.xml", "vnd.openxmlformats-officedocument.drawingml.chart+xml",
                   "<chartSpace><strRef><f>One!$A$1</f><pt><v>x</v></pt></strRef></chartSpace>"));
  expect_pass(with("docProps/core.xml", "vnd.openxmlformats-package.core-properties+xml",
                   "<coreProperties><creator>A. Clerk</creator></coreProperties>"));
  const auto named = [&](const std::string& name) {
    return workbook(data(kPlainRow), "", "", "<definedNames>" + name + "</definedNames>").finish();
  };
  expect_held(named("<definedName name=\"a\">[1]Staff!$A$1</definedName>"), "name-external", "workbook.xml", 1);
  expect_held(named("<definedName name=\"a\" hidden=\"1\">One!$A$1</definedName>"), "name-hidden", "workbook.xml", 1);
  expect_held(named("<definedName name=\"a\">\"a text\"</definedName>"), "name-value", "workbook.xml", 1);
  // A text that does not end; names of sheets hold what signs they like.
  expect_held(named("<definedName name=\"a\">IF(TRUE,Answer!      yk-Sample, 4 Mill Lane\")</definedName>"),
              "name-value", "workbook.xml", 1);
  expect_pass(named("<definedName name=\"a\">SUM('The \"first five years'!$A$1:$A$5)</definedName>"));
  expect_pass(named("<definedName name=\"_xlnm._FilterDatabase\" hidden=\"1\">One!$A$1</definedName>"));
  expect_held(workbook(data(kPlainRow) +
                       "<scenarios><scenario name=\"s\"><inputCells r=\"A1\" val=\"9\"/></scenario></scenarios>")
                  .finish(),
              "scenario", "‘One’", 1);
}

TEST(Check, HoldsWhatADocumentHides) {
  const auto run = [](const std::string& look) {
    return "<w:p><w:r><w:rPr>" + look + "</w:rPr><w:t>x</w:t></w:r></w:p>";
  };
  expect_held(letter("<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>").finish(), "text-inserted",
              "word/document.xml", 1);
  expect_held(letter("<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>").finish(), "text-deleted",
              "word/document.xml", 1);
  expect_held(letter("<w:p><w:moveFrom><w:r><w:t>old</w:t></w:r></w:moveFrom></w:p>").finish(), "text-moved",
              "word/document.xml", 1);
  expect_held(letter(run("<w:vanish/>")).finish(), "text-hidden", "word/document.xml", 1);
  expect_pass(letter(run("<w:vanish w:val=\"0\"/>")).finish());
  expect_held(letter(run("<w:color w:val=\"FFFFFF\"/>")).finish(), "text-unseen", "word/document.xml", 1);
  expect_held(letter(run("<w:color w:val=\"000000\"/><w:highlight w:val=\"black\"/>")).finish(), "text-unseen",
              "word/document.xml", 1);
  expect_pass(letter(run("<w:color w:val=\"FFFFFF\"/><w:shd w:fill=\"000000\"/>")).finish());
  expect_held(letter(run("<w:sz w:val=\"2\"/>")).finish(), "text-tiny", "word/document.xml", 1);
  expect_held(letter("<w:p><w:r><w:instrText>MERGEFIELD Surname</w:instrText></w:r></w:p>").finish(), "field-code",
              "word/document.xml", 1);
  expect_pass(letter("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>").finish());
  const auto field = [](const std::string& code, const std::string& result) {
    const std::string at = "<w:r><w:fldChar w:fldCharType=\"";
    return letter("<w:p>" + at + "begin\"/></w:r><w:r><w:instrText>" + code + "</w:instrText></w:r>" + at +
                  "separate\"/></w:r><w:r><w:t>" + result + "</w:t></w:r>" + at + "end\"/></w:r></w:p>")
        .finish();
  };
  const std::string said = "QUOTE \"Rowan Featherstonehaugh of 14 Invented Row\"";
  expect_held(field(said, "other words"), "field-code", "word/document.xml", 1);
  expect_held(field("SET kept x", said), "field-code", "word/document.xml", 1);
  expect_pass(field(said, "Rowan Featherstonehaugh of 14 Invented Row"));
  expect_held(letter("<w:p><a:srcRect l=\"20000\"/></w:p>").finish(), "picture-cropped", "word/document.xml", 1);
  expect_held(letter("<w:altChunk/>").finish(), "alternative-chunk", "word/document.xml", 0);
  expect_held(
      letter("")
          .add("word/comments.xml", kWordMl + "comments+xml", "<comments><comment><t>x</t></comment></comments>")
          .finish(),
      "comment", "comments.xml", 1);
  const auto settings = [](const std::string& inside) {
    return letter("")
        .add("word/settings.xml", kWordMl + "settings+xml", "<w:settings xmlns:w=\"urn:w\">" + inside + "</w:settings>")
        .finish();
  };
  expect_held(settings("<w:docVars><w:docVar w:name=\"n\" w:val=\"x\"/></w:docVars>"), "document-variable",
              "settings.xml", 1);
  expect_held(settings("<w:mailMerge><w:query w:val=\"SELECT\"/></w:mailMerge>"), "mail-merge", "settings.xml", 1);
}

TEST(Check, SaysUnknownWhereItCannotSay) {
  const auto expect_unknown = [](const std::string& file, std::string_view rule) {
    const FileReport report = checked(file);
    EXPECT_EQ(report.verdict, Verdict::kUnknown) << told(report);
    EXPECT_NE(found(report, rule), nullptr) << told(report);
  };
  const test::PackageMaker plain = workbook(data(kPlainRow));
  expect_unknown("", "not-read");
  expect_unknown("%PDF-1.7\n", "not-read");
  expect_unknown(std::string("\0\1\2\3", 4), "not-read");
  expect_unknown("text " + std::string(1000, 'A'), "unexplained");
  expect_unknown(plain.finish() + "tail", "unexplained");
  expect_unknown(plain.zip().gap("between").finish(), "unexplained");
  expect_unknown(plain.zip().add("xl/workbook.xml", "<x/>").finish(), "duplicate-name");
  expect_unknown(plain.zip().add("strange.dat", "x").finish(), "unexplained");
  expect_unknown(test::ZipMaker().add("a.bin", std::string("\0\1\2\3", 4)).finish(), "not-read");
  expect_unknown(workbook("<sheetData><unclosed></sheetData>").finish(), "not-read");
  expect_unknown(test::PackageMaker(plain).add("xl/media/a.emf", "x-emf", "x").finish(), "not-read");
  EXPECT_EQ(checked(plain.zip().finish("a comment")).verdict, Verdict::kHold);
}

TEST(Check, ReadsDatesAsDates) {
  std::string rows;
  for (int i = 1; i <= 12; ++i)  // two words and two signs make a person: the date of birth is a number in the file
    rows += "<row r=\"" + std::to_string(i) + "\"><c t=\"inlineStr\"><is><t>Some Body</t></is></c><c s=\"1\"><v>29" +
            std::to_string(100 + i) + "</v></c><c t=\"inlineStr\"><is><t>SW1A 1AA</t></is></c></row>";
  const std::string styles =
      "<styleSheet><fonts><font/></fonts><fills><fill/></fills><cellXfs><xf/><xf "
      "numFmtId=\"14\"/></cellXfs></styleSheet>";
  const FileReport report =
      checked(workbook(data(rows)).add("xl/styles.xml", kSheetMl + "styles+xml", styles).finish());
  EXPECT_NE(found(report, "register-visible"), nullptr) << told(report);
  EXPECT_EQ(found(checked(workbook(data(rows)).finish()), "register-visible"), nullptr);
}

TEST(Check, LooksIntoArchives) {
  const std::string hidden = workbook(data(kPlainRow), data(kPlainRow), "hidden").finish();
  const std::string inner = test::ZipMaker().add("deep/pay.xlsx", hidden).add("empty.txt", "").finish();
  expect_held(test::ZipMaker().add("note.txt", "x\n").add("in.zip", inner).finish(), "sheet-hidden",
              "(in.zip › deep/pay.xlsx › xl/worksheets/sheet2.xml)", 4);
  expect_pass(test::ZipMaker().add("folder/", "").add("note.txt", "A few words.\n").finish());
  std::string nested = "A few words.\n";
  for (int depth = 0; depth < 10; ++depth) nested = test::ZipMaker().add("a", nested).finish();
  EXPECT_THAT(told(checked(nested)), testing::HasSubstr("files lie in each other too deep"));
}

TEST(Check, CountsPeopleInPlainSight) {
  std::string towns = "place,opened\n", named = "Name,Rank\n";
  for (int i = 0; i < 30; ++i) towns += "Greater Invented,01/02/2020\n", named += "Some Body,Constable\n";
  EXPECT_EQ(checked(named).verdict, Verdict::kHold);
  EXPECT_EQ(checked(towns).verdict, Verdict::kPass);
  EXPECT_TRUE(checked(towns).findings.empty());
  std::string few = "Name,Post\n", many = "surname,initials,rank\n";
  for (int i = 0; i < 3; ++i) few += "a" + std::to_string(i) + "@example.org,Clerk\n";
  for (int i = 0; i < 30; ++i) many += "Invented,A,Constable\n";
  EXPECT_EQ(checked(few).verdict, Verdict::kPass);
  ASSERT_NE(found(checked(few), "people-visible"), nullptr);
  EXPECT_EQ(found(checked(few), "people-visible")->people, 3U);
  EXPECT_EQ(checked(many).verdict, Verdict::kHold);
  EXPECT_EQ(found(checked(many), "register-visible")->people, 30U);
}

TEST(Check, HoldsMoreThanWasDeclared) {
  const auto declared = parse_declared("2 rows, columns rank, unit");
  ASSERT_TRUE(declared);
  EXPECT_EQ(checked("rank,unit\na,b\nc,d\n", *declared).verdict, Verdict::kPass);
  EXPECT_NE(found(checked("rank,unit\na,b\nc,d\ne,f\n", *declared), "declared-rows"), nullptr);
  EXPECT_NE(found(checked("rank,unit,pay\na,b,c\n", *declared), "declared-columns"), nullptr);
  EXPECT_FALSE(parse_declared("lots"));
  EXPECT_FALSE(parse_declared("rows"));
  EXPECT_TRUE(parse_declared("columns rank"));
}

// A chunk of a PNG file, with its checksum.
std::string chunk(const std::string& name, const std::string& content) {
  const auto number = [](std::uint32_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
    return out;
  };
  const std::string body = name + content;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return number(static_cast<std::uint32_t>(content.size())) + body + number(static_cast<std::uint32_t>(crc));
}

TEST(Check, LooksBehindPictures) {
  const std::string begin = "\x89PNG\r\n\x1a\n" + chunk("IHDR", std::string(13, '\1')), end = chunk("IEND", "");
  expect_pass(begin + end);
  expect_pass(begin + chunk("tEXt", "a note") + end);
  expect_held(begin + end + "more", "picture-trailing", "4 bytes after the end", 0);
  EXPECT_EQ(checked(begin + chunk("prVt", "x") + end).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(begin).verdict, Verdict::kUnknown);
  std::string damaged = begin + end;
  damaged[20] = 'x';
  EXPECT_EQ(checked(damaged).verdict, Verdict::kUnknown);
  const std::string jpeg("\xff\xd8\xff\xdb\0\4ab\xff\xd9", 10);
  expect_pass(jpeg);
  expect_held(jpeg + "PK\3\4", "picture-trailing", "4 bytes after the end", 0);
}

TEST(People, ReadsNumbersByTheirRules) {
  EXPECT_TRUE(is_insurance_number("QQ 12 34 56 C") == false);  // Q is never issued
  EXPECT_TRUE(is_insurance_number("AB 12 34 56 C"));
  EXPECT_FALSE(is_insurance_number("GB123456A"));
  EXPECT_TRUE(is_nhs_number("943 476 5919"));
  EXPECT_FALSE(is_nhs_number("943 476 5918"));
  EXPECT_TRUE(is_postcode("1 Some Street, SW1A 1AA"));
  EXPECT_FALSE(is_postcode("Chapter 1 2ND"));
  EXPECT_TRUE(is_telephone("020 7946 0000"));
  EXPECT_FALSE(is_telephone("2020 79460"));
  EXPECT_TRUE(is_name("Invented, F."));
  EXPECT_FALSE(is_name("Police Station"));
  EXPECT_FALSE(is_name("Great Invented"));
  EXPECT_TRUE(is_name("J. Invented"));
  EXPECT_EQ(signs_in("01/02/1980").dates, 1U);
}

TEST(Rules, EveryTraitHasOneAndEveryNameIsUnique) {
  std::set<std::string_view> names;
  for (const Rule* rule : all_rules()) {
    EXPECT_TRUE(names.insert(rule->id).second) << rule->id;
    EXPECT_FALSE(rule->why.empty() || rule->reach.empty() || rule->remove.empty()) << rule->id;
  }
  for (int trait = 1; trait <= static_cast<int>(document::Trait::kLast); ++trait)
    EXPECT_NO_THROW(rule_for(static_cast<document::Trait>(trait))) << trait;
}

}  // namespace
}  // namespace disclosure
}  // namespace tipstaff
