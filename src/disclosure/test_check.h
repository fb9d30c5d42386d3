// What the check's tests say of a sample: it is held by a rule, at a place, with an amount; or it passes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "disclosure/check.h"
#include "document/reader.h"

namespace tipstaff::test {

inline disclosure::FileReport checked(const std::string& file, const disclosure::Declared& declared = {}) {
  auto report = disclosure::check_file("sample", as_bytes(file), declared);
  EXPECT_TRUE(report) << report.error().text();
  return report.value_or(disclosure::FileReport{});
}

inline std::string told(const disclosure::FileReport& report) {
  std::string out = std::string(disclosure::verdict_name(report.verdict)) + " " + report.kind;
  for (const disclosure::Finding& finding : report.findings)
    out += "\n  " + std::string(finding.rule->id) + " | " + finding.where + " | " + finding.what;
  return out;
}

inline const disclosure::Finding* found(const disclosure::FileReport& report, std::string_view rule) {
  for (const disclosure::Finding& finding : report.findings)
    if (finding.rule->id == rule) return &finding;
  return nullptr;
}

// The file is held by this rule, at this place, with so many cells.
inline void expect_held(const std::string& file, std::string_view rule, std::string_view where, std::uint64_t cells) {
  const disclosure::FileReport report = checked(file);
  EXPECT_EQ(report.verdict, disclosure::Verdict::kHold) << rule << ": " << told(report);
  const disclosure::Finding* finding = found(report, rule);
  ASSERT_NE(finding, nullptr) << rule << ": " << told(report);
  EXPECT_THAT(finding->where, testing::HasSubstr(std::string(where))) << rule;
  EXPECT_EQ(finding->cells, cells) << rule;
}
// All that is told of what a file shows, or hides, for one reason; one row a line.
inline std::string words_of(const std::string& file, document::Trait trait) {
  class Words : public document::Sink {
   public:
    explicit Words(document::Trait trait) : trait_(trait) {}
    void row(std::uint32_t layer, std::span<const std::string> cells) override {
      for (const std::string& cell : cells) open_[layer] += cell + "\n";
    }
    void observed(const document::Observation& each) override {
      if (each.trait == trait_) said += open_[each.layer];
      open_.erase(each.layer);
    }
    std::string said;

   private:
    document::Trait trait_;
    std::map<std::uint32_t, std::string> open_;
  };
  Words out(trait);
  document::read_document(as_bytes(file), out);
  return out.said;
}
// The rule tells of the file, at this place, and the roll's people are looked for in these words of it.
inline void expect_told(const std::string& file, std::string_view rule, std::string_view where,
                        const std::string& words = "") {
  const disclosure::FileReport report = checked(file);
  const disclosure::Finding* finding = found(report, rule);
  ASSERT_NE(finding, nullptr) << rule << ": " << told(report);
  EXPECT_THAT(finding->where, testing::HasSubstr(std::string(where))) << rule;
  if (finding->rule->severity == disclosure::Severity::kHold) {
    EXPECT_EQ(report.verdict, disclosure::Verdict::kHold) << rule << ": " << told(report);
  }
  if (!words.empty()) {
    EXPECT_THAT(words_of(file, finding->rule->trait), testing::HasSubstr(words)) << rule;
  }
}
inline void expect_pass(const std::string& file) {
  const disclosure::FileReport report = checked(file);
  EXPECT_EQ(report.verdict, disclosure::Verdict::kPass) << told(report);
}

}  // namespace tipstaff::test
