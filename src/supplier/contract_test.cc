#include "supplier/contract.h"

#include <gtest/gtest.h>

namespace tipstaff::supplier {
namespace {

Supplier with_hours(const std::string& hours) {
  Supplier out;
  out.name = "Cardholme Print";
  out.working_hours = hours;
  return out;
}

bool works(const std::string& hours, const char* at) {
  return check_hours(with_hours(hours), *parse_instant(at)).has_value();
}

TEST(Contract, HoursOpenAndCloseToTheMinute) {
  EXPECT_FALSE(works("08:00-18:00", "2026-11-22T07:59:59Z"));
  EXPECT_TRUE(works("08:00-18:00", "2026-11-22T08:00:00Z"));
  EXPECT_TRUE(works("08:00-18:00", "2026-11-22T17:59:59Z"));
  EXPECT_FALSE(works("08:00-18:00", "2026-11-22T18:00:00Z"));
  EXPECT_TRUE(works("", "2026-11-22T03:00:00Z"));
}

TEST(Contract, DaysAndNightsCount) {
  // 22 November 2026 is a Sunday.
  EXPECT_FALSE(works("Mon-Fri 08:00-18:00", "2026-11-22T09:00:00Z"));
  EXPECT_TRUE(works("Mon-Fri 08:00-18:00", "2026-11-23T09:00:00Z"));
  EXPECT_TRUE(works("Sun 08:00-18:00", "2026-11-22T09:00:00Z"));
  EXPECT_TRUE(works("22:00-06:00", "2026-11-22T23:00:00Z"));
  EXPECT_TRUE(works("22:00-06:00", "2026-11-22T05:59:00Z"));
  EXPECT_FALSE(works("22:00-06:00", "2026-11-22T12:00:00Z"));
  // Friday's night reaches into Saturday, Sunday's does not exist.
  EXPECT_TRUE(works("Mon-Fri 22:00-06:00", "2026-11-28T05:00:00Z"));
  EXPECT_FALSE(works("Mon-Fri 22:00-06:00", "2026-11-23T05:00:00Z"));
}

TEST(Contract, ARefusalSaysWhenToComeBack) {
  const auto refused = check_hours(with_hours("Mon-Fri 08:00-18:00"), *parse_instant("2026-11-27T18:00:00Z"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kRefused);
  EXPECT_NE(refused.error().text().find("2026-11-30T08:00:00Z"), std::string::npos) << refused.error().text();
}

TEST(Contract, WhatCannotBeReadIsNoContract) {
  for (const char* hours : {"8-18", "08:00-08:00", "24:00-25:00", "Fri-Mon 08:00-18:00", "Foo 08:00-18:00",
                            "08:00–18:00", "08:00-18:00 ", "Mon-Fri", " 08:00-18:00", "0a:00-18:00"})
    EXPECT_FALSE(check_contract(with_hours(hours))) << hours;
  EXPECT_TRUE(check_contract(with_hours("Mon-Fri 07:30-17:00")));
  Supplier kinds;
  kinds.card_kinds = "warrant card, library card";
  EXPECT_FALSE(check_contract(kinds));
  kinds.card_kinds = "warrant card, staff pass";
  EXPECT_TRUE(check_contract(kinds));
  kinds.receipt_hours = 0;
  EXPECT_FALSE(check_contract(kinds));
  for (auto limit : {&Budget::open_at_once, &Budget::per_hour, &Budget::per_day, &Budget::per_year}) {
    Supplier nobody;
    nobody.budget.*limit = 0;
    EXPECT_FALSE(check_contract(nobody));
  }
}

TEST(Contract, KindsAndRetention) {
  Supplier contract;
  contract.name = "Cardholme Print";
  EXPECT_TRUE(check_kind(contract, "staff pass"));
  contract.card_kinds = "warrant card";
  EXPECT_TRUE(check_kind(contract, "warrant card"));
  EXPECT_FALSE(check_kind(contract, "staff pass"));
  EXPECT_EQ(longest_kept(contract), std::chrono::hours(72));
  contract.retention_days = 30;
  EXPECT_EQ(longest_kept(contract), std::chrono::hours(720));
}

}  // namespace
}  // namespace tipstaff::supplier
