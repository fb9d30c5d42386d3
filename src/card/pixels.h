// Pictures in memory: rows of 8-bit samples without padding, and what is done to them on the way to a card: turn, crop,
// scale. Pure functions, any thread. Sizes are pixels.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::card {

struct Pixels {
  int width = 0, height = 0;
  int channels = 3;  // 1 grey, 3 RGB, 4 CMYK (0 = no ink) or RGBA, as the producer says
  Bytes data;        // width × height × channels

  static Pixels blank(int width, int height, int channels);
  const std::uint8_t* row(int y) const { return data.data() + stride() * static_cast<std::size_t>(y); }
  std::uint8_t* row(int y) { return data.data() + stride() * static_cast<std::size_t>(y); }
  std::size_t stride() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels); }
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

// The Exif orientation (Exif 2.32 §4.6.4 A, tag 0x0112): how a stored picture must be turned to stand upright.
class Orientation {
 public:
  explicit Orientation(int exif_value = 1) : value_(exif_value >= 1 && exif_value <= 8 ? exif_value : 1) {}
  // Reads that one tag from a TIFF block and nothing else; whatever is malformed is "upright".
  static Orientation from_tiff(ByteView tiff);

  int exif_value() const { return value_; }
  bool swaps_sides() const { return value_ >= 5; }
  // A box in the upright picture of the given size → the same box in the stored picture.
  Box stored_box(const Box& upright, double upright_width, double upright_height) const;
  Pixels turn_upright(const Pixels& stored) const;

 private:
  int value_;
};

// The part of `from` inside `box`, scaled to width × height with a Catmull-Rom filter widened when shrinking.
Pixels resample(const Pixels& from, const Box& box, int width, int height);

// The largest box of the given aspect (width ÷ height) in a picture of `width` × `height`: centred, and with a third of
// the surplus height above and two thirds below, where heads are. With a face, so that its box is 46 % of the height
// and its middle 45 % down, as far as the picture reaches.
Box portrait_crop(double width, double height, double aspect);
Box portrait_crop(double width, double height, double aspect, const Box& face);

}  // namespace tipstaff::card
