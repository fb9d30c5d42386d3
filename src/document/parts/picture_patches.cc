#include "document/parts/picture_patches.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

constexpr double kLeastPicture = 24, kLeastPatch = 5;              // points: of either side
constexpr double kInside = 0.9, kAll = 0.98, kAcross = 0.95;       // shares
constexpr unsigned kDark = 0x30, kLight = 0xf0;                    // of a channel
constexpr std::size_t kMostPictures = 500, kMostCompared = 5'000;  // of a page

enum class On : std::uint8_t { kNothing, kDrawing, kPatch, kWhole };

On on_picture(const Painted& over, const Painted& below) {
  const PageBox& picture = below.box;
  const PageBox cut = over.box.cut(picture);
  if (!over.opaque || cut.empty() || (!below.picture.empty() && over.picture == below.picture)) return On::kNothing;
  if (over.form == Painted::Form::kBox && cut.area() >= kAll * picture.area()) return On::kWhole;
  const double wide = cut.x1 - cut.x0, high = cut.y1 - cut.y0;
  if (!over.bare || over.what != Painted::What::kShape || cut.area() < kInside * over.box.area()) return On::kNothing;
  const bool plain = over.colour && is_patch_colour(*over.colour);
  const bool strip = wide >= kAcross * (picture.x1 - picture.x0) || high >= kAcross * (picture.y1 - picture.y0);
  const bool patch = over.colour && std::min(wide, high) >= kLeastPatch &&
                     (plain ? over.form != Painted::Form::kOther : over.form == Painted::Form::kBox && !strip);
  return patch ? On::kPatch : On::kDrawing;
}

}  // namespace

bool is_patch_colour(Rgb colour) {
  const unsigned red = colour >> 16 & 0xff, green = colour >> 8 & 0xff, blue = colour & 0xff;
  return std::max({red, green, blue}) <= kDark || std::min({red, green, blue}) >= kLight;
}

PatchedPictures patched_pictures(std::span<const Painted> painted) {
  PatchedPictures out;
  std::size_t pictures = 0;
  for (std::size_t i = 0; i < painted.size(); ++i) {
    const PageBox& box = painted[i].box;
    if (painted[i].what == Painted::What::kShape || std::min(box.x1 - box.x0, box.y1 - box.y0) < kLeastPicture ||
        ++pictures > kMostPictures)
      continue;
    std::size_t patches = 0, others = 0;
    bool whole = false;
    for (const Painted& over : painted.subspan(i + 1).first(std::min(painted.size() - i - 1, kMostCompared))) {
      const On on = on_picture(over, painted[i]);
      whole = whole || on == On::kWhole;
      patches += on == On::kPatch ? 1U : 0U;
      others += on == On::kDrawing ? 1U : 0U;
    }
    if (whole)
      ++out.whole;
    else if (patches > others && painted[i].what == Painted::What::kPicture)
      ++out.part;
  }
  return out;
}

}  // namespace tipstaff::document
