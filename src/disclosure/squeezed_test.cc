// Letters that a page has and nobody can read: raised off their line, piled up, squeezed, in fonts of signs, in places
// without room; in docx, rtf, web pages and OpenDocument. Beside each what looks like it and is ordinary.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::letter;
using test::told;

const std::string kSaid = "Rowan Featherstonehaugh lives at 14 Invented Row, Northmoor";

struct Case {
  std::string with, ordinary, rule;
};

std::string in_run(const std::string& look, const std::string& words = kSaid) {
  return "<w:p><w:r><w:rPr>" + look + "</w:rPr><w:t>" + words + "</w:t></w:r></w:p>";
}
std::string in_table(const std::string& table, const std::string& cell, const std::string& words = kSaid) {
  return "<w:tbl><w:tblPr>" + table + "</w:tblPr><w:tr><w:tc><w:tcPr>" + cell + "</w:tcPr><w:p><w:r><w:t>" + words +
         "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
}

TEST(Squeezed, IsHeldInDocuments) {
  const std::string signs = "<w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/>",
                    fixed = "<w:tblLayout w:type='fixed'/>";
  const auto fill = [](const std::string& inside, const std::string& element = "textFill") {
    return "<w14:" + element + " xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'>" + inside +
           "</w14:" + element + ">";
  };
  const std::string
      white = "<w14:solidFill><w14:schemeClr w14:val='bg1'/></w14:solidFill>",
      shaded =
          "<w14:solidFill><w14:schemeClr w14:val='bg1'><w14:lumMod w14:val='50000'/></w14:schemeClr></w14:solidFill>";
  const auto math = [](const std::string& shown) {
    return "<w:p><m:oMath "
           "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:phant><m:phantPr><m:show m:val='" +
           shown + "'/></m:phantPr><m:e><m:r><m:t>" + kSaid + "</m:t></m:r></m:e></m:phant></m:oMath></w:p>";
  };
  const auto framed = [](const std::string& frame) {
    return "<w:p><w:pPr><w:framePr " + frame + "/></w:pPr><w:r><w:t>" + kSaid + "</w:t></w:r></w:p>";
  };
  const Case kCases[] = {
      {in_run("<w:position w:val='-3000'/>"), in_run("<w:position w:val='12'/>"), "text-off-page"},
      {in_run("<w:spacing w:val='-600'/>"), in_run("<w:spacing w:val='-20'/>"), "text-tiny"},
      {in_run(signs), in_run(signs, "o o o"), "text-unseen"},
      {in_run("<w:color w:val='000000' w:themeColor='background1'/>"),
       in_run("<w:color w:val='BFBFBF' w:themeColor='background1' w:themeShade='BF'/>"), "text-unseen"},
      {in_run(fill(white)), in_run(fill(shaded)), "text-unseen"},
      {in_run(fill("<w14:noFill/>")), in_run(fill("<w14:noFill/>", "textOutline")), "text-unseen"},
      {math("0"), math("1"), "text-hidden"},
      {in_table(fixed, "<w:tcW w:w='5' w:type='dxa'/>"), in_table(fixed, "<w:tcW w:w='0' w:type='auto'/>"),
       "text-tiny"},
      {in_table("", "<w:hMerge w:val='continue'/>"), in_table("", "<w:hMerge w:val='restart'/>"), "text-hidden"},
      {framed("w:w='2' w:h='2' w:hRule='exact'"), framed("w:w='2880' w:h='0'"), "text-tiny"},
  };
  for (const Case& one : kCases) {
    expect_held(letter(one.with).finish(), one.rule, "word/document.xml", 1);
    expect_pass(letter(one.ordinary).finish());
  }
}

TEST(Squeezed, IsHeldInRichText) {
  const auto rich = [](const std::string& text) {
    return "{\\rtf1\\ansi\\ansicpg1252{\\colortbl;\\red255\\green255\\blue255;}\\paperw11906 Seen.\\par " + text +
           "\\par}";
  };
  const auto row = [](const std::string& look, const std::string& words) {
    return "\\trowd" + look + "\\pard\\intbl a\\cell " + words + "\\cell\\row\\pard ";
  };
  const Case kCases[] = {
      {"{\\dn4000 " + kSaid + "}", "10{\\up6 th} of May", "text-off-page"},
      {"{\\expndtw-400 " + kSaid + "}", "{\\expndtw-10 " + kSaid + "}", "text-tiny"},
      {"{\\charscalex1 " + kSaid + "}", "{\\charscalex90 " + kSaid + "}", "text-tiny"},
      {"\\pard\\li20000 " + kSaid, "\\pard\\li5000\\fi-200 " + kSaid, "text-off-page"},
      {"\\pard\\sl-5\\slmult0 " + kSaid, "\\pard\\sl-240\\slmult0 " + kSaid, "text-tiny"},
      {row("\\trrh-5\\cellx3000\\cellx6000", kSaid), row("\\trrh-400\\cellx3000\\cellx6000", kSaid), "text-hidden"},
      {row("\\clmgf\\cellx3000\\clmrg\\cellx6000", kSaid), row("\\clmgf\\cellx3000\\clmrg\\cellx6000", ""),
       "text-hidden"},
      {"{\\listtext " + kSaid + "}An item", "{\\listtext\\'b7\\tab}An item", "text-hidden"},
      {"{\\nonesttables " + kSaid + "}", "{\\nonesttables\\par}", "text-hidden"},
      {"\\uc59\\u65 " + kSaid, "\\uc1 Caf\\u233?, na\\u239ive words", "text-hidden"},
      {"{\\xe " + kSaid + "}", "{\\xe Featherstonehaugh, Rowan:letters of}", "field-code"},
  };
  for (const Case& one : kCases) {
    const FileReport report = checked(rich(one.with));
    EXPECT_EQ(report.verdict, Verdict::kHold) << one.with << told(report);
    EXPECT_NE(test::found(report, one.rule), nullptr) << one.with << told(report);
    expect_pass(rich(one.ordinary));
  }
}

TEST(Squeezed, IsHeldInPages) {
  const auto page = [](const std::string& body) {
    return "<!DOCTYPE html><html><body><p>Seen</p>" + body + "</body></html>";
  };
  expect_held(page("<progress value='1'>" + kSaid + "</progress>"), "text-hidden", "cannot show", 1);
  expect_held(page("<math><mphantom><mtext>" + kSaid + "</mtext></mphantom></math>"), "text-hidden", "cannot show", 1);
  expect_pass(page("<progress value='70' max='100'>70 of 100</progress><math><mphantom><mi>x</mi></mphantom></math>"));
}

TEST(Squeezed, IsHeldInOpenDocument) {
  const auto text = [](const std::string& body, const std::string& style) {
    return "<?xml version='1.0' encoding='UTF-8'?>\n<office:document "
           "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
           "xmlns:table='urn:oasis:names:tc:opendocument:table' xmlns:text='urn:oasis:names:tc:opendocument:text' "
           "xmlns:style='urn:oasis:names:tc:opendocument:style' xmlns:fo='urn:oasis:names:tc:opendocument:fo' "
           "xmlns:draw='urn:oasis:names:tc:opendocument:draw' xmlns:svg='urn:oasis:names:tc:opendocument:svg' "
           "xmlns:xhtml='http://www.w3.org/1999/xhtml' "
           "office:mimetype='application/vnd.oasis.opendocument.text'><office:automatic-styles>" +
           style + "</office:automatic-styles><office:body><office:text><text:p>Seen</text:p>" + body +
           "</office:text></office:body></office:document>";
  };
  const auto styled = [](const std::string& family, const std::string& look, const std::string& kind = "") {
    return "<style:style style:name='own' style:family='" + family + "'><style:" + (kind.empty() ? family : kind) +
           "-properties " + look + "/></style:style>";
  };
  const auto span = [&](const std::string& look, const std::string& words = kSaid) {
    return text("<text:p><text:span text:style-name='own'>" + words + "</text:span></text:p>", styled("text", look));
  };
  const auto paragraph = [&](const std::string& look) {
    return text("<text:p text:style-name='own'>" + kSaid + "</text:p>", styled("paragraph", look));
  };
  const auto cell = [&](const std::string& family, const std::string& look) {
    const std::string own = " table:style-name='own'", of_column = family == "table-column" ? own : "",
                      of_row = family == "table-row" ? own : "";
    return text("<table:table><table:table-column" + of_column + "/><table:table-row" + of_row +
                    "><table:table-cell><text:p>" + kSaid +
                    "</text:p></table:table-cell></table:table-row></table:table>",
                styled(family, look));
  };
  const auto frame = [&](const std::string& width) {
    return text("<text:p><draw:frame svg:width='" + width + "' svg:height='1cm'><draw:text-box><text:p>" + kSaid +
                    "</text:p></draw:text-box></draw:frame></text:p>",
                "");
  };
  const auto mark = [&](const std::string& entry) {
    return text("<text:p>a<text:alphabetical-index-mark text:string-value='" + entry + "'/></text:p>", "");
  };
  const Case kCases[] = {
      {span("fo:font-size='1%'"), span("fo:font-size='80%'"), "text-tiny"},
      {span("style:text-scale='1%'"), span("style:text-scale='90%'"), "text-tiny"},
      {span("fo:letter-spacing='-0.5cm'"), span("fo:letter-spacing='-0.01cm'"), "text-tiny"},
      {span("style:text-position='super 1%'"), span("style:text-position='super 58%'"), "text-tiny"},
      {span("fo:font-family='Wingdings'"), span("fo:font-family='Wingdings'", "o o o"), "text-unseen"},
      {paragraph("fo:line-height='0.01cm'"), paragraph("fo:line-height='115%'"), "text-tiny"},
      {paragraph("fo:margin-left='60cm'"), paragraph("fo:margin-left='6cm'"), "text-unseen"},
      {cell("table-column", "style:column-width='0.01cm'"), cell("table-column", "style:column-width='3cm'"),
       "text-tiny"},
      {cell("table-row", "style:row-height='0.01cm'"), cell("table-row", "style:row-height='1cm'"), "text-tiny"},
      {text("<table:table><table:table-row><table:covered-table-cell><text:p>" + kSaid +
                "</text:p></table:covered-table-cell></table:table-row></table:table>",
            ""),
       text("<table:table><table:table-row><table:covered-table-cell/></table:table-row></table:table>", ""),
       "text-hidden"},
      {frame("0.01cm"), frame("9cm"), "text-tiny"},
      {mark("Rowan lives at 14 Invented Row, Northmoor"), mark("Featherstonehaugh, Rowan"), "text-hidden"},
      {text("<text:p xhtml:content='" + kSaid + "'>a</text:p>", ""),
       text("<text:p xhtml:content='2026'>a</text:p>", ""), "custom-xml"},
  };
  for (const Case& one : kCases) {
    const FileReport report = checked(one.with);
    EXPECT_EQ(report.verdict, Verdict::kHold) << one.with << told(report);
    EXPECT_NE(test::found(report, one.rule), nullptr) << one.with << told(report);
    expect_pass(one.ordinary);
  }
}

}  // namespace
}  // namespace tipstaff::disclosure
