// Names of cells, ranges of them, and numbers as sheets show them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::document {

// Columns count from 1. "AB12" → 28, 12; 0 when it is none.
struct CellAt {
  std::uint32_t column = 0, row = 0;
};
struct SheetArea {
  CellAt low, high;  // both within
};
// A shape, picture or chart on a sheet.
struct SheetShape {
  SheetArea place;                     // cells that it touches
  bool says = false;                   // there are words in it, or it is a picture or chart
  std::optional<SheetArea> covered{};  // cells that are under it wholly, or all but an edge of them
  bool tiny = false;                   // a picture or chart that nobody sees for its size
};
CellAt cell_at(std::string_view reference);
std::string cell_name(CellAt at);
// "'A'!B1:C9"
std::string area_text(const std::string& sheet, CellAt low, CellAt high);
// A cell's number as people read it: days since 1900 (or 1904) as a date when it is one.
std::string number_text(double value, bool date, bool from_1904);
inline constexpr int kDays1904 = 1462;  // from the one beginning to the other
// [MS-XLS] §2.5.217: 30 bits of a double or of a whole number, perhaps times 100.
double rk_number(std::uint32_t rk);
// Does a number format show days, months or years?
bool shows_date(std::string_view format);

// The smallest range that holds what was added, and which rows and columns of it.
class Box {
 public:
  void add(CellAt at);
  std::string text() const;     // "B3:D9"
  std::string columns() const;  // "B, D–F"; the first of them when there are many
  std::string rows() const;     // "3, 7–9"
  bool empty() const { return low_.row == 0; }

 private:
  CellAt low_, high_, last_;
  std::set<std::uint32_t> columns_, rows_;
  std::vector<bool> has_column_;
};

}  // namespace tipstaff::document
