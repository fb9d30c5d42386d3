// Photographs on their way to a card: any JPEG or PNG → one small portrait of fixed size without any metadata.
// The file is decoded in the sandboxed child (law 10), which answers with bare pixels; the parent encodes them itself,
// so nothing of the file's bytes (Exif, GPS position, thumbnail, comment, colour profile) can reach the portrait, even
// if the file owned the child. Accepted: JPEG (grey, RGB, YCbCr, CMYK and YCCK, Adobe's inverted inks, baseline or
// progressive of at most 100 scans) and PNG (any depth, palette, alpha over white, interlaced); up to 64 MiB and 42
// million pixels, sides from 50 to 20,000 pixels. Turned upright by the Exif orientation, brought to sRGB by an
// embedded ICC profile, cropped to the card's window.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "base/result.h"
#include "base/sandbox.h"
#include "base/secret.h"
#include "card/pixels.h"

namespace tipstaff::card {

// 25 × 32 mm at 300 dots per inch.
inline constexpr int kPortraitWidth = 295, kPortraitHeight = 378;
inline constexpr std::size_t kLargestPortrait = 30'000;  // bytes
inline constexpr std::uint32_t kLargestPhotoFile = 64U << 20;

enum class Faces : std::uint8_t { kNotLookedFor = 0, kNone = 1, kOne = 2, kSeveral = 3 };
std::string_view faces_in_words(Faces faces);  // "faces were not looked for", "no face was found", …

struct Portrait {
  Plaintext jpeg;  // baseline JFIF, 295 × 378, 4:2:0, at most kLargestPortrait bytes; no other segment
  Faces faces = Faces::kNotLookedFor;
};

// Optional: finds faces in an upright RGB picture whose longer side is at most 480 pixels. Runs in the child.
using FaceFinder = std::function<std::vector<Box>(const Pixels& upright)>;

// The child's side, for run_if_sandboxed_child() in main. `load` makes the finder before the lock, or none (faces.h).
SandboxRole photo_role(std::function<FaceFinder()> load = {});
inline constexpr std::string_view kPhotoRole = "photo";

// The parent's side. One per thread; starts its child at the first photograph.
class PhotoNormaliser {
 public:
  explicit PhotoNormaliser(std::filesystem::path program = "/proc/self/exe");
  // Errors: kInvalid "the photograph cannot be used: …"; kUnavailable when no child can be started.
  Result<Portrait> normalise(ByteView file);

 private:
  SandboxedWorker worker_;
};

// A bare RGB picture as a baseline JPEG in locked memory, at 4:2:0, first at `quality` and then lower until it fits
// `most_bytes`. Errors: kInvalid when it does not fit at quality 16.
Result<Plaintext> encode_jpeg(int width, int height, ByteView rgb, int quality, std::size_t most_bytes);

// The child's work without the child: for tests and fuzzing only. One byte Faces, then 295 × 378 RGB pixels.
Result<Bytes> decode_portrait(ByteView file, const FaceFinder& finder);

}  // namespace tipstaff::card
