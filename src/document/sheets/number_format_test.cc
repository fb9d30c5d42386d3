// What number formats show, against what Excel and LibreOffice show of the same values.
#include <gtest/gtest.h>

#include "document/sheets/number_format.h"

namespace tipstaff::document {
namespace {

TEST(NumberFormat, ShowsWhatHasPlaceholders) {
  for (const char* code : {"General", "0", "0.00", "#,##0;[Red]-#,##0", "dd/mm/yyyy", "[h]:mm", "0%", "\"£\"#,##0.00",
                           "0\" people\"", "[$-809]d mmmm yyyy", "@", "", "0_);(0)", "?/?", "[>=1000]0,\"k\";0"})
    for (const double value : {0.0, 1.0, -1.0, 3.5, -27.0, 45000.0, 1e9}) {
      EXPECT_TRUE(NumberFormat(code).shows(value)) << code << " of " << value;
      EXPECT_TRUE(NumberFormat(code).shows_text()) << code;
    }
}

TEST(NumberFormat, KnowsWhatIsNotShown) {
  struct Case {
    const char* code;
    double value;
    bool shown;
  };
  for (const auto& [code, value, shown] : {Case{";;;", 5, false},
                                           {";;", 5, false},
                                           {";;", -5, false},
                                           {"0;;", 5, true},
                                           {"0;;", -5, false},
                                           {"0;-0;", 0, true},
                                           {"\"\"", 5, false},
                                           {"\"***\"", 5, false},
                                           {"_-;_-", 5, false},
                                           {"\"yes\";;\"no\"", 1, true},
                                           {"\"yes\";;\"no\"", 7, false},
                                           {"[<5]\"<5\";0", 3, false},
                                           {"[<5]\"<5\";0", 7, true},
                                           {"[>0]\"\";General", 9, false},
                                           {"[>0]\"\";General", -9, true},
                                           {"0\\;0", 5, true},
                                           {"\"a;b\"", 5, false},
                                           {"*x", 5, false},
                                           {"[Red]", 5, false}})
    EXPECT_EQ(NumberFormat(code).shows(value), shown) << code << " of " << value;
  EXPECT_FALSE(NumberFormat(";;;").shows_text());
  EXPECT_FALSE(NumberFormat("0;0;0;\"\"").shows_text());
  EXPECT_FALSE(NumberFormat("0;0;0;\"x\"").shows_text());
  EXPECT_TRUE(NumberFormat(";;").shows_text());
  EXPECT_TRUE(NumberFormat(";;;@").shows_text());
}

TEST(NumberFormat, LeavesOutWhatIsSaidOfOtherValues) {
  EXPECT_EQ(NumberFormat("0.0%;\"secret\"").only_for(0.5), "0.0%");
  EXPECT_EQ(NumberFormat("\"secret\";(0);-").only_for(-5), ";(0)");
  EXPECT_EQ(NumberFormat("\"secret\";(0);0").only_for(0), ";;0");
  EXPECT_EQ(NumberFormat("0;\"secret\"").only_for(-5), ";\"secret\"");  // what is shown may be copied
  EXPECT_EQ(NumberFormat("[>5]0;\"secret\"").only_for(7), "");
  EXPECT_EQ(NumberFormat("General").only_for(7), "");
  EXPECT_EQ(NumberFormat(";;;").only_for(7), "");
}

TEST(NumberFormat, GivesColours) {
  EXPECT_EQ(NumberFormat("[White]0").colour(5), kWhite);
  EXPECT_EQ(NumberFormat("0;[Red]0").colour(-5), 0xff0000U);
  EXPECT_EQ(NumberFormat("0;[Red]0").colour(5), std::nullopt);
  EXPECT_EQ(NumberFormat("[Color2]0").colour(5), kWhite);
  EXPECT_EQ(NumberFormat("[White]@").text_colour(), kWhite);
}

TEST(Colours, AreComparedAsEyesDo) {
  EXPECT_TRUE(look_same("#FEFEFE", "ffffff"));
  EXPECT_FALSE(look_same("#E0E0E0", "ffffff"));
  EXPECT_TRUE(look_same("transparent", "transparent"));
  EXPECT_FALSE(look_same("transparent", "ffffff"));
  EXPECT_EQ(tinted(kWhite, -0.5), 0x808080U);
  EXPECT_EQ(tinted(kBlack, 0.5), 0x808080U);
  EXPECT_EQ(tinted(0x4f81bd, 0), 0x4f81bdU);
  EXPECT_EQ(tinted(0x4f81bd, 1), kWhite);
}

}  // namespace
}  // namespace tipstaff::document
