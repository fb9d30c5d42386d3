#include "card/thumbnail.h"

#include <webp/encode.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "card/photo_decode.h"

namespace tipstaff::card {
namespace {

struct Picture : WebPPicture {
  Picture() : WebPPicture() {
    if (WebPPictureInit(this) == 0) throw std::bad_alloc();
  }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { WebPPictureFree(this); }
};

struct Written {
  WebPMemoryWriter writer;
  Written() { WebPMemoryWriterInit(&writer); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  ~Written() { WebPMemoryWriterClear(&writer); }
};

tl::unexpected<Error> too_large() {
  return fail(Code::kInvalid, "the photograph cannot be made small enough for the stamp");
}

Result<Bytes> encode(const Pixels& rgb, float quality) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0) throw std::bad_alloc();
  config.quality = quality;
  config.method = 4;
  config.segments = 1;  // each further one costs bytes that a picture this small does not win back
  Picture picture;
  picture.width = rgb.width;
  picture.height = rgb.height;
  Written out;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &out.writer;
  if (WebPPictureImportRGB(&picture, rgb.data.data(), static_cast<int>(rgb.stride())) == 0 ||
      WebPEncode(&config, &picture) == 0)
    return too_large();
  return Bytes(out.writer.mem, out.writer.mem + out.writer.size);
}

}  // namespace

Result<Bytes> thumbnail(ByteView portrait_jpeg, std::size_t most_bytes) {
  TRY_ASSIGN(const Decoded decoded, decode_jpeg(portrait_jpeg, {2 * kThumbnailWidth, 2 * kThumbnailHeight}));
  const Pixels& pixels = decoded.pixels;
  if (most_bytes == 0) return too_large();
  if (pixels.channels != 3) return fail(Code::kInvalid, "the photograph was not made ready for cards");
  const Pixels small =
      resample(pixels, {0, 0, double(pixels.width), double(pixels.height)}, kThumbnailWidth, kThumbnailHeight);
  // A plain picture fits at the best quality. Else size falls by some 3 % a step, so the next guess is seldom far off;
  // halving ends what a guess does not. What fills all but a twentieth is good enough: each try costs a third of a
  // millisecond, and every card needs one.
  constexpr int kBest = 80, kGuesses = 4;
  const auto most = static_cast<double>(most_bytes);
  Bytes best;
  int low = 0, high = kBest, quality = kBest;
  for (int tries = 1; low <= high && static_cast<double>(best.size()) < 0.95 * most; ++tries) {
    TRY_ASSIGN(Bytes tried, encode(small, static_cast<float>(quality)));
    const double size = static_cast<double>(tried.size());
    if (tried.size() <= most_bytes) {
      best = std::move(tried);
      low = quality + 1;
    } else {
      high = quality - 1;
    }
    const int guess = quality + static_cast<int>(std::lround(std::log(0.975 * most / size) / 0.03));
    quality = tries < kGuesses ? std::clamp(guess, low, std::max(low, high)) : (low + high) / 2;
  }
  if (best.empty()) return too_large();
  return best;
}

}  // namespace tipstaff::card
