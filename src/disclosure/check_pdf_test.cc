// What a PDF hides, vector by vector, in files made by hand; and what ordinary PDFs look like that hide nothing.
#include "document/pdf/qpdf.h"  // before its other headers

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <qpdf/QPDFWriter.hh>

#include "disclosure/check.h"
#include "test_check.h"
#include "test_pdf.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::PdfMaker;
using test::text_at;
using test::told;

const std::string kPlain = text_at(72, 700, "Dear Sir, here is your answer.");
const std::string kSecret = text_at(72, 600, "Invented Secret");
// A picture of 64 × 64 pixels over the unit square.
const std::string kPixels = std::string(64 * 64 - 1, 'x') + "o";

PdfMaker with_picture(const std::string& content, const std::string& entries = "") {
  PdfMaker out(content);
  out.resources("/XObject << /P 7 0 R >>");
  out.stream(
      7, "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 " + entries,
      kPixels);
  return out;
}
PdfMaker with_state(const std::string& content, const std::string& state) {
  return PdfMaker(content).resources("/ExtGState << /G << " + state + " >> >>");
}
PdfMaker with_note(const std::string& note, const std::string& content = kPlain) {
  return PdfMaker(content).page("/Annots [7 0 R]").set(7, "<< /Type /Annot " + note + " >>");
}
PdfMaker with_form(const std::string& field, const std::string& form = "") {
  return with_note("/Subtype /Widget " + field).catalogue("/AcroForm << /Fields [7 0 R] " + form + " >>");
}
void expect_unknown(const std::string& file, std::string_view rule) {
  const FileReport report = checked(file);
  EXPECT_EQ(report.verdict, Verdict::kUnknown) << told(report);
  EXPECT_NE(found(report, rule), nullptr) << told(report);
}
void expect_note(const std::string& file, std::string_view rule) {
  const FileReport report = checked(file);
  EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
  EXPECT_NE(found(report, rule), nullptr) << rule << ": " << told(report);
}

TEST(CheckPdf, PassesWhatHidesNothing) {
  expect_pass(PdfMaker(kPlain).finish());
  expect_pass(PdfMaker("0 0 0.4 rg 60 590 300 30 re f 1 g " + kSecret).finish());  // white on a dark head
  expect_pass(PdfMaker("0.9 g 60 590 300 30 re f 0 g " + kSecret + "0.5 w 60 590 300 30 re S").finish());
  expect_pass(with_state(kSecret + "/G gs 0 g 60 590 300 30 re f", "/ca 0.2").finish());  // a faint stamp over it
  expect_pass(with_state(kSecret + "/G gs 1 1 0 rg 60 590 300 30 re f", "/BM /Multiply").finish());  // a highlighter
  expect_pass(with_picture("q 300 0 0 300 60 500 cm /P Do Q 1 g " + kSecret).finish());              // on a picture
  expect_pass(PdfMaker(kSecret + "0 g 60 590 300 30 re f 1 g " + kSecret).finish());  // and written again
  expect_pass(PdfMaker("q 60 590 300 30 re W n " + kSecret + "Q").finish());
  expect_pass(PdfMaker(kSecret + "0 g 400 590 100 30 re f").finish());  // a box beside it
  expect_pass(with_note("/Subtype /Link /Rect [72 690 200 710] /A << /S /URI /URI (https://example.org) >>").finish());
  expect_pass(with_note("/Subtype /Highlight /Rect [72 690 200 710] /C [1 1 0]").finish());
}

TEST(CheckPdf, HoldsTextUnderWhatIsPaintedOverIt) {
  expect_held(PdfMaker(kSecret + "0 g 60 590 300 30 re f").finish(), "text-covered", "page 1", 1);
  expect_held(PdfMaker(kSecret + "1 g 60 590 300 30 re f").finish(), "text-covered", "page 1", 1);
  expect_held(PdfMaker(kSecret + "20 w 60 604 m 360 604 l S").finish(), "text-covered", "page 1", 1);  // a marker pen
  expect_held(PdfMaker(kSecret + "0 g 60 590 60 30 re f 118 590 300 30 re f").finish(), "text-covered", "page 1", 1);
  expect_held(with_picture(kSecret + "q 300 0 0 30 60 590 cm /P Do Q").finish(), "text-covered", "page 1", 1);
  expect_held(with_state(kSecret + "/G gs 0 g 60 590 300 30 re f", "/BM /Multiply").finish(), "text-covered", "page 1",
              1);
  expect_held(
      PdfMaker(kSecret + "/Pattern cs /H scn 60 590 300 30 re f")
          .resources("/Pattern << /H 7 0 R >>")
          .stream(7, "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 4 4] /XStep 4 /YStep 4 /Resources << >>",
                  "0 0 m 4 4 l S")
          .finish(),
      "text-covered", "page 1", 1);
  expect_held(with_note("/Subtype /Square /Rect [60 590 360 620] /IC [0 0 0]", kSecret).finish(), "text-covered",
              "page 1", 1);
  expect_held(with_note("/Subtype /Highlight /Rect [60 590 360 620] /C [0 0 0]", kSecret).finish(), "text-covered",
              "page 1", 1);
  PdfMaker stamped = with_note("/Subtype /Stamp /Rect [60 590 360 620] /AP << /N 8 0 R >>", kSecret);
  stamped.stream(8, "/Type /XObject /Subtype /Form /BBox [0 0 10 10]", "0 g 0 0 10 10 re f");
  expect_held(stamped.finish(), "text-covered", "page 1", 1);
  expect_held(with_note("/Subtype /Redact /Rect [60 590 360 620]", kSecret).finish(), "redaction-pending", "page 1", 1);
  expect_held(with_picture("q 300 0 0 300 60 400 cm /P Do Q 0 g 50 390 320 320 re f").finish(), "picture-covered",
              "page 1", 1);
}

TEST(CheckPdf, HoldsTextThatIsNotSeen) {
  expect_held(PdfMaker("1 g " + kSecret).finish(), "text-unseen", "page 1", 1);
  expect_held(PdfMaker("0 0 0.4 rg 60 590 300 30 re f " + kSecret).finish(), "text-unseen", "page 1", 1);
  expect_held(PdfMaker("0 0 0 0 k " + kSecret).finish(), "text-unseen", "page 1", 1);
  expect_held(PdfMaker(text_at(72, 600, "Invented Secret", "3 Tr")).finish(), "text-invisible", "page 1", 1);
  expect_held(PdfMaker(text_at(72, 600, "Invented Secret", "7 Tr")).finish(), "text-invisible", "page 1", 1);
  expect_held(with_state("/G gs " + kSecret, "/ca 0").finish(), "text-transparent", "page 1", 1);
  expect_held(PdfMaker("q 0.01 0 0 0.01 0 0 cm " + text_at(7200, 60'000, "Invented Secret") + "Q").finish(),
              "text-tiny", "page 1", 1);
  expect_held(PdfMaker(text_at(72, 900, "Invented Secret")).finish(), "text-off-page", "page 1", 1);
  expect_held(PdfMaker(kPlain + kSecret).page("/CropBox [0 650 600 800]").finish(), "text-off-page", "page 1", 1);
  expect_held(PdfMaker("q 60 500 300 30 re W n " + kSecret + "Q").finish(), "text-clipped", "page 1", 1);
  // Letters as a clip for something painted through them are seen.
  expect_pass(PdfMaker("q " + text_at(72, 600, "Invented Title", "7 Tr") + "1 0 0 rg 0 500 600 200 re f Q").finish());
}

TEST(CheckPdf, TellsAScansTextFromHiddenText) {
  const std::string scan = "q 600 0 0 800 0 0 cm /P Do Q ", words = text_at(72, 600, "Invented Secret", "3 Tr");
  expect_note(with_picture(scan + words).finish(), "scan-text");
  expect_note(with_picture(kSecret + scan).finish(), "scan-text");
  expect_held(with_picture(scan + words + "0 g 60 590 300 30 re f").finish(), "text-covered", "page 1", 1);
  expect_held(with_picture("q 60 0 0 80 0 0 cm /P Do Q " + words).finish(), "text-invisible", "page 1", 1);
}

TEST(CheckPdf, HoldsWhatIsSwitchedOffOrCutAway) {
  PdfMaker layered("/OC /L BDC " + kSecret + "EMC");
  layered.resources("/Properties << /L 7 0 R >>").set(7, "<< /Type /OCG /Name (L) >>");
  expect_pass(layered.catalogue("/OCProperties << /OCGs [7 0 R] /D << >> >>").finish());
  expect_held(layered.catalogue("/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>").finish(), "layer-off",
              "page 1", 1);
  expect_held(layered.catalogue("/OCProperties << /OCGs [7 0 R] /D << /BaseState /OFF >> >>").finish(), "layer-off",
              "page 1", 1);
  layered.set(7, "<< /Type /OCG /Name (L) /Usage << /View << /ViewState /OFF >> >> >>");
  expect_held(
      layered.catalogue("/OCProperties << /OCGs [7 0 R] /D << /AS [<< /Event /View /OCGs [7 0 R] >>] >> >>").finish(),
      "layer-off", "page 1", 1);
  expect_held(with_picture("q 60 600 100 100 re W n 400 0 0 400 60 400 cm /P Do Q").finish(), "picture-cropped",
              "6% is seen", 1);
  expect_held(with_picture(kPlain).finish(), "never-shown", "object 7", 1);
  expect_held(PdfMaker(kPlain).stream(7, "/Subtype /Form /BBox [0 0 9 9] /Resources 6 0 R", kSecret).finish(),
              "never-shown", "object 7", 1);
  expect_held(PdfMaker(kPlain)
                  .set(7, "<< /Type /Page /MediaBox [0 0 600 800] /Contents 8 0 R /Resources 6 0 R >>")
                  .stream(8, "", kSecret)
                  .finish(),
              "never-shown", "object 7", 1);
}

TEST(CheckPdf, HoldsWhatNothingRefersTo) {
  expect_held(PdfMaker(kPlain).stream(7, "", kSecret).finish(), "never-shown", "object 7", 1);
  expect_held(PdfMaker(kPlain).set(7, "<< /Subtype /Text /Contents (ask him) >>").finish(), "never-shown", "object 7",
              1);
  expect_note(PdfMaker(kPlain).set(7, "<< /Some (thing) >>").finish(), "leftover");
}

TEST(CheckPdf, HoldsWhatAnnotationsAndFormsSay) {
  expect_held(with_note("/Subtype /Text /Rect [9 9 20 20] /T (A. Invented) /Contents (ask him first)").finish(),
              "comment", "page 1", 2);
  expect_held(with_note("/Subtype /Stamp /F 2 /Rect [60 590 360 620] /AP << /N 8 0 R >>")
                  .stream(8, "/Subtype /Form /BBox [0 0 300 30] /Resources 6 0 R", text_at(2, 2, "Invented Secret"))
                  .finish(),
              "annotation-hidden", "page 1", 1);
  expect_held(with_form("/FT /Tx /T (a) /V (Invented) /F 2 /Rect [9 9 90 20]").finish(), "field-unseen", "form fields",
              2);
  expect_held(with_form("/FT /Tx /T (a) /V (Invented) /Rect [9 9 90 20]").finish(), "field-unseen", "form fields", 2);
  expect_pass(with_form("/FT /Tx /T (a) /V (Invented) /Rect [9 9 90 20]", "/NeedAppearances true").finish());
  expect_pass(with_form("/FT /Tx /T (a) /V (Invented) /Rect [9 9 90 20] /AP << /N 8 0 R >>")
                  .stream(8, "/Subtype /Form /BBox [0 0 81 11] /Resources 6 0 R", text_at(2, 2, "Invented"))
                  .finish());
  PdfMaker xfa = with_form("/FT /Tx /T (a) /Rect [9 9 90 20]", "/XFA [(datasets) 8 0 R]");
  xfa.stream(8, "", "<xfa:datasets xmlns:xfa=\"x\"><xfa:data><name>Invented</name></xfa:data></xfa:datasets>");
  expect_held(xfa.finish(), "form-data", "XFA", 1);
  PdfMaker dynamic = with_form("/FT /Tx /T (a) /Rect [9 9 90 20]", "/XFA [(template) 8 0 R]");
  dynamic.stream(8, "",
                 "<template xmlns=\"x\"><subform><draw><value><text>seen</text></value></draw><subform "
                 "presence=\"hidden\"><draw><value><text>one</text></value></draw>"
                 "<field><value><text>two</text></value></field></subform><field "
                 "presence=\"invisible\"><value><text>three</text></value></field></subform></template>");
  expect_held(dynamic.finish(), "form-data", "does not show", 3);
}

TEST(CheckPdf, HoldsWhatHangsOffTheFile) {
  PdfMaker attached(kPlain);
  attached.catalogue("/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>");
  attached.set(7, "<< /Type /Filespec /F (list.csv) /EF << /F 8 0 R >> >>");
  attached.stream(8, "/Type /EmbeddedFile", "Surname,Rank\nInvented,Constable\n");
  expect_held(attached.finish(), "embedded-object", "list.csv", 1);
  EXPECT_NE(found(checked(attached.finish()), "people-visible"), nullptr);  // read, not only found
  expect_held(with_note("/Subtype /FileAttachment /Rect [9 9 20 20] /FS << /F (a.txt) /EF << /F 8 0 R >> >>")
                  .stream(8, "", "words")
                  .finish(),
              "embedded-object", "a.txt", 1);
  expect_held(PdfMaker(kPlain).catalogue("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>").finish(), "macro",
              "object 1", 1);
  expect_held(PdfMaker(kPlain).catalogue("/OpenAction << /S /Launch /F (x.exe) >>").finish(), "action", "object 1", 1);
  expect_held(
      PdfMaker(kPlain).page("/PieceInfo << /Invented << /Private 7 0 R >> >>").stream(7, "", "all of it").finish(),
      "private-data", "object 3", 1);
  expect_held(PdfMaker("/Span << /ActualText (Something else) >> BDC " + kPlain + "EMC").finish(), "text-replaced",
              "page 1", 1);
  expect_note(PdfMaker(kPlain).page("/Thumb 7 0 R").stream(7, "/Width 9 /Height 9", "x").finish(), "thumbnail");
}

// Damage that readers pass over, with words behind it.
TEST(CheckPdf, NeverPassesWithWordsBehindDamage) {
  const std::string words = "(the officer who complained is Inventedname, of 4 North)", zeros(3, '\0');
  for (const auto& [what, file] : std::vector<std::pair<std::string, PdfMaker>>{
           {"a string that no operator takes", PdfMaker(kPlain + words + " 0")},
           {"pages under another name", PdfMaker(kPlain + "/Kept << /Words " + words + " >> DP")
                                            .set(2, "<< /Type /PaGes /Kifs [3 0 R] /Count 1 >>")},
           {"a pattern of no kind",
            PdfMaker(kPlain)
                .resources("/Pattern << /P1 7 0 R >>")
                .stream(7, "/PattdrnType 1 /Type /Pat|ern", "BT /F9 12 Tf 72 500 Td " + words + " Tj ET")},
           {"a drawing of no kind", PdfMaker(kPlain)
                                        .resources("/XObject << /X1 7 0 R >>")
                                        .stream(7, "/Type /XObject /Rubtype /Form /BBox [0 0 595 842]",
                                                "BT /F9 12 Tf 72 500 Td " + words + " Tj ET")},
           {"metadata under another name", PdfMaker(kPlain)
                                               .catalogue("/Metad`ta 7 0 R")
                                               .stream(7, "/Type /Metadata /Subtype /XML",
                                                       "<x:xmpmeta xmlns:x='adobe:ns:meta/'><!-- the officer who "
                                                       "complained is Inventedname --></x:xmpmeta>")},
           {"zeros in a comment", PdfMaker(kPlain + "% Invent" + zeros + "North\n")},
           {"zeros where a blank may stand", PdfMaker(kPlain).page("/Kept" + zeros + "9")},
           {"zeros among operators", PdfMaker(kPlain + "0 g" + zeros)},
           {"operands that an operator does not take", PdfMaker("/OC /L1 00 Td " + kPlain)},
           {"operands too few", PdfMaker("1 0 0 rg 1 0 rg " + kPlain)},
           {"a mark's dictionary out of step", PdfMaker(kPlain + "/Kept << /W /rds " + words + " >> DP")},
           {"a string that does not end, where no page shows it",
            PdfMaker(kPlain)
                .resources("/XObject << /X1 7 0 R >>")
                .stream(7, "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources 6 0 R",
                        "BT /F1 12 Tf 72 500 Td (Inventedname, of 4 North")},
           {"a value that belongs to no field", PdfMaker(kPlain).page("/Kept << /V " + words + " >>")},
           {"a note that is on no page",
            PdfMaker(kPlain)
                .page("/Annots!9 [7 0 R]")
                .set(7, "<< /Type /Annot /Subtype /Popup /Rect [9 9 20 20] /Contents " + words + " >>")},
           {"a title of no bookmark", PdfMaker(kPlain).catalogue("/Outlines << /Furst << /Title " + words + " >> >>")},
           {"a font without its name",
            PdfMaker(kPlain).set(5,
                                 "<< /Type /Font /Subtype /Type1 /ane,Font /Helvetica /Encoding /WinAnsiEncoding >>")},
           {"a drawing that is none",
            PdfMaker(kPlain)
                .page("/Kept 7 0 R")
                .stream(7, "/Type /XObject /Subtype /Fosm /BBox [0 0 595 842]", "BT /F9 12 Tf (Inventedname) Tj ET")},
           {"another appearance that is of no kind",
            PdfMaker(kPlain)
                .page("/Annots [8 0 R]")
                .set(8, "<< /Type /Annot /Subtype /Stamp /Rect [9 9 20 20] /AP << /D 7 0 R >> >>")
                .stream(7, "/Tipe /XObject /BBox [0 0 595 842] /Resources 6 0 R", "BT /F1 12 Tf " + words + " Tj ET")},
           {"an object that nothing names", PdfMaker(kPlain).raw("77 0 obj\n<< /Kept " + words + " >>\nendobj\n")},
           {"a page that is none",
            PdfMaker(kPlain).set(
                3, "<< /TypP /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources 6 0 R >>")},
           {"more zeros than letters",
            PdfMaker(kPlain).catalogue("/Kept << /Name (Inventedname" + std::string(40, '\0') + "Lane) >>")},
           {"a text with noise in it", PdfMaker(kPlain).catalogue("/Legal (the officer wh\x17\xfc\x82"
                                                                  "named is Invent\x1b\xd5ll North)")},
           {"a remark as a layer's name",
            PdfMaker(kPlain).catalogue("/Kept << /Name (Inventedname Example of 4 Mill Lane) >>")},
           {"a remark as a name",
            PdfMaker(kPlain).page("/Kept /Inventedname#20Example#20of#204#20Mill#20Lane#20North")},
           {"a damaged comment among the drawing", PdfMaker(kPlain + "\n% Inventedname \x93\xab{-]k{t\x1e\tExa\x04\n")},
           {"a damaged remark as a name",
            PdfMaker(kPlain).page("/Kept /Inventedname#20Example!2c#204#20Mill#20Lane")}}) {
    const FileReport report = checked(file.finish());
    EXPECT_NE(report.verdict, Verdict::kPass) << what << ": " << told(report);
  }
}

TEST(CheckPdf, PassesTheNamesOfInks) {
  const std::string black = " /DeviceGray << /FunctionType 2 /Domain [0 1] /N 1 >>]",
                    ink = "/PANTONE#20Warm#20Red#203#20C", other = "/Reflex#20Blue#20of#202004";
  expect_pass(PdfMaker(kPlain).page("/Kept << /CS1 [/Separation " + ink + black + " >>").finish());
  expect_pass(PdfMaker(kPlain).page("/Kept << /CS1 [/DeviceN [" + ink + " " + other + "]" + black + " >>").finish());
  expect_pass(PdfMaker(kPlain).page("/SeparationInfo << /DeviceColorant " + ink + " >>").finish());
}

// Told at its own place is told: the same words under a key that is told elsewhere are no finding of their own.
TEST(CheckPdf, PassesWhatItTold) {
  const std::string words = "(The answer of the council, made in 2024)";
  expect_note(PdfMaker(kPlain).set(7, "<< /Title " + words + " >>").trailer("/Info 7 0 R").finish(), "author");
  expect_pass(PdfMaker(kPlain).catalogue("/Outlines << /First << /Title " + words + " >> >>").finish());
  expect_note(PdfMaker(kPlain)
                  .page("/Kept << /PTEX.InfoDict << /Producer (An invented program 2.0 for pictures) >> >>")
                  .finish(),
              "author");
}

TEST(CheckPdf, HoldsWhatThePropertiesSay) {
  const auto with = [](const std::string& info) {
    return PdfMaker(kPlain).set(7, info).trailer("/Info 7 0 R").finish();
  };
  expect_note(with("<< /Author (A. Invented) /Title (T) /Producer (P) /CreationDate (D:2024) >>"), "author");
  for (const char* said : {"case 410007", "officer 4711", "a.clerk@invented.example", "to be read by the panel only"})
    expect_held(with(std::string("<< /Keywords (") + said + ") >>"), "description", "Info", 1);
  expect_note(with("<< /Keywords (council, budgets; parks and gardens, 2024) >>"), "author");
  expect_held(with("<< /CaseOfficer (A. Invented) >>"), "custom-property", "Info", 1);
  const auto xmp = [](const std::string& inside) {
    return PdfMaker(kPlain)
        .catalogue("/Metadata 7 0 R")
        .stream(7, "/Type /Metadata /Subtype /XML",
                "<?xpacket begin=\"\"?><x:xmpmeta xmlns:x=\"x\" xmlns:r=\"r\" xmlns:d=\"d\"><r:RDF><r:Description>" +
                    inside + "</r:Description></r:RDF></x:xmpmeta><?xpacket end=\"w\"?>   ")
        .finish();
  };
  expect_note(xmp("<d:creator><r:Seq><r:li>A. Invented</r:li></r:Seq></d:creator>"), "author");
  expect_held(xmp("<d:description><r:Alt><r:li>as agreed</r:li></r:Alt></d:description>"), "description", "Metadata",
              1);
  expect_note(xmp("<d:History><r:Seq><r:li>saved</r:li></r:Seq></d:History>"), "metadata-history");
  expect_unknown(xmp("<d:unclosed>"), "not-read");
}

TEST(CheckPdf, HoldsWhatEarlierVersionsSaid) {
  const PdfMaker first(kPlain + kSecret);
  expect_held(first.then(PdfMaker(kPlain)), "earlier-version", "version 1 of 2", 1);
  expect_note(first.then(PdfMaker(first).set(8, "<< /Type /Sig >>")), "earlier-version-same");
}

TEST(CheckPdf, AccountsForEveryByte) {
  const std::string plain = PdfMaker(kPlain).finish();
  expect_held("before " + plain, "bytes-outside", "7 bytes before", 0);
  expect_held(plain + "behind it there is more", "bytes-outside", "behind its end", 0);
  expect_held(PdfMaker(kPlain).raw("something that is no object\n").finish(), "bytes-outside", "between its objects",
              0);
  expect_held(PdfMaker(kPlain).raw("77 0 obj\n(words)\nendobj\n").finish(), "bytes-outside", "do not name", 1);
  std::string freed = plain;  // of an object that stands
  const std::size_t entry = freed.find(" 00000 n", freed.find("\n4 1\n"));
  freed[entry + 7] = 'f';
  EXPECT_NE(checked(freed).verdict, Verdict::kPass);
}

TEST(CheckPdf, SaysUnknownWhereItCannotSay) {
  const std::string plain = PdfMaker(kPlain).finish();
  std::string moved = plain;
  moved.replace(moved.rfind("startxref\n") + 10, 1, "9");
  expect_unknown(moved, "not-read");  // repaired by whoever opens it
  expect_unknown(plain.substr(0, plain.size() / 2), "not-read");
  expect_unknown(PdfMaker("BT nonsense " + kPlain).finish(), "not-read");
  expect_unknown(PdfMaker(kPlain).stream(4, "/Filter /Unheard", "x").finish(), "not-read");
  expect_unknown(PdfMaker(kPlain).stream(4, "/Filter /FlateDecode", "no zlib").finish(), "not-read");
  expect_unknown(with_note("/Subtype /Movie /Rect [9 9 20 20]").finish(), "not-read");
}

TEST(CheckPdf, GoesThroughNoLoop) {
  expect_unknown(PdfMaker(kPlain).set(2, "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>").finish(), "not-read");
  PdfMaker self("/F Do");
  self.resources("/XObject << /F 7 0 R >>").stream(7, "/Subtype /Form /BBox [0 0 9 9] /Resources 6 0 R", "/F Do");
  expect_pass(self.finish());
  PdfMaker outlines(kPlain);
  outlines.catalogue("/Outlines << /First 7 0 R >>").set(7, "<< /Title (One) /Next 7 0 R /First 7 0 R >>");
  expect_pass(outlines.finish());
  PdfMaker names(kPlain);
  names.catalogue("/Names << /EmbeddedFiles 7 0 R >>").set(7, "<< /Kids [7 0 R] >>");
  expect_pass(names.finish());
  // Forms that draw forms that draw forms: ten times ten times ten …
  PdfMaker many("/F7 Do");
  std::string forms;
  for (int i = 7; i < 27; ++i) forms += fmt::format("/F{0} {0} 0 R ", i);
  many.resources("/XObject << " + forms + ">>");
  for (int i = 7; i < 27; ++i) {
    std::string calls;
    for (int j = 0; j < 10 && i < 26; ++j) calls += fmt::format("/F{} Do ", i + 1);
    many.stream(i, "/Subtype /Form /BBox [0 0 600 800] /Resources 6 0 R", calls);
  }
  expect_unknown(many.finish(), "not-read");
}

TEST(CheckPdf, ReadsTablesAsRows) {
  std::string table;
  for (int i = 0; i < 12; ++i)
    table += text_at(72, 700 - 20 * i, i == 0 ? "Surname" : "Invented") +
             text_at(200, 700 - 20 * i, i == 0 ? "Rank" : "Constable") +
             text_at(330, 700 - 20 * i, i == 0 ? "Unit" : "North");
  const FileReport report = checked(PdfMaker(table).finish());
  EXPECT_EQ(report.verdict, Verdict::kHold) << told(report);
  const Finding* finding = found(report, "register-visible");
  ASSERT_NE(finding, nullptr) << told(report);
  EXPECT_EQ(finding->people, 11U);
  EXPECT_EQ(finding->where, "page 1");
}

TEST(CheckPdf, TextInASoftMaskIsSeenAsFarAsSomethingIsPaintedThroughIt) {
  const auto masked = [](const std::string& words, const std::string& painted,
                         const std::string& kind = "/Luminosity") {
    return PdfMaker(kPlain + "q /G gs " + painted + " Q")
        .resources("/ExtGState << /G << /SMask << /S " + kind +
                   " /G 7 0 R >> >> /N << /SMask /None >> >> /XObject << /X 8 0 R >>")
        .stream(7,
                "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency /CS /DeviceGray >> "
                "/Resources << /Font << /F1 5 0 R >> >>",
                words)
        .stream(8,
                "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency >> /Resources << "
                "/ExtGState << /N << /SMask /None >> >> >>",
                "/N gs 0.2 g 50 500 400 200 re f")
        .finish();
  };
  const std::string fill = "0.2 g 50 500 400 200 re f", white = "1 g " + kSecret;
  expect_pass(masked(white, fill));
  expect_pass(masked(white, "/X Do"));
  expect_pass(masked(kSecret, fill, "/Alpha"));
  expect_pass(masked("1 g 50 500 400 200 re f 0 g " + kSecret, fill));  // cut out of what is let through
  expect_held(masked(white, ""), "text-invisible", "", 1);
  expect_held(masked(white, "/N gs " + fill), "text-invisible", "", 1);
  expect_held(masked("0 g " + kSecret, fill), "text-transparent", "", 1);
  expect_held(masked("1 g 3 Tr " + kSecret, fill), "text-transparent", "", 1);
}

// A letter a page: no page has a register, and the file has one. The same line on every page is nobody new.
TEST(CheckPdf, CountsPeopleOverAllPages) {
  const auto letters = [](int count, bool same) {
    std::string kids;
    PdfMaker pdf(kPlain);
    for (int i = 0; i < count; ++i) {
      kids += fmt::format("{} 0 R ", 100 + i);
      pdf.set(100 + i,
              fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources 6 0 R >>",
                          300 + i));
      pdf.stream(300 + i, "",
                 text_at(72, 700, fmt::format("Please write to a.invented{}@northmoor.example.", same ? 0 : i)));
    }
    return pdf.set(2, fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, count))
        .set(3, "null")
        .set(4, "null")
        .finish();
  };
  const FileReport held = checked(letters(30, false));
  EXPECT_EQ(held.verdict, Verdict::kHold) << told(held);
  ASSERT_NE(found(held, "register-visible"), nullptr) << told(held);
  EXPECT_EQ(found(held, "register-visible")->people, 30U);
  expect_pass(letters(29, false));
  expect_pass(letters(60, true));
}

// Encrypted under no password for readers, and one for whoever wants to change it.
std::string locked(const std::string& file) {
  QPDF pdf;
  pdf.processMemoryFile("sample", file.data(), file.size());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters("", "invented", true, true, false, false, false, false, qpdf_r3p_none, true);
  writer.write();
  const auto out = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(out->getBuffer()), out->getSize()};
}

TEST(CheckPdf, TellsLabelsSignaturesChoicesAndPlacesOutside) {
  const std::string label = "MSIP_Label_0a1b_Name";
  expect_told(PdfMaker(kPlain).set(7, "<< /" + label + " (Official - Northmoor) >>").trailer("/Info 7 0 R").finish(),
              "sensitivity-label", "Info", "Official - Northmoor");
  expect_told(with_form("/FT /Sig /T (s) /Rect [0 0 0 0] /V << /Type /Sig /Filter /Adobe.PPKLite /Name (Beatrix "
                        "Kowalczyk-Vane) >>")
                  .finish(),
              "signature", "signature fields", "Beatrix Kowalczyk-Vane");
  expect_told(
      with_form("/FT /Ch /Ff 131072 /T (c) /Rect [10 10 90 30] /Opt [(North) (Beatrix Kowalczyk-Vane)]").finish(),
      "list-validation", "choices of form fields", "Beatrix Kowalczyk-Vane");
  for (const char* action : {"/S /GoToR /F (C:/Users/Inventedname/list.pdf) /D [0 /Fit]",
                             "/S /URI /URI (file:///C:/Users/Inventedname/list.pdf)"})
    expect_told(with_note(std::string("/Subtype /Link /Rect [10 10 90 30] /A << ") + action + " >>").finish(),
                "external-target", "outside");
  expect_told(locked(PdfMaker(kPlain).finish()), "protection", "against changes or printing");
  const FileReport plain = checked(PdfMaker(kPlain).finish());
  for (const char* rule : {"protection", "sensitivity-label", "signature", "list-validation", "external-target"})
    EXPECT_EQ(found(plain, rule), nullptr) << rule << told(plain);
}

}  // namespace
}  // namespace tipstaff::disclosure
