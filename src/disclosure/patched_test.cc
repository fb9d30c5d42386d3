// Pictures with shapes in front of them, and pictures and charts that nobody sees: on slides, sheets and pages. What is
// drawn on a picture to show something passes.
#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::found;
using test::told;

const std::string kSecret = "Rowan Featherstonehaugh, 14 Invented Row";

struct Case {
  std::string body, rule;  // empty: it passes
};
void expect_told(const std::vector<Case>& cases, const std::function<std::string(const std::string&)>& file) {
  for (const auto& [body, rule] : cases) {
    const FileReport report = checked(file(body));
    EXPECT_EQ(report.verdict, rule.empty() ? Verdict::kPass : Verdict::kHold) << body << "\n" << told(report);
    if (!rule.empty()) {
      EXPECT_NE(found(report, rule), nullptr) << body << "\n" << told(report);
    }
  }
}

// Points, left, top, width and height.
struct Place {
  int x, y, wide, high;
};
std::string place(const Place& at) {
  return fmt::format(R"(<a:xfrm><a:off x="{}" y="{}"/><a:ext cx="{}" cy="{}"/></a:xfrm>)", at.x * 12700, at.y * 12700,
                     at.wide * 12700, at.high * 12700);
}
std::string solid(const std::string& colour, const std::string& more = "") {
  return "<a:solidFill><a:srgbClr val=\"" + colour + "\">" + more + "</a:srgbClr></a:solidFill>";
}
const std::string kBlack = solid("000000"), kBlue = solid("4472C4");
// On a slide; on a sheet its prefix is another.
std::string picture(const Place& at, const std::string& look = "") {
  return "<p:pic><p:nvPicPr><p:cNvPr id=\"2\" name=\"Picture 2\"/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId9\">" +
         look + "</a:blip></p:blipFill><p:spPr>" + place(at) + "</p:spPr></p:pic>";
}
std::string shape(const Place& at, const std::string& fill, const std::string& form = "rect",
                  const std::string& words = "", const std::string& body = "<a:bodyPr/>",
                  const std::string& look = "") {
  return "<p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"Shape 3\"/></p:nvSpPr><p:spPr>" + place(at) + "<a:prstGeom prst=\"" +
         form + "\"/>" + fill + "</p:spPr><p:txBody>" + body + "<a:p>" +
         (words.empty() ? "" : "<a:r><a:rPr>" + look + "</a:rPr><a:t>" + words + "</a:t></a:r>") +
         "</a:p></p:txBody></p:sp>";
}
std::string chart(const Place& at) {
  return "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"4\" name=\"Chart 4\"/></p:nvGraphicFramePr>" + place(at) +
         "<a:graphic><a:graphicData><c:chart xmlns:c=\"urn:c\" r:id=\"rId8\"/></a:graphicData></a:graphic>"
         "</p:graphicFrame>";
}
std::string line(const Place& at, const std::string& width) {
  return "<p:cxnSp><p:nvCxnSpPr><p:cNvPr id=\"5\" name=\"Line 5\"/></p:nvCxnSpPr><p:spPr>" + place(at) +
         "<a:prstGeom prst=\"line\"/><a:ln w=\"" + width + "\">" + kBlack + "</a:ln></p:spPr></p:cxnSp>";
}
std::string gradient(const std::string& from, const std::string& to) {
  return "<a:gradFill><a:gsLst><a:gs pos=\"0\"><a:srgbClr val=\"" + from +
         "\"/></a:gs><a:gs pos=\"100000\"><a:srgbClr val=\"" + to + "\"/></a:gs></a:gsLst></a:gradFill>";
}
std::string turned(const std::string& by) {
  return "<a:scene3d><a:camera prst=\"orthographicFront\"><a:rot " + by +
         "/></a:camera><a:lightRig rig=\"flood\" dir=\"t\"><a:rot lat=\"5400000\" lon=\"0\" rev=\"0\"/></a:lightRig>"
         "</a:scene3d>";
}
std::string field(const std::string& type, const std::string& words) {
  return "<p:sp><p:spPr>" + place({50, 50, 300, 40}) + "</p:spPr><p:txBody><a:p><a:fld type=\"" + type + "\"><a:t>" +
         words + "</a:t></a:fld></a:p></p:txBody></p:sp>";
}
std::string deck(const std::string& shapes) { return test::slide(shapes).finish(); }

const std::string kPicture = picture({100, 100, 400, 300});
constexpr Place kWithin{200, 200, 100, 30}, kAround{90, 90, 420, 320};

TEST(Patched, PicturesOnSlides) {
  expect_told(
      {{kPicture, ""},
       {kPicture + shape(kWithin, kBlack), "picture-covered"},
       {kPicture + shape(kWithin, solid("FFFFFF")), "picture-covered"},
       {kPicture + shape(kWithin, kBlue), "picture-covered"},
       {kPicture + shape(kWithin, kBlue, "roundRect"), "picture-covered"},
       {kPicture + shape(kWithin, kBlack, "ellipse"), "picture-covered"},
       {kPicture + shape(kAround, kBlack), "picture-covered"},
       {kPicture + shape(kAround, kBlue, "rect", "Thank you"), "picture-covered"},
       {kPicture + line({200, 215, 100, 0}, "381000"), "picture-covered"},
       {shape({100, 100, 400, 300}, "<a:blipFill><a:blip r:embed=\"rId9\"/></a:blipFill>") + shape(kWithin, kBlack),
        "picture-covered"},
       {shape(kWithin, kBlack) + kPicture, ""},                                                  // behind it
       {kPicture + shape({510, 200, 100, 30}, kBlack), ""},                                      // beside it
       {kPicture + shape({450, 380, 200, 60}, kBlack), ""},                                      // over a corner
       {kPicture + shape({100, 380, 400, 20}, kBlue), ""},                                       // a strip
       {kPicture + shape(kWithin, "<a:noFill/>"), ""},                                           // a frame
       {kPicture + shape(kWithin, solid("000000", "<a:alpha val=\"40000\"/>")), ""},             // a veil
       {kPicture + shape(kWithin, kBlack, "rect", "Gate", "<a:bodyPr/>", solid("FFFFFF")), ""},  // a label
       {kPicture + shape(kWithin, kBlue) + shape(kWithin, "", "rect", "Gate"), ""},              // another
       {kPicture + shape(kWithin, kBlue, "rightArrow") + shape({300, 300, 9, 9}, kBlue, "star5"), ""},
       {kPicture + shape(kWithin, kBlue, "ellipse"), ""},  // a mark on a map
       {kPicture + line({200, 215, 100, 0}, "38100"), ""},
       {picture({100, 100, 20, 20}) + shape({102, 102, 6, 6}, kBlack), ""}},  // an icon
      deck);
}

TEST(Patched, PicturesAndChartsThatNobodySees) {
  expect_told({{chart({100, 100, 300, 200}), ""},
               {chart({100, 100, 0, 0}), "shape-hidden"},
               {chart({100, 100, 2, 2}), "shape-hidden"},
               {chart({-900, 100, 300, 200}), "shape-hidden"},
               {chart({100, 100, 300, 200}) + shape(kAround, kBlack), "picture-covered"},
               {chart({100, 100, 300, 200}) + shape(kWithin, kBlack), ""},
               {picture({100, 100, 1, 1}), "shape-hidden"},
               {picture({100, 100, 400, 300}, "<a:lum bright=\"-100000\"/>"), "shape-hidden"},
               {picture({100, 100, 400, 300}, "<a:lum contrast=\"-100000\"/>"), "shape-hidden"},
               {picture({100, 100, 400, 300}, "<a:lum bright=\"20000\" contrast=\"-40000\"/>"), ""},
               {picture({100, 100, 400, 300}, "<a:biLevel thresh=\"0\"/>"), "shape-hidden"},
               {picture({100, 100, 400, 300}, "<a:biLevel thresh=\"50000\"/>"), ""}},
              deck);
}

TEST(Patched, WordsOnSlidesThatAreTurnedAwayOrRunOver) {
  const Place at{50, 100, 500, 40}, low{50, 480, 300, 40};
  std::string many, few = "Agenda";
  for (int i = 0; i < 60; ++i) many += "Item of the agenda of the board ";
  expect_told(
      {{shape(at, gradient("112233", "112234"), "rect", kSecret, "<a:bodyPr/>", solid("112233")), "text-unseen"},
       {shape(at, gradient("112233", "E0E0FF"), "rect", kSecret, "<a:bodyPr/>", solid("112233")), ""},
       {shape(at, "<a:noFill/>" + turned("lat=\"5400000\" lon=\"0\" rev=\"0\""), "rect", kSecret), "shape-hidden"},
       {shape(at, "<a:noFill/>" + turned("lat=\"600000\" lon=\"900000\" rev=\"0\""), "rect", kSecret), ""},
       {shape({50, 100, 500, 1}, "", "rect", kSecret, "<a:bodyPr><a:prstTxWarp prst=\"textPlain\"/></a:bodyPr>"),
        "text-unseen"},
       {shape(at, "", "rect", kSecret, "<a:bodyPr><a:prstTxWarp prst=\"textPlain\"/></a:bodyPr>"), ""},
       {shape(at, "", "rect", kSecret) + line({40, 115, 540, 0}, "508000"), "text-covered"},
       {shape(at, "", "rect", kSecret) + line({40, 145, 540, 0}, "12700"), ""},
       {shape(low, "", "rect", many + kSecret), ""},  // it begins on the slide
       {shape(low, "", "rect", many) + shape(low, "", "rect", few), ""},
       {field("slidenum", "12"), ""},
       {field("slidenum", kSecret), "text-unseen"},
       {field("datetime1", "Monday, 23 November 2026"), ""},
       {field("datetime1", "Rowan Featherstonehaugh was seen here on Monday"), "text-unseen"}},
      deck);
  const auto over = [&](const std::string& body) {
    std::string out = shape(low, "", "rect", many, body);
    return out.replace(out.find("</a:p></p:txBody>"), 6, "</a:p><a:p><a:r><a:t>" + kSecret + "</a:t></a:r></a:p>");
  };
  expect_told(
      {{over("<a:bodyPr/>"), "text-off-page"}, {over("<a:bodyPr><a:normAutofit fontScale=\"25000\"/></a:bodyPr>"), ""}},
      deck);
}

TEST(Patched, PicturesOnSheets) {
  const auto sheet = [](const std::string& shapes) {
    std::string own = shapes;
    for (std::size_t at = 0; (at = own.find("p:", at)) != std::string::npos; ++at) own.replace(at, 2, "x:");
    return test::workbook(test::data(test::row(1, {"Area"})) + "<drawing r:id=\"rId1\" xmlns:r=\"urn:r\"/>")
        .relation("xl/worksheets/sheet1.xml", "rId1", "drawing", "../drawings/drawing1.xml")
        .add("xl/drawings/drawing1.xml", "vnd.openxmlformats-officedocument.drawing+xml",
             "<x:wsDr xmlns:x=\"urn:x\" xmlns:a=\"urn:a\" xmlns:r=\"urn:r\">" + own + "</x:wsDr>")
        .finish();
  };
  const auto anchored = [](const std::string& from, const std::string& to, const std::string& what) {
    const auto corner = [](const std::string& at) {
      return "<p:col>" + at + "</p:col><p:colOff>0</p:colOff><p:row>" + at + "</p:row><p:rowOff>0</p:rowOff>";
    };
    return "<p:twoCellAnchor><p:from>" + corner(from) + "</p:from><p:to>" + corner(to) + "</p:to>" + what +
           "</p:twoCellAnchor>";
  };
  expect_told({{anchored("3", "9", kPicture), ""},
               {anchored("3", "9", kPicture) + anchored("5", "6", shape(kWithin, kBlack)), "picture-covered"},
               {anchored("3", "9", kPicture) + anchored("5", "6", shape(kWithin, kBlack, "rect", "Gate")), ""},
               {anchored("3", "9", chart({0, 0, 0, 0})), ""},
               {anchored("3", "3", chart({0, 0, 0, 0})), "shape-hidden"}},
              sheet);
}

// In a document: among the letters, or floating; in points from the column and the paragraph, or from the page's edges.
std::string in_letter(const Place& at, const std::string& inside, const std::string& from = "",
                      const std::string& attributes = "") {
  const std::string size = fmt::format(R"(<wp:extent cx="{}" cy="{}"/>)", at.wide * 12700, at.high * 12700);
  if (from.empty()) return "<w:r><w:drawing><wp:inline>" + size + inside + "</wp:inline></w:drawing></w:r>";
  const auto placed = [](const std::string& how, const std::string& edge, int offset) {
    return fmt::format(R"(<wp:position{0} relativeFrom="{1}"><wp:posOffset>{2}</wp:posOffset></wp:position{0}>)", how,
                       edge, offset * 12700);
  };
  return "<w:r><w:drawing><wp:anchor " + attributes + ">" + placed("H", from == "page" ? "page" : "column", at.x) +
         placed("V", from, at.y) + size + "<wp:wrapNone/>" + inside + "</wp:anchor></w:drawing></w:r>";
}
std::string word_picture(const std::string& look = "") {
  return "<pic:pic xmlns:pic=\"urn:pic\"><pic:blipFill><a:blip r:embed=\"rId9\" xmlns:r=\"urn:r\"/></pic:blipFill>"
         "<pic:spPr>" +
         look + "</pic:spPr></pic:pic>";
}
std::string word_shape(const std::string& fill, const std::string& form = "rect", const std::string& inside = "") {
  return "<wps:wsp xmlns:wps=\"urn:wps\"><wps:spPr>" + fill.substr(0, fill.find("<a:solid")) + "<a:prstGeom prst=\"" +
         form + "\"/>" + fill.substr(std::min(fill.find("<a:solid"), fill.size())) + "</wps:spPr>" + inside +
         "</wps:wsp>";
}
std::string text_line(const std::string& runs, const std::string& place = "") {
  return "<w:p><w:pPr>" + place + "</w:pPr>" + runs + "</w:p>";
}
std::string letter(const std::string& body) {
  return test::letter(body + "<w:p><w:r><w:t>Dear Sir</w:t></w:r></w:p>").finish();
}

TEST(Patched, PicturesInDocuments) {
  const Place whole{0, 0, 300, 200}, within{50, 60, 100, 30};
  const std::string inline_picture = in_letter(whole, word_picture()), box = word_shape(kBlack),
                    words = "<w:r><w:t>See the photograph.</w:t></w:r>";
  const auto front = [&](const std::string& shape, const Place& at) { return in_letter(at, shape, "paragraph"); };
  const std::string group = "<wpg:wgp xmlns:wpg=\"urn:wpg\">" + word_picture(place(whole)) +
                            word_shape(place(within) + kBlack) + "</wpg:wgp>";
  const std::string beside = "<wpg:wgp xmlns:wpg=\"urn:wpg\">" + word_picture(place(whole)) +
                             word_shape(place({310, 60, 100, 30}) + kBlack) + "</wpg:wgp>";
  const std::string label = word_shape(kBlack, "rect", "<w:txbxContent>" + text_line(words) + "</w:txbxContent>");
  const auto old_box = [](const std::string& style) {
    return "<w:r><w:pict><v:rect xmlns:v=\"urn:v\" style=\"position:absolute;" + style +
           "\" fillcolor=\"black\"/></w:pict></w:r>";
  };
  expect_told(
      {{text_line(inline_picture), ""},
       {text_line(inline_picture + front(box, within)), "picture-covered"},
       {text_line(words + front(box, {50, 80, 100, 30})) + text_line(inline_picture), "picture-covered"},
       {text_line(inline_picture + front(word_shape(solid("FFFFFF")), within)), "picture-covered"},
       {text_line(inline_picture + front(word_shape(kBlack, "ellipse"), within)), "picture-covered"},
       {text_line(inline_picture, "<w:jc w:val=\"center\"/>") + text_line(front(box, {120, -100, 60, 30})),
        "picture-covered"},
       {text_line(in_letter(whole, word_picture(), "page") + in_letter(within, box, "page")), "picture-covered"},
       {text_line(in_letter(whole, group, "paragraph")), "picture-covered"},
       {text_line(inline_picture + old_box("margin-left:50pt;margin-top:60pt;width:100pt;height:30pt")),
        "picture-covered"},
       {text_line(in_letter(whole, beside, "paragraph")), ""},
       {text_line(inline_picture + front(box, {320, 60, 100, 30})), ""},
       {text_line(inline_picture + front(label, within)), ""},
       {text_line(inline_picture + in_letter(within, box, "paragraph", "behindDoc=\"1\"")), ""},
       {text_line(inline_picture + front(word_shape("<a:noFill/>"), within)), ""},
       {text_line(inline_picture + old_box("margin-left:350pt;margin-top:60pt;width:60pt;height:30pt")), ""}},
      letter);
}

TEST(Patched, PicturesInDocumentsThatNobodySees) {
  const Place whole{0, 0, 300, 200};
  const std::string picture = in_letter(whole, word_picture());
  expect_told({{text_line(in_letter({-900, 0, 300, 200}, word_picture(), "paragraph")), "shape-hidden"},
               {text_line("<w:del>" + picture + "</w:del>"), "text-deleted"},
               {text_line("<w:r><w:rPr><w:vanish/></w:rPr>" + picture.substr(5)), "shape-hidden"},
               {text_line(in_letter({0, 0, 300, 1}, word_picture())), ""},  // a line
               {text_line(picture, "<w:ind w:left=\"400\"/>"), ""}},
              letter);
}

// OpenDocument in one file, of this kind.
std::string flat(const std::string& kind, const std::string& body) {
  const std::string in_front =
      "style:wrap='run-through' style:run-through='foreground' style:vertical-pos='from-top' "
      "style:vertical-rel='paragraph' style:horizontal-pos='from-left' style:horizontal-rel='paragraph'";
  return "<?xml version='1.0'?><office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
         "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
         "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "
         "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "
         "xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0' "
         "xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' "
         "xmlns:xlink='urn:x' office:mimetype='application/vnd.oasis.opendocument." +
         kind +
         "'><office:automatic-styles><style:page-layout style:name='L'><style:page-layout-properties "
         "fo:page-width='30cm' fo:page-height='30cm'/></style:page-layout><style:style style:name='B' "
         "style:family='graphic'><style:graphic-properties draw:fill='solid' draw:fill-color='#000000' " +
         in_front +
         "/></style:style></office:automatic-styles><office:master-styles><style:master-page style:name='M' "
         "style:page-layout-name='L'/></office:master-styles><office:body><office:" +
         kind + ">" + body + "</office:" + kind + "></office:body></office:document>";
}
std::string at(const Place& place) {
  return fmt::format(" svg:x='{}pt' svg:y='{}pt' svg:width='{}pt' svg:height='{}pt'", place.x, place.y, place.wide,
                     place.high);
}
std::string odf_picture(const Place& place, const std::string& anchor = "paragraph") {
  return "<draw:frame text:anchor-type='" + anchor + "'" + at(place) +
         "><draw:image xlink:href='Pictures/a.png'/></draw:frame>";
}
std::string odf_box(const Place& place, const std::string& words = "") {
  return "<draw:custom-shape draw:style-name='B' text:anchor-type='paragraph'" + at(place) + "><text:p>" + words +
         "</text:p><draw:enhanced-geometry draw:type='rectangle'/></draw:custom-shape>";
}

TEST(Patched, PicturesInOpenDocument) {
  const Place whole{0, 0, 300, 200}, within{50, 60, 100, 30}, beside{310, 60, 100, 30};
  expect_told({{odf_picture(whole), ""},
               {odf_picture(whole) + odf_box(within), "picture-covered"},
               {odf_picture(whole, "as-char") + odf_box(within), "picture-covered"},
               {odf_picture(whole) + odf_box(beside), ""},
               {odf_picture(whole) + odf_box(within, "Gate"), ""}},
              [](const std::string& body) { return flat("text", "<text:p>Words" + body + "</text:p>"); });
  expect_told({{odf_picture(whole), ""},
               {odf_picture(whole) + odf_box(within), "picture-covered"},
               {odf_picture({-900, 0, 300, 200}), "shape-hidden"},
               {odf_picture({100, 100, 1, 1}), "shape-hidden"},
               {odf_picture(whole) + odf_box(beside), ""}},
              [](const std::string& body) {
                return flat("presentation",
                            "<draw:page draw:name='One' draw:master-page-name='M'>" + body + "</draw:page>");
              });
}

// Instead of its rectangle a shape has an outline that somebody drew by hand, ten units wide and high.
std::string by_hand(std::string shape, const std::vector<std::pair<std::string, std::string>>& points,
                    const std::string& element = "lnTo") {
  const std::string rectangle = "<a:prstGeom prst=\"rect\"/>";
  std::string path;
  for (const auto& [x, y] : points) {
    const std::string one = path.empty() ? "moveTo" : element;
    path += "<a:" + one + ">";
    if (one == "cubicBezTo") path += "<a:pt x=\"900\" y=\"900\"/><a:pt x=\"-900\" y=\"900\"/>";
    path += "<a:pt x=\"" + x + "\" y=\"" + y + "\"/></a:" + one + ">";
  }
  return shape.replace(
      shape.find(rectangle), rectangle.size(),
      "<a:custGeom><a:pathLst><a:path w=\"10\" h=\"10\">" + path + "<a:close/></a:path></a:pathLst></a:custGeom>");
}

TEST(Patched, PicturesUnderFormsDrawnByHand) {
  const std::vector<std::pair<std::string, std::string>> box{{"0", "0"}, {"10", "0"}, {"10", "10"}, {"0", "10"}},
      blob{{"3", "0"}, {"7", "0"}, {"10", "3"}, {"10", "7"}, {"7", "10"}, {"3", "10"}, {"0", "7"}, {"0", "3"}},
      arrow{{"0", "4"}, {"6", "4"}, {"6", "0"}, {"10", "5"}, {"6", "10"}, {"6", "6"}, {"0", "6"}},
      guided{{"0", "0"}, {"x1", "0"}, {"10", "10"}, {"0", "10"}}, small{{"0", "0"}, {"1", "0"}, {"1", "1"}, {"0", "1"}};
  const std::string patch = shape(kWithin, kBlack), mark = shape(kWithin, kBlue);
  expect_told({{kPicture + by_hand(patch, box), "picture-covered"},
               {kPicture + by_hand(mark, box), "picture-covered"},
               {kPicture + by_hand(patch, blob), "picture-covered"},
               {kPicture + by_hand(patch, blob, "cubicBezTo"), "picture-covered"},
               {kPicture + by_hand(mark, blob), ""},
               {kPicture + by_hand(patch, arrow), ""},
               {kPicture + by_hand(patch, guided), ""},
               {kPicture + by_hand(patch, small), ""}},
              deck);
  const auto front = [&](const auto& points) {
    return text_line(in_letter({0, 0, 300, 200}, word_picture()) +
                     in_letter({50, 60, 100, 30}, by_hand(word_shape(kBlack), points), "paragraph"));
  };
  expect_told({{front(box), "picture-covered"}, {front(blob), "picture-covered"}, {front(arrow), ""}}, letter);
}

// The same in OpenDocument and in Word's shapes of the old kind.
TEST(Patched, PicturesUnderPathsInOpenDocument) {
  const auto drawn = [](const std::string& path, const std::string& view_box = "0 0 100 100") {
    return odf_picture({0, 0, 300, 200}) + "<draw:custom-shape draw:style-name='B' text:anchor-type='paragraph'" +
           at({50, 60, 100, 30}) + "><draw:enhanced-geometry svg:viewBox='" + view_box +
           "' draw:type='non-primitive' draw:enhanced-path='" + path + "'/></draw:custom-shape>";
  };
  const std::string box = drawn("M 0 0 L 100 0 100 100 0 100 Z N"),
                    blob = drawn("M 30 0 L 70 0 100 30 100 70 70 100 30 100 0 70 0 30 Z S N"),
                    arrow = drawn("M 0 40 L 60 40 60 0 100 50 60 100 60 60 0 60 Z N"),
                    two = drawn("M 0 0 L 100 0 100 100 0 100 Z N M 0 0 L 9 9 9 0 Z N"),
                    reckoned = drawn("M ?f0 0 L 100 0 100 100 0 100 Z N"),
                    bare = drawn("F M 0 0 L 100 0 100 100 0 100 Z N"),
                    small = drawn("M 0 0 L 100 0 100 100 0 100 Z N", "0 0 1000 1000");
  const std::vector<Case> table = {{box, "picture-covered"},
                                   {blob, "picture-covered"},
                                   {arrow, ""},
                                   {two, ""},
                                   {reckoned, ""},
                                   {bare, ""},
                                   {small, ""}};
  expect_told(table, [](const std::string& body) { return flat("text", "<text:p>Words" + body + "</text:p>"); });
  expect_told(table, [](const std::string& body) {
    return flat("presentation", "<draw:page draw:name='One' draw:master-page-name='M'>" + body + "</draw:page>");
  });
}

TEST(Patched, PicturesUnderOldPathsInLetters) {
  const auto drawn = [](const std::string& path, const std::string& size = " coordsize=\"5000,3000\"") {
    return text_line(in_letter({0, 0, 300, 200}, word_picture()) +
                     "<w:r><w:pict><v:shape xmlns:v=\"urn:v\" style=\"position:absolute;margin-left:50pt;"
                     "margin-top:60pt;width:100pt;height:30pt;z-index:9\" fillcolor=\"black\"" +
                     size + " path=\"" + path + "\"/></w:pict></w:r>");
  };
  expect_told({{drawn("m,l5000,r,3000l,3000xe"), "picture-covered"},
               {drawn("m0,0l5000,0,5000,3000,0,3000xe"), "picture-covered"},
               {drawn("m,l5000,,5000,3000,,3000xe"), "picture-covered"},
               {drawn("m1500,r2000,1500,900,,1200,-1500,900,-2000,-1500,-900,,-1200xe"), "picture-covered"},
               {drawn("m,l1000,r,1000l,1000xe", ""), "picture-covered"},
               {drawn("m,l5000,l2500,3000xe"), ""},
               {drawn("m,l5000,r,3000l,3000xem,l9,9xe"), ""},
               {drawn("m@0,l5000,r,3000l,3000xe"), ""},
               {drawn("m,l500,r,300l,300xe"), ""}},
              letter);
}

TEST(Patched, PicturesOfWhichAPartLiesBeyondTheirFrame) {
  const auto filled = [](const std::string& how) {
    std::string out = kPicture;
    const std::string end = "</p:blipFill>";
    return out.insert(out.find(end), "<a:stretch><a:fillRect " + how + "/></a:stretch>");
  };
  expect_told({{filled("l=\"-100000\" t=\"-50000\""), "picture-cropped"},
               {filled("b=\"-30000\""), "picture-cropped"},
               {filled(""), ""},
               {filled("l=\"10000\" r=\"10000\""), ""},
               {filled("t=\"-12000\" b=\"-12000\""), ""}},  // to keep its sides' proportion
              deck);
}

}  // namespace
}  // namespace tipstaff::disclosure
