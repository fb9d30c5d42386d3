// Old files that another program made (tests/data/old, with what made them): hidden things found, ordinary files clean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "test_check.h"

namespace tipstaff::disclosure {
namespace {

std::string sample(const std::string& name) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  std::ifstream in(std::filesystem::path(data == nullptr ? "tests/data" : data) / "old" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(OldSamples, OfLibreOfficeAreReadWhole) {
  const std::string book = sample("book.xls"), letter = sample("letter.doc");
  ASSERT_FALSE(book.empty() || letter.empty());
  test::expect_held(book, "sheet-hidden", "sheet ‘Hid’ A1", 1);
  test::expect_held(book, "row-hidden", "sheet ‘Plain’ A4:C4, rows 4", 3);
  test::expect_held(book, "column-hidden", "sheet ‘Plain’ C1:C30, columns C", 30);
  test::expect_held(book, "comment", "sheet ‘Plain’", 1);
  test::expect_held(book, "description", "SummaryInformation", 1);
  for (const std::string_view rule :
       {"text-inserted", "text-deleted", "text-hidden", "text-unseen", "text-tiny", "field-code", "comment"})
    test::expect_held(letter, rule, "WordDocument", 1);
  EXPECT_EQ(test::found(test::checked(book), "not-read"), nullptr);
  EXPECT_EQ(test::found(test::checked(letter), "unexplained"), nullptr);
  test::expect_pass(sample("plain.xls"));
}

TEST(OldSamples, OfXlwtAreReadWhole) {
  const std::string book = sample("xlwt.xls");
  test::expect_held(book, "sheet-hidden", "sheet ‘Secret’ A1:A2", 2);
  test::expect_held(book, "sheet-very-hidden", "sheet ‘Very’ A1", 1);
  test::expect_held(book, "font-equals-fill", "sheet ‘Rows’ A8:A10", 2);
  test::expect_held(book, "format-hides", "sheet ‘Rows’ A9", 1);
  test::expect_held(book, "cells-far-away", "sheet ‘Rows’ A2001", 1);
}

}  // namespace
}  // namespace tipstaff::disclosure
