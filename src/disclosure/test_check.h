// What the check's tests say of a sample: it is held by a rule, at a place, with an amount; or it passes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "disclosure/check.h"

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
inline void expect_pass(const std::string& file) {
  const disclosure::FileReport report = checked(file);
  EXPECT_EQ(report.verdict, disclosure::Verdict::kPass) << told(report);
}

}  // namespace tipstaff::test
