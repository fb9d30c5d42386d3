// The cells of one sheet, whatever format it comes from: every cell with something in it goes to the layer of each
// reason for which it is not seen, or to the visible one. Readers tell what they find in any order of the file: a row
// before its own cells.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "document/emitter.h"
#include "document/sheets/cells.h"
#include "document/sheets/number_format.h"
#include "document/sheets/sheet_taker.h"

namespace tipstaff::document {

enum class SheetState : std::uint8_t { kVisible, kHidden, kVeryHidden };

struct Sheet {
  std::string name, part;
  SheetState state = SheetState::kVisible;
  std::string print_area;  // "'A'!$A$1:$D$20", when one is defined
};

// The windows that a workbook opens in: where each is hidden, so is every sheet; where one has no tabs, all but its
// own.
class Windows {
 public:
  void add(bool hidden, bool tabs, std::uint64_t sheet) {
    (hidden ? hidden_ : shown_) = true;
    if (!tabs) only_ = sheet;
  }
  void hide(std::vector<Sheet>& sheets) const;

 private:
  bool hidden_ = false, shown_ = false;
  std::optional<std::uint64_t> only_;
};

// What a cell's format does to it.
struct CellLook {
  bool font_is_fill = false;
  bool hides = false;  // whatever is in it
  bool date = false;
  bool tiny = false;                     // its letters
  bool signs = false;                    // they are of a font that has signs in place of letters
  bool shrinks = false;                  // as far as their column is narrow
  Rgb fill = kWhite;                     // its background
  const NumberFormat* format = nullptr;  // of the book, which outlives its sheets' reading
};

// Less than this nobody reads: a row in points, a column in characters.
inline constexpr double kSmallestHeight = 4, kSmallestWidth = 1;
inline constexpr std::uint32_t kMostColumns = 16'384;

// Of a header or footer with its codes (ECMA-376 part 1 §18.3.1.46, [MS-XLS] §2.4.136): letters in white, or too small.
bool is_unseen_header(std::string_view code);

class SheetCells {
 public:
  // Both must outlive it.
  SheetCells(Emitter& emitter, const Sheet& sheet);

  struct Columns {
    std::uint64_t from, to;
  };
  void columns(Columns which, bool hidden, bool zero, bool outline);
  void width(Columns which, double letters) { widths_.push_back({which, letters}); }
  void begins_at(CellAt first) { first_ = first; }  // frozen there: nobody can scroll to what is above and to the left
  void columns_are_zero() { default_column_ = Why::kColumnZero; }
  void rows_are_zero() { default_row_ = Why::kRowZero; }
  void row(std::uint32_t number, bool hidden, bool zero, bool outline);
  void cell(CellAt at, CellLook look, std::string_view words, const CellValue& value = {});
  void merged(CellAt low, CellAt high);  // shown as one cell, with what is in the first
  void shape(const SheetShape& shape);   // it is shown
  // Cells that a condition can make unseen; by white letters those on white only.
  void conditional(CellAt low, CellAt high, bool by_white);
  void end_row();
  void is_filtered() { filtered_ = true; }
  void draws() { draws_ = true; }  // something other than cells is on it
  void close();

 private:
  enum class Why : std::uint8_t {
    kVisible,
    kSheet,
    kRowHidden,
    kRowZero,
    kRowOutline,
    kColumnHidden,
    kColumnZero,
    kColumnOutline,
    kFont,
    kFormat,
    kTiny,
    kFar,
    kUnset,
    kLast = kFar
  };
  static constexpr std::size_t kWhys = static_cast<std::size_t>(Why::kLast) + 1;
  struct Range {
    std::uint64_t from, to;
    Why why;
  };

  template <std::size_t... kIndex>
  static std::array<Layer, kWhys> filled(std::index_sequence<kIndex...>, Emitter& emitter) {
    return {((void)kIndex, Layer(emitter))...};
  }
  std::string place() const;
  Why column_why(std::uint32_t column) const;
  Why row_why(std::uint32_t row) const;
  void put(Why why, CellAt at, std::string_view words);
  void fill(CellAt at, bool on_colour);
  bool shrinks_away(CellAt at, std::string_view words) const;
  void close(Why why, Trait trait);
  void look_for_far_columns();
  void look_under_merged();
  void look_under_shapes();
  void look_for_far_shapes();
  void look_at_conditional();
  struct Area {
    CellAt low, high;
    bool on_white_only = false;
  };
  // Calls `take` with each cell of the area that has something in it. Needs filled_ in order.
  template <class Take>
  void cells_in(const Area& area, Take take) const;

  Emitter& emitter_;
  const Sheet& sheet_;
  std::vector<std::uint32_t> columns_used_;
  std::array<Layer, kWhys> layers_;
  std::array<Box, kWhys> boxes_;
  std::vector<Range> ranges_;
  std::vector<Why> rows_;  // by number, as far as they were told
  std::vector<std::pair<Columns, double>> widths_;
  CellAt print_low_, print_high_, first_;
  // Cells with something in them, side by side.
  struct Run {
    std::uint32_t row, first, last;  // columns
    bool on_colour;
  };
  std::deque<Run> filled_;
  std::vector<Area> merged_, conditional_, shapes_;
  std::vector<SheetArea> drawn_;  // shapes that say something
  std::uint32_t row_ = 0, last_row_ = 0;
  std::uint32_t near_row_ = 0, near_column_ = 0;  // the last of those that are not far away
  std::uint64_t outside_print_ = 0, tiny_shapes_ = 0;
  Why default_column_ = Why::kVisible, default_row_ = Why::kVisible;
  Why beyond_ = Why::kVisible;  // of the last row told, for rows beyond those that are kept
  bool filtered_ = false, far_ = false, draws_ = false, full_ = false;
};

}  // namespace tipstaff::document
