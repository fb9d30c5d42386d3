// What happens to a photograph inside the sandboxed child.

#include "card/photo.h"
#include "card/photo_decode.h"
#include "card/to_rgb.h"

namespace tipstaff::card {
namespace {

constexpr double kAspect = double(kPortraitWidth) / kPortraitHeight;
constexpr int kFinderSide = 480;

struct FoundFaces {
  Faces faces = Faces::kNotLookedFor;
  Box box;  // in upright pixels, when there is just one
};

FoundFaces find_faces(const Decoded& photo, const FaceFinder& finder) {
  if (!finder) return {};
  const Pixels& stored = photo.pixels;
  const double shrink = std::min(1.0, double(kFinderSide) / std::max(stored.width, stored.height));
  const int width = std::max(1, static_cast<int>(stored.width * shrink));
  const int height = std::max(1, static_cast<int>(stored.height * shrink));
  const Box whole{0, 0, double(stored.width), double(stored.height)};
  const Pixels small =
      to_rgb(photo.orientation.turn_upright(resample(stored, whole, width, height)), photo.colour_profile);
  const std::vector<Box> boxes = finder(small);
  if (boxes.empty()) return {Faces::kNone, {}};
  if (boxes.size() > 1) return {Faces::kSeveral, {}};
  const Box& face = boxes.front();
  return {Faces::kOne, {face.x / shrink, face.y / shrink, face.width / shrink, face.height / shrink}};
}

Result<Decoded> decode(ByteView file) {
  constexpr std::string_view kJpeg = "\xff\xd8\xff", kPng = "\x89PNG\r\n\x1a\n";
  if (as_text(file).starts_with(kJpeg)) return decode_jpeg(file, {kPortraitWidth * 19 / 20, kPortraitHeight * 19 / 20});
  if (as_text(file).starts_with(kPng)) return decode_png(file);
  return fail(Code::kInvalid, "it is neither JPEG nor PNG");
}

}  // namespace

Result<Bytes> decode_portrait(ByteView file, const FaceFinder& finder) {
  TRY_ASSIGN(const Decoded photo, decode(file));
  double width = photo.pixels.width, height = photo.pixels.height;
  const bool swapped = photo.orientation.swaps_sides();
  if (swapped) std::swap(width, height);
  const FoundFaces found = find_faces(photo, finder);
  const Box crop = found.faces == Faces::kOne ? portrait_crop(width, height, kAspect, found.box)
                                              : portrait_crop(width, height, kAspect);
  const Pixels small = resample(photo.pixels, photo.orientation.stored_box(crop, width, height),
                                swapped ? kPortraitHeight : kPortraitWidth, swapped ? kPortraitWidth : kPortraitHeight);
  const Pixels rgb = to_rgb(photo.orientation.turn_upright(small), photo.colour_profile);
  Bytes out = {static_cast<std::uint8_t>(found.faces)};
  append(out, rgb.data);
  return out;
}

SandboxRole photo_role(std::function<FaceFinder()> load) {
  SandboxLimits limits;
  limits.largest_request = kLargestPhotoFile;
  limits.largest_answer = 1 + kPortraitWidth * kPortraitHeight * 3;
  const auto finder = std::make_shared<FaceFinder>();
  return {std::string(kPhotoRole), limits,
          [finder, load = std::move(load)] {
            prepare_colours();
            if (load) *finder = load();
          },
          [finder](ByteView file) { return decode_portrait(file, *finder); }};
}

}  // namespace tipstaff::card
