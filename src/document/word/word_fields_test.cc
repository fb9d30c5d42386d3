#include "document/word/word_fields.h"

#include <gtest/gtest.h>

namespace tipstaff::document {
namespace {

const std::string kSaid = "Rowan Featherstonehaugh lives at 14 Invented Row";

struct Case {
  std::string code, result;
};

TEST(WordFields, TellsWhatTheyDoNotShow) {
  const Case cases[] = {
      {"QUOTE \"" + kSaid + "\"", "other words"},
      {" IF 1 = 1 \"yes\" \"" + kSaid + "\"", "yes"},
      {"IF 1 = 1 \xe2\x80\x9cyes\xe2\x80\x9d \xe2\x80\x9c" + kSaid + "\xe2\x80\x9d", "yes"},
      {"SET kept \"" + kSaid + "\"", ""},
      {"set kept x", kSaid},
      {"ADDIN " + kSaid, ""},
      {"PRIVATE " + kSaid, ""},
      {"COMMENTS \"Rowan Featherstonehaugh\"", "none"},
      {"NOBODYKNOWS " + kSaid, "shown"},
      {"\"" + kSaid + "\"", "shown"},
      {"PAGE \\* \"" + kSaid + "\"", "1"},
      {"DATE \\@ \"" + kSaid + "\"", "3 May"},
      {"REF " + kSaid, "shown"},
      {"XE \"" + kSaid + "\"", ""},
      {"TC \"" + kSaid + "\"", ""},
      {"TOC \\o \"1-3\" \\t \"Rowan Featherstonehaugh lives at Invented Row,1\"", "1 First"},
      {"= 1 + 1 \"" + kSaid + "\"", "2"},
      {"HYPERLINK \"https://northmoor.example/\" \\l \"" + kSaid + "\"", "link"},
      {"MERGEFIELD Surname", "x"},
      {"INCLUDETEXT \"c:\\\\invented.doc\"", "x"},
  };
  for (const Case& each : cases) EXPECT_TRUE(is_telling_field(each.code, each.result)) << each.code;
}

TEST(WordFields, PassesOrdinaryCodes) {
  const Case cases[] = {
      {" PAGE   \\* MERGEFORMAT ", "1"},
      {"NUMPAGES", "2"},
      {"TOC \\o \"1-3\" \\h \\z \\t \"Heading 1,1,Heading 2,2,Title of a part,3\"", "1 First"},
      {"HYPERLINK \"https://northmoor.example/a%20page\" \\o \"To our page of answers, 2026 and before\"", "our page"},
      {"HYPERLINK \"mailto:answers@northmoor.example?subject=Your%20request\"", "write to us"},
      {"REF _Ref123456 \\r \\h", "1"},
      {"PAGEREF _Toc12345678 \\h", "4"},
      {"SEQ Figure \\* ARABIC", "1"},
      {"DATE \\@ \"dddd, dd MMMM yyyy HH:mm:ss\"", "Monday"},
      {"DATE \\@ \"d' de 'MMMM' de 'yyyy\"", "3"},
      {"SAVEDATE \\@ \"d MMMM yyyy\" \\* MERGEFORMAT", "3 May 2026"},
      {"= SUM(ABOVE) \\# \"#,##0.00\"", "12"},
      {"IF 1 = 2 \"a\" \"none\"", "none"},
      {"IF 1 = 1 \"Dear Sir or Madam\" \"\"", "Dear Sir or Madam"},
      {"STYLEREF \"Heading 1\"", "First"},
      {"DOCPROPERTY \"Reference of the answer\" \\* MERGEFORMAT", "NM/1"},
      {"QUOTE \"shown as it is\"", "shown as it is"},
      {"TITLE  \\* MERGEFORMAT", "Answer"},
      {"MACROBUTTON NoMacro [Click here and type the name, 2 lines]", ""},
      {"XE \"Featherstonehaugh, Rowan:letters of\"", ""},
      {"TA \\l \"Invented v. Northmoor, 58 Inv. 2d 243 (1961)\" \\s \"Invented\" \\c 1", ""},
      {"SYMBOL 183 \\f \"Symbol\" \\s 10 \\h", ""},
      {"FORMTEXT", "x"},
      {"AUTOTEXTLIST \"Choose one\" \\s \"Salutation\" \\t \"Right-click here to choose\"", "Dear Sir"},
      {"", "x"},
  };
  for (const Case& each : cases) EXPECT_FALSE(is_telling_field(each.code, each.result)) << each.code;
}

TEST(WordFields, KnowsWhatLinksSayUnderTheMouse) {
  EXPECT_EQ(hint_of_link(" HYPERLINK \"https://northmoor.example/\" \\o \"" + kSaid + "\" \\t \"_blank\""), kSaid);
  EXPECT_EQ(hint_of_link("HYPERLINK \\l \"_Toc1\" \\o \"" + kSaid + "\""), kSaid);
  EXPECT_EQ(hint_of_link("HYPERLINK \"https://northmoor.example/\""), "");
  EXPECT_EQ(hint_of_link("TOC \\o \"1-3\""), "");
}

}  // namespace
}  // namespace tipstaff::document
