// What a format's reader shares with that of its sibling is shared in truth: samples by other programs, made into files
// of the sibling format by the type of their main part, or by taking a part that formats have in common along, are told
// by the same rule, at the same place, with the same amount.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "disclosure/test_check.h"
#include "document/containers/zip.h"
#include "test_compound.h"
#include "test_support.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::told;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), {}};
  EXPECT_FALSE(out.empty()) << path;
  return out;
}
std::string sample(const std::string& name) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  return content_of(std::filesystem::path(data == nullptr ? "tests/data" : data) / name);
}

using Parts = std::vector<std::pair<std::string, std::string>>;
Parts parts_of(const std::string& file) {
  Parts out;
  const auto zip = document::Zip::open(as_bytes(file));
  if (!zip) return out;
  for (const document::ZipEntry& entry : zip->entries())
    if (const auto bytes = zip->whole(entry, std::size_t{64} << 20)) out.emplace_back(entry.name, as_text(*bytes));
  return out;
}
std::string packed(const Parts& parts, const std::string& comment = "") {
  test::ZipMaker out;
  for (const auto& [name, content] : parts) out.add(name, content, name != "mimetype");
  return out.finish(comment);
}
void replace(Parts& parts, const std::string& part, const std::string& from, const std::string& to) {
  for (auto& [name, content] : parts)
    if (const std::size_t at = content.find(from); name == part && at != std::string::npos)
      content.replace(at, from.size(), to);
}

// With macros allowed.
std::string sibling_of(const std::string& file) {
  Parts parts = parts_of(file);
  replace(parts, "[Content_Types].xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
          "vnd.ms-excel.sheet.macroEnabled.main+xml");
  replace(parts, "[Content_Types].xml", "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
          "vnd.ms-word.document.macroEnabled.main+xml");
  const auto zip = document::Zip::open(as_bytes(file));
  return packed(parts, zip && zip->comment_bytes() > 0 ? "kept for Inventedname" : "");
}

std::vector<std::string> told_by(const FileReport& report, std::string_view rule) {
  std::vector<std::string> out;
  for (const Finding& finding : report.findings)
    if (finding.rule->id == rule) out.push_back(finding.where + " " + std::to_string(finding.cells));
  return out;
}
void expect_the_same(const std::string& kind, const std::string& rule, const std::string& name,
                     const std::string& original, const std::string& sibling) {
  const FileReport report = checked(sibling);
  EXPECT_EQ(report.kind, kind) << name;
  const auto expected = told_by(checked(original), rule);
  EXPECT_FALSE(expected.empty()) << rule << ": " << name;
  EXPECT_EQ(told_by(report, rule), expected) << rule << ": " << name << ": " << told(report);
}

TEST(Siblings, Xlsm) {
  for (const auto& [rule, name] :
       std::vector<std::pair<std::string, std::string>>{{"archive-comment", "vectors/package.xlsx"},
                                                        {"trash", "hidden/aside-orphan-theme.xlsx"},
                                                        {"source-comment", "hidden/aside-instruction.xlsx"},
                                                        {"sensitivity-label", "vectors/package.xlsx"},
                                                        {"thumbnail", "vectors/package.xlsx"},
                                                        {"signature", "vectors/package.xlsx"},
                                                        {"cells-under-shape", "hidden/cells-under-box.xlsx"},
                                                        {"cells-covered", "vectors/sheet.xlsx"},
                                                        {"formula-text", "hidden/aside-condition-text.xlsx"},
                                                        {"macro-sheet", "vectors/sheet.xlsx"},
                                                        {"text-hidden", "hidden/header-in-white.xlsx"},
                                                        {"custom-view", "hidden/aside-custom-view.xlsx"}})
    expect_the_same("xlsm", rule, name, sample(name), sibling_of(sample(name)));
}

TEST(Siblings, XlsmOfTheCorpus) {
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  for (const auto& [rule, name] :
       std::vector<std::pair<std::string, std::string>>{{"pivot-cache-source", "poi/54436.xlsx"},
                                                        {"threaded-comment", "poi/64759.xlsx"},
                                                        {"comment-author", "poi/64759.xlsx"}}) {
    const std::string file = content_of(corpus / "files" / name);
    expect_the_same("xlsm", rule, name, file, sibling_of(file));
  }
}

TEST(Siblings, Docm) {
  for (const auto& [rule, name] :
       std::vector<std::pair<std::string, std::string>>{{"format-changed", "vectors/letter.docx"},
                                                        {"template-path", "vectors/letter.docx"},
                                                        {"text-covered", "hidden/text-under-box.docx"},
                                                        {"text-off-page", "hidden/box-off-page.docx"},
                                                        {"picture-covered", "hidden/picture-under-box.docx"},
                                                        {"alternate-text", "vectors/letter.docx"}})
    expect_the_same("docm", rule, name, sample(name), sibling_of(sample(name)));
}

// A part, with what leads to it, from a workbook into a binary one.
struct Taken {
  std::string rule, part;
};
std::string with_part(const std::string& file, const std::string& from, const std::string& part) {
  Parts parts = parts_of(file);
  const Parts others = parts_of(from);
  const auto text_of = [&](const std::string& name) {
    const auto found = std::ranges::find(others, name, &Parts::value_type::first);
    return found == others.end() ? std::string() : found->second;
  };
  // The one element of a list that names it.
  const auto element = [&](const std::string& list) {
    const std::string text = text_of(list);
    const std::size_t at = text.find(part), begin = text.rfind('<', at);
    return at == std::string::npos ? std::string() : text.substr(begin, text.find('>', at) + 1 - begin);
  };
  const std::string type = element("[Content_Types].xml");
  std::string relation = element("_rels/.rels");
  if (const std::size_t id = relation.find("Id=\""); id != std::string::npos) relation.insert(id + 4, "taken");
  if (type.empty())
    replace(parts, "[Content_Types].xml", "</Types>",
            "<Override PartName=\"/" + part + "\" ContentType=\"image/jpeg\"/></Types>");
  else
    replace(parts, "[Content_Types].xml", "</Types>", type + "</Types>");
  replace(parts, "_rels/.rels", "</Relationships>", relation + "</Relationships>");
  std::erase_if(parts, [&](const auto& each) { return each.first == part; });
  parts.emplace_back(part, text_of(part));
  return packed(parts);
}

TEST(Siblings, Xlsb) {
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  const std::string book = content_of(corpus / "files/test_files/pivot_table_test.xlsb"),
                    package = sample("vectors/package.xlsx");
  for (const auto& [rule, part] : std::vector<Taken>{{"custom-property", "docProps/custom.xml"},
                                                     {"sensitivity-label", "docMetadata/LabelInfo.xml"},
                                                     {"thumbnail", "docProps/thumbnail.jpeg"},
                                                     {"signature", "_xmlsignatures/sig1.xml"},
                                                     {"custom-xml", "customXml/item1.xml"}})
    expect_the_same("xlsb", rule, part, package, with_part(book, package, part));
  Parts parts = parts_of(book);
  EXPECT_FALSE(told_by(checked(packed(parts, "kept for Inventedname")), "archive-comment").empty());
  parts.emplace_back("[trash]/0000.dat", "Inventedname");
  EXPECT_FALSE(told_by(checked(packed(parts)), "trash").empty());
  replace(parts, "docProps/app.xml", "</Properties>", "<!-- ask Inventedname before this goes out --></Properties>");
  EXPECT_FALSE(told_by(checked(packed(parts)), "source-comment").empty());
  parts.push_back(parts.front());
  EXPECT_FALSE(told_by(checked(packed(parts)), "duplicate-name").empty());
}

// OpenDocument: the same words in the content of each kind, before its end.
struct Inserted {
  std::string rule, before, words;
};
void expect_inserted(const std::string& kind, const std::vector<Inserted>& all) {
  for (const Inserted& each : all) {
    Parts parts = parts_of(sample("vectors/package." + kind));
    replace(parts, "content.xml", each.before, each.words + each.before);
    if (each.words.empty()) parts.emplace_back("content.xml", "<a/>");
    const FileReport report = checked(packed(parts));
    EXPECT_FALSE(told_by(report, each.rule).empty()) << kind << ": " << each.rule << ": " << told(report);
    if (!each.words.empty()) {
      EXPECT_TRUE(told_by(checked(sample("vectors/package." + kind)), each.rule).empty()) << kind << ": " << each.rule;
    }
  }
}
const std::string kHiddenField =
    "<form:hidden xmlns:form='urn:oasis:names:tc:opendocument:xmlns:form:1.0' form:value='410007'/>";
const std::string kText = " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";

TEST(Siblings, Ods) {
  expect_inserted("ods", {{"duplicate-name", "", ""}, {"hidden-input", "</office:spreadsheet>", kHiddenField}});
}
TEST(Siblings, Odt) {
  expect_inserted("odt", {{"duplicate-name", "", ""},
                          {"hidden-input", "</office:text>", kHiddenField},
                          {"custom-xml", "</office:text>",
                           "<x:kept xmlns:x='http://northmoor.example/x'>ask Inventedname about this one</x:kept>"}});
}
TEST(Siblings, Odp) {
  expect_inserted("odp",
                  {{"duplicate-name", "", ""},
                   {"format-changed", "</office:presentation>",
                    "<text:tracked-changes" + kText +
                        "><text:changed-region><text:format-change/></text:changed-region></text:tracked-changes>"},
                   {"mail-merge", "</office:presentation>",
                    "<text:database-display" + kText +
                        " text:database-name='staff of Inventedname' text:table-name='one' text:column-name='two'/>"}});
}

// A control of Office in an object of OpenDocument, which knows none of its own (ODF 1.3 part 3 §10.4.6).
std::string with_control(const std::string& kind) {
  Parts parts = parts_of(sample("vectors/package." + kind));
  parts.emplace_back("Object 7", test::CompoundMaker().add("\3OCXNAME", test::wide("ListBox1")).finish());
  return packed(parts);
}
// Around: begins and ends the shapes of a page.
const std::string kOffice =
    " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/'";
const std::string kRemark =
    "<office:annotation" + kOffice + kText +
    "><dc:creator>Beatrix Kowalczyk-Vane</dc:creator><text:p>not yet</text:p></office:annotation>";
const std::string kCases = "<text:p" + kText +
                           "><text:conditional-text text:condition='ooow:1 eq 1' text:string-value-if-true='yes' "
                           "text:string-value-if-false='Beatrix Kowalczyk-Vane of 4 Mill Lane'/></text:p>";
const std::string kReadOnly =
    "<config:config-item xmlns:config='urn:oasis:names:tc:opendocument:xmlns:config:1.0' "
    "config:name='LoadReadonly' config:type='boolean'>true</config:config-item>";
std::string with_settings(const std::string& kind, const std::string& words) {
  Parts parts = parts_of(sample("vectors/package." + kind));
  replace(parts, "settings.xml", "</config:config-item-set>", words + "</config:config-item-set>");
  return packed(parts);
}

TEST(Siblings, OdtOfItsOwn) {
  expect_inserted(
      "odt", {{"comment-author", "</office:text>", "<text:p" + kText + ">" + kRemark + "</text:p>"},
              {"field-code", "</office:text>", kCases},
              {"protection", "</office:text>",
               "<text:section" + kText + " text:name='x' text:protected='true'><text:p>a</text:p></text:section>"}});
  test::expect_told(with_control("odt"), "activex", "an ActiveX control");
}
TEST(Siblings, OdpOfItsOwn) {
  const auto with = [](const std::string& words) {
    Parts parts = parts_of(sample("vectors/package.odp"));
    replace(parts, "content.xml", "</draw:page>", words + "</draw:page>");
    return packed(parts);
  };
  const std::string draw = " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'";
  test::expect_told(with(kRemark), "comment-author", "the authors of comments", "Beatrix Kowalczyk-Vane");
  test::expect_told(with("<draw:frame" + draw + "><draw:text-box>" + kCases + "</draw:text-box></draw:frame>"),
                    "field-code", "more than they show", "Beatrix Kowalczyk-Vane of 4 Mill Lane");
  test::expect_told(with_control("odp"), "activex", "an ActiveX control");
  test::expect_told(with_settings("odp", kReadOnly), "protection", "that it not be changed");
  Parts parts = parts_of(with("<draw:frame" + draw + " draw:style-name='cut'/>"));
  replace(parts, "content.xml", "</office:automatic-styles>",
          "<style:style xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' style:name='cut' "
          "style:family='graphic'><style:graphic-properties "
          "xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' fo:clip='rect(1cm, 2cm, 0cm, "
          "0cm)'/></style:style></office:automatic-styles>");
  test::expect_told(packed(parts), "picture-cropped", "a part is cut away");
  const FileReport plain = checked(sample("vectors/package.odp"));
  for (const char* rule : {"comment-author", "field-code", "activex", "protection", "picture-cropped"})
    EXPECT_EQ(told_by(plain, rule).size(), 0U) << rule;
}

const std::string kDropped =
    test::CompoundMaker()
        .add("\1Ole10Native", test::dropped_file("C:\\Users\\Inventedname\\list.txt", "A few words.\n"))
        .finish();
TEST(Siblings, DocxWithAFileDroppedIn) {
  test::expect_told(test::letter("<w:p/>")
                        .add("word/embeddings/oleObject1.bin", "vnd.openxmlformats-officedocument.oleObject", kDropped)
                        .finish(),
                    "absolute-path", "the path that an embedded file came from");
}
TEST(Siblings, PptxWithCommentsAndPlacesOutside) {
  test::expect_told(test::slide("")
                        .add("ppt/embeddings/oleObject1.bin", "vnd.openxmlformats-officedocument.oleObject", kDropped)
                        .finish(),
                    "absolute-path", "the path that an embedded file came from");
  const std::string modern =
      "<p188:cmLst xmlns:a='urn:a' xmlns:p188='urn:p188'><p188:cm><p188:txBody><a:p><a:r><a:t>ask Beatrix "
      "Kowalczyk-Vane</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>";
  test::expect_told(
      test::slide("").add("ppt/comments/modernComment_100.xml", "vnd.ms-powerpoint.comments+xml", modern).finish(),
      "threaded-comment", "ppt/comments/modernComment_100.xml", "ask Beatrix Kowalczyk-Vane");
  for (const auto& [part, type, content] : std::vector<std::array<std::string, 3>>{
           {"ppt/commentAuthors.xml", test::kSlideMl + "commentAuthors+xml",
            "<p:cmAuthorLst xmlns:p='urn:p'><p:cmAuthor id='0' name='Beatrix Kowalczyk-Vane'/></p:cmAuthorLst>"},
           {"ppt/authors.xml", "vnd.ms-powerpoint.authors+xml",
            "<p188:authorLst xmlns:p188='urn:p188'><p188:author id='x' name='Beatrix "
            "Kowalczyk-Vane'/></p188:authorLst>"}})
    test::expect_told(test::slide("").add(part, type, content).finish(), "comment-author", part,
                      "Beatrix Kowalczyk-Vane");
  const std::string path = "file:///C:\\Users\\Inventedname\\list.xlsx";
  for (const char* type : {"hyperlink", "oleObject", "video"})
    test::expect_told(
        test::slide("<p:a r:id=\"rId9\"/>").relation("ppt/slides/slide1.xml", "rId9", type, path, true).finish(),
        "external-target", "ppt/slides/slide1.xml");
  Parts parts = parts_of(test::slide("").finish());
  replace(parts, "ppt/presentation.xml", "</p:presentation>", "<p:modifyVerifier hashData='YWJj'/></p:presentation>");
  test::expect_told(packed(parts), "protection", "ppt/presentation.xml");
  const FileReport plain = checked(test::slide("").finish());
  for (const char* rule : {"absolute-path", "threaded-comment", "comment-author", "external-target", "protection"})
    EXPECT_EQ(told_by(plain, rule).size(), 0U) << rule;
}

}  // namespace
}  // namespace tipstaff::disclosure
