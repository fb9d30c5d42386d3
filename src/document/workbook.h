// Workbooks: SpreadsheetML (ECMA-376 part 1 §18; .xlsx, .xlsm and their templates). workbook.cc reads the book, styles
// and strings, worksheet.cc the sheets, workbook_parts.cc what hangs off them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "document/package.h"

namespace tipstaff::document {

enum class SheetState : std::uint8_t { kVisible, kHidden, kVeryHidden };

struct Sheet {
  std::string name, part;
  SheetState state = SheetState::kVisible;
  std::string print_area;  // "'A'!$A$1:$D$20", when one is defined
};

// What a cell's format does to it.
struct CellLook {
  bool font_is_fill = false;
  bool hides = false;  // number format ;;;
};

struct Strings {
  std::vector<std::string> texts;
  std::vector<bool> used;
};

struct Workbook {
  std::vector<Sheet> sheets;
  std::vector<CellLook> looks;
  Strings strings;
};

void read_workbook(Package& package);
void read_sheet(Package& package, Workbook& book, const Sheet& sheet);
// Pivot caches, external links, charts, drawings.
void read_workbook_parts(Package& package, const Workbook& book);

// Columns count from 1. "AB12" → 28, 12; 0 when it is none.
struct CellAt {
  std::uint32_t column = 0, row = 0;
};
CellAt cell_at(std::string_view reference);
std::string cell_name(CellAt at);

// The smallest range that holds what was added, and which rows and columns of it.
class Box {
 public:
  void add(CellAt at);
  std::string text() const;     // "B3:D9"
  std::string columns() const;  // "B, D–F"; the first of them when there are many
  std::string rows() const;     // "3, 7–9"
  bool empty() const { return low_.row == 0; }

 private:
  CellAt low_, high_;
  std::set<std::uint32_t> columns_, rows_;
};

}  // namespace tipstaff::document
