// What each token could be: a byte of flags for every one, from a table that a cheap hash of its first 8 bytes points
// into. Three ways that give the same answer, as in tokens.h. Pure functions, any thread.
#pragma once

#include "match/index.h"
#include "match/tokens.h"

namespace tipstaff::match {

// Beside the classes of index.h, in the same byte. A token with a digit at its edge (has_digit_at_edge) has none of
// those.
inline constexpr std::uint8_t kNumber =
    kNumberClass;                           // also: has a digit at its edge, and is as long as the roll's numbers
inline constexpr std::uint8_t kUpper = 16;  // begins with a capital, or is not ASCII
inline constexpr std::uint8_t kSingle = 32;
inline constexpr std::uint8_t kUnfolded = 64;  // set by scan.cc
inline constexpr std::uint8_t kLong = 128;     // three bytes or more

inline constexpr std::size_t kLongestToken = 40;  // a longer one is nothing
inline constexpr std::size_t kTokensAtOnce = 64;
inline constexpr std::size_t kTokenRoom =
    kTokensAtOnce + 8;  // begin, end and both of what is written have room for that many more

// Of tokens as cut() gives them: `count` at least 1; kPadding bytes behind the text can be read. `words`: token_word()
// of each.
void classify(Way way, const Index& index, const std::uint8_t* text, std::uint32_t* begin, std::uint32_t* end,
              std::size_t count, std::uint8_t* classes, std::uint32_t* words);

}  // namespace tipstaff::match
