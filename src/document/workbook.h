// Workbooks: SpreadsheetML (ECMA-376 part 1 §18; .xlsx, .xlsm and their templates). workbook.cc reads the book, styles
// and strings, worksheet.cc the sheets, workbook_parts.cc what hangs off them.
#pragma once

#include <string>
#include <vector>

#include "document/package.h"
#include "document/sheet_cells.h"

namespace tipstaff::document {

struct Strings {
  std::vector<std::string> texts;
  std::vector<bool> used;
};

struct Workbook {
  std::vector<Sheet> sheets;
  std::vector<CellLook> looks;
  // What conditional formats do, by their number (§18.8.14).
  enum class Condition : std::uint8_t { kShows, kHides, kWhiteLetters };
  std::vector<Condition> conditions;
  Strings strings;
  bool from_1904 = false;  // dates count from there
};

// Texts of the table that no cell used.
void report_unused(const Strings& strings, const std::string& part, Emitter& emitter);
void read_workbook(Package& package);
void read_sheet(Package& package, Workbook& book, const Sheet& sheet);
// Pivot caches, external links, charts, drawings.
void read_workbook_parts(Package& package, const Workbook& book);

}  // namespace tipstaff::document
