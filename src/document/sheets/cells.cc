#include "document/sheets/cells.h"

#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostColumnsKept = 16'384;
constexpr std::size_t kMostRowsNamed = 10'000, kMostRuns = 8;

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
  // Cells come row by row: most bring no new row, and soon no new column.
  if (at.column >= has_column_.size()) has_column_.resize(std::min<std::size_t>(at.column, kMostColumnsKept) + 1);
  if (at.column >= has_column_.size() || !has_column_[at.column]) {
    columns_.insert(at.column);
    if (at.column < has_column_.size()) has_column_[at.column] = true;
  }
  if (at.row != last_.row && (rows_.size() < kMostRowsNamed || rows_.contains(at.row))) rows_.insert(at.row);
  last_ = at;
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

}  // namespace tipstaff::document
