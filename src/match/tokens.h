// Cuts bytes into tokens: runs of ASCII letters, digits and bytes beyond ASCII. Three ways that give the same answer,
// the fastest that this processor can; tests hold them against each other. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tipstaff::match {

enum class Way : std::uint8_t { kScalar, kAvx2, kAvx512 };  // kAvx512: with BW, VBMI and VBMI2
std::string_view way_name(Way way);
bool can(Way way);
Way best_way();

inline constexpr std::size_t kMostTokenised =
    std::size_t{1} << 13;  // bytes in one call, so few that all that is made of them stays near the processor
inline constexpr std::size_t kPadding = 64;  // readable bytes behind what is tokenised

// Positions are bytes from `text`. Room for the most there can be, and for what a vector writes beyond.
struct Cuts {
  std::size_t count = 0, wide_count = 0;
  std::vector<std::uint32_t> begin = std::vector<std::uint32_t>(kMostTokenised / 2 + 128);
  std::vector<std::uint32_t> end = std::vector<std::uint32_t>(kMostTokenised / 2 + 128);
  std::vector<std::uint32_t> wide =
      std::vector<std::uint32_t>(kMostTokenised / 2 + 128);  // where runs beyond ASCII begin
};

// `size` at most kMostTokenised; kPadding bytes behind it can be read, and do not count.
void cut(Way way, const std::uint8_t* text, std::size_t size, Cuts& out);

}  // namespace tipstaff::match
