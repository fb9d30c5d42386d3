// Pictures with shapes in front of them, on slides, pages and sheets: photographs and screenshots are blackened so, and
// every program lifts the shape. Lengths are in points.
#pragma once

#include <span>
#include <string_view>

#include "document/colour.h"
#include "document/geometry.h"

namespace tipstaff::document {

// What is painted, from the lowest to the highest.
struct Painted {
  enum class Form : std::uint8_t { kBox, kRound, kOther } form = Form::kBox;
  enum class What : std::uint8_t { kShape, kPicture, kChart } what = What::kShape;
  PageBox box{};
  std::string_view picture{};   // its file; one picture lies over itself where a program put it down twice
  bool opaque = false;          // nothing shines through
  bool bare = false;            // no words stand in it or on it: no label
  std::optional<Rgb> colour{};  // that it is filled with; nothing: more than one, or a picture
};

// Pictures that are covered, all or a part of them. A box without words covers what it lies on, in any colour; a round
// shape where it is black or white, since coloured ones mark what is to be seen. Charts count where all
// of one is covered: boxes on them are part of the drawing. Where more shapes of other forms lie on
// the picture it is a drawing.
struct PatchedPictures {
  std::size_t whole = 0, part = 0;
};
PatchedPictures patched_pictures(std::span<const Painted> painted);

// So dark or so light that it is there to hide: black, white, or next to them.
bool is_patch_colour(Rgb colour);

}  // namespace tipstaff::document
