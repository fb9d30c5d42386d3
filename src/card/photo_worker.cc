// What happens to a photograph inside the sandboxed child.
#include <lcms2.h>
#include <time.h>

#include "card/photo.h"
#include "card/photo_decode.h"

namespace tipstaff::card {
namespace {

constexpr double kAspect = double(kPortraitWidth) / kPortraitHeight;
constexpr int kFinderSide = 480;

class Profile {
 public:
  explicit Profile(cmsHPROFILE profile) : profile_(profile) {}
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;
  ~Profile() {
    if (profile_ != nullptr) cmsCloseProfile(profile_);
  }
  cmsHPROFILE get() const { return profile_; }

 private:
  cmsHPROFILE profile_;
};

// False when the profile is broken or is for another kind of colour: the picture is then taken as it is.
bool convert_by_profile(const Pixels& from, const Bytes& icc, Pixels& rgb) {
  const Profile input(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (input.get() == nullptr) return false;
  const cmsColorSpaceSignature space = cmsGetColorSpace(input.get());
  cmsUInt32Number format = 0;
  if (from.channels == 3 && space == cmsSigRgbData) format = TYPE_RGB_8;
  if (from.channels == 1 && space == cmsSigGrayData) format = TYPE_GRAY_8;
  if (from.channels == 4 && space == cmsSigCmykData) format = TYPE_CMYK_8;
  if (format == 0) return false;
  const Profile output(cmsCreate_sRGBProfile());
  cmsHTRANSFORM transform =
      cmsCreateTransform(input.get(), format, output.get(), TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, 0);
  if (transform == nullptr) return false;
  cmsDoTransform(transform, from.data.data(), rgb.data.data(),
                 static_cast<cmsUInt32Number>(from.width) * static_cast<cmsUInt32Number>(from.height));
  cmsDeleteTransform(transform);
  return true;
}

Pixels to_rgb(Pixels from, const Bytes& icc) {
  Pixels rgb = Pixels::blank(from.width, from.height, 3);
  if (!icc.empty() && convert_by_profile(from, icc, rgb)) return rgb;
  if (from.channels == 3) return from;
  const std::uint8_t* at = from.data.data();
  for (std::size_t out = 0; out < rgb.data.size(); out += 3, at += from.channels) {
    for (std::size_t c = 0; c < 3; ++c)
      rgb.data[out + c] =
          from.channels == 1 ? at[0] : static_cast<std::uint8_t>((255 - at[c]) * (255 - at[3]) / 255);
  }
  return rgb;
}

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
  const Pixels small = to_rgb(photo.orientation.turn_upright(resample(stored, whole, width, height)), photo.colour_profile);
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
            tzset();  // lcms dates its profiles, and the time zone's file cannot be opened after the lock
            const Profile warm_up(cmsCreate_sRGBProfile());
            if (load) *finder = load();
          },
          [finder](ByteView file) { return decode_portrait(file, *finder); }};
}

}  // namespace tipstaff::card
