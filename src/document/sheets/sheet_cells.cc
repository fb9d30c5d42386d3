#include "document/sheets/sheet_cells.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

namespace tipstaff::document {
namespace {

// So many empty rows or columns lie between what is looked at and what is far away from it.
constexpr std::uint32_t kFarRows = 80, kFarColumns = 20, kMostRows = 2'000'000;
constexpr std::size_t kMostSigns = 8;  // letters that stand for signs on purpose
constexpr double kLetters = 11;        // points, as most cells have them
constexpr std::size_t kMostFilled = 4'000'000, kMostAreas = 20'000, kMostConditional = 1'000'000;

bool is_masked(const CellLook& look, const CellValue& value) {
  if (look.hides || look.format == nullptr || value.kind == CellValue::Kind::kBoolean) return look.hides;
  return value.kind == CellValue::Kind::kText ? !look.format->shows_text() : !look.format->shows(value.number);
}
bool is_unseen(const CellLook& look, const CellValue& value) {
  if (look.format == nullptr) return look.font_is_fill;
  const auto own =
      value.kind == CellValue::Kind::kText ? look.format->text_colour() : look.format->colour(value.number);
  return own ? look_same(*own, look.fill) : look.font_is_fill;
}

// Words pushed out of the cell's edge by blanks or empty lines, or in a font that has signs for them.
bool is_out_of_sight(const CellLook& look, std::string_view words) {
  static const std::string blanks(40, ' '), lines(10, '\n');
  const auto has_letters = [](std::string_view text, std::size_t most) {
    return static_cast<std::size_t>(std::ranges::count_if(
               text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); })) >= most;
  };
  if (look.signs) return has_letters(words, kMostSigns);
  if (words.size() <= lines.size()) return false;
  for (const std::string_view gap : {std::string_view(blanks), std::string_view(lines)})
    if (const std::size_t at = words.find(gap); at != std::string_view::npos && has_letters(words.substr(at), 3))
      return true;
  return false;
}

}  // namespace

void Windows::hide(std::vector<Sheet>& sheets) const {
  for (std::size_t i = 0; i < sheets.size(); ++i)
    if ((hidden_ && !shown_) || (only_ && i != *only_))
      sheets[i].state = std::max(sheets[i].state, SheetState::kHidden);
}

bool is_unseen_header(std::string_view code) {
  if (code.find("&KFFFFFF") != std::string_view::npos || code.find("&K00+000") != std::string_view::npos) return true;
  for (std::size_t at = code.find('&'); at != std::string_view::npos; at = code.find('&', at + 1)) {
    std::size_t size = 0;
    const auto read = std::from_chars(code.data() + at + 1, code.data() + code.size(), size);
    if (read.ec == std::errc() && static_cast<double>(size) < kSmallestLetters) return true;
  }
  return false;
}

SheetCells::SheetCells(Emitter& emitter, const Sheet& sheet)
    : emitter_(emitter),
      sheet_(sheet),
      columns_used_(kMostColumns + 1),
      layers_{filled(std::make_index_sequence<kWhys>(), emitter_)} {
  if (sheet.state == SheetState::kVisible && emitter.taker() != nullptr) emitter.taker()->sheet(sheet.name);
  const std::size_t range = sheet.print_area.rfind('!');
  if (range == std::string::npos || sheet.print_area.find(',') != std::string::npos) return;
  std::string plain = sheet.print_area.substr(range + 1);
  std::erase(plain, '$');
  const std::size_t colon = plain.find(':');
  print_low_ = cell_at(plain);
  print_high_ = colon == std::string::npos ? print_low_ : cell_at(std::string_view(plain).substr(colon + 1));
}

std::string SheetCells::place() const { return fmt::format("sheet ‘{}’", sheet_.name); }

void SheetCells::columns(Columns which, bool hidden, bool zero, bool outline) {
  // Excel writes width 0 with many a hidden column: hidden says more.
  const Why why = hidden && outline ? Why::kColumnOutline
                  : hidden          ? Why::kColumnHidden
                  : zero            ? Why::kColumnZero
                                    : Why::kVisible;
  if (ranges_.size() < kMostColumns) ranges_.push_back({which.from, which.to, why});
}

void SheetCells::row(std::uint32_t number, bool hidden, bool zero, bool outline) {
  const Why why = hidden && outline ? Why::kRowOutline
                  : hidden          ? Why::kRowHidden
                  : zero            ? Why::kRowZero
                                    : Why::kVisible;
  if (number >= rows_.size() && (why != default_row_ || default_row_ != Why::kVisible) && number <= kMostRows)
    rows_.resize(number + 1, Why::kUnset);
  if (number < rows_.size()) rows_[number] = why;
  beyond_ = why;
}

SheetCells::Why SheetCells::column_why(std::uint32_t column) const {
  if (column < first_.column) return Why::kColumnHidden;
  for (const Range& range : ranges_)
    if (column >= range.from && column <= range.to) return range.why;
  return default_column_;
}
SheetCells::Why SheetCells::row_why(std::uint32_t row) const {
  if (row < first_.row) return Why::kRowHidden;
  if (row > kMostRows) return beyond_;
  return row < rows_.size() && rows_[row] != Why::kUnset ? rows_[row] : default_row_;
}

void SheetCells::cell(CellAt at, CellLook look, std::string_view words, const CellValue& value) {
  if (at.row != row_) end_row();
  row_ = at.row;
  if (is_blank(words)) return;
  const bool far = last_row_ != 0 && at.row > last_row_ + kFarRows;
  far_ = far_ || far;
  if (!far_) near_row_ = std::max(near_row_, at.row);
  last_row_ = std::max(last_row_, at.row);
  fill(at, !look_same(look.fill, kWhite));
  if (at.column <= kMostColumns) ++columns_used_[at.column];
  if (print_low_.row != 0 && print_high_.row != 0 &&
      (at.row < print_low_.row || at.row > print_high_.row || at.column < print_low_.column ||
       at.column > print_high_.column))
    ++outside_print_;
  bool seen = true;
  for (const Why why : {sheet_.state != SheetState::kVisible ? Why::kSheet : Why::kVisible, row_why(at.row),
                        column_why(at.column), is_unseen(look, value) ? Why::kFont : Why::kVisible,
                        is_masked(look, value) || is_out_of_sight(look, words) ? Why::kFormat : Why::kVisible,
                        look.tiny || (look.shrinks && shrinks_away(at, words)) ? Why::kTiny : Why::kVisible,
                        far_ ? Why::kFar : Why::kVisible}) {
    if (why == Why::kVisible) continue;
    seen = false;
    put(why, at, words);
  }
  if (!seen) return;
  put(Why::kVisible, at, words);
  if (emitter_.taker() == nullptr ||
      (look.format != nullptr && value.kind == CellValue::Kind::kNumber && look.format->leaves_out(value.number)))
    return;
  CellValue shown = value;
  shown.format = look.format;
  emitter_.taker()->cell(at, shown, words);
}

bool SheetCells::shrinks_away(CellAt at, std::string_view words) const {
  constexpr double kWidth = 8.43;  // of a column that says nothing
  double width = kWidth;
  for (const auto& [which, letters] : widths_)
    if (at.column >= which.from && at.column <= which.to) width = letters;
  return static_cast<double>(words.size()) * kSmallestLetters > (width + 1) * kLetters;
}

void SheetCells::fill(CellAt at, bool on_colour) {
  if (!filled_.empty() && filled_.back().row == at.row && filled_.back().last + 1 == at.column &&
      filled_.back().on_colour == on_colour)
    filled_.back().last = at.column;
  else if (filled_.size() < kMostFilled)
    filled_.push_back({at.row, at.column, at.column, on_colour});
  else
    full_ = true;
}

void SheetCells::merged(CellAt low, CellAt high) {
  if (low.row != 0 && high.row != 0 && merged_.size() < kMostAreas) merged_.push_back({low, high});
}
void SheetCells::shape(const SheetShape& shape) {
  if (shape.covered && shapes_.size() < kMostAreas) shapes_.push_back({shape.covered->low, shape.covered->high});
  if (shape.tiny) ++tiny_shapes_;
  if (shape.says && drawn_.size() < kMostAreas) drawn_.push_back(shape.place);
}
void SheetCells::conditional(CellAt low, CellAt high, bool by_white) {
  if (low.row != 0 && high.row != 0 && conditional_.size() < kMostAreas) conditional_.push_back({low, high, by_white});
}

template <class Take>
void SheetCells::cells_in(const Area& area, Take take) const {
  for (auto at = std::ranges::lower_bound(filled_, area.low.row, {}, &Run::row);
       at != filled_.end() && at->row <= area.high.row; ++at) {
    if (area.on_white_only && at->on_colour) continue;
    for (std::uint32_t column = std::max(at->first, area.low.column); column <= std::min(at->last, area.high.column);
         ++column)
      take(CellAt{column, at->row});
  }
}

void SheetCells::look_under_merged() {
  Box box;
  std::uint64_t under = 0;
  for (const Area& area : merged_)
    cells_in(area, [&](CellAt cell) {
      if (cell.row == area.low.row && cell.column == area.low.column) return;
      ++under;
      box.add(cell);
      if (emitter_.taker() != nullptr) emitter_.taker()->drop(cell);
    });
  if (under > 0)
    emitter_.observe({.trait = Trait::kCovered,
                      .part = sheet_.part,
                      .place = fmt::format("{} {}, under merged cells", place(), box.text()),
                      .cells = under});
}

void SheetCells::look_under_shapes() {
  Box box;
  std::set<std::uint64_t> met;
  for (const Area& area : shapes_)
    cells_in(area, [&](CellAt cell) {
      if (met.size() >= kMostConditional || !met.insert(std::uint64_t{cell.row} << 32 | cell.column).second) return;
      box.add(cell);
      if (emitter_.taker() != nullptr) emitter_.taker()->drop(cell);
    });
  if (!met.empty())
    emitter_.observe({.trait = Trait::kUnderShape,
                      .part = sheet_.part,
                      .place = fmt::format("{} {}, under shapes", place(), box.text()),
                      .cells = met.size()});
}

void SheetCells::look_at_conditional() {
  Box box;
  std::set<std::uint64_t> met;
  for (const Area& area : conditional_)
    cells_in(area, [&](CellAt cell) {
      if (met.size() >= kMostConditional || !met.insert(std::uint64_t{cell.row} << 32 | cell.column).second) return;
      box.add(cell);
    });
  if (!met.empty())
    emitter_.observe({.trait = Trait::kConditionHides,
                      .part = sheet_.part,
                      .place = fmt::format("{} {}", place(), box.text()),
                      .cells = met.size()});
}

void SheetCells::put(Why why, CellAt at, std::string_view words) {
  const auto index = static_cast<std::size_t>(why);
  layers_[index].cell(words);
  boxes_[index].add(at);
}

void SheetCells::end_row() {
  for (Layer& layer : layers_) layer.end_row();
}

void SheetCells::close(Why why, Trait trait) {
  const auto index = static_cast<std::size_t>(why);
  std::string which;
  if (why >= Why::kRowHidden && why <= Why::kRowOutline) which = ", rows " + boxes_[index].rows();
  if (why >= Why::kColumnHidden && why <= Why::kColumnOutline) which = ", columns " + boxes_[index].columns();
  layers_[index].close(trait, sheet_.part, fmt::format("{} {}{}", place(), boxes_[index].text(), which));
}

void SheetCells::close() {
  const bool very = sheet_.state == SheetState::kVeryHidden;
  close(Why::kVisible, Trait::kVisible);
  if (sheet_.state != SheetState::kVisible && layers_[static_cast<std::size_t>(Why::kSheet)].cells() == 0)
    emitter_.observe({.trait = very ? Trait::kSheetVeryHidden : Trait::kSheetHidden,
                      .part = sheet_.part,
                      .place = fmt::format("{}, {}", place(), draws_ ? "with shapes or tables on it" : "empty"),
                      .cells = draws_ ? 1U : 0U});
  close(Why::kSheet, very ? Trait::kSheetVeryHidden : Trait::kSheetHidden);
  close(Why::kRowHidden, filtered_ ? Trait::kRowFiltered : Trait::kRowHidden);
  close(Why::kRowZero, Trait::kRowZero);
  close(Why::kRowOutline, Trait::kRowOutline);
  close(Why::kColumnHidden, Trait::kColumnHidden);
  close(Why::kColumnZero, Trait::kColumnZero);
  close(Why::kColumnOutline, Trait::kColumnOutline);
  close(Why::kFont, Trait::kFontIsFill);
  close(Why::kFormat, Trait::kFormatHides);
  close(Why::kTiny, Trait::kTextTiny);
  close(Why::kFar, Trait::kFarCell);
  if (tiny_shapes_ > 0)
    emitter_.observe({.trait = Trait::kHiddenShape,
                      .part = sheet_.part,
                      .place = place() + ", pictures or charts too small to be seen",
                      .cells = tiny_shapes_});
  if (outside_print_ > 0)
    emitter_.observe({.trait = Trait::kOutsidePrint, .part = sheet_.part, .place = place(), .cells = outside_print_});
  look_for_far_columns();
  if (sheet_.state == SheetState::kVisible)
    look_for_far_shapes();
  else
    shapes_.clear();
  const bool compares = !merged_.empty() || !conditional_.empty() || !shapes_.empty();
  if (compares) std::ranges::sort(filled_, {}, &Run::row);
  if (full_ && compares)
    emitter_.unread(sheet_.part,
                    place() + ": more cells than conditional formats, merged cells and shapes are compared with");
  look_under_merged();
  look_under_shapes();
  look_at_conditional();
}

void SheetCells::look_for_far_columns() {
  std::uint64_t beyond = 0;
  std::uint32_t last = 0, far_from = 0;
  for (std::uint32_t i = 1; i <= kMostColumns; ++i) {
    if (columns_used_[i] == 0) continue;
    if (far_from == 0 && last != 0 && i > last + kFarColumns) far_from = i;
    if (far_from != 0)
      beyond += columns_used_[i];
    else
      near_column_ = i;
    last = i;
  }
  if (beyond > 0 && sheet_.state == SheetState::kVisible && emitter_.taker() != nullptr)
    emitter_.taker()->drop_columns(far_from);
  if (beyond > 0)
    emitter_.observe({.trait = Trait::kFarCell,
                      .part = sheet_.part,
                      .place = fmt::format("{}, columns from {} on", place(), far_from),
                      .cells = beyond});
}

// As cells are: where too much that is empty lies between a shape and whatever comes before it.
void SheetCells::look_for_far_shapes() {
  const auto reach = [&](std::uint32_t CellAt::*which, std::uint32_t from, std::uint32_t most) {
    std::ranges::sort(drawn_, {}, [&](const SheetArea& each) { return each.low.*which; });
    for (const SheetArea& each : drawn_)
      if (from == 0 || each.low.*which <= from + most) from = std::max(from, each.high.*which);
    return from + most;
  };
  const std::uint32_t column = reach(&CellAt::column, near_column_, kFarColumns),
                      row = reach(&CellAt::row, near_row_, kFarRows);
  std::uint64_t far = 0, outside = 0;
  CellAt first;
  for (const SheetArea& each : drawn_) {
    if ((each.low.row > row || each.low.column > column) && ++far == 1) first = each.low;
    const bool prints = print_low_.row == 0 || print_high_.row == 0 ||
                        (each.low.row <= print_high_.row && each.high.row >= print_low_.row &&
                         each.low.column <= print_high_.column && each.high.column >= print_low_.column);
    outside += prints ? 0U : 1U;
  }
  if (far > 0)
    emitter_.observe({.trait = Trait::kFarCell,
                      .part = sheet_.part,
                      .place = fmt::format("{}, shapes from {} on", place(), cell_name(first)),
                      .cells = far});
  if (outside > 0)
    emitter_.observe(
        {.trait = Trait::kOutsidePrint, .part = sheet_.part, .place = place() + ", shapes", .cells = outside});
}

}  // namespace tipstaff::document
