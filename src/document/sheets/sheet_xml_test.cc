// The reader of worksheets against libxml2: the same events, or both refuse. On every part of every package at hand, on
// what damage makes of them, and on what a writer might put between rows; in pieces of every size.
#include "document/sheets/sheet_xml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "document/containers/zip.h"
#include "document/sheets/test_sheet_xml.h"
#include "test_support.h"

namespace tipstaff::document {
namespace {

// The pieces in which a text is given: all at once, or cut at chance.
struct Pieces {
  std::mt19937_64& random;
  std::size_t largest;
  Result<void> operator()(std::string_view text, const std::function<Result<void>(ByteView)>& take) const {
    while (!text.empty()) {
      const std::size_t size = std::min(text.size(), largest == 0 ? text.size() : 1 + random() % largest);
      TRY(take(as_bytes(text.substr(0, size))));
      text.remove_prefix(size);
    }
    return {};
  }
};

SheetEvents quick(const std::string& text, const Pieces& pieces) {
  return sheet_events([&](const auto& take) { return pieces(text, take); });
}

void expect_the_same(const std::string& text, std::mt19937_64& random, const std::string& what) {
  const SheetEvents expected = libxml2_events(text);
  for (const std::size_t largest : {std::size_t{0}, std::size_t{1 + random() % 40}, std::size_t{1 + random() % 5000}}) {
    const SheetEvents got = quick(text, {random, largest});
    ASSERT_EQ(got.accepted, expected.accepted) << what << ", in pieces of " << largest << ":\n" << text.substr(0, 4000);
    if (expected.accepted) {
      ASSERT_EQ(got.told, expected.told) << what << ", in pieces of " << largest;
    }
  }
}

constexpr std::string_view kSheet =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:x14ac=\"urn:x14ac\" "
    "xmlns:same=\"urn:x14ac\">"
    "<dimension ref=\"A1:C3\"/><sheetFormatPr defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"2\" "
    "hidden=\"1\"/></cols><sheetData>"
    "<row r=\"1\" spans=\"1:3\" x14ac:dyDescent=\"0.25\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
    "s=\"2\"><v>12.5</v></c><c r=\"C1\"/></row>\n"
    " <row r=\"2\" ht=\"0\" customHeight=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><r><rPr><b/><sz val=\"11\" /></rPr><t "
    "xml:space=\"preserve\"> Zo\xc3\xab &amp; Co &#65;&#x20AC; </t></r></is></c>"
    "<c r=\"B2\" t=\"str\"><f>IF(A1&lt;2,\"a\",Table[x])&amp;']'</f><v>a]</v></c></row><row r=\"3\"/>"
    "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells><legacyDrawing "
    "r:id=\"rId1\"/></worksheet>";

TEST(SheetXml, ReadsRowsWithoutLibxml2) {
  std::mt19937_64 random(1);
  const std::string sheet(kSheet);
  const std::size_t begin = sheet.find("<sheetData>") + 11, end = sheet.find("</sheetData>");
  for (const std::size_t largest : {0U, 1U, 7U, 64U}) EXPECT_EQ(quick(sheet, {random, largest}).quick, end - begin);
  expect_the_same(sheet, random, "the sample");
}

// Each of these at every place of the sample.
TEST(SheetXml, TellsTheSameWhateverComesBetween) {
  std::mt19937_64 random(2);
  using namespace std::string_literals;
  for (const std::string& piece : {"<!-- c -->"s,
                                   "<![CDATA[<c>]]>"s,
                                   "&amp;"s,
                                   "&#65;"s,
                                   "&#0;"s,
                                   "&#xFFFF;"s,
                                   "&#xD800;"s,
                                   "&#x110000;"s,
                                   "&#X41;"s,
                                   "&#;"s,
                                   "&none;"s,
                                   "&"s,
                                   "]]>"s,
                                   "]]"s,
                                   "\r"s,
                                   "\r\n"s,
                                   "\t"s,
                                   " "s,
                                   "\xff"s,
                                   "\xef\xbf\xbe"s,
                                   "\xed\xa0\x80"s,
                                   "\xc3\xa4"s,
                                   "\xf0\x9f\x98\x80"s,
                                   "\0"s,
                                   "\x01"s,
                                   "\x7f"s,
                                   "\xc2\x80"s,
                                   "<?pi x?>"s,
                                   "<a:b/>"s,
                                   "<r:b/>"s,
                                   "<c/>"s,
                                   "</c>"s,
                                   "<c>"s,
                                   "<sheetData>"s,
                                   "</sheetData>"s,
                                   "<!DOCTYPE a>"s,
                                   "<sheetData/>"s,
                                   " r=\"9\""s,
                                   " x=\"9\""s,
                                   " x14ac:r=\"1\" same:r=\"2\""s,
                                   " none:r=\"9\""s,
                                   " xml:space=\"none\""s,
                                   " xml:lang=\"en\""s,
                                   " xml:space=\"default\""s,
                                   " xmlns=\"u\""s,
                                   " xmlns:z=\"u\" z:r=\"1\""s,
                                   " y='9'"s,
                                   " z = \"9\""s,
                                   " q=\"a&lt;b\""s,
                                   " q=\"a<b\""s,
                                   " q=\"a\nb\""s,
                                   " q=\"\xc3\xa4\""s,
                                   "\""s,
                                   ">"s,
                                   "/"s,
                                   "="s,
                                   "<"s,
                                   "<1>"s,
                                   "<\xc3\xa4/>"s,
                                   "<a.b-c_d/>"s,
                                   "<c-d e-f=\"g\"/>"s})
    for (std::size_t at = 0; at <= kSheet.size(); at += 1 + random() % 6) {
      std::string text(kSheet);
      text.insert(at, piece);
      ASSERT_NO_FATAL_FAILURE(expect_the_same(text, random, fmt::format("‘{}’ at {}", piece, at)));
    }
}

TEST(SheetXml, IsNotLedIntoRowsByBytesThatAreNone) {
  std::mt19937_64 random(3);
  const std::string rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
  for (const std::string& text : std::vector<std::string>{
           "<worksheet><!-- <sheetData>" + rows + "</sheetData> --><sheetData>" + rows + "</sheetData></worksheet>",
           "<worksheet><sheetData ><!-- <sheetData>" + rows + "</sheetData> --></sheetData></worksheet>",
           "<worksheet><sheetData ><![CDATA[ <sheetData>" + rows + "]]></sheetData></worksheet>",
           "<worksheet><sheetData ><![CDATA[" + std::string(700, 'x') + "<sheetData>" + rows +
               "]]></sheetData></worksheet>",
           "<worksheet><sheetData ><?x <sheetData>" + rows + "?></sheetData></worksheet>",
           "<worksheet a=\"<sheetData>\"><sheetData>" + rows + "</sheetData></worksheet>",
           "<worksheet><sheetData><sheetData>" + rows + "</sheetData></sheetData></worksheet>",
           "<worksheet><x><sheetData>" + rows + "</sheetData></x></worksheet>",
           "<sheetData>" + rows + "</sheetData>",
           "<worksheet><sheetData>" + rows + "</sheetData><sheetData>" + rows + "</sheetData></worksheet>",
           "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet><sheetData><c>\xe4</c></sheetData></worksheet>",
           "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet><sheetData>" + rows + "</sheetData></worksheet>",
           "<?xml version=\"1.0\" encoding=\"UTF--8\"?><worksheet><sheetData>" + rows + "</sheetData></worksheet>",
           "<?xml version='1.0' encoding='cp037'?><worksheet><sheetData>" + rows + "</sheetData></worksheet>",
           "\xef\xbb\xbf<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
           "<!DOCTYPE w [<!ENTITY e \"<sheetData>\">]><worksheet>&e;<sheetData>" + rows + "</sheetData></worksheet>",
           "<worksheet><sheetData>" + rows,
           "<worksheet><sheetData>",
           "<worksheet><sheetData",
           "",
           "<worksheet><sheetData>" + std::string(300, ' ') + rows + "</sheetData>"})
    ASSERT_NO_FATAL_FAILURE(expect_the_same(text, random, "made by hand"));
  const std::string text = "<worksheet><sheetData><a>" + std::string(3 << 20, 'x') + "</a></sheetData></worksheet>";
  const SheetEvents expected = libxml2_events(text), got = quick(text, {random, 100'000});
  EXPECT_TRUE(expected.accepted && got.accepted && expected.told == got.told) << "a long text";
  std::string deep = "<worksheet><sheetData>";
  for (int i = 0; i < 300; ++i) deep += "<a>";
  ASSERT_NO_FATAL_FAILURE(expect_the_same(deep, random, "deep"));
  for (int i = 0; i < 300; ++i) deep += "</a>";
  ASSERT_NO_FATAL_FAILURE(expect_the_same(deep + "</sheetData></worksheet>", random, "deep"));
}

TEST(Xml, IsReadInTheEncodingsThatEveryProgramKnows) {
  const auto accepted = [](const std::string& declaration) {
    return libxml2_events(declaration + "<worksheet encoding='x'/>").accepted;
  };
  for (const char* known : {"", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-8'?>",
                            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>",
                            "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>",
                            "<?xml version='1.0' encoding='ISO-8859-1'?>", "<?xml version='1.0' encoding='us-ascii'?>"})
    EXPECT_TRUE(accepted(known)) << known;
  for (const char* other : {"UTF--8", "UTF-7", "UTF-9", "cp037", "windows-1250", "x", ""})
    EXPECT_FALSE(accepted(fmt::format("<?xml version='1.0' encoding='{}'?>", other))) << other;
  std::string wide = "\xff\xfe";
  for (const char c : std::string("<?xml version='1.0' encoding='UTF-16'?><worksheet/>")) wide += {c, '\0'};
  EXPECT_TRUE(libxml2_events(wide).accepted);
  EXPECT_FALSE(
      libxml2_events("<?xml version='1.0'" + std::string(600, ' ') + "encoding='UTF--8'?><worksheet/>").accepted)
      << "too far on to be looked for";
}

// Parts of all packages under a folder.
std::vector<std::pair<std::string, std::string>> parts_under(const std::filesystem::path& folder) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const auto zip = Zip::open(as_bytes(content));
    if (!content.starts_with("PK") || !zip) continue;
    for (const ZipEntry& entry : zip->entries())
      if (entry.name.ends_with(".xml"))
        if (const auto part = zip->whole(entry, std::size_t{4} << 20))
          out.emplace_back(file.path().filename().string() + " " + entry.name, as_text(*part));
  }
  return out;
}

std::string damaged(std::string text, std::mt19937_64& random) {
  for (std::size_t i = random() % 3 + 1; i > 0 && !text.empty(); --i) {
    const std::size_t at = random() % text.size(), size = random() % 20;
    switch (random() % 4) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ 1 << random() % 8);
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(at, text.substr(random() % text.size(), size));
        break;
      default:
        text[at] = "<>&;\"/= ]\n\r\t\x80"[random() % 13];
    }
  }
  return text;
}

void expect_the_same_under(const std::filesystem::path& folder, std::size_t at_least) {
  std::mt19937_64 random(4);
  std::size_t sheets = 0;
  for (const auto& [name, text] : parts_under(folder)) {
    const bool sheet = text.find("<sheetData>") != std::string::npos;
    if (!sheet && text.size() > 200'000) continue;
    ASSERT_NO_FATAL_FAILURE(expect_the_same(text, random, name));
    if (!sheet) continue;
    ++sheets;
    const std::size_t times = std::min<std::size_t>(60, 400'000 / text.size());
    for (std::size_t i = 0; i < times; ++i)
      ASSERT_NO_FATAL_FAILURE(expect_the_same(damaged(text, random), random, name + ", damaged"));
  }
  EXPECT_GE(sheets, at_least);
}

TEST(SheetXml, TellsTheSameOfEverySampleAndOfDamagedOnes) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  expect_the_same_under(std::filesystem::path(data == nullptr ? "tests/data" : data) / "hidden", 20);
}
TEST(SheetXml, TellsTheSameOfTheCorpusAndOfDamagedFiles) {
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  expect_the_same_under(corpus / "files", 20);
}

}  // namespace
}  // namespace tipstaff::document
