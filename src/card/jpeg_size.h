// The size that a JPEG's frame header states, read without decoding; strict about what photo.h's encoder writes.
#pragma once

#include "base/result.h"

namespace tipstaff::card {

struct JpegSize {
  int width = 0, height = 0;
};

// Errors: kInvalid for anything but a baseline, three-component JPEG whose only application segment is JFIF.
inline Result<JpegSize> size_of_jpeg(ByteView jpeg) {
  constexpr std::uint8_t kJfif = 0xe0, kQuantisation = 0xdb, kBaseline = 0xc0;
  std::size_t at = 2;
  while (at + 10 <= jpeg.size() && jpeg[at] == 0xff) {
    const std::uint8_t marker = jpeg[at + 1];
    if (marker == kBaseline && jpeg[at + 9] == 3)
      return JpegSize{get_u16(jpeg.data() + at + 7), get_u16(jpeg.data() + at + 5)};
    if (marker != kJfif && marker != kQuantisation) break;
    at += 2 + std::size_t{get_u16(jpeg.data() + at + 2)};
  }
  return fail(Code::kInvalid, "the photograph was not made ready for cards");
}

}  // namespace tipstaff::card
