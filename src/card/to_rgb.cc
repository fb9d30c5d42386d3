#include "card/to_rgb.h"

#include <lcms2.h>
#include <time.h>

namespace tipstaff::card {
namespace {

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

}  // namespace

Pixels to_rgb(Pixels from, const Bytes& icc) {
  Pixels rgb = Pixels::blank(from.width, from.height, 3);
  if (!icc.empty() && convert_by_profile(from, icc, rgb)) return rgb;
  if (from.channels == 3) return from;
  const std::uint8_t* at = from.data.data();
  for (std::size_t out = 0; out < rgb.data.size(); out += 3, at += from.channels) {
    for (std::size_t c = 0; c < 3; ++c)
      rgb.data[out + c] = from.channels == 1 ? at[0] : static_cast<std::uint8_t>((255 - at[c]) * (255 - at[3]) / 255);
  }
  return rgb;
}

void prepare_colours() {
  tzset();  // lcms dates its profiles, and the time zone's file cannot be opened after the lock
  const Profile warm_up(cmsCreate_sRGBProfile());
}

}  // namespace tipstaff::card
