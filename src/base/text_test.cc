#include "base/text.h"

#include <gtest/gtest.h>

namespace tipstaff {
namespace {

TEST(Text, NamesOfTheWorldAreInOrder) {
  for (const std::string_view name :
       {"O’Brien", "Siân", "Łukasz", "محمد", "आरती", "ਸਿੰਘ", "می‌خواهم", "陳", "<b>%VAR_x%&amp;"})
    EXPECT_EQ(fault_in(name), TextFault::kNone) << name;
}

TEST(Text, WhatDeceivesIsFound) {
  EXPECT_EQ(fault_in("a\nb"), TextFault::kControl);
  EXPECT_EQ(fault_in(std::string_view("a\0b", 3)), TextFault::kControl);
  EXPECT_EQ(fault_in("\xc2\x85"), TextFault::kControl);
  EXPECT_EQ(fault_in("\u2028"), TextFault::kControl);
  EXPECT_EQ(fault_in("a\u202eb"), TextFault::kBidi);
  EXPECT_EQ(fault_in("\u2066"), TextFault::kBidi);
  EXPECT_EQ(fault_in("\ufeffa"), TextFault::kInvisible);
  EXPECT_EQ(fault_in("\u200b"), TextFault::kInvisible);
}

TEST(Text, Utf8IsStrict) {
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xff"})
    EXPECT_EQ(fault_in(bad), TextFault::kNotUtf8);
}

}  // namespace
}  // namespace tipstaff
