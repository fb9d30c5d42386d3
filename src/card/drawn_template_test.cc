#include "card/drawn_template.h"

#include <gtest/gtest.h>

#include "card/artwork.h"
#include "card/shipped_templates.h"

namespace tipstaff::card {
namespace {

std::string page(std::string_view body) {
  return fmt::format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='-3 -3 91.6 59.98'>{}</svg>", body);
}

Result<DrawnTemplate> drawn(std::string_view body) {
  const std::string front = page(body), back = page("");
  TRY_ASSIGN(Template design, Template::load(as_bytes(front), as_bytes(back), Texts::kAll));
  TRY_ASSIGN(CairoPages still, draw_pages(design));
  return DrawnTemplate{std::move(design), std::move(still)};
}

std::string fault(std::string_view body) {
  const auto outcome = drawn(body);
  return outcome ? "" : outcome.error().text();
}

TEST(DrawnTemplate, TheShippedOnesComeBackAsTheyWent) {
  for (const ShippedTemplate& shipped : shipped_templates()) {
    DrawnTemplate sent;
    const auto design = Template::load(as_bytes(shipped.front), as_bytes(shipped.back), Texts::kAll);
    ASSERT_TRUE(design) << design.error().text();
    sent.design = *design;
    sent.still = *draw_pages(sent.design);
    const Bytes bytes = encode(sent);
    const auto back = decode_drawn(bytes);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(encode(*back), bytes);
    EXPECT_TRUE(back->design.front().still.empty());
    EXPECT_NEAR(back->design.back().stamp.width, sent.design.back().stamp.width, 0.001);
    EXPECT_EQ(back->design.front().texts.size(), sent.design.front().texts.size());
    EXPECT_EQ(back->still.objects, sent.still.objects);
  }
}

TEST(DrawnTemplate, EveryTextIsTakenOutSoThatNoFontIsNeeded) {
  const auto found = drawn(
      "<text x='5' y='9' fill='#0b1f4b'>Northmoor Constabulary</text><rect width='3' height='3'/>"
      "<text x='5' y='20'><tspan x='5' y='20'>Holder: %VAR_name%</tspan><tspan x='5' y='24'>of this "
      "force</tspan></text>");
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->design.front().still.find("<text"), std::string::npos);
  ASSERT_EQ(found->design.front().texts.size(), 3U);
  EXPECT_EQ(found->design.front().texts[0].pieces[0].literal, "Northmoor Constabulary");
  EXPECT_NEAR(found->design.front().texts[0].fill.blue, 0x4b / 255.0, 0.001);
}

TEST(DrawnTemplate, LettersStandAsFarApartAsDrawn) {
  const auto found = drawn(
      "<text font-size='2' letter-spacing='0.5'>WARRANT</text><text "
      "style='font-size:2px;letter-spacing:normal'>PLAIN</text>");
  ASSERT_TRUE(found) << found.error().text();
  const auto received = decode_drawn(encode(*found));
  ASSERT_TRUE(received);
  TextLayout layout;
  const auto width = [&](std::size_t slot, double spacing) {
    TextSlot changed = received->design.front().texts.at(slot);
    changed.spacing += spacing;
    const auto font = *Font::find("Noto Sans", false, false);
    return width_of(layout.set(changed, font, "WARRANT")->at(0).runs.at(0).glyphs);
  };
  EXPECT_NEAR(received->design.front().texts[0].spacing, 0.25, 0.001);
  EXPECT_NEAR(width(0, 0) - width(1, 0), 7 * 0.25, 0.01);  // seven letters
  EXPECT_FALSE(drawn("<text font-size='2' letter-spacing='40'>FAR</text>"));
}

TEST(DrawnTemplate, ATextThatWouldLookOtherwiseIsRefusedAndSaysWhy) {
  EXPECT_EQ(fault("<text style='letter-spacing:0px;fill-opacity:1;stroke:none'>Plain</text>"), "");
  EXPECT_NE(fault("<text word-spacing='2'>Wide words</text>").find("‘word-spacing’"), std::string::npos);
  EXPECT_NE(fault("<text style='opacity:0.5'>Pale</text>").find("‘opacity’"), std::string::npos);
  EXPECT_NE(fault("<g opacity='0.5'><text>Pale</text></g>").find("‘opacity’"), std::string::npos);
  EXPECT_NE(fault("<text class='big'>Styled</text>").find("‘class’"), std::string::npos);
  EXPECT_NE(fault("<defs><g id='a'><text>Twice</text></g></defs><use href='#a'/>").find("inside a definition"),
            std::string::npos);
  EXPECT_NE(
      fault("<path id='p' d='M0,0h9'/><text><textPath href='#p'>Round</textPath></text>").find("does not run straight"),
      std::string::npos);
  EXPECT_NE(fault("<text transform='rotate(90)'>Up</text>").find("must stand level"), std::string::npos);
}

// The answer of a child that an attacker owns: every byte changed in turn, and cut at every length, is refused or is
// still a template of the closed list; never a crash.
TEST(DrawnTemplate, AForgedAnswerIsRefusedOrHarmless) {
  const auto sent = drawn("<text x='5' y='9'>%VAR_name%</text><rect id='photo' x='5' y='5' width='20' height='25'/>");
  ASSERT_TRUE(sent);
  const Bytes good = encode(*sent);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(decode_drawn(ByteView(good).first(size))) << size;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < std::min<std::size_t>(good.size(), 4000); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes changed = good;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
      const auto read = decode_drawn(changed);
      refused += read ? 0 : 1;
      if (!read) continue;
      for (const Side& side : read->design.sides())
        for (const TextSlot& slot : side.texts)
          for (const Piece& piece : slot.pieces) EXPECT_NE(variable_name(piece.variable), "?");
    }
  }
  EXPECT_GT(refused, 100U);
}

TEST(DrawnTemplate, AnObjectThatActsIsRefused) {
  const auto sent = drawn("<rect width='3' height='3'/>");
  ASSERT_TRUE(sent);
  for (const std::string_view act : {"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "/AA << >>", "/Launch",
                                     "/J#53 (x)", "/Annots [1 0 R]"}) {
    DrawnTemplate forged = *sent;
    std::string& object = forged.still.objects[forged.still.forms[0]];
    object.insert(object.find("<<") + 2, act);
    EXPECT_FALSE(decode_drawn(encode(forged))) << act;
  }
  DrawnTemplate elsewhere = *sent;
  elsewhere.still.forms[1] = elsewhere.still.objects.size();
  EXPECT_FALSE(decode_drawn(encode(elsewhere)));
}

TEST(DrawnTemplate, ItsCardsAreDrawnAsPdfOnly) {
  auto sent = drawn("<text x='5' y='9'>Authority of the Chief Constable</text><text x='5' y='20'>%VAR_name%</text>");
  ASSERT_TRUE(sent);
  auto received = decode_drawn(encode(*sent));
  ASSERT_TRUE(received);
  const auto artwork = Artwork::prepare(std::move(*received));
  ASSERT_TRUE(artwork) << artwork.error().text();
  Renderer renderer(*artwork);
  Face face;
  face.forenames = Plaintext::copy_of("Rowan");
  face.surname = Plaintext::copy_of("Thistleby");
  const auto pdf = renderer.pdf(face);
  ASSERT_TRUE(pdf) << pdf.error().text();
  EXPECT_GT(pdf->size(), 2000U);
  EXPECT_FALSE(renderer.png(face, Renderer::Page::kFront, 300));
}

}  // namespace
}  // namespace tipstaff::card
