// Files that other programs made (tests/data/hidden, with what made them and what is to be found): each thing that a
// page does not show is held by its rule at its place, and by no other; what only looks like it passes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "test_check.h"

namespace tipstaff::disclosure {
namespace {

std::filesystem::path folder() {
  const char* data = std::getenv("TIPSTAFF_DATA");
  return std::filesystem::path(data == nullptr ? "tests/data" : data) / "hidden";
}

struct Expected {
  std::string rule, where;
  std::uint64_t cells = 0;
};

// list.tsv by file.
std::multimap<std::string, Expected> expected() {
  std::multimap<std::string, Expected> out;
  std::ifstream in(folder() / "list.tsv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string file, cells;
    Expected one;
    std::getline(fields, file, '\t');
    std::getline(fields, one.rule, '\t');
    std::getline(fields, one.where, '\t');
    std::getline(fields, cells, '\t');
    one.cells = cells.empty() ? 0 : std::stoul(cells);
    out.emplace(file, one);
  }
  return out;
}

void check_samples(std::initializer_list<std::string_view> kinds) {
  const auto all = expected();
  std::size_t files = 0;
  for (auto at = all.begin(); at != all.end();) {
    const auto [first, last] = all.equal_range(at->first);
    const std::string& name = at->first;
    at = last;
    if (std::ranges::none_of(kinds, [&](std::string_view kind) { return name.ends_with(kind); })) continue;
    ++files;
    std::ifstream in(folder() / name, std::ios::binary);
    const std::string file{std::istreambuf_iterator<char>(in), {}};
    ASSERT_FALSE(file.empty()) << name;
    const FileReport report = test::checked(file);
    if (first->second.rule == "pass") {
      EXPECT_EQ(report.verdict, Verdict::kPass) << name << ": " << test::told(report);
      continue;
    }
    const bool unknown = std::all_of(
        first, last, [](const auto& each) { return rule_named(each.second.rule).severity == Severity::kUnknown; });
    EXPECT_EQ(report.verdict, unknown ? Verdict::kUnknown : Verdict::kHold) << name << ": " << test::told(report);
    std::ptrdiff_t holds = 0;
    for (const Finding& finding : report.findings) {
      if (finding.severity == Severity::kNote) continue;
      ++holds;
      EXPECT_TRUE(std::any_of(first, last,
                              [&](const auto& each) {
                                return finding.rule->id == each.second.rule && finding.cells == each.second.cells &&
                                       finding.where.find(each.second.where) != std::string::npos;
                              }))
          << name << ": " << finding.rule->id << " | " << finding.where << " | " << finding.cells;
    }
    EXPECT_EQ(holds, std::distance(first, last)) << name << ": " << test::told(report);
  }
  EXPECT_GT(files, 5U);
}

TEST(HiddenSamples, WorkbooksOfToday) { check_samples({".xlsx"}); }
TEST(HiddenSamples, WorkbooksOfOldAndOpenDocument) { check_samples({".xls", ".ods"}); }
TEST(HiddenSamples, Documents) { check_samples({".docx"}); }
TEST(HiddenSamples, DocumentsOfOld) { check_samples({".doc", ".odt", ".rtf"}); }
TEST(HiddenSamples, Papers) { check_samples({".pdf"}); }
TEST(HiddenSamples, Bundles) { check_samples({".zip", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z"}); }
TEST(HiddenSamples, Mails) { check_samples({".eml", ".mbox"}); }
TEST(HiddenSamples, Slides) { check_samples({".pptx", ".ppt", ".odp"}); }

}  // namespace
}  // namespace tipstaff::disclosure
