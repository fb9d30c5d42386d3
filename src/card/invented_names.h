// Tables for invented.cc: names by community, most frequent first; ranks, units, places.
#pragma once

#include <span>
#include <string_view>

namespace tipstaff::card {

struct NameGroup {
  int per_mille;          // of the force
  int lightest, darkest;  // skin, as in Look
  int turban_per_cent, headscarf_per_cent;
  std::span<const std::string_view> women, men, surnames;
};
std::span<const NameGroup> name_groups();

struct Share {
  int weight;
  std::string_view text;
};
std::span<const Share> officer_ranks();
std::span<const Share> staff_grades();
std::span<const Share> officer_units();
std::span<const Share> staff_units();
std::span<const Share> places();

}  // namespace tipstaff::card
