#include "document/sheet_cells.h"

#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostRowsNamed = 10'000, kMostRuns = 8;
// So many empty rows or columns lie between what is looked at and what is far away from it.
constexpr std::uint32_t kFarRows = 200, kFarColumns = 50, kMostRows = 2'000'000;

// 3, 7, 8, 9 → "3, 7–9".
template <class Name>
std::string runs(const std::set<std::uint32_t>& numbers, Name name) {
  std::string out;
  std::size_t count = 0;
  for (auto at = numbers.begin(); at != numbers.end();) {
    if (++count > kMostRuns) return out + ", …";
    const std::uint32_t first = *at;
    std::uint32_t last = first;
    while (++at != numbers.end() && *at == last + 1) last = *at;
    out += (out.empty() ? "" : ", ") + name(first) + (last == first ? "" : "–" + name(last));
  }
  return out;
}

}  // namespace

CellAt cell_at(std::string_view reference) {
  CellAt out;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && out.column < 20'000; ++at)
    out.column = out.column * 26 + static_cast<std::uint32_t>(reference[at] - 'A' + 1);
  for (; at < reference.size() && reference[at] >= '0' && reference[at] <= '9' && out.row < 20'000'000; ++at)
    out.row = out.row * 10 + static_cast<std::uint32_t>(reference[at] - '0');
  return out;
}

std::string cell_name(CellAt at) {
  std::string letters;
  for (std::uint32_t column = at.column; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters + std::to_string(at.row);
}

std::string area_text(const std::string& sheet, CellAt low, CellAt high) {
  return "'" + sheet + "'!" + cell_name(low) + ":" + cell_name(high);
}

std::string number_text(double value, bool date, bool from_1904) {
  using namespace std::chrono;
  constexpr double kDaysTo2200 = 109'575;
  if (date && value >= 1 && value < kDaysTo2200) {
    // Day 60 of 1900 never was (Lotus 1-2-3 counted it): from day 61 the count is one more than the days.
    const sys_days begin = from_1904    ? sys_days{1904y / January / 1}
                           : value < 61 ? sys_days{1899y / December / 31}
                                        : sys_days{1899y / December / 30};
    const year_month_day day(begin + days(static_cast<int>(value)));
    return fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(day.day()), static_cast<unsigned>(day.month()),
                       static_cast<int>(day.year()));
  }
  return std::isfinite(value) ? fmt::format("{:.15g}", value) : "";
}

double rk_number(std::uint32_t rk) {
  const double value = (rk & 2) != 0 ? static_cast<double>(static_cast<std::int32_t>(rk) >> 2)
                                     : std::bit_cast<double>(static_cast<std::uint64_t>(rk & 0xfffffffc) << 32);
  return (rk & 1) != 0 ? value / 100 : value;
}

bool shows_date(std::string_view format) {
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*')
      ++i;
    else if (c == '[' || c == ']')
      bracket = c == '[';
    else if (!bracket && (c == 'd' || c == 'y' || c == 'D' || c == 'Y'))
      return true;
  }
  return false;
}

void Box::add(CellAt at) {
  if (empty()) low_ = high_ = at;
  columns_.insert(at.column);
  if (rows_.size() < kMostRowsNamed || rows_.contains(at.row)) rows_.insert(at.row);
  low_ = {std::min(low_.column, at.column), std::min(low_.row, at.row)};
  high_ = {std::max(high_.column, at.column), std::max(high_.row, at.row)};
}

std::string Box::columns() const {
  return runs(columns_, [](std::uint32_t column) {
    std::string name = cell_name({column, 1});
    name.pop_back();
    return name;
  });
}

std::string Box::rows() const {
  return runs(rows_, [](std::uint32_t row) { return std::to_string(row); });
}

std::string Box::text() const {
  if (empty()) return {};
  return cell_name(low_) + (low_.column == high_.column && low_.row == high_.row ? "" : ":" + cell_name(high_));
}

SheetCells::SheetCells(Emitter& emitter, const Sheet& sheet)
    : emitter_(emitter),
      sheet_(sheet),
      columns_used_(kMostColumns + 1),
      layers_{filled(std::make_index_sequence<kWhys>(), emitter_)} {
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
  for (const Range& range : ranges_)
    if (column >= range.from && column <= range.to) return range.why;
  return default_column_;
}
SheetCells::Why SheetCells::row_why(std::uint32_t row) const {
  if (row > kMostRows) return beyond_;
  return row < rows_.size() && rows_[row] != Why::kUnset ? rows_[row] : default_row_;
}

void SheetCells::cell(CellAt at, CellLook look, std::string_view words) {
  if (at.row != row_) end_row();
  row_ = at.row;
  if (is_blank(words)) return;
  const bool far = last_row_ != 0 && at.row > last_row_ + kFarRows;
  far_ = far_ || far;
  last_row_ = std::max(last_row_, at.row);
  if (at.column <= kMostColumns) ++columns_used_[at.column];
  if (print_low_.row != 0 && print_high_.row != 0 &&
      (at.row < print_low_.row || at.row > print_high_.row || at.column < print_low_.column ||
       at.column > print_high_.column))
    ++outside_print_;
  bool seen = true;
  for (const Why why : {sheet_.state != SheetState::kVisible ? Why::kSheet : Why::kVisible, row_why(at.row),
                        column_why(at.column), look.font_is_fill ? Why::kFont : Why::kVisible,
                        look.hides ? Why::kFormat : Why::kVisible, far_ ? Why::kFar : Why::kVisible}) {
    if (why == Why::kVisible) continue;
    seen = false;
    put(why, at, words);
  }
  if (seen) put(Why::kVisible, at, words);
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
  close(Why::kFar, Trait::kFarCell);
  if (outside_print_ > 0)
    emitter_.observe({.trait = Trait::kOutsidePrint, .part = sheet_.part, .place = place(), .cells = outside_print_});
  look_for_far_columns();
}

void SheetCells::look_for_far_columns() {
  std::uint64_t beyond = 0;
  std::uint32_t last = 0, far_from = 0;
  for (std::uint32_t i = 1; i <= kMostColumns; ++i) {
    if (columns_used_[i] == 0) continue;
    if (far_from == 0 && last != 0 && i > last + kFarColumns) far_from = i;
    if (far_from != 0) beyond += columns_used_[i];
    last = i;
  }
  if (beyond > 0)
    emitter_.observe({.trait = Trait::kFarCell,
                      .part = sheet_.part,
                      .place = fmt::format("{}, columns from {} on", place(), far_from),
                      .cells = beyond});
}

}  // namespace tipstaff::document
