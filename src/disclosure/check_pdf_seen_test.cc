// Letters of a PDF that are painted and cannot be seen, and pictures that are blackened with a box: each beside what
// only looks like it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_check.h"
#include "test_pdf.h"

namespace tipstaff::disclosure {
namespace {

using test::expect_held;
using test::expect_pass;
using test::PdfMaker;
using test::text_at;

const std::string kPlain = text_at(72, 700, "Dear Sir, here is your answer.");
const std::string kSecret = text_at(72, 600, "Invented Secret");

TEST(CheckPdfSeen, HoldsLettersThatAreSqueezed) {
  const auto shown = [](const std::string& how) {
    return PdfMaker(kPlain + "BT /F1 12 Tf " + how + " (Invented Secret) Tj ET").finish();
  };
  for (const char* how :
       {"6 Tz 72 600 Td", "0.01 0 0 1 72 600 Tm", "0.06 0 0 1 72 600 Tm", "1 0.001 1 0.001 72 600 Tm"})
    expect_held(shown(how), "text-tiny", "page 1", 1);
  expect_held(shown("-6 Tc 72 600 Td"), "text-unseen", "page 1", 1);
  for (const char* how : {"60 Tz 72 600 Td", "-1 Tc 72 600 Td", "1 0 0.2 1 72 600 Tm", "0 1 -1 0 72 600 Tm"})
    expect_pass(shown(how));
}

TEST(CheckPdfSeen, HoldsLettersThatArePiledUp) {
  std::string letters, words, labels;
  for (const char c : std::string("Invented Secret")) letters += text_at(72, 600, std::string(1, c));
  for (const char* word : {"Inventedname", "Example", "of", "Harbour", "Lane", "was", "seen", "there", "again"})
    words += text_at(72, 600, word);
  for (int i = 0; i < 9; ++i) labels += text_at(72 + 7 * i, 600, "label") + text_at(72 + 7 * i, 600, "label");
  expect_held(PdfMaker(kPlain + letters).finish(), "text-unseen", "page 1", 1);
  expect_held(PdfMaker(kPlain + words).finish(), "text-unseen", "page 1", 1);
  expect_pass(PdfMaker(kPlain + labels).finish());  // of a crowded axis, each with its shadow
}

// A font of one drawing for all its letters.
std::string drawn(const std::string& drawing, const std::string& colour = "0 g") {
  std::string names, procedures;
  for (const char c : std::string("Secrt")) {
    names += "/" + std::string(1, c);
    procedures += "/" + std::string(1, c) + " 8 0 R ";
  }
  return PdfMaker(kPlain + colour + " BT /F2 12 Tf 72 600 Td (ABCDBE) Tj ET")
      .set(6, "<< /Font << /F1 5 0 R /F2 7 0 R >> >>")
      .set(7,
           "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 "
           "/LastChar 69 /Widths [600 600 600 600 600] /Encoding << /Type "
           "/Encoding /Differences [65 " +
               names + "] >> /CharProcs << " + procedures + " >> /Resources << >> >>")
      .stream(8, "", drawing)
      .finish();
}

TEST(CheckPdfSeen, HoldsLettersWhoseDrawingsPaintNothingThatIsSeen) {
  for (const char* nothing :
       {"600 0 0 0 750 750 d1", "600 0 0 0 750 750 d1 0 0 500 700 re n", "600 0 0 0 750 750 d1 0 0 0 0 re f"})
    expect_held(drawn(nothing), "text-invisible", "page 1", 1);
  expect_held(drawn("600 0 d0 1 g 0 0 500 700 re f"), "text-unseen", "page 1", 1);
  expect_held(drawn("600 0 0 0 750 750 d1 0 0 500 700 re f", "1 g"), "text-unseen", "page 1", 1);
  expect_pass(drawn("600 0 0 0 750 750 d1 0 0 500 700 re f"));
  expect_pass(drawn("600 0 d0 1 0 0 rg 0 0 500 700 re f 1 g 100 100 50 50 re f", "1 g"));
}

std::string lines(int count, double step, const std::string& line) {
  std::string out;
  for (int i = 0; i < count; ++i) out += fmt::format(fmt::runtime(line), 594 + i * step);
  return out;
}

TEST(CheckPdfSeen, HoldsLettersUnderManyThinLines) {
  const auto under = [](const std::string& over) { return PdfMaker(kPlain + kSecret + over).finish(); };
  const std::string across = "1 w 60 {0} m 300 {0} l S ";
  expect_held(under(lines(20, 1, across)), "text-covered", "page 1", 1);
  expect_held(under("1 w " + lines(20, 1, "60 {0} m 300 {0} l ") + "S"), "text-covered", "page 1", 1);
  expect_held(under("[30 0.1] 0 d 20 w 60 604 m 300 604 l S"), "text-covered", "page 1", 1);
  expect_pass(under(lines(20, 3, across)));
  expect_pass(under("1 w 60 604 m 300 604 l S 1 w 60 598 m 300 598 l S"));  // struck out, underlined
  expect_pass(PdfMaker(kPlain + lines(20, 1, across) + kSecret + "1 g").finish());
}

TEST(CheckPdfSeen, HoldsLettersUnderVeilsBlocksAndOtherWords) {
  const auto under = [](const std::string& over) { return PdfMaker(kPlain + kSecret + over).finish(); };
  const std::string box = "60 590 300 30 re f ";
  const auto veiled = [&](int times) {
    std::string over = "/G gs 0 g ";
    for (int i = 0; i < times; ++i) over += box;
    return PdfMaker(kPlain + kSecret + over).resources("/ExtGState << /G << /ca 0.5 >> >>").finish();
  };
  expect_held(veiled(5), "text-covered", "page 1", 1);
  expect_pass(veiled(1));
  expect_held(under(text_at(72, 600, "Other words here")), "text-unseen", "page 1", 1);
  expect_pass(under(text_at(72, 600, "Invented Secret")));  // twice, as bold letters are made
  expect_pass(under(text_at(130, 600, "Other words here")));
}

// A picture, here of one byte, over all of the secret.
TEST(CheckPdfSeen, HoldsLettersUnderPicturesWhoseMasksHideNothing) {
  const auto under = [](const std::string& entries, const std::string& samples, const std::string& mask) {
    return PdfMaker(kPlain + kSecret + "q 300 0 0 30 60 590 cm /I Do Q")
        .resources("/XObject << /I 7 0 R >>")
        .stream(7, "/Type /XObject /Subtype /Image /Width 1 /Height 1 " + entries, samples)
        .stream(8, "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
                mask)
        .finish();
  };
  using namespace std::string_literals;
  expect_held(under("/ImageMask true /BitsPerComponent 1", "\0"s, "\xff"), "text-covered", "page 1", 1);
  expect_pass(under("/ImageMask true /BitsPerComponent 1", "\xff", "\xff"));
  const std::string grey = "/ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 8 0 R";
  expect_held(under(grey, "\0"s, "\xff"), "text-covered", "page 1", 1);
  expect_pass(under(grey, "\0"s, "\x20"));
}

// A scan of 595 by 842 pixels, with its words laid over it unseen.
TEST(CheckPdfSeen, HoldsWordsOfAScanThatItDoesNotShow) {
  const auto scan = [](bool first, bool second) {
    std::string samples(std::size_t{595} * 842, '\xff');
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const std::size_t line = i / 595;
      if (((first && line >= 134 && line < 143) || (second && line >= 234 && line < 243)) && i % 3 == 0)
        samples[i] = '\0';
    }
    return PdfMaker("q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr ET " + text_at(72, 700, "Dear Sir, here is your answer.") +
                    text_at(72, 600, "Invented Secret"))
        .resources("/XObject << /I 7 0 R >>")
        .stream(7, "/Type /XObject /Subtype /Image /Width 595 /Height 842 /ColorSpace /DeviceGray /BitsPerComponent 8",
                samples)
        .finish();
  };
  expect_pass(scan(true, true));
  expect_held(scan(true, false), "text-invisible", "page 1", 1);
  expect_held(scan(false, false), "text-invisible", "page 1", 3);
}

TEST(CheckPdfSeen, HoldsLettersInInksThatShowNothing) {
  const auto state = [](const std::string& entries, const std::string& colour) {
    return PdfMaker(kPlain + "/G gs " + colour + " " + kSecret)
        .resources("/ExtGState << /G << " + entries + " >> >>")
        .finish();
  };
  expect_held(state("/BM /Multiply", "1 g"), "text-unseen", "page 1", 1);
  expect_held(state("/BM /Screen", "1 g"), "text-unseen", "page 1", 1);
  expect_pass(state("/BM /Multiply", "0 g"));
  const auto pattern = [](const std::string& cell, const std::string& shading) {
    PdfMaker out(kPlain + "/Pattern cs /P scn " + kSecret);
    out.resources("/Pattern << /P 7 0 R >>");
    if (shading.empty())
      out.stream(7, "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>",
                 cell);
    else
      out.set(7,
              "<< /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 600 0] /Extend [true "
              "true] /Function << /FunctionType 2 /Domain [0 1] /N 1 " +
                  shading + " >> >> >>");
    return out.finish();
  };
  expect_held(pattern("", ""), "text-transparent", "page 1", 1);
  expect_held(pattern("1 g 0 0 9 9 re f", ""), "text-unseen", "page 1", 1);
  expect_held(pattern("", "/C0 [1] /C1 [1]"), "text-unseen", "page 1", 1);
  expect_pass(pattern("0 0 1 rg 0 0 9 9 re f", ""));
  expect_pass(pattern("", "/C0 [1] /C1 [0]"));
  expect_held(PdfMaker(kPlain + "2 Tr 4 w 0 g 1 G " + kSecret).finish(), "text-unseen", "page 1", 1);
  expect_pass(PdfMaker(kPlain + "2 Tr 0.3 w 0 g 1 G " + kSecret).finish());
}

TEST(CheckPdfSeen, HoldsWhatMasksAndClipsLeaveOut) {
  const auto masked = [](const std::string& kind, const std::string& mask) {
    PdfMaker out(kPlain + "q /G gs " + kSecret + "Q");
    out.resources("/ExtGState << /G << /SMask << /S /" + kind + " /G 7 0 R >> >> >>");
    out.stream(7, "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency /CS /DeviceGray >>",
               mask);
    return out.finish();
  };
  for (const char* dark : {"", "0 g 0 0 600 800 re f", "1 g 0 0 50 50 re f"})
    expect_held(masked("Luminosity", dark), "text-transparent", "page 1", 1);
  expect_held(masked("Alpha", ""), "text-transparent", "page 1", 1);
  expect_pass(masked("Luminosity", "1 g 0 0 600 800 re f"));
  expect_pass(masked("Alpha", "0 g 0 0 600 800 re f"));
  expect_held(PdfMaker(kPlain + "q 72 603 300 0.3 re W n " + kSecret + "Q").finish(), "text-clipped", "page 1", 1);
}

TEST(CheckPdfSeen, HoldsTextUnderWhatViewersPaintOfNotes) {
  const auto noted = [](const std::string& note) {
    return PdfMaker(kPlain + kSecret)
        .page("/Annots [7 0 R]")
        .set(7, "<< /Type /Annot /F 4 /Rect [60 590 300 620] " + note + " >>")
        .finish();
  };
  for (const char* note : {"/Subtype /Line /L [60 604 300 604] /C [0] /BS << /W 20 >>",
                           "/Subtype /Ink /InkList [[60 604 300 604]] /C [0] /BS << /W 20 >>",
                           "/Subtype /FreeText /Contents (a) /DA (/F1 9 Tf) /C [1 1 1]"})
    expect_held(noted(note), "text-covered", "page 1", 1);
  expect_held(noted("/Subtype /Circle /IC [0] /Rect [0 500 400 700]"), "text-covered", "page 1", 1);
  expect_pass(PdfMaker(kPlain + kSecret)
                  .page("/Annots [7 0 R]")
                  .set(7, "<< /Type /Annot /F 4 /Subtype /Line /Rect [60 590 300 620] /L [60 604 300 604] /C [0] >>")
                  .finish());
}

// A picture of 64 × 64 pixels on a page, with more painted after it.
std::string scan(const std::string& pixels, const std::string& more) {
  PdfMaker out("q 600 0 0 800 0 0 cm /P Do Q " + more);
  out.resources("/XObject << /P 7 0 R >>");
  out.stream(7, "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8",
             pixels);
  return out.finish();
}

TEST(CheckPdfSeen, HoldsPicturesThatAreBlackenedWithABox) {
  std::string busy;
  for (int i = 0; i < 64 * 64; ++i) busy += static_cast<char>(i * 7919 % 251);
  std::string cleared = busy;  // where the box lies
  for (std::size_t y = 10; y < 30; ++y) cleared.replace(y * 64 + 5, 50, std::string(50, '\xff'));
  const std::string box = "0 g 100 500 300 60 re f ";
  for (const std::string& more :
       {box, std::string("1 g 100 500 300 60 re f"), std::string("0 G 30 w 100 520 m 400 520 l S")})
    expect_held(scan(busy, more), "picture-covered", "a part of it", 1);
  expect_pass(scan(cleared, box));                                                          // nothing is left under it
  expect_pass(scan(busy, "1 g 100 500 300 60 re f 0 g " + text_at(110, 520, "Figure 1")));  // a label's ground
  expect_pass(scan(busy, "0.4 0.6 0.2 rg 100 500 300 60 re f"));                            // decoration
  expect_pass(scan(busy, ""));
}

}  // namespace
}  // namespace tipstaff::disclosure
