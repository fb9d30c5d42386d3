// OpenDocument in one XML file: what a package hides is found here too, and what is beside it.
#include "base/bytes.h"
#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::told;

std::string opening(const std::string& kind) {
  return "<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
         "xmlns:table='urn:oasis:names:tc:opendocument:table' xmlns:text='urn:oasis:names:tc:opendocument:text' "
         "xmlns:style='urn:oasis:names:tc:opendocument:style' "
         "xmlns:fo='urn:oasis:names:tc:opendocument:fo' xmlns:draw='urn:oasis:names:tc:opendocument:draw' "
         "xmlns:dc='urn:oasis:names:tc:opendocument:dc' xmlns:meta='urn:oasis:names:tc:opendocument:meta' "
         "xmlns:config='urn:oasis:names:tc:opendocument:config' xmlns:ooo='urn:oasis:names:tc:opendocument:ooo' "
         "office:mimetype='application/vnd.oasis.opendocument." +
         kind + "'>";
}
std::string document(const std::string& kind, const std::string& body, const std::string& before = "") {
  return "<?xml version='1.0' encoding='UTF-8'?>\n" + opening(kind) + before + "<office:body>" + body +
         "</office:body></office:document>";
}
std::string table(const std::string& name, const std::string& words, const std::string& attributes = "") {
  return "<table:table table:name='" + name + "' " + attributes + "><table:table-row><table:table-cell><text:p>" +
         words + "</text:p></table:table-cell></table:table-row></table:table>";
}
const std::string kGone =
    "<office:automatic-styles><style:style style:name='gone' style:family='table'><style:table-properties "
    "table:display='false'/></style:style></office:automatic-styles>";

TEST(FlatOpenDocument, IsToldByItsFirstTag) {
  EXPECT_EQ(checked(document("spreadsheet", "")).kind, "fods");
  EXPECT_EQ(checked(document("text", "")).kind, "fodt");
  EXPECT_EQ(checked(document("presentation", "")).kind, "fodp");
  EXPECT_EQ(checked("<!-- a comment --><document>words</document>").verdict, Verdict::kUnknown);
}

// A template paints the heading of a table on a slide in one colour, its other rows in another.
TEST(FlatOpenDocument, HoldsTextInTheColourThatATemplateGivesItsCell) {
  const auto cell = [](const std::string& name, const std::string& fill, const std::string& letters) {
    return "<style:style style:name='" + name +
           "' style:family='table-cell'><style:graphic-properties draw:fill='solid' draw:fill-color='" + fill +
           "'/><style:text-properties fo:color='" + letters + "'/></style:style>";
  };
  const auto deck = [&](const std::string& heading, const std::string& letters, const std::string& how) {
    return document(
        "presentation",
        "<office:presentation><draw:page draw:name='p'><draw:frame><table:table table:template-name='own' "
        "table:use-first-row-styles='true' " +
            how +
            "><table:table-row><table:table-cell><text:p>Area</text:p></table:table-cell></"
            "table:table-row><table:table-row><table:table-cell><text:p>Inventedname</text:p>"
            "</table:table-cell></table:table-row></table:table></draw:frame></draw:page></office:presentation>",
        "<office:styles>" + cell("one", "#003366", heading) + cell("two", "#dddddd", letters) +
            "<table:table-template table:name='own'><table:first-row table:style-name='one'/><table:body "
            "table:style-name='two'/></table:table-template></office:styles>");
  };
  expect_pass(deck("#ffffff", "#000000", ""));
  expect_held(deck("#ffffff", "#dddddd", ""), "text-unseen", "colour of its background", 1);
  expect_held(deck("#003366", "#000000", ""), "text-unseen", "colour of its background", 1);
}

// Each part of a template in a colour of its own, and one cell of three by three in letters of a colour: first rows and
// columns, last ones and bands.
TEST(FlatOpenDocument, KnowsWhichPartOfATemplatePaintsACell) {
  const struct {
    const char* part;
    const char* fill;
  } kParts[] = {{"first-row", "#110000"},   {"last-row", "#220000"},     {"first-column", "#330000"},
                {"last-column", "#440000"}, {"body", "#550000"},         {"even-rows", "#660000"},
                {"odd-rows", "#770000"},    {"even-columns", "#880000"}, {"odd-columns", "#990000"}};
  std::string styles, parts;
  for (const auto& [part, fill] : kParts) {
    styles += std::string("<style:style style:name='") + part +
              "' style:family='table-cell'><style:graphic-properties draw:fill='solid' draw:fill-color='" + fill +
              "'/></style:style>";
    parts += std::string("<table:") + part + " table:style-name='" + part + "'/>";
  }
  const auto table = [&](const std::string& uses, int row, int column, const std::string& letters,
                         const std::string& kind) {
    std::string rows;
    for (int r = 1; r <= 3; ++r) {
      rows += "<table:table-row>";
      for (int c = 1; c <= 3; ++c)
        rows += std::string("<table:table-cell><text:p>") +
                (r == row && c == column ? "<text:span text:style-name='own'>Inventedname</text:span>" : "Area") +
                "</text:p></table:table-cell>";
      rows += "</table:table-row>";
    }
    const std::string whole = "<table:table table:template-name='t' " + uses +
                              "><table:table-column table:number-columns-repeated='3'/>" + rows + "</table:table>";
    return document(kind,
                    kind == "text" ? "<office:text>" + whole + "</office:text>"
                                   : "<office:presentation><draw:page draw:name='p'><draw:frame>" + whole +
                                         "</draw:frame></draw:page></office:presentation>",
                    "<office:styles>" + styles + "<table:table-template table:name='t'>" + parts +
                        "</table:table-template></office:styles><office:automatic-styles><style:style style:name='own' "
                        "style:family='text'>"
                        "<style:text-properties fo:color='" +
                        letters + "'/></style:style></office:automatic-styles>");
  };
  const auto uses = [](std::initializer_list<const char*> all) {
    std::string out;
    for (const std::string part : all) out += "table:use-" + part + "-styles='true' ";
    return out;
  };
  const std::string all =
      uses({"first-row", "last-row", "first-column", "last-column", "banding-rows", "banding-columns"});
  const struct {
    std::string uses;
    int row, column;
    const char* letters;
  } kCases[] = {
      {all, 1, 1, "#110000"},
      {all, 1, 3, "#110000"},
      {all, 3, 2, "#220000"},
      {all, 2, 1, "#330000"},
      {all, 2, 3, "#440000"},
      {all, 2, 2, "#770000"},
      {uses({"banding-rows"}), 1, 2, "#660000"},
      {uses({"banding-columns"}), 1, 1, "#880000"},
      {uses({"banding-columns"}), 3, 2, "#990000"},
      {uses({"last-row"}), 2, 2, "#550000"},
  };
  for (const auto& one : kCases)
    for (const std::string kind : {"presentation", "text"}) {
      expect_held(table(one.uses, one.row, one.column, one.letters, kind), "text-unseen", "colour of its background",
                  1);
      expect_pass(table(one.uses, one.row, one.column, "#ffffff", kind));
    }
  expect_held(table("", 1, 1, "#550000", "presentation"), "text-unseen", "colour of its background", 1);
  expect_pass(table("", 1, 1, "#ffffff", "text"));  // which parts are used is not said
}

TEST(FlatOpenDocument, PassesWhatHidesNothingAndHoldsWhatAPackageWouldBeHeldFor) {
  expect_pass(
      document("spreadsheet", "<office:spreadsheet>" + table("Answer", "Constable") + "</office:spreadsheet>", kGone));
  expect_held(document("spreadsheet",
                       "<office:spreadsheet>" + table("Answer", "Constable") +
                           table("Source", "Inventedname", "table:style-name='gone'") + "</office:spreadsheet>",
                       kGone),
              "sheet-hidden", "sheet ‘Source’ A1", 1);
  expect_held(
      document(
          "text",
          "<office:text><text:p>Dear Sir</text:p><text:p text:style-name='white'>Inventedname</text:p></office:text>",
          "<office:automatic-styles><style:style style:name='white' style:family='paragraph'><style:text-properties "
          "fo:color='#ffffff'/></style:style></office:automatic-styles>"),
      "text-unseen", "colour of its background", 1);
  expect_held(
      document("text",
               "<office:text><text:p>Dear Sir<office:annotation><dc:creator>Inventedname</dc:creator><text:p>ask "
               "her</text:p></office:annotation></text:p></office:text>"),
      "comment", "comments", 2);
}

TEST(FlatOpenDocument, ReadsWhatStandsBesideTheText) {
  const std::string body = "<office:text><text:p>Dear Sir</text:p></office:text>";
  expect_held(document("text", body, "<office:meta><dc:description>not for readers</dc:description></office:meta>"),
              "description", "", 1);
  expect_held(document("text", body,
                       "<office:scripts><ooo:libraries><ooo:library-embedded ooo:name='Standard'><ooo:module "
                       "ooo:name='One'>sub main</ooo:module></ooo:library-embedded></ooo:libraries></office:scripts>"),
              "macro", "", 1);
  expect_pass(document(
      "text", body,
      "<office:scripts><ooo:libraries><ooo:library-embedded ooo:name='Standard'/></ooo:libraries></office:scripts>"));
  expect_held(document("text", body, "<!-- left by Inventedname -->"), "source-comment", "", 1);
  const FileReport strange = checked(document("text", body, "<office:strange>words</office:strange>"));
  EXPECT_EQ(strange.verdict, Verdict::kUnknown) << told(strange);
}

TEST(FlatOpenDocument, ReadsFilesAndDocumentsThatLieInIt) {
  const std::string csv = base64(as_bytes("surname,ni number\nInventedname,AB 12 34 56 C\n"));
  const FileReport file =
      checked(document("text", "<office:text><text:p><draw:image><office:binary-data>" + csv +
                                   "</office:binary-data></draw:image>words</text:p></office:text>"));
  ASSERT_NE(found(file, "people-visible"), nullptr) << told(file);
  EXPECT_THAT(found(file, "people-visible")->where, testing::HasSubstr("a file inside"));
  EXPECT_EQ(checked(document("text",
                             "<office:text><text:p><draw:image><office:binary-data>!!!!</office:binary-data></"
                             "draw:image></text:p></office:text>"))
                .verdict,
            Verdict::kUnknown);

  const std::string inner = opening("spreadsheet") + kGone + "<office:body><office:spreadsheet>" +
                            table("Staff", "Inventedname", "table:style-name='gone'") +
                            "</office:spreadsheet></office:body></office:document>";
  const std::string outer = document(
      "text", "<office:text><text:p>before<draw:object>" + inner + "</draw:object>after</text:p></office:text>");
  expect_held(outer, "sheet-hidden", "sheet ‘Staff’ A1 (object 1)", 1);
  expect_held(outer, "embedded-object", "object 1", 1);
}

TEST(FlatOpenDocument, DocumentsInDocumentsAndEntitiesEndTheReading) {
  std::string deep = "<office:text>";
  for (int i = 0; i < 20; ++i) deep += "<draw:object>" + opening("text") + "<office:body><office:text>";
  for (int i = 0; i < 20; ++i) deep += "</office:text></office:body></office:document></draw:object>";
  EXPECT_EQ(checked(document("text", deep + "</office:text>")).findings.empty(), false);
  const std::string bomb =
      "<!DOCTYPE x [<!ENTITY a 'Inventedname'>]>" + opening("text") +
      "<office:body><office:text><text:p>&a;</text:p></office:text></office:body></office:document>";
  EXPECT_EQ(checked(bomb).verdict, Verdict::kUnknown);
}

// A page is shown when a slide, a style or the page before it asks for it.
TEST(FlatOpenDocument, HoldsARemarkOnAMasterPageThatNoPageHas) {
  const std::string remark = "Rowan Featherstonehaugh, 14 Invented Row, Northmoor";
  const auto master = [](const std::string& name, const std::string& words, const std::string& next = "") {
    return "<style:master-page style:name='" + name + "' style:next-style-name='" + next + "'><style:header><text:p>" +
           words + "</text:p></style:header></style:master-page>";
  };
  const auto letter = [&](const std::string& masters, const std::string& styles = "") {
    return document("text", "<office:text><text:p>Words</text:p></office:text>",
                    "<office:styles>" + styles + "</office:styles><office:master-styles>" +
                        master("Standard", "Letter") + masters + "</office:master-styles>");
  };
  const std::string asks = "<style:style style:name='P' style:family='paragraph' style:master-page-name='First'/>";
  const char* kWhere = "a master page that no page has";
  expect_held(letter(master("First", remark)), "shape-hidden", kWhere, 1);
  expect_held(letter(master("Other", "Page", "First") + master("First", remark)), "shape-hidden", kWhere, 1);
  expect_pass(letter(master("First", remark), asks));
  expect_pass(letter(master("Next", remark) + master("First", "Page", "Next"), asks));
  expect_pass(letter(master("First", "Northmoor Police")));

  const auto deck = [&](const std::string& asked) {
    return document("presentation",
                    "<office:presentation><draw:page draw:name='p' draw:master-page-name='" + asked +
                        "'><draw:frame><draw:text-box><text:p>Words</text:p></draw:text-box></draw:frame></draw:page>"
                        "</office:presentation>",
                    "<office:master-styles>" + master("M", "Area") + master("N", remark) + "</office:master-styles>");
  };
  expect_held(deck("M"), "shape-hidden", kWhere, 1);
  expect_pass(deck("N"));
}

// A program puts the number or date in place of what is stored there.
TEST(FlatOpenDocument, HoldsWordsInPlaceOfANumber) {
  const std::string remark = "Rowan Featherstonehaugh, 14 Invented Row, Northmoor";
  for (const std::string kind : {"text", "presentation"}) {
    const auto with = [&](const std::string& field) {
      const std::string paragraph = "<text:p>Page " + field + " of it</text:p>";
      return kind == "text"
                 ? document(kind, "<office:text>" + paragraph + "</office:text>")
                 : document(kind, "<office:presentation><draw:page draw:name='p'><draw:frame><draw:text-box>" +
                                      paragraph + "</draw:text-box></draw:frame></draw:page></office:presentation>");
    };
    expect_held(with("<text:page-number>" + remark + "</text:page-number>"), "text-hidden", "", 1);
    expect_held(with("<text:page-count>Rowan Featherstonehaugh</text:page-count>"), "text-hidden", "", 1);
    expect_held(with("<text:date>" + remark + "</text:date>"), "text-hidden", "", 1);
    expect_pass(with("<text:page-number>iv</text:page-number>"));
    expect_pass(with("<text:date>Monday 3 March 2026</text:date>"));
    expect_pass(with("<text:title>" + remark + "</text:title>"));
  }
  const std::string notes =
      "<office:presentation><draw:page draw:name='p'><presentation:notes "
      "xmlns:presentation='urn:oasis:names:tc:opendocument:presentation'><draw:frame><draw:text-box><text:p>"
      "<text:page-number>" +
      remark +
      "</text:page-number></text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
      "</office:presentation>";
  expect_held(document("presentation", notes), "text-hidden", "", 1);
}

// Cells may say it behind the chart, and the words of another chart are no cells.
TEST(FlatOpenDocument, HoldsWordsThatAChartKeepsAndNoCellSays) {
  const auto chart = [](const std::string& words) {
    return "<table:table-row><table:table-cell><draw:frame><draw:object><office:document "
           "office:mimetype='application/vnd.oasis.opendocument.chart'><office:body><office:chart><chart "
           "xmlns='urn:oasis:names:tc:opendocument:xmlns:chart:1.0'><plot-area><series "
           "table:values-cell-range-address='a.B2'/></plot-area><table:table "
           "table:name='local-table'><table:table-row><table:table-cell><text:p>" +
           words +
           "</text:p></table:table-cell></table:table-row></table:table></chart></office:chart></office:body>"
           "</office:document></draw:object></draw:frame></table:table-cell></table:table-row>";
  };
  const auto book = [](const std::string& charts) {
    return document("spreadsheet", "<office:spreadsheet><table:table table:name='a'>" + charts + "</table:table>" +
                                       table("b", "Constable North") + "</office:spreadsheet>");
  };
  expect_pass(book(chart("Constable North")));
  expect_held(book(chart("Inventedname")), "chart-cache", "words that a chart keeps and no cell says (object 1)", 1);
  expect_held(book(chart("Constable North") + chart("Inventedname") + chart("Inventedname")), "chart-cache",
              "no cell says (object 2)", 1);
}

}  // namespace
}  // namespace tipstaff::disclosure
