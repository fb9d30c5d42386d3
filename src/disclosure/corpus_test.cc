// Real files with real hidden data (shared/corpus): each row that is of a kind read so far is found by the right rule;
// the rest come out unknown, never pass. And what damage to those files does.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "disclosure/check.h"
#include "test_support.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

// The corpus's word for a vector → the rules that may find it. A row hidden by a filter or an outline is a hidden row
// to it.
const std::map<std::string, std::set<std::string_view>> kRulesOf = {
    {"xlsx.sheet_hidden", {"sheet-hidden"}},
    {"xlsx.sheet_veryHidden", {"sheet-very-hidden"}},
    {"xlsx.row_hidden", {"row-hidden", "row-filtered", "row-collapsed"}},
    {"xlsx.col_hidden", {"column-hidden", "column-collapsed"}},
    {"xlsx.col_zero_width", {"column-zero-width", "column-hidden"}},
    {"xlsx.comments", {"comment"}},
    {"xlsx.absPath", {"absolute-path"}},
    {"xlsx.hidden_shape", {"shape-hidden"}},
    {"xlsx.sst_unused", {"string-unused"}},
    {"xlsx.connections", {"connection"}},
    {"externalLink_cached", {"external-link-cache"}},
    {"docProps.description", {"description"}},
    {"printerSettings", {"printer-settings"}},
    {"media_exif", {"picture-serial", "picture-position", "picture-thumbnail", "picture-metadata", "picture-owner"}},
    {"pivotCacheRecords", {"pivot-cache-records"}},
    {"pivotCache_source", {"pivot-cache-source"}},
    {"threadedComments", {"threaded-comment"}},
    {"persons", {"comment-author"}},
    {"MIP_label", {"sensitivity-label"}},
    {"opc.trash", {"trash"}},
    {"embedding", {"embedded-object"}},
    {"docx.w_del", {"text-deleted"}},
    {"pptx.hidden_slide", {"slide-hidden"}},
    {"pptx.notes", {"speaker-notes"}},
    {"xls.sheet_hidden", {"sheet-hidden"}},
    {"xls.sheet_veryhidden", {"sheet-very-hidden"}},
    {"xls.row_hidden", {"row-hidden", "row-filtered", "row-collapsed"}},
    {"xls.col_hidden", {"column-hidden", "column-collapsed"}},
    {"msg.embedded_msg", {"mail-inside"}},
    {"msg.bcc", {"hidden-recipient"}},
    {"ods.sheet_hidden", {"sheet-hidden"}},
    {"ods.table-row_collapse", {"row-hidden", "row-collapsed"}},
    {"ods.external_cached", {"external-link-cache"}},
    {"odf.table:scenario", {"scenario"}},
    {"odf.table:data-pilot-table", {"pivot-cache-source"}},
    {"odf.text:hidden-text", {"text-hidden"}},
    {"zip.encrypted", {"encrypted"}},
    {"pdf.annot_fileattachment", {"embedded-object"}},
    {"pdf.embedded_files", {"embedded-object"}},
    {"pdf.incremental_updates", {"earlier-version", "earlier-version-same"}},
    {"pdf.prev_rev_text_removed", {"earlier-version"}},
    {"pdf.text_under_box", {"text-covered", "text-unseen"}},
    {"pdf.cross_hatched_redaction", {"text-covered"}},
    {"pdf.annot_hidden", {"annotation-hidden", "field-unseen"}},
    {"pdf.xmp_history", {"metadata-history"}},
    {"pdf.invisible", {"text-invisible", "scan-text"}},
    {"pdf.outside_crop", {"text-off-page"}},
    {"pdf.ocg_off", {"layer-off"}},
    {"exif.SerialNumber", {"picture-serial"}},
    {"exif.GPSPosition", {"picture-position"}},
};
const std::set<std::string> kRead = {"xlsx", "xlsm", "docx", "pptx", "jpeg", "png",  "csv", "text", "pdf", "ods",
                                     "odt",  "odp",  "eml",  "html", "xls",  "xlsb", "doc", "ppt",  "msg"};

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Row {
  std::string file, vector;
};
std::vector<Row> rows_of(const std::filesystem::path& list) {
  std::ifstream in(list);
  std::vector<Row> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::size_t tab = line.find('\t');
    out.push_back({line.substr(0, tab), line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1)});
  }
  return out;
}

TEST(Corpus, EveryRowIsFoundByTheRightRuleOrIsUnknown) {
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  std::map<std::string, FileReport> reports;
  std::size_t found = 0;
  for (const Row& row : rows_of(corpus / "files.tsv")) {
    if (!reports.contains(row.file)) {
      const std::string content = content_of(corpus / "files" / row.file);
      ASSERT_FALSE(content.empty()) << row.file;
      const auto report = check_file(row.file, as_bytes(content));
      ASSERT_TRUE(report) << report.error().text();
      reports[row.file] = *report;
    }
    const FileReport& report = reports.at(row.file);
    if (!kRead.contains(report.kind)) {
      EXPECT_EQ(report.verdict, Verdict::kUnknown) << row.file << " is a " << report.kind;
      continue;
    }
    if (row.vector.starts_with("NEGATIVE")) {
      EXPECT_EQ(report.verdict, Verdict::kPass) << row.file;
      continue;
    }
    const auto rules = kRulesOf.find(row.vector.substr(0, row.vector.find(' ')));
    ASSERT_NE(rules, kRulesOf.end()) << row.file << ": no rule is named for " << row.vector;
    const Finding* finding = nullptr;
    for (const Finding& each : report.findings)
      if (rules->second.contains(each.rule->id)) finding = &each;
    std::string all;
    for (const Finding& each : report.findings)
      all += fmt::format("  {} {} | {} | {}\n", severity_name(each.severity), each.rule->id, each.where, each.what);
    EXPECT_NE(finding, nullptr) << row.file << ": " << row.vector << "\n" << all;
    if (finding != nullptr && finding->severity == Severity::kHold) {
      EXPECT_EQ(report.verdict, Verdict::kHold) << row.file;
    }
    ++found;
  }
  EXPECT_GE(found, 60U);
}

// Damage. A damaged file is held or unknown, as the whole one was held; it may only pass if the damage took the hidden
// content away, which a cut or a flipped bit in a compressed and checksummed part does not: so here it never may.
TEST(Hostile, DamagedFilesNeverPass) {
  TIPSTAFF_SHARED_DATA(corpus, "corpus");
  std::mt19937_64 random(20230808);
  for (const char* name : {"poi/54436.xlsx", "poi/DataTableCities.xlsx", "poi/64450.xlsx", "poi/EmbeddedDocument.docx",
                           "tika/testJPEG_GEO_2.jpg", "x-ray/rectangles_yes.pdf", "qpdf/test76.pdf",
                           "tika/testEXCEL_extra_metadata.xls"}) {
    const std::string whole = content_of(corpus / "files" / name);
    ASSERT_FALSE(whole.empty()) << name;
    for (int i = 0; i < 60; ++i) {
      std::string damaged = whole;
      const bool cut = i % 4 == 0;
      const std::size_t at = random() % whole.size();
      if (cut)
        damaged.resize(at);
      else
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random() % 8)));
      const auto report = check_file(name, as_bytes(damaged));
      ASSERT_TRUE(report) << report.error().text();
      // A picture has no checksums: a flip may turn the position's tag into another one. Nor has a compound file, but
      // here more than one thing is hidden.
      if (!cut && std::string_view(name).ends_with(".jpg")) continue;
      EXPECT_NE(report->verdict, Verdict::kPass) << name << (cut ? " cut at " : " flipped at ") << at;
    }
  }
}

TEST(Hostile, BombsAreUnknown) {
  const auto verdict = [](const std::string& file) {
    const auto report = check_file("bomb", as_bytes(file));
    return report ? report->verdict : Verdict::kPass;
  };
  // 200 MB of nothing in 200 kB.
  EXPECT_EQ(verdict(test::workbook("").add("xl/a.xml", "xml", std::string(std::size_t{200} << 20, ' ')).finish()),
            Verdict::kUnknown);
  test::ZipMaker many = test::workbook(test::data("")).zip();
  for (int i = 0; i < 10'000; ++i) many.add("xl/p" + std::to_string(i) + ".xml", "<a/>", false);
  EXPECT_EQ(verdict(many.finish()), Verdict::kUnknown);
  const std::string entities =
      "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>";
  EXPECT_EQ(verdict(test::workbook("")
                        .add("docProps/core.xml", "vnd.openxmlformats-package.core-properties+xml", entities)
                        .finish()),
            Verdict::kUnknown);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(verdict(test::workbook(deep).finish()), Verdict::kUnknown);
}

// Found by mutations_test: parts that change places, an error that a later warning hides, a list of styles that runs
// out of its style.
TEST(Hostile, PartsThatAreNotWhatTheyAreCalledAreUnknown) {
  const auto verdict = [](const std::string& file) {
    const auto report = check_file("sample", as_bytes(file));
    return report ? report->verdict : Verdict::kPass;
  };
  const std::string words =
      "<w:document xmlns:w=\"urn:w\"><w:body><w:p><w:r><w:t>Beatrix "
      "Kowalczyk-Vane</w:t></w:r></w:p></w:body></w:document>";
  EXPECT_EQ(verdict(test::letter("").add("word/styles.xml", test::kWordMl + "styles+xml", words).finish()),
            Verdict::kUnknown);
  EXPECT_EQ(verdict(test::letter("")
                        .add("word/_rels/document.xml.rels", "vnd.openxmlformats-package.relationships+xml", words)
                        .finish()),
            Verdict::kUnknown);
  const std::string styles = "<w:styles xmlns:w=\"urn:w\"/>";
  EXPECT_EQ(verdict(test::letter("").add("word/styles.xml", test::kWordMl + "styles+xml", styles).finish()),
            Verdict::kPass);
  // Not UTF-8 in a namespace's name: libxml2 stops there, and then warns of the name.
  EXPECT_EQ(verdict(test::letter("")
                        .add("word/styles.xml", test::kWordMl + "styles+xml", "<w:styles xmlns:w=\"http://a\xef/b\"/>")
                        .finish()),
            Verdict::kUnknown);
  // Listed and not there: what it would have said of the cells is not known.
  test::ZipMaker bare;
  for (const auto& [name, content] : std::initializer_list<std::pair<const char*, std::string>>{
           {"[Content_Types].xml",
            "<Types><Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override "
            "PartName=\"/xl/workbook.xml\" ContentType=\"application/" +
                test::kSheetMl +
                "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" "
                "ContentType=\"application/" +
                test::kSheetMl + "styles+xml\"/></Types>"},
           {"xl/workbook.xml", "<workbook/>"}})
    bare.add(name, content);
  EXPECT_EQ(verdict(bare.finish()), Verdict::kUnknown);
}

TEST(Hostile, AChildThatDiesIsUnknown) {
  SandboxLimits tight;
  tight.per_request = std::chrono::milliseconds(0);  // nothing answers in that
  tight.largest_request = 2U << 20;
  std::string rows;
  for (int i = 1; i < 20'000; ++i) rows += test::row(i, {"a", "b", "c"});
  const auto report = check_file("slow", as_bytes(test::workbook(test::data(rows)).finish()), {}, tight);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->verdict, Verdict::kUnknown);
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(report->findings[0].rule->id, "not-read");
}

}  // namespace
}  // namespace tipstaff::disclosure
