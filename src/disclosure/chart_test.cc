// Which words of a chart are drawn: titles, names and labels that were switched off, or that nobody can see, are held;
// so on sheets, in documents and on slides.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_pass;
using test::found;
using test::told;

const std::string kSecret = "Rowan Featherstonehaugh, 14 Invented Row",
                  kType = "vnd.openxmlformats-officedocument.drawingml.chart+xml";

std::string text(const std::string& look = "") {
  return "<c:tx><c:rich><a:p><a:r><a:rPr>" + look + "</a:rPr><a:t>" + kSecret + "</a:t></a:r></a:p></c:rich></c:tx>";
}
std::string title(const std::string& look = "", const std::string& more = "") {
  return "<c:title>" + text(look) + more + "</c:title>";
}
std::string axis(const std::string& inside) { return "<c:catAx>" + inside + "</c:catAx>"; }
std::string label(const std::string& more) { return "<c:dLbls><c:dLbl>" + text() + more + "</c:dLbl></c:dLbls>"; }
const std::string kName = "<c:tx><c:v>" + kSecret + "</c:v></c:tx>",
                  kPoints = "<c:cat><c:strLit><c:pt idx=\"0\"><c:v>" + kSecret + "</c:v></c:pt></c:strLit></c:cat>";
const std::string kDeleted = "<c:delete val=\"1\"/>", kLegend = "<c:legend/>",
                  kWhite = "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>",
                  kNotTitled = "<c:autoTitleDeleted val=\"1\"/>";
const std::string kDark = "<c:spPr><a:solidFill><a:srgbClr val=\"103060\"/></a:solidFill></c:spPr>";

// `chart`: what stands before its plot; `behind`: what stands after it, `look`: of the chart as a whole.
std::string chart(const std::string& before, const std::string& series, const std::string& axes = "",
                  const std::string& behind = "", const std::string& look = "") {
  return "<c:chartSpace xmlns:c=\"urn:c\" xmlns:a=\"urn:a\"><c:chart>" + before + "<c:plotArea><c:barChart><c:ser>" +
         series + "</c:ser></c:barChart>" + axes + "</c:plotArea>" + behind + "</c:chart>" + look + "</c:chartSpace>";
}
std::string on_a_sheet(const std::string& chart) {
  return test::workbook(test::data(test::row(1, {"North"}))).add("xl/charts/c.xml", kType, chart).finish();
}
std::string in_a_letter(const std::string& chart) {
  return test::letter("<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>").add("word/charts/c.xml", kType, chart).finish();
}
std::string on_a_slide(const std::string& chart) {
  return test::slide("").add("ppt/charts/c.xml", kType, chart).finish();
}

void expect_told(const std::string& chart, std::string_view rule) {
  for (const std::string& file : {on_a_sheet(chart), in_a_letter(chart), on_a_slide(chart)}) {
    const FileReport report = checked(file);
    EXPECT_EQ(report.verdict, Verdict::kHold) << chart << "\n" << told(report);
    EXPECT_NE(found(report, rule), nullptr) << chart << "\n" << told(report);
  }
}
void expect_drawn(const std::string& chart) {
  for (const std::string& file : {on_a_sheet(chart), in_a_letter(chart), on_a_slide(chart)}) expect_pass(file);
}

TEST(Charts, HoldsWordsThatAreSwitchedOff) {
  for (const std::string& each : std::vector<std::string>{
           chart(title() + kNotTitled, "x"), chart("", "", axis(kDeleted + title())), chart("", label(kDeleted)),
           chart("", label("<c:showVal val=\"0\"/><c:showCatName val=\"0\"/>")), chart(kNotTitled, kName),
           chart("", kName + "</c:ser><c:ser>"),
           chart(kNotTitled, kName, "",
                 "<c:legend><c:legendEntry><c:idx val=\"0\"/>" + kDeleted + "</c:legendEntry></c:legend>"),
           chart("", kPoints, axis(kDeleted)), chart("", kPoints, axis("<c:tickLblPos val=\"none\"/>")),
           chart("", "<c:trendline><c:name>" + kSecret + "</c:name></c:trendline>"),
           chart("", "<c:extLst><c:filteredBarSeries><c:ser>" + kName + "</c:ser></c:filteredBarSeries></c:extLst>", "",
                 kLegend),
           chart("", "", "", "",
                 "<c:printSettings><c:headerFooter><c:oddHeader>" + kSecret +
                     "</c:oddHeader></c:headerFooter></c:printSettings>")})
    expect_told(each, "chart-cache");
}

TEST(Charts, PassesWordsThatAreDrawn) {
  for (const std::string& each :
       std::vector<std::string>{chart(title() + "<c:autoTitleDeleted val=\"0\"/>", "x"),
                                chart("", "", axis("<c:delete val=\"0\"/>" + title())),
                                chart("", label("<c:showVal val=\"1\"/><c:showCatName val=\"0\"/>")),
                                chart("", label("")), chart("", kName), chart(kNotTitled, kName, "", kLegend),
                                chart(kNotTitled, kName + "<c:dLbls><c:showSerName val=\"1\"/></c:dLbls>"),
                                chart(kNotTitled, kName, "<c:dTable/>"), chart("", kPoints, axis("")),
                                chart("", kPoints, axis(kDeleted) + "<c:dTable/>"), chart("", kPoints, "", kLegend),
                                chart("", "<c:trendline><c:name>" + kSecret + "</c:name></c:trendline>", "", kLegend),
                                chart(kNotTitled, "<c:tx><c:v>Cases closed by quarter</c:v></c:tx>"),
                                chart("", "", "", "",
                                      "<c:printSettings><c:headerFooter><c:oddFooter>Page &amp;P of "
                                      "&amp;N</c:oddFooter></c:headerFooter></c:printSettings>")})
    expect_drawn(each);
}

TEST(Charts, HoldsWordsThatNobodySees) {
  expect_told(chart(title("<a:noFill/>"), "x"), "text-unseen");
  expect_told(chart(title(kWhite, "<c:spPr>" + kWhite + "</c:spPr>"), "x"), "text-unseen");
  expect_told(chart(title(kWhite), "x", "", "", "<c:spPr>" + kWhite + "</c:spPr>"), "text-unseen");
  expect_told(chart(title("", "<c:layout><c:manualLayout><c:x val=\"3\"/></c:manualLayout></c:layout>"), "x"),
              "text-off-page");
  const std::string tiny = "<c:title><c:tx><c:rich><a:p><a:pPr><a:defRPr sz=\"100\"/></a:pPr><a:r><a:t>" + kSecret +
                           "</a:t></a:r></a:p></c:rich></c:tx></c:title>";
  expect_told(chart(tiny, "x"), "text-tiny");
  expect_drawn(chart(title(kWhite, kDark), "x"));
  expect_drawn(chart(title(kWhite), "x", "", "", kDark));
  expect_drawn(chart(title(kWhite), "x", "", "", "<c:spPr><a:noFill/></c:spPr>"));  // nobody knows on what
  expect_pass(on_a_slide(chart(title(kWhite), "x")));
  EXPECT_NE(found(checked(on_a_sheet(chart(title(kWhite), "x"))), "text-unseen"), nullptr);
}

}  // namespace
}  // namespace tipstaff::disclosure
