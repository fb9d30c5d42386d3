#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tipstaff::app {

// "1 card", "2 cards"; "1 person", "2 people" where `many` says so.
inline std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {}) {
  std::string out = std::to_string(count) + " ";
  if (count == 1 || many.empty())
    out += one;
  else
    out += many;
  if (count != 1 && many.empty()) out += 's';
  return out;
}

}  // namespace tipstaff::app
