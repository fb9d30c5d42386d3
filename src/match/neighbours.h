// Which tokens may begin a name with those behind them, or be a number, by their classes alone (classes.h). Vectors
// where the processor has them; the same answer by every way. Pure functions, any thread.
#pragma once

#include "match/classes.h"

namespace tipstaff::match {

// How a token and the next may be a name.
inline constexpr std::uint8_t kForenameFirst = 1, kSurnameFirst = 2;
inline constexpr std::uint8_t kOneBetween = 4;  // forename, one word, surname
inline constexpr std::uint8_t kIsNumber = 8;
inline constexpr std::uint8_t kLikeAName = 16;    // both in capitals, and one could be a forename
inline constexpr std::uint8_t kKnownNumber = 32;  // set by scan.cc

// Tokens `from` to `to` in order: writes those that may be something, and how; returns how many. Room for to - from +
// kTokenRoom of both, and as many classes behind `to` can be read.
std::size_t neighbours(Way way, const std::uint8_t* classes, std::size_t from, std::size_t to, std::uint32_t* tokens,
                       std::uint8_t* ways);

}  // namespace tipstaff::match
