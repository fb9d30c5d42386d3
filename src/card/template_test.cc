#include "card/template.h"

#include <gtest/gtest.h>

namespace tipstaff::card {
namespace {

std::string page(std::string_view body) {
  return fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
      "viewBox='-3 -3 91.6 59.98'>{}</svg>",
      body);
}

Result<Template> load(std::string_view body) { return Template::load(as_bytes(page(body)), as_bytes(page(""))); }

Code refusal(std::string_view body) {
  const auto loaded = load(body);
  return loaded ? Code::kNo : loaded.error().code();
}

TEST(Template, TheShippedOnesLoad) {
  for (const char* name : {"warrant-card", "staff-pass"}) {
    const auto design = Template::shipped(name);
    ASSERT_TRUE(design) << design.error().text();
    for (const Variable v :
         {Variable::kName, Variable::kRank, Variable::kWarrantNumber, Variable::kPhoto, Variable::kExpiry})
      EXPECT_TRUE(design->shows(v));
    EXPECT_NEAR(design->front().photo.width, 25, 0.01);
    EXPECT_NEAR(design->front().photo.height, 32, 0.01);
    EXPECT_NEAR(design->back().stamp.width, 32, 0.01);
    EXPECT_EQ(design->front().still.find("%VAR_"), std::string::npos);
  }
  EXPECT_EQ(Template::shipped("other").error().code(), Code::kNotFound);
}

TEST(Template, AFieldThatNoPressMayHaveIsRefusedByName) {
  for (const std::string_view body :
       {"<text>%VAR_pay_number%</text>", "<text><tspan>%VAR_pay_number%</tspan></text>",
        "<text>&#37;VAR_pay_number%</text>", "<rect width='%VAR_pay_number%'/>",
        "<text>%VAR_name% %VAR_pay_number%</text>", "<g><text id='a%VAR_pay_number%'>x</text></g>"}) {
    const auto loaded = load(body);
    ASSERT_FALSE(loaded) << body;
    EXPECT_EQ(loaded.error().code(), Code::kRefused) << body;
    EXPECT_NE(loaded.error().text().find("‘pay_number’, which no card may show"), std::string::npos)
        << loaded.error().text();
  }
  EXPECT_EQ(refusal("<text>%VAR_vetting_level%</text>"), Code::kRefused);
  EXPECT_EQ(refusal("<text>%VAR_Name%</text>"), Code::kRefused);
  const auto hostile = load(
      "<text>%VAR_\xe2\x80\xae"
      "evil%</text>");
  ASSERT_FALSE(hostile);
  EXPECT_EQ(hostile.error().text().find("\xe2\x80\xae"), std::string::npos);
}

TEST(Template, NothingOutsideTheFileIsReached) {
  for (const std::string_view body :
       {"<image href='file:///etc/passwd' width='1' height='1'/>",
        "<image xlink:href='http://127.0.0.1/x' width='1' height='1'/>", "<use href='other.svg#a'/>",
        "<style>@import 'x.css';</style>", "<style>.a{fill:url(http://127.0.0.1/)}</style>",
        "<rect style='fill:url( \"x.svg#a\")' width='1' height='1'/>", "<rect style='fill:u\\72l(x)'/>",
        "<script>1</script>", "<g onload='x()'/>", "<foreignObject/>", "<filter id='f'/>",
        "<g xml:base='http://127.0.0.1/'/>", "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<text><set/>%VAR_name%</text>"})
    EXPECT_EQ(refusal(body), Code::kRefused) << body;
  const std::string entities = "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + page("<text>&a;</text>");
  EXPECT_EQ(Template::load(as_bytes(entities), as_bytes(page(""))).error().code(), Code::kRefused);
}

TEST(Template, MalformedFilesAreInvalid) {
  for (const std::string_view body :
       {"<text>%VAR_name</text>", "<text>%VAR_photo%</text>", "<g>%VAR_name%</g>", "<rect id='photo'/>",
        "<rect id='photo' x='80' y='0' width='25' height='32'/>", "<text transform='rotate(9)'>%VAR_name%</text>",
        "<text font-size='0'>%VAR_name%</text>", "<text x='nan'>%VAR_name%</text>", "<text>", "<a x='&b;'/>"})
    EXPECT_EQ(refusal(body), Code::kInvalid) << body;
  for (const std::string_view file :
       {"", "x", "<html/>", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'/>"})
    EXPECT_EQ(Template::load(as_bytes(file), as_bytes(page(""))).error().code(), Code::kInvalid);
  EXPECT_EQ(Template::load(Bytes(kLargestTemplate + 1, ' '), {}).error().code(), Code::kInvalid);
}

TEST(Template, PlacesFollowTransformations) {
  const auto design = load(
      "<g transform='translate(10,20) scale(2)'><text x='1' y='2' style='font-size:2px;font-weight:bold;"
      "fill:#ff0000' text-anchor='middle'><tspan>Rank:  %VAR_rank%</tspan></text>"
      "<image id='photo' href='%VAR_photo%' x='5' y='0' width='10' height='12'/></g>");
  ASSERT_TRUE(design) << design.error().text();
  const TextSlot& slot = design->front().texts.at(0);
  EXPECT_NEAR(slot.x, 15, 0.001);
  EXPECT_NEAR(slot.y, 27, 0.001);
  EXPECT_NEAR(slot.size, 4, 0.001);
  EXPECT_TRUE(slot.bold);
  EXPECT_EQ(slot.anchor, Anchor::kMiddle);
  EXPECT_EQ(slot.fill.red, 1);
  ASSERT_EQ(slot.pieces.size(), 2U);
  EXPECT_EQ(slot.pieces[0].literal, "Rank: ");
  EXPECT_NEAR(design->front().photo.x, 23, 0.001);
  EXPECT_NEAR(design->front().photo.width, 20, 0.001);
}

}  // namespace
}  // namespace tipstaff::card
