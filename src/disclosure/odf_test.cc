// OpenDocument: what workbooks, texts and slides hide.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::told;

constexpr std::string_view kSpaces =
    " xmlns:office='urn:office' xmlns:table='urn:table' xmlns:text='urn:text' xmlns:style='urn:style' "
    "xmlns:fo='urn:fo' xmlns:draw='urn:draw'"
    " xmlns:number='urn:number' xmlns:dc='urn:dc' xmlns:svg='urn:svg' xmlns:presentation='urn:presentation' "
    "xmlns:form='urn:form'"
    " xmlns:xlink='urn:xlink' xmlns:meta='urn:meta' xmlns:calcext='urn:calcext'";

struct Odf {
  std::string kind, styles{}, body{}, common{}, meta{};
  std::vector<std::pair<std::string, std::string>> more{};

  std::string finish() const {
    const std::string spaces(kSpaces);
    test::ZipMaker zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument." + kind, false);
    zip.add("content.xml", "<office:document-content" + spaces + "><office:automatic-styles>" + styles +
                               "</office:automatic-styles><office:body>" + body +
                               "</office:body></office:document-content>");
    if (!common.empty())
      zip.add("styles.xml", "<office:document-styles" + spaces + ">" + common + "</office:document-styles>");
    if (!meta.empty())
      zip.add("meta.xml",
              "<office:document-meta" + spaces + "><office:meta>" + meta + "</office:meta></office:document-meta>");
    std::string list = "<file-entry full-path='/' media-type='x'/>";
    for (const auto& [name, content] : more) {
      zip.add(name, content);
      list += "<file-entry full-path='" + name + "' media-type=''/>";
    }
    return zip.add("META-INF/manifest.xml", "<manifest>" + list + "</manifest>").finish();
  }
};

std::string cell(const std::string& words, const std::string& attributes = "") {
  return "<table:table-cell " + attributes + "><text:p>" + words + "</text:p></table:table-cell>";
}
std::string row(const std::string& cells, const std::string& attributes = "") {
  return "<table:table-row " + attributes + ">" + cells + "</table:table-row>";
}
std::string table(const std::string& rows, const std::string& attributes = "") {
  return "<table:table table:name='One' " + attributes + ">" + rows + "</table:table>";
}
std::string book(const std::string& tables, const std::string& styles = "") {
  return Odf{.kind = "spreadsheet", .styles = styles, .body = "<office:spreadsheet>" + tables + "</office:spreadsheet>"}
      .finish();
}
std::string letter(const std::string& text, const std::string& styles = "") {
  return Odf{.kind = "text", .styles = styles, .body = "<office:text>" + text + "</office:text>"}.finish();
}
const std::string kPlain = row(cell("rank") + cell("unit")) + row(cell("Constable") + cell("North"));

TEST(OpenDocument, PassesWhatHidesNothing) {
  expect_pass(book(table(kPlain)));
  expect_pass(book(table(kPlain + row("<table:table-cell table:number-columns-repeated='16384'/>",
                                      "table:number-rows-repeated='1048000'"))));
  expect_pass(book(table(kPlain) + table("<table:table-row table:visibility='collapse'/>", "table:style-name='gone'"),
                   "<style:style style:name='gone' style:family='table'><style:table-properties "
                   "table:display='false'/></style:style>"));
  expect_pass(letter("<text:p text:style-name='P1'>Dear Sir</text:p>",
                     "<style:style style:name='P1' style:family='paragraph'><style:text-properties fo:color='#ffffff'/>"
                     "<style:paragraph-properties fo:background-color='#004080'/></style:style>"));
  expect_pass(Odf{.kind = "text",
                  .body = "<office:text><text:p>x</text:p></office:text>",
                  .meta = "<meta:initial-creator>A. Invented</meta:initial-creator>"}
                  .finish());
}

TEST(OpenDocument, HoldsWhatASheetHides) {
  const std::string gone =
      "<style:style style:name='gone' style:family='table'><style:table-properties "
      "table:display='false'/></style:style>";
  expect_held(book(table(kPlain) + table(kPlain, "table:style-name='gone'"), gone), "sheet-hidden", "sheet ‘One’ A1:B2",
              4);
  expect_held(book(table(kPlain + row(cell("x") + cell("y"), "table:visibility='collapse'"))), "row-hidden", "A3:B3",
              2);
  const FileReport empty = checked(book(table(kPlain + row("<table:table-cell/>", "table:visibility='collapse'"))));
  EXPECT_EQ(empty.verdict, Verdict::kPass) << told(empty);
  EXPECT_NE(found(empty, "row-hidden"), nullptr) << told(empty);
  expect_held(book(table(kPlain + row(cell("x"), "table:visibility='filter'"))), "row-filtered", "A3", 1);
  expect_held(book(table(kPlain + "<table:table-row-group table:display='false'>" + row(cell("x")) +
                         "</table:table-row-group>")),
              "row-collapsed", "A3", 1);
  expect_held(book(table("<table:table-column/><table:table-column table:visibility='collapse'/>" + kPlain)),
              "column-hidden", "B1:B2", 2);
  expect_held(book(table("<table:table-column table:style-name='co1'/>" + kPlain),
                   "<style:style style:name='co1' style:family='table-column'><style:table-column-properties "
                   "style:column-width='0.01cm'/></style:style>"),
              "column-zero-width", "A1:A2", 2);
  expect_held(book(table(kPlain + row(cell("x", "table:style-name='ce1'"))),
                   "<style:style style:name='ce0' style:family='table-cell'><style:text-properties "
                   "fo:color='#FFFFFF'/></style:style>"
                   "<style:style style:name='ce1' style:family='table-cell' style:parent-style-name='ce0'/>"),
              "font-equals-fill", "A3", 1);
  expect_held(book(table(kPlain + row(cell("", "table:style-name='ce1' office:value='7'"))),
                   "<number:number-style style:name='N1'><number:text/></number:number-style>"
                   "<style:style style:name='ce1' style:family='table-cell' style:data-style-name='N1'/>"),
              "format-hides", "A3", 1);
  expect_held(book(table(kPlain + row("<table:table-cell/>", "table:number-rows-repeated='900'") +
                         row(cell("x", "table:number-columns-repeated='2'"), "table:number-rows-repeated='3'"))),
              "cells-far-away", "A903:B905", 6);
  expect_held(book(table(row(cell("shown") +
                             "<table:covered-table-cell><text:p>under it</text:p></table:covered-table-cell>"))),
              "cells-covered", "merged", 1);
  expect_held(book(table(kPlain) +
                   "<table:table table:name=\"'file:///C:/people.ods'#Pay\"><table:table-source "
                   "xlink:href='file:///C:/people.ods'/>" +
                   kPlain + "</table:table>"),
              "external-link-cache", "another workbook", 4);
  const std::string commented =
      book(table(row("<table:table-cell><office:annotation><dc:creator>A. Invented</dc:creator><text:p>not for "
                     "release</text:p></office:annotation><text:p>x</text:p></table:table-cell>")));
  expect_held(commented, "comment", "", 2);
  EXPECT_NE(found(checked(commented), "comment-author"), nullptr);
  expect_held(book("<table:tracked-changes><table:cell-content-change><office:change-info><dc:creator>A</dc:creator></"
                   "office:change-info><table:previous>"
                   "<table:change-track-table-cell><text:p>old</text:p></table:change-track-table-cell></"
                   "table:previous></table:cell-content-change>"
                   "</table:tracked-changes>" +
                   table(kPlain)),
              "revision", "", 2);
  EXPECT_EQ(found(checked(book("<table:tracked-changes></table:tracked-changes>" + table(kPlain))), "revision"),
            nullptr);
}

TEST(OpenDocument, HoldsWhatATextHides) {
  const auto style = [](const std::string& properties) {
    return "<style:style style:name='T1' style:family='text'><style:text-properties " + properties + "/></style:style>";
  };
  const std::string span = "<text:p>seen <text:span text:style-name='T1'>one</text:span> seen</text:p>";
  expect_held(letter(span, style("text:display='none'")), "text-hidden", "", 1);
  expect_held(letter(span, style("fo:color='#ffffff'")), "text-unseen", "", 1);
  expect_held(letter(span, style("fo:font-size='1pt'")), "text-tiny", "", 1);
  expect_held(letter("<text:section text:display='none'><text:p>one</text:p><text:p>two</text:p></text:section>"),
              "text-hidden", "", 2);
  expect_held(letter("<text:p><text:hidden-text text:condition='ooow:1' text:string-value='one' "
                     "text:is-hidden='true'>one</text:hidden-text></text:p>"),
              "text-hidden", "", 2);
  expect_held(
      letter(
          "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>A</dc:creator></"
          "office:change-info>"
          "<text:p>struck out</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>x</text:p>"),
      "text-deleted", "", 1);
  expect_held(letter("<text:tracked-changes><text:changed-region><text:insertion/></text:changed-region></"
                     "text:tracked-changes><text:p>x</text:p>"),
              "text-inserted", "", 1);
  expect_held(letter("<text:user-field-decls><text:user-field-decl text:name='case' "
                     "office:string-value='1234'/></text:user-field-decls><text:p>x</text:p>"),
              "document-variable", "", 1);
  expect_pass(
      letter("<text:user-field-decls><text:user-field-decl text:name='case' "
             "office:string-value='1234'/></text:user-field-decls>"
             "<text:p><text:user-field-get text:name='case'>1234</text:user-field-get></text:p>"));
  expect_held(Odf{.kind = "text",
                  .body = "<office:text/>",
                  .meta = "<dc:description>not yet approved by A. Invented</dc:description>"}
                  .finish(),
              "description", "", 1);
}

TEST(OpenDocument, TellsOfHeadersAndHoldsThoseThatAreNotShown) {
  const auto headed = [](const std::string& kind, const std::string& header) {
    return Odf{.kind = kind,
               .body = kind == "text" ? "<office:text><text:p>x</text:p></office:text>"
                                      : "<office:spreadsheet>" + table(kPlain) + "</office:spreadsheet>",
               .common = "<office:master-styles><style:master-page style:name='M'>" + header +
                         "</style:master-page></office:master-styles>"}
        .finish();
  };
  const FileReport shown =
      checked(headed("spreadsheet", "<style:header><text:p>Answer of North division</text:p></style:header>"));
  EXPECT_EQ(shown.verdict, Verdict::kPass) << told(shown);
  ASSERT_NE(found(shown, "header-footer"), nullptr) << told(shown);
  EXPECT_EQ(found(shown, "header-footer")->cells, 1U);
  const FileReport filled = checked(headed("spreadsheet",
                                           "<style:footer><text:p><text:sheet-name>One</text:sheet-name> "
                                           "<text:page-number>1</text:page-number></text:p></style:footer>"));
  EXPECT_EQ(found(filled, "header-footer"), nullptr) << "what a program fills in";
  for (const std::string kind : {"spreadsheet", "text"}) {
    const std::string idle = "<text:p>Page <text:page-number>1</text:page-number></text:p>";
    expect_pass(headed(kind, "<style:header style:display='false'>" + idle +
                                 "</style:header><style:footer-left style:display='false'/>"));
    for (const std::string name : {"header", "header-left", "header-first", "footer", "footer-left", "footer-first"})
      expect_held(
          headed(kind, "<style:" + name +
                           " style:display='false'><text:p>ask Inventedname first</text:p></style:" + name + ">"),
          "text-hidden", "not shown", 1);
  }
}

TEST(OpenDocument, HoldsShapesFarFromTheCells) {
  const std::string box =
      "<draw:frame svg:x='0cm' svg:y='0cm' svg:width='4cm' "
      "svg:height='1cm'><draw:text-box><text:p>Inventedname</text:p></draw:text-box></draw:frame>";
  const auto below = [&](int rows) {
    return book(table(kPlain + row("<table:table-cell/>", "table:number-rows-repeated='" + std::to_string(rows) + "'") +
                      row("<table:table-cell>" + box + "</table:table-cell>")));
  };
  expect_pass(below(20));
  expect_held(below(200), "cells-far-away", "sheet ‘One’, shapes from A203 on", 1);
  // Bound to the sheet: as far down as the rows' heights say.
  const auto laid = [&](const std::string& y, const std::string& rows) {
    return book(table("<table:shapes><draw:frame svg:x='1cm' svg:y='" + y +
                      "' svg:width='4cm' "
                      "svg:height='1cm'><draw:text-box><text:p>Inventedname</text:p></draw:text-box></draw:frame></"
                      "table:shapes>" +
                      rows),
                "<style:style style:name='high' style:family='table-row'><style:table-row-properties "
                "style:row-height='10cm'/></style:style>");
  };
  expect_pass(laid("12cm", kPlain));
  expect_held(laid("200cm", kPlain), "cells-far-away", "sheet ‘One’, shapes from A", 1);
  expect_pass(laid("200cm", row(cell("x"), "table:style-name='high' table:number-rows-repeated='21'")));
  EXPECT_NE(found(checked(book(table("<table:shapes><draw:frame svg:x='1cm' svg:y='1cm' svg:width='9cm' "
                                     "svg:height='9cm'><draw:text-box><text:p>ann@example.org</text:p></"
                                     "draw:text-box></draw:frame></table:shapes>" +
                                     kPlain))),
                  "people-visible"),
            nullptr)
      << "words in it are read";
}

TEST(OpenDocument, HoldsWhatSlidesHide) {
  const auto slides = [](const std::string& pages) {
    return Odf{.kind = "presentation",
               .styles =
                   "<style:style style:name='dp1' style:family='drawing-page'><style:drawing-page-properties "
                   "presentation:visibility='hidden'/></style:style>"
                   "<style:style style:name='on-white' style:family='table-cell'><style:graphic-properties "
                   "draw:fill='solid' draw:fill-color='#ffffff'/></style:style>"
                   "<style:style style:name='on-blue' style:family='table-cell'><style:graphic-properties "
                   "draw:fill='solid' draw:fill-color='#000080'/></style:style>"
                   "<style:style style:name='white' style:family='paragraph'><style:text-properties "
                   "fo:color='#ffffff'/></style:style>",
               .body = "<office:presentation>" + pages + "</office:presentation>",
               .common =
                   "<style:page-layout style:name='L'><style:page-layout-properties fo:page-width='28cm' "
                   "fo:page-height='21cm'/></style:page-layout>"
                   "<style:master-page style:name='M' style:page-layout-name='L'/>"}
        .finish();
  };
  const auto frame = [](const std::string& x) {
    return "<draw:frame svg:x='" + x +
           "' svg:y='1cm' svg:width='5cm' "
           "svg:height='2cm'><draw:text-box><text:p>one</text:p></draw:text-box></draw:frame>";
  };
  expect_pass(slides("<draw:page draw:name='p1' draw:master-page-name='M'>" + frame("1cm") + "</draw:page>"));
  expect_held(slides("<draw:page draw:name='p1' draw:style-name='dp1'>" + frame("1cm") + "</draw:page>"),
              "slide-hidden", "slide ‘p1’", 1);
  expect_held(slides("<draw:page draw:name='p1' draw:master-page-name='M'>" + frame("30cm") + "</draw:page>"),
              "text-off-page", "slide ‘p1’", 1);
  const auto in_table = [&](const std::string& of_cell, const std::string& of_table = "") {
    return slides(
        "<draw:page draw:name='p1' draw:master-page-name='M'><draw:frame svg:x='1cm' svg:y='1cm' svg:width='9cm' "
        "svg:height='9cm'><table:table " +
        of_table + "><table:table-row><table:table-cell " + of_cell +
        "><text:p "
        "text:style-name='white'>one</text:p></table:table-cell></table:table-row></table:table></draw:frame></"
        "draw:page>");
  };
  expect_held(in_table("table:style-name='on-white'"), "text-unseen", "slide ‘p1’", 1);
  expect_held(in_table(""), "text-unseen", "slide ‘p1’", 1);
  expect_pass(in_table("table:style-name='on-blue'"));
  expect_pass(in_table("", "table:template-name='dark'"));
  expect_held(in_table("table:style-name='on-white'", "table:template-name='dark'"), "text-unseen", "slide ‘p1’", 1);
  expect_held(slides("<draw:page draw:name='p1'>" + frame("1cm") + "<presentation:notes>" + frame("1cm") +
                     "</presentation:notes></draw:page>"),
              "speaker-notes", "slide ‘p1’", 1);
}

TEST(OpenDocument, AccountsForEveryPart) {
  Odf odf{.kind = "text", .body = "<office:text/>", .more = {{"strange.dat", std::string("\0\1\2", 3)}}};
  EXPECT_NE(found(checked(odf.finish()), "unexplained"), nullptr);
  odf.more = {{"Versions/Version1", letter("<text:p>what it said before</text:p>")}};
  expect_held(odf.finish(), "revision", "Versions/Version1", 1);
  odf.more = {{"Basic/Standard/Module1.xml", "<module>Sub Main</module>"}};
  expect_held(odf.finish(), "macro", "Module1", 1);
}

TEST(OpenDocument, HoldsCellsThatAConditionalFormatCanMakeUnseen) {
  const auto style = [](const std::string& inside, const std::string& more = "") {
    return "<style:style style:name='away' style:family='table-cell'" + more + ">" + inside + "</style:style>";
  };
  const auto with = [](const std::string& ranges) {
    return table(kPlain + "<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address=\"" +
                 ranges +
                 "\"><calcext:condition calcext:apply-style-name='away' "
                 "calcext:value='1=1'/></calcext:conditional-format></calcext:conditional-formats>");
  };
  const std::string
      white = style("<style:text-properties fo:color='#ffffff'/>"),
      on_red = style(
          "<style:text-properties fo:color='#ffffff'/><style:table-cell-properties fo:background-color='#ff0000'/>"),
      red_on_red = style(
          "<style:text-properties fo:color='#ff0000'/><style:table-cell-properties fo:background-color='#ff0000'/>"),
      nothing = "<number:text-style style:name='N1'/>" + style("", " style:data-style-name='N1'");
  expect_held(book(with("One.A1:One.A2"), white), "conditional-format-hides", "sheet ‘One’ A1:A2", 2);
  expect_held(book(with("'a sheet'.A2:'a sheet'.B2 One.A1"), red_on_red), "conditional-format-hides", "A1:B2", 3);
  expect_held(book(with("One.A1:One.B2"), nothing), "conditional-format-hides", "", 4);
  expect_pass(book(with("One.A1:One.B2"), on_red));
  expect_pass(book(with("One.D1:One.D900"), white));
  const std::string mapped =
      "<style:style style:name='ce1' style:family='table-cell'><style:map style:condition='cell-content()=0' "
      "style:apply-style-name='away'/></style:style>";
  expect_held(book(table(row(cell("rank") + cell("Constable", "table:style-name='ce1'"))), white + mapped),
              "conditional-format-hides", "B1", 1);
  expect_pass(book(table(row(cell("rank") + cell("Constable", "table:style-name='ce1'"))), on_red + mapped));
}

// A body of each kind of document with `inside` in its text.
std::string body_of(const std::string& kind, const std::string& inside) {
  if (kind == "text") return "<office:text><text:p>one" + inside + "</text:p></office:text>";
  if (kind == "spreadsheet")
    return "<office:spreadsheet>" +
           table(row("<table:table-cell><text:p>one</text:p>" + inside + "</table:table-cell>")) +
           "</office:spreadsheet>";
  return "<office:presentation><draw:page draw:name='p1'>" + inside +
         "<draw:frame svg:x='1cm' svg:y='1cm' svg:width='5cm' "
         "svg:height='2cm'><draw:text-box><text:p>one</text:p></draw:text-box></draw:frame></draw:page></"
         "office:presentation>";
}

TEST(OpenDocument, TellsTheSameInEveryKind) {
  const std::string frame = "<draw:frame svg:x='1cm' svg:y='1cm' svg:width='5cm' svg:height='2cm' ";
  const std::string settings = "<office:document-settings" + std::string(kSpaces) +
                               " xmlns:config='urn:config'><config:config-item config:name='PrinterName'>Printer of "
                               "Inventedname</config:config-item></office:document-settings>";
  for (const std::string kind : {"text", "spreadsheet", "presentation"}) {
    SCOPED_TRACE(kind);
    const auto document = [&](const std::string& inside, const std::string& meta = "",
                              std::vector<std::pair<std::string, std::string>> more = {}) {
      return Odf{.kind = kind, .body = body_of(kind, inside), .meta = meta, .more = std::move(more)}.finish();
    };
    const auto expect_note = [&](const std::string& file, std::string_view rule) {
      const FileReport report = checked(file);
      EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
      EXPECT_NE(found(report, rule), nullptr) << rule << ": " << told(report);
    };
    expect_pass(document(""));
    expect_note(document(frame + "><draw:image xlink:href='file:///home/someone/map.png'/></draw:frame>"),
                "external-target");
    expect_note(document("", "", {{"settings.xml", settings}}), "printer-settings");
    expect_note(document("", "<meta:template xlink:href='../someone/letter.ott'/>"), "template-path");
    expect_held(document(frame + "draw:visible='false'/>"), "shape-hidden", "not shown", 1);
    expect_held(
        document("", "",
                 {{"Object 1/content.xml", "<office:document-content" + std::string(kSpaces) + "><office:body>" +
                                               body_of("text", "") + "</office:body></office:document-content>"}}),
        "embedded-object", "Object 1", 1);
  }
}

const std::string kSentence = "Inspector Featherstonehaugh, Rowan lives at 14 Invented Row since 3 May";

TEST(OpenDocument, HoldsTheSameOfItsCellsAsOtherWorkbooks) {
  const std::string low =
      "<style:style style:name='ro1' style:family='table-row'><style:table-row-properties "
      "style:row-height='0.01cm'/></style:style>";
  expect_told(book(table(kPlain + row(cell(kSentence), "table:style-name='ro1'")), low), "row-zero-height",
              "sheet ‘One’ A3, rows 3 (content.xml)", kSentence);
  expect_told(book(table("<table:table-column/><table:table-column-group table:display='false'><table:table-column/>"
                         "</table:table-column-group>" +
                         kPlain + row(cell("") + cell(kSentence)))),
              "column-collapsed", "sheet ‘One’ B1:B3, columns B (content.xml)", kSentence);
  const auto named = [](const std::string& name, const std::string& more) {
    return book(table(kPlain) + "<table:named-expressions><table:named-range table:name='" + name +
                "' table:cell-range-address='$One.$A$1' " + more + "/></table:named-expressions>");
  };
  expect_told(named("Pay_of_Rowan_Featherstonehaugh", "calcext:hidden='true'"), "name-hidden", "content.xml",
              "Pay_of_Rowan_Featherstonehaugh");
  expect_pass(named("Pay", ""));
  expect_told(book(table(kPlain) +
                   "<table:data-pilot-tables><table:data-pilot-table table:name='P'>"
                   "<table:data-pilot-field table:source-field-name='who'><table:data-pilot-level>"
                   "<table:data-pilot-members><table:data-pilot-member table:name='" +
                   kSentence +
                   "'/></table:data-pilot-members></table:data-pilot-level></table:data-pilot-field>"
                   "</table:data-pilot-table></table:data-pilot-tables>"),
              "pivot-cache-items", "the values of a pivot table's fields (content.xml)", kSentence);
}

// Its table as LibreOffice writes it: a row of names, then categories and values.
TEST(OpenDocument, HoldsWordsThatAChartKeepsAndNoCellSays) {
  const auto chart = [](const std::string& names, const std::string& values, const std::string& categories,
                        const std::string& words) {
    const auto texts = [](const std::string& inside) {
      return "<table:table-cell office:value-type='string'>" + inside + "</table:table-cell>";
    };
    const std::string content =
        "<office:chart xmlns:chart='urn:chart'><chart:chart><chart:plot-area table:cell-range-address='One.A1:One.B3'>"
        "<chart:axis><chart:categories table:cell-range-address='" +
        categories + "'/></chart:axis><chart:series chart:values-cell-range-address='" + values +
        "'/></chart:plot-area><table:table table:name='local-table'><table:table-header-rows><table:table-row>" +
        texts("<text:p/>") + texts("<text:p>" + names + "</text:p>") +
        "</table:table-row></table:table-header-rows><table:table-rows><table:table-row>" + texts(words) +
        "<table:table-cell office:value-type='float' office:value='4'><text:p>4</text:p></table:table-cell>"
        "</table:table-row></table:table-rows></table:table></chart:chart></office:chart>";
    test::ZipMaker zip;
    zip.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet", false);
    const auto document = [](const std::string& body) {
      return "<office:document-content" + std::string(kSpaces) + "><office:body>" + body +
             "</office:body></office:document-content>";
    };
    zip.add("content.xml", document("<office:spreadsheet>" + table(kPlain) + "</office:spreadsheet>"));
    zip.add("Object 1/content.xml", document(content));
    return zip
        .add("META-INF/manifest.xml",
             "<manifest><file-entry full-path='/' media-type='x'/><file-entry full-path='Object 1/' "
             "media-type='application/vnd.oasis.opendocument.chart'/></manifest>")
        .finish();
  };
  const std::string from = "One.B2:One.B2", names = "One.A2:One.A2", own = "local-table.B2:local-table.B2",
                    own_names = "local-table.A2:local-table.A2";
  expect_pass(chart("Column B", from, names, "<text:p>Constable</text:p>"));
  expect_pass(chart("Column B", from, names,
                    "<text:p>Constable North</text:p><text:list><text:list-item><text:p>Constable</text:p>"
                    "</text:list-item><text:list-item><text:p>North</text:p></text:list-item></text:list>"));
  expect_told(chart("Column B", from, names, "<text:p>Featherstonehaugh</text:p>"), "chart-cache",
              "words that a chart keeps and no cell says (Object 1/content.xml)", "Featherstonehaugh");
  expect_told(chart(kSentence, from, names, "<text:p>North</text:p>"), "chart-cache", "no cell says", kSentence);
  expect_pass(chart("pay", own, own_names, "<text:p>" + kSentence + "</text:p>"));
  expect_told(chart("pay", own, "local-table.A3:local-table.A9", "<text:p>" + kSentence + "</text:p>"), "chart-cache",
              "that it does not draw (Object 1/content.xml)", kSentence);
}

}  // namespace
}  // namespace tipstaff::disclosure
