// Text of documents and slides that is squeezed into no room or pushed where no page is, sheets without tabs, and names
// in archives.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::told;

const std::string kSecret = "Rowan Featherstonehaugh, 14 Invented Row";

std::string run(const std::string& look = "") {
  return "<w:r><w:rPr>" + look + "</w:rPr><w:t>" + kSecret + "</w:t></w:r>";
}
std::string line(const std::string& place = "", const std::string& before = "") {
  return "<w:p><w:pPr>" + place + "</w:pPr>" + before + run() + "</w:p>";
}
std::string table(const std::string& of_table, const std::string& of_row = "", const std::string& of_cell = "") {
  return "<w:tbl><w:tblPr>" + of_table + "</w:tblPr><w:tr><w:trPr>" + of_row + "</w:trPr><w:tc><w:tcPr>" + of_cell +
         "</w:tcPr>" + line() + "</w:tc></w:tr></w:tbl>";
}
std::string box(const std::string& size) {
  return "<w:p><w:r><w:drawing><wp:inline><wp:extent " + size + "/><a:graphic><w:txbxContent>" + line() +
         "</w:txbxContent></a:graphic></wp:inline></w:drawing></w:r></w:p>";
}
std::string old_box(const std::string& style) {
  return "<w:p><w:r><w:pict><v:shape xmlns:v=\"urn:v\" style=\"" + style + "\"><v:textbox><w:txbxContent>" + line() +
         "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>";
}
std::string section(const std::string& width, const std::string& left, const std::string& more = "") {
  return line() + "<w:sectPr><w:pgSz w:w=\"" + width +
         "\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:left=\"" + left + "\"/>" + more + "</w:sectPr>";
}
std::string ruby(const std::string& size) {
  return "<w:p><w:r><w:ruby><w:rubyPr><w:hps w:val=\"" + size + "\"/></w:rubyPr><w:rt>" + run() +
         "</w:rt><w:rubyBase><w:r><w:t>Area</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
}
const std::string kA4 = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>";

struct Case {
  std::string body, rule;  // empty: it passes
};

TEST(Pushed, InDocuments) {
  for (const auto& [body, rule] : std::vector<Case>{
           {line("<w:ind w:left=\"12000\"/>") + kA4, "text-off-page"},
           {line("<w:ind w:left=\"4000\" w:hanging=\"4000\"/>") + kA4, ""},
           {line("<w:ind w:left=\"-700\"/>") + kA4, ""},
           {table("<w:tblInd w:w=\"12000\" w:type=\"dxa\"/>") + kA4, "text-off-page"},
           {table("<w:tblInd w:w=\"-108\" w:type=\"dxa\"/>") + kA4, ""},
           {table("<w:tblpPr w:tblpX=\"1000\" w:tblpY=\"-9000\"/>") + kA4, "text-off-page"},
           {table("<w:tblpPr w:tblpX=\"1000\" w:tblpY=\"900\"/>") + kA4, ""},
           {table("<w:tblCellMar><w:left w:w=\"20000\"/></w:tblCellMar>") + kA4, "text-off-page"},
           {table("", "", "<w:tcMar><w:left w:w=\"20000\"/></w:tcMar>") + kA4, "text-off-page"},
           {table("<w:tblCellMar><w:left w:w=\"108\"/></w:tblCellMar>") + kA4, ""},
           {table("", "<w:wBefore w:w=\"20000\"/>") + kA4, "text-off-page"},
           {table("", "<w:wBefore w:w=\"900\"/>") + kA4, ""},
           {line("<w:tabs><w:tab w:val=\"left\" w:pos=\"20000\"/></w:tabs>", "<w:r><w:tab/></w:r>") + kA4,
            "text-off-page"},
           {line("<w:tabs><w:tab w:val=\"left\" w:pos=\"2000\"/></w:tabs>", "<w:r><w:tab/></w:r>") + kA4, ""},
           {line("<w:tabs><w:tab w:val=\"left\" w:pos=\"20000\"/></w:tabs>") + kA4, ""},
           {section("11906", "16000"), "text-off-page"},
           {section("20", "0"), "text-off-page"},
           {section("11906", "1440", "<w:cols><w:col w:w=\"9000\"/><w:col w:w=\"1\"/></w:cols>"), "text-off-page"},
           {section("11906", "1440", "<w:cols><w:col w:w=\"4000\"/><w:col w:w=\"4000\"/></w:cols>"), ""},
           {"<w:p>" + run("<w:fitText w:val=\"1\"/>") + "</w:p>", "text-tiny"},
           {"<w:p>" + run("<w:fitText w:val=\"2000\"/>") + "</w:p>", ""},
           {"<w:p>" + run("<w:specVanish/>") + "</w:p>", "text-hidden"},
           {ruby("2"), "text-tiny"},
           {ruby("12"), ""},
           {box("cx=\"1\" cy=\"1\""), "text-tiny"},
           {box("cx=\"4000000\" cy=\"900000\""), ""},
           {old_box("width:0;height:0"), "text-tiny"},
           {old_box("width:0.5in;height:20pt"), ""}}) {
    const FileReport report = checked(test::letter(body).finish());
    EXPECT_EQ(report.verdict, rule.empty() ? Verdict::kPass : Verdict::kHold) << body << "\n" << told(report);
    if (!rule.empty()) {
      EXPECT_NE(found(report, rule), nullptr) << body << "\n" << told(report);
    }
  }
}

std::string slide(const std::string& shapes) {
  test::PackageMaker out = test::slide(shapes);
  out.add("ppt/slideLayouts/slideLayout1.xml", test::kSlideMl + "slideLayout+xml",
          "<p:sldLayout xmlns:p=\"urn:p\" xmlns:a=\"urn:a\"><p:sp><p:txBody><a:p><a:r><a:t>North "
          "area</a:t></a:r></a:p></p:txBody></p:sp></p:sldLayout>");
  return out.finish();
}
std::string shape(const std::string& run_look, const std::string& of_line = "", const std::string& body = "",
                  const std::string& size = "cx=\"4000000\" cy=\"800000\"") {
  return "<p:sp><p:spPr><a:xfrm><a:off x=\"100000\" y=\"100000\"/><a:ext " + size +
         "/></a:xfrm></p:spPr><p:txBody><a:bodyPr " + body + "/><a:p>" + of_line + "<a:r>" + run_look + "<a:t>" +
         kSecret + "</a:t></a:r></a:p></p:txBody></p:sp>";
}
std::string cell(const std::string& width) {
  return "<p:graphicFrame><a:tbl><a:tblGrid><a:gridCol w=\"" + width +
         "\"/></a:tblGrid><a:tr><a:tc><a:txBody><a:p><a:r><a:rPr/><a:t>" + kSecret +
         "</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>";
}

TEST(Pushed, OnSlides) {
  for (const auto& [shapes, rule] :
       std::vector<Case>{{shape("<a:rPr baseline=\"900000\"/>"), "text-unseen"},
                         {shape("<a:rPr baseline=\"30000\"/>"), ""},
                         {shape("<a:rPr spc=\"-4000\"/>"), "text-tiny"},
                         {shape("<a:rPr spc=\"-100\"/>"), ""},
                         {shape("<a:rPr><a:latin typeface=\"Wingdings\"/></a:rPr>"), "text-unseen"},
                         {shape("<a:rPr><a:latin typeface=\"Arial\"/></a:rPr>"), ""},
                         {shape("", "<a:pPr marL=\"50000000\"/>"), "text-unseen"},
                         {shape("", "<a:pPr marL=\"342900\" indent=\"-342900\"/>"), ""},
                         {shape("", "<a:pPr><a:spcBef><a:spcPts val=\"158400\"/></a:spcBef></a:pPr>"), "text-unseen"},
                         {shape("", "<a:pPr><a:spcBef><a:spcPts val=\"600\"/></a:spcBef></a:pPr>"), ""},
                         {shape("", "<a:pPr><a:lnSpc><a:spcPts val=\"0\"/></a:lnSpc></a:pPr>"), "text-tiny"},
                         {shape("", "<a:pPr><a:lnSpc><a:spcPct val=\"90000\"/></a:lnSpc></a:pPr>"), ""},
                         {shape("", "", "lIns=\"90000000\""), "text-unseen"},
                         {shape("", "", "lIns=\"91440\""), ""},
                         {shape("", "", "vertOverflow=\"clip\"", "cx=\"0\" cy=\"0\""), "text-unseen"},
                         {shape("", "", "vertOverflow=\"clip\""), ""},
                         {cell("0"), "text-unseen"},
                         {cell("4000000"), ""}}) {
    const FileReport report = checked(slide(shapes));
    EXPECT_EQ(report.verdict, rule.empty() ? Verdict::kPass : Verdict::kHold) << shapes << "\n" << told(report);
    if (!rule.empty()) {
      EXPECT_NE(found(report, rule), nullptr) << shapes << "\n" << told(report);
    }
  }
  test::PackageMaker deck;
  deck.relation("", "rId1", "officeDocument", "ppt/presentation.xml")
      .add("ppt/presentation.xml", test::kSlideMl + "presentation.main+xml", "<p:presentation xmlns:p=\"urn:p\"/>");
  deck.add("ppt/slideLayouts/slideLayout1.xml", test::kSlideMl + "slideLayout+xml",
           "<p:sldLayout xmlns:p=\"urn:p\" xmlns:a=\"urn:a\"><p:sp><a:p><a:r><a:t>" + kSecret +
               "</a:t></a:r></a:p></p:sp></p:sldLayout>");
  expect_held(deck.finish(), "shape-hidden", "a layout that no slide has", 1);
}

TEST(Pushed, InWorkbooks) {
  const auto book = [](const std::string& view) {
    return test::workbook(test::data(test::row(1, {"North"})), test::data(test::row(1, {kSecret})), "visible",
                          "<bookViews><workbookView " + view + "/></bookViews>")
        .finish();
  };
  expect_held(book("showSheetTabs=\"0\""), "sheet-hidden", "‘Two’", 1);
  expect_pass(book("showSheetTabs=\"1\""));
  const auto error = [](const std::string& says) {
    return test::workbook(test::data("<row r=\"1\"><c r=\"A1\" t=\"e\"><v>" + says + "</v></c></row>")).finish();
  };
  EXPECT_EQ(checked(error(kSecret)).verdict, Verdict::kUnknown);
  expect_pass(error("#N/A"));
}

TEST(Archive, JudgesNamesOfFilesAndFolders) {
  test::ZipMaker people, plain;
  for (int i = 0; i < 12; ++i)
    people.add("HR/Smith-" + std::string(1, static_cast<char>('A' + i)) + ", Jane - born 0" +
                   std::to_string(1 + i % 9) + "-02-19" + std::to_string(50 + 3 * i) + ".txt",
               "A few words.\n");
  expect_held(people.finish(), "member-names", "names of the files and folders", 13);
  for (int i = 0; i < 12; ++i)
    plain.add("Minutes of the meeting of " + std::to_string(i + 1) + " May 2024/note.txt", "A few words.\n");
  const FileReport report = checked(plain.add("empty/", "").add("pkg/__init__.py", "").finish());
  EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
  EXPECT_EQ(found(report, "member-names"), nullptr);
  expect_held(test::ZipMaker().add("note.txt", "A few words.\n").add(kSecret + "/", "").finish(), "archive-comment",
              "hold nothing", 1);
  expect_held(test::ZipMaker().add("note.txt", "A few words.\n").add(kSecret + ".txt", "").finish(), "archive-comment",
              "hold nothing", 1);
  expect_pass(test::ZipMaker().add(kSecret + "/", "").add(kSecret + "/note.txt", "A few words.\n").finish());
}

}  // namespace
}  // namespace tipstaff::disclosure
