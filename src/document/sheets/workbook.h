// Workbooks: SpreadsheetML (ECMA-376 part 1 §18; .xlsx, .xlsm and their templates). workbook.cc reads the book, styles
// and strings, worksheet.cc the sheets, workbook_parts.cc what hangs off them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "document/containers/package.h"
#include "document/sheets/sheet_cells.h"

namespace tipstaff::document {

// Whether a run of a text with runs of their own look (§18.4.4) is white or tiny, whatever its cell is.
struct Paint;
class StringRuns {
 public:
  void begin() {
    if (begun_) *this = {};
  }
  void start(std::string_view name, const XmlAttributes& attributes);
  void words(std::string_view text, const Theme& theme);
  bool white = false, tiny = false;

 private:
  void begin_run() {
    paint_.reset();
    size_ = 11;
    in_look_ = false;
  }
  std::shared_ptr<const Paint> paint_;
  double size_ = 11;
  bool in_look_ = false, begun_ = false;
};

struct Strings {
  std::vector<std::string> texts;
  std::vector<bool> used;
  std::map<std::size_t, StringRuns> runs;  // of those in which something is hard to see
};

struct Workbook {
  std::vector<Sheet> sheets;
  std::vector<CellLook> looks;
  // What conditional formats do, by their number (§18.8.14).
  enum class Condition : std::uint8_t { kShows, kHides, kWhiteLetters };
  std::vector<Condition> conditions;
  std::map<std::string, Condition, std::less<>> tables;  // what styles of tables do to all their cells
  Strings strings;
  Theme theme;
  std::vector<Rgb> palette;  // of its own; empty: the ordinary one
  // What cells say, by hash, when there are charts whose words are to be held against them.
  bool has_charts = false;
  std::set<std::size_t> said;
  NumberFormats formats;
  bool from_1904 = false;  // dates count from there
};

// Texts of the table that no cell used.
void report_unused(const Strings& strings, const std::string& part, Emitter& emitter);
void read_workbook(Package& package);
void read_sheet(Package& package, Workbook& book, const Sheet& sheet);
void tell_links_to_files(Package& package, const Sheet& sheet);
// Pivot caches, external links, charts, drawings.
void read_workbook_parts(Package& package, const Workbook& book);

}  // namespace tipstaff::document
