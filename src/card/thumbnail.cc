#include "card/thumbnail.h"

#include <webp/encode.h>

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
  if (WebPPictureImportRGB(&picture, rgb.data.data(), static_cast<int>(rgb.stride())) == 0 || WebPEncode(&config, &picture) == 0)
    return fail(Code::kInvalid, "the photograph cannot be made small enough for the stamp");
  return Bytes(out.writer.mem, out.writer.mem + out.writer.size);
}

}  // namespace

Result<Bytes> thumbnail(ByteView portrait_jpeg, std::size_t most_bytes) {
  TRY_ASSIGN(const Decoded decoded, decode_jpeg(portrait_jpeg, {2 * kThumbnailWidth, 2 * kThumbnailHeight}));
  const Pixels& pixels = decoded.pixels;
  if (pixels.channels != 3) return fail(Code::kInvalid, "the photograph was not made ready for cards");
  const Pixels small = resample(pixels, {0, 0, double(pixels.width), double(pixels.height)}, kThumbnailWidth, kThumbnailHeight);
  // Size grows with quality, so the best that fits is found by halving; what fills all but a twentieth is good enough, as each
  // try costs a third of a millisecond and every card needs one.
  Bytes best;
  for (int low = 0, high = 80; low <= high && best.size() < most_bytes - most_bytes / 20;) {
    const int middle = (low + high) / 2;
    TRY_ASSIGN(Bytes tried, encode(small, static_cast<float>(middle)));
    if (tried.size() <= most_bytes) {
      best = std::move(tried);
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  if (best.empty()) return fail(Code::kInvalid, "the photograph cannot be made small enough for the stamp");
  return best;
}

}  // namespace tipstaff::card
