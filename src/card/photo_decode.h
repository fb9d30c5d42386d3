// JPEG and PNG files → pixels. Hostile bytes: called in the sandboxed child only. Dimensions are checked before a pixel
// is decoded.
#pragma once

#include "base/result.h"
#include "card/pixels.h"

namespace tipstaff::card {

inline constexpr std::int64_t kMostPixels = 42'000'000;
inline constexpr std::uint32_t kLongestSide = 20'000, kShortestSide = 50;
inline constexpr int kMostScans = 100;  // of a progressive JPEG; each costs a pass over the whole picture

struct Decoded {
  Pixels pixels;  // as stored, possibly already shrunk; 1 grey, 3 RGB, 4 CMYK (0 = no ink)
  Orientation orientation;
  Bytes colour_profile;  // ICC; empty when there is none
};

// Errors: kInvalid.
Result<void> check_size(std::uint32_t width, std::uint32_t height);
// A JPEG is shrunk while it is decoded, by 2, 4 or 8, as long as its sides keep this many pixels.
struct Enough {
  int shorter = 20'000, longer = 20'000;
};
Result<Decoded> decode_jpeg(ByteView file, Enough enough = {});
Result<Decoded> decode_png(ByteView file);

}  // namespace tipstaff::card
