// Words that hang on a page and that it does not show: in the addresses of links, in bookmarks and names of places. A
// note; a hold where they name somebody.
#include "disclosure/test_check.h"
#include "test_pdf.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::found;
using test::PdfMaker;
using test::told;

// Held where they name somebody, noted where they do not, and passed over where there are none.
void expect_judged(const std::string& named, const std::string& said, const std::string& ordinary,
                   std::string_view rule) {
  const FileReport holds = checked(named), notes = checked(said), passes = checked(ordinary);
  EXPECT_EQ(holds.verdict, Verdict::kHold) << told(holds);
  EXPECT_NE(found(holds, rule), nullptr) << told(holds);
  EXPECT_EQ(notes.verdict, Verdict::kPass) << told(notes);
  EXPECT_NE(found(notes, rule), nullptr) << told(notes);
  EXPECT_EQ(passes.verdict, Verdict::kPass) << told(passes);
  EXPECT_EQ(found(passes, rule), nullptr) << told(passes);
}

std::string book(const std::string& address) {
  return test::workbook(test::data(test::row(1, {"our page"})) +
                        "<hyperlinks><hyperlink ref=\"A1\" r:id=\"rId9\" xmlns:r=\"urn:r\"/></hyperlinks>")
      .relation("xl/worksheets/sheet1.xml", "rId9", "hyperlink", address, true)
      .finish();
}
std::string document(const std::string& address) {
  return test::letter(
             "<w:p><w:hyperlink r:id=\"rId9\" xmlns:r=\"urn:r\"><w:r><w:t>our page</w:t></w:r></w:hyperlink></w:p>")
      .relation("word/document.xml", "rId9", "hyperlink", address, true)
      .finish();
}
std::string field(const std::string& address) {
  return test::letter("<w:p><w:fldSimple w:instr='HYPERLINK \"" + address +
                      "\"'><w:r><w:t>our page</w:t></w:r></w:fldSimple></w:p>")
      .finish();
}
std::string rich(const std::string& address) {
  return "{\\rtf1\\ansi{\\field{\\*\\fldinst HYPERLINK \"" + address + "\"}{\\fldrslt our page}}\\par}";
}
std::string open_file(const std::string& kind, const std::string& before, const std::string& address,
                      const std::string& behind) {
  test::ZipMaker zip;
  zip.add("mimetype", "application/vnd.oasis.opendocument." + kind, false);
  zip.add("content.xml",
          "<office:document-content xmlns:office='urn:office' xmlns:text='urn:text' xmlns:table='urn:table' "
          "xmlns:draw='urn:draw' xmlns:svg='urn:svg' xmlns:xlink='urn:xlink'><office:body><office:" +
              kind + ">" + before + "<text:p><text:a xlink:href='" + address + "'>our page</text:a></text:p>" + behind +
              "</office:" + kind + "></office:body></office:document-content>");
  return zip.add("META-INF/manifest.xml", "<manifest><file-entry full-path='/' media-type='x'/></manifest>").finish();
}
std::string open_text(const std::string& address) { return open_file("text", "", address, ""); }
std::string open_sheet(const std::string& address) {
  return open_file("spreadsheet",
                   "<table:table table:name='One'><table:table-row><table:table-cell office:value-type='string'>",
                   address, "</table:table-cell></table:table-row></table:table>");
}
std::string open_slide(const std::string& address) {
  return open_file(
      "presentation",
      "<draw:page draw:name='p1'><draw:frame svg:x='1cm' svg:y='1cm' svg:width='9cm' svg:height='2cm'><draw:text-box>",
      address, "</draw:text-box></draw:frame></draw:page>");
}
std::string slide(const std::string& address) {
  return test::slide(
             "<p:sp><p:spPr><a:xfrm><a:off x=\"100000\" y=\"100000\"/><a:ext cx=\"4000000\" "
             "cy=\"800000\"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:rPr><a:hlinkClick "
             "r:id=\"rId9\"/></a:rPr><a:t>our page</a:t></a:r></a:p></p:txBody></p:sp>")
      .relation("ppt/slides/slide1.xml", "rId9", "hyperlink", address, true)
      .finish();
}
std::string page(const std::string& address) {
  return "<!DOCTYPE html><html><body><p><a href=\"" + address + "\">our page</a></p></body></html>";
}
std::string mail(const std::string& address) {
  return "From: ann@northmoor.example\r\nTo: ben@northmoor.example\r\nSubject: our page\r\nMIME-Version: "
         "1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
         page(address) + "\r\n";
}
std::string drawing(const std::string& address) {
  return "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100' viewBox='0 0 200 100'><a href='" + address +
         "'><text x='9' y='40'>our page</text></a></svg>";
}
std::string paper(const std::string& address) {
  return PdfMaker(test::text_at(72, 700, "our page"))
      .page("/Annots [7 0 R]")
      .set(7, "<< /Type /Annot /Subtype /Link /Rect [72 690 200 720] /A << /S /URI /URI (" + address + ") >> >>")
      .finish();
}

// “link-words”
TEST(AddressWords, OfLinks) {
  for (const auto& made :
       {book, document, field, rich, open_text, open_sheet, open_slide, slide, page, mail, drawing, paper}) {
    expect_judged(made("https://northmoor.example/search?q=Alan%20Marlowe,%2007700%20900123"),
                  made("https://northmoor.example/search?q=two+words"),
                  made("https://northmoor.example/news/the-office-is-closed_on-Monday/page.html?id=a1b2c3#part-2"),
                  "link-words");
    expect_judged(made("mailto:answers@northmoor.example?body=about%20Alan%20Marlowe,%2007700%20900123"),
                  made("mailto:answers@northmoor.example?subject=Your%20answer"),
                  made("mailto:answers@northmoor.example"), "link-words");
  }
}

// “bookmark-words”
TEST(AddressWords, OfPlacesInAPdf) {
  const auto marked = [](const std::string& title) {
    return PdfMaker(test::text_at(72, 700, "Part one: our answer"))
        .catalogue("/Outlines << /First << /Title (" + title + ") >> >>")
        .finish();
  };
  const auto named = [](const std::string& name) {
    return PdfMaker(test::text_at(72, 700, "Part one"))
        .catalogue("/Names << /Dests << /Names [(" + name + ") [3 0 R /Fit]] >> >>")
        .finish();
  };
  expect_judged(marked("Alan Marlowe, 07700 900123"), marked("Part two"), marked("Part one: our answer"),
                "bookmark-words");
  expect_judged(named("Alan Marlowe 07700 900123"), named("Part two"), named("section.1"), "bookmark-words");
}

}  // namespace
}  // namespace tipstaff::disclosure
