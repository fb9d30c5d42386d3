// Rich text: what a word processor does not show.
#include "disclosure/test_check.h"
#include "test_compound.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::told;

std::string rich(const std::string& body) {
  return "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 "
         "Arial;}}{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue128;}\r\n\\pard Dear Sir\\par\r\n" +
         body + "}";
}
std::string in_hex(const std::string& bytes) { return hex(as_bytes(bytes)); }
std::string le(std::size_t value) {
  return {static_cast<char>(value), static_cast<char>(value >> 8), static_cast<char>(value >> 16),
          static_cast<char>(value >> 24)};
}

TEST(RichText, PassesWhatHidesNothing) {
  expect_pass(rich("the office \\b is\\b0  closed, d\\'e9j\\'e0 vu, \\u8364? 5\\par"));
  expect_pass(rich("{\\cf1\\highlight2 white on blue}\\par {\\info{\\author A. Invented}}"));
  expect_pass(
      rich("{\\*\\generator Some Writer 1.0;}{\\field{\\*\\fldinst HYPERLINK \"https://example.org\"}{\\fldrslt our "
           "page}}"));
  expect_pass(rich("{\\*\\pgdsctbl{\\pgdsc0 Default page style as a well-known program names it;}}"));
  expect_pass("{\\rtf1 a}\r\n");
}

TEST(RichText, HoldsWhatItHides) {
  expect_held(rich("{\\v one}\\par seen {\\v two}\\par"), "text-hidden", "formatted as hidden", 2);
  expect_held(rich("{\\deleted\\revauthdel1 struck out}\\par"), "text-deleted", "", 1);
  expect_held(rich("{\\revised new}\\par"), "text-inserted", "", 1);
  expect_held(rich("{\\cf1 white on white}\\par"), "text-unseen", "", 1);
  expect_held(rich("{\\cf2\\cb2 blue on blue}\\par"), "text-unseen", "", 1);
  expect_held(rich("{\\fs2 tiny}\\par"), "text-tiny", "", 1);
  expect_held(rich("x{\\*\\atnid AI}{\\*\\atnauthor A. Invented}{\\*\\annotation not for release}"), "comment", "", 3);
  expect_held(rich("{\\info{\\doccomm not yet approved}}"), "description", "", 1);
  expect_held(rich("{\\*\\docvar {case}{1234}}"), "document-variable", "", 1);
  expect_pass(rich("{\\*\\userprops{\\propname _PID_GUID}\\proptype30{\\staticval AN16E5BE7C}}"));  // a program's own
  expect_held(rich("{\\*\\userprops{\\propname _PID_GUID}\\proptype30{\\staticval Rowan lives at 14 Invented Row}}"),
              "custom-property", "", 1);
  expect_held(rich("{\\field{\\*\\fldinst INCLUDETEXT \"C:/people.doc\"}{\\fldrslt x}}"), "field-code", "", 1);
  expect_held(rich("{\\field{\\*\\fldinst QUOTE \"Rowan of 14 Invented Row\"}{\\fldrslt x}}"), "field-code", "", 1);
  expect_pass(rich("{\\field{\\*\\fldinst QUOTE \"Rowan of 14 Invented Row\"}{\\fldrslt Rowan of 14 Invented Row}}"));
  expect_held(rich("{\\field{\\*\\fldinst IF 1 = 1 \"yes\" \"{\\field{\\*\\fldinst QUOTE x}{\\fldrslt Rowan of 14 "
                   "Invented Row}}\"}{\\fldrslt yes}}"),
              "field-code", "", 1);
  expect_held(rich("{\\*\\someprogram what no word processor knows is a place to keep things}"), "text-hidden",
              "pass over", 1);
}

TEST(RichText, HoldsWhatStandsBesideThePage) {
  for (const std::string& place :
       std::vector<std::string>{"\\li-30000", "\\li30000", "\\posx30000", "\\posnegx-30000", "\\posy40000",
                                "\\intbl\\trowd\\trleft30000\\cellx35000", "\\intbl\\trowd\\tposx30000\\cellx35000"})
    expect_held(rich("\\pard" + place + " Rowan of 14 Invented Row\\par"), "text-off-page", "outside the page", 1);
  for (const std::string& place : std::vector<std::string>{"\\li-700", "\\li3000", "\\posx3000", "\\posnegx-1000",
                                                           "\\intbl\\trowd\\trleft-108\\cellx5000"})
    expect_pass(rich("\\pard" + place + " Rowan of 14 Invented Row\\par"));
}

TEST(RichText, HoldsWordsInSignsAndLabels) {
  const auto in_font = [](const std::string& font, const std::string& words) {
    return "{\\rtf1{\\fonttbl{\\f0 Arial;}{\\f1" + font + ";}}\\pard Dear Sir\\par {\\f1 " + words + "}\\par}";
  };
  expect_held(in_font(" Webdings", "Rowan of 14 Invented Row"), "text-unseen", "", 1);
  expect_held(in_font("\\fcharset2 Signs of ours", "Rowan of 14 Invented Row"), "text-unseen", "", 1);
  expect_pass(in_font("\\fcharset2 Wingdings", "\\'fe"));
  expect_pass(in_font(" Arial Narrow", "Rowan of 14 Invented Row"));
  const auto list = [](const std::string& label) {
    return rich("{\\*\\listtable{\\list{\\listlevel\\levelnfc0{\\leveltext" + label +
                ";}{\\levelnumbers;}}\\listid7}}\\pard x\\par");
  };
  expect_held(list("\\'22Rowan Featherstonehaugh of Invented Row"), "text-hidden", "labels of lists", 1);
  expect_pass(list("\\'02\\'00."));
  expect_pass(list("\\'13Schedule \\'00 to the Act"));
}

// What a page says in its own marks, which word processors pass over ([MS-OXRTFEX] §2.1.3).
TEST(RichText, ReadsThePageThatItCarries) {
  const auto page = [](const std::string& marks) {
    return rich("\\fromhtml1 {\\*\\htmltag64 <p>}" + marks +
                "\\htmlrtf {\\htmlrtf0 seen\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}");
  };
  expect_pass(page("{\\*\\htmltag64 <!-- end of the list -->}"));
  expect_held(page("{\\*\\htmltag64 <!-- Rowan Featherstonehaugh lives at 14 Invented Row -->}"), "source-comment",
              "the page in the rich text", 1);
  expect_held(page("{\\*\\htmltag64 <div style='display:none'>}Rowan of 14 Invented Row{\\*\\htmltag72 </div>}"),
              "text-hidden", "the page in the rich text", 1);
  expect_held(page("{\\*\\mhtmltag64 <input type=hidden name=kept value='Rowan of 14 Invented Row'>}"), "hidden-input",
              "the page in the rich text", 2);
}

TEST(RichText, LooksIntoWhatIsEmbedded) {
  const std::string book =
      test::workbook(test::data(test::row(1, {"a"})), test::data(test::row(1, {"b", "c"})), "hidden").finish();
  const std::string object =
      le(0x501) + le(2) + le(5) + std::string("Book\0", 5) + le(0) + le(0) + le(book.size()) + book;
  expect_held(rich("{\\object\\objemb{\\*\\objdata " + in_hex(object) + "}{\\result x}}"), "sheet-hidden",
              "an embedded file › xl/", 2);
  const std::string picture("\xff\xd8\xff\xdb\0\4ab\xff\xd9", 10);
  expect_pass(rich("{\\pict\\jpegblip " + in_hex(picture) + "}"));
  expect_held(rich("{\\pict\\jpegblip\\piccropl400 " + in_hex(picture + "tail") + "}"), "picture-trailing", "a picture",
              0);
  EXPECT_NE(found(checked(rich("{\\pict\\piccropl400\\jpegblip " + in_hex(picture) + "}")), "picture-cropped"),
            nullptr);
}

TEST(RichText, IsUnknownWhenDamaged) {
  EXPECT_EQ(checked("{\\rtf1 cut short").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(rich("x") + "more behind the end").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked("{\\rtf1 " + std::string(5000, '{') + std::string(5000, '}') + "}").verdict, Verdict::kUnknown);
}

TEST(RichText, ReadsRowsOfTables) {
  std::string rows = "\\trowd\\intbl Surname\\cell Rank\\cell\\row ";
  for (int i = 0; i < 12; ++i) rows += "\\trowd\\intbl Invented\\cell Constable\\cell\\row ";
  EXPECT_NE(found(checked(rich(rows)), "register-visible"), nullptr) << told(checked(rich(rows)));
}

// A shape that is hidden is told whether words are in it or a picture.
TEST(RichText, HoldsHiddenShapes) {
  const auto shape = [](const std::string& hidden, const std::string& inside) {
    return rich("{\\shp{\\*\\shpinst\\shpleft100\\shptop100\\shpright900\\shpbottom900{\\sp{\\sn fHidden}{\\sv " +
                hidden + "}}" + inside + "}}");
  };
  const std::string picture =
      "{\\sp{\\sn pib}{\\sv {\\pict\\jpegblip " + in_hex(std::string("\xff\xd8\xff\xdb\0\4ab\xff\xd9", 10)) + "}}}";
  for (const std::string& inside : {picture, std::string("{\\shptxt Rowan of 14 Invented Row\\par}")})
    expect_held(shape("1", inside), "shape-hidden", "hidden shapes", 1);
  EXPECT_EQ(found(checked(shape("0", picture)), "shape-hidden"), nullptr);
}

TEST(RichText, TellsWhatStandsBesideItsText) {
  const std::string sentence = "Rowan Featherstonehaugh lives at 14 Invented Row since May";
  expect_told(rich("{\\*\\mailmerge{\\*\\mmconnectstr DSN=staff of Northmoor}}"), "mail-merge",
              "source of a mail merge");
  expect_told(rich("{\\*\\template C:\\\\Users\\\\Inventedname\\\\letter.dot}"), "template-path", "its template");
  for (const char* change : {"\\crauth1\\crdate1", "\\prauth1\\prdate1", "\\srauth1\\srdate1", "\\trauth1\\trdate1"})
    expect_told(rich(std::string("{") + change + " changed}"), "format-changed", "changes of format");
  const auto object = [](const std::string& data) {
    return in_hex(le(0x501) + le(2) + le(5) + std::string("Name\0", 5) + le(0) + le(0) + le(data.size()) + data);
  };
  expect_held(rich("{\\object\\objocx{\\*\\objdata " +
                   object(test::CompoundMaker().add("contents", "list of Rowan Featherstonehaugh").finish()) +
                   "}{\\result x}}"),
              "activex", "an ActiveX control", 1);
  const auto store = [&](const std::string& item) {
    return rich("{\\*\\datastore " + object(test::CompoundMaker().add("MsoDataStore/a/Item", item).finish()) + "}");
  };
  expect_told(store("<a b='" + sentence + "'/>"), "custom-xml", "the store of other programs' data", sentence);
  expect_told(store("<a>" + sentence + "</a>"), "custom-xml", "the store of other programs' data", sentence);
  expect_pass(rich("{\\*\\datastore " + object(test::CompoundMaker().finish()) + "}"));
}

}  // namespace
}  // namespace tipstaff::disclosure
