// Where shapes that are bound to a sheet of an OpenDocument workbook lie among its cells: they say so in lengths.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tipstaff::document {

inline constexpr std::uint64_t kMostRows = 20'000'000;

// Where rows or columns end, in points from the first one's beginning.
class Ends {
 public:
  void add(std::uint64_t count, double size) {
    if (ends_.size() < kMostEnds) ends_.push_back({number_ += count, at_ += static_cast<double>(count) * size});
  }
  // Counted from 1; behind the last that was told they are as large as programs make them.
  std::uint32_t number_at(double point, double usual) const {
    const auto found = std::ranges::lower_bound(ends_, point, {}, &std::pair<std::uint64_t, double>::second);
    if (found == ends_.end())
      return static_cast<std::uint32_t>(
          std::min<double>(static_cast<double>(number_) + (point - at_) / usual + 1, kMostRows));
    const auto before = found == ends_.begin() ? std::pair<std::uint64_t, double>{0, 0} : *std::prev(found);
    const double share = (point - before.second) / std::max(found->second - before.second, 1e-6);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(
        before.first + static_cast<std::uint64_t>(share * static_cast<double>(found->first - before.first)) + 1,
        kMostRows));
  }

 private:
  static constexpr std::size_t kMostEnds = 2'000'000;
  std::vector<std::pair<std::uint64_t, double>> ends_;
  std::uint64_t number_ = 0;
  double at_ = 0;
};

}  // namespace tipstaff::document
