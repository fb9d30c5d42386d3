// A picture's pixels, upright and in sRGB, as a new file without any of the old one's segments.
// jpeglib.h needs stdio.h before it and does not say so.
#include <stdio.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include <algorithm>
#include <memory>

#include "card/photo_decode.h"
#include "card/to_rgb.h"
#include "clean/clean.h"

namespace tipstaff::clean {
namespace {

using card::Pixels;

constexpr int kQuality = 92;

// Errors of libjpeg's here are only those of memory: its default ends the child, which is told as a refusal.
Bytes as_jpeg(const Pixels& rgb) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(rgb.width);
  info.image_height = static_cast<JDIMENSION>(rgb.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < rgb.height; ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(rgb.row(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  Bytes out(memory, memory + size);
  free(memory);
  return out;
}

Result<Bytes> as_png(const Pixels& rgb) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(rgb.width);
  image.height = static_cast<png_uint_32>(rgb.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  Bytes out(size);
  if (png_image_write_to_memory(&image, out.data(), &size, 0, rgb.data.data(), 0, nullptr) == 0)
    return fail(Code::kRefused, "the picture cannot be written again");
  out.resize(size);
  return out;
}

Result<Bytes> as_webp(const Pixels& rgb) {
  std::uint8_t* memory = nullptr;
  const std::size_t size =
      WebPEncodeLosslessRGB(rgb.data.data(), rgb.width, rgb.height, static_cast<int>(rgb.stride()), &memory);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owned(memory, WebPFree);
  if (size == 0) return fail(Code::kRefused, "the picture cannot be written again");
  return Bytes(memory, memory + size);
}

// What lies under full transparency goes: it is painted on white.
Result<Pixels> webp_pixels(ByteView file) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
    return fail(Code::kRefused, "the picture cannot be decoded");
  if (features.has_animation != 0) return fail(Code::kRefused, "a moving picture is not cleaned");
  if (std::int64_t{features.width} * features.height > card::kMostPixels)
    return fail(Code::kRefused, "the picture is too large");
  int width = 0, height = 0;
  const std::unique_ptr<std::uint8_t, void (*)(void*)> rgba(WebPDecodeRGBA(file.data(), file.size(), &width, &height),
                                                            WebPFree);
  if (!rgba) return fail(Code::kRefused, "the picture cannot be decoded");
  Pixels out = Pixels::blank(width, height, 3);
  for (std::size_t i = 0, pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height); i < pixels; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned alpha = rgba.get()[4 * i + 3];
      out.data[3 * i + c] = static_cast<std::uint8_t>((rgba.get()[4 * i + c] * alpha + 255 * (255 - alpha)) / 255);
    }
  return out;
}

bool has_chunk(ByteView file, std::string_view name) { return as_text(file).find(name) != std::string_view::npos; }

}  // namespace

Result<Copy> copy_of_picture(ByteView file, std::string_view kind) {
  Pixels rgb;
  if (kind == "webp") {
    TRY_ASSIGN(rgb, webp_pixels(file));
  } else {
    if (kind == "png" && has_chunk(file, "acTL")) return fail(Code::kRefused, "a moving picture is not cleaned");
    auto decoded = kind == "png" ? card::decode_png(file) : card::decode_jpeg(file);
    if (!decoded) return fail(Code::kRefused, decoded.error().text());
    rgb = card::to_rgb(decoded->orientation.turn_upright(decoded->pixels), decoded->colour_profile);
  }
  if (kind == "jpeg") return Copy{".jpg", as_jpeg(rgb), ""};
  auto written = kind == "png" ? as_png(rgb) : as_webp(rgb);
  if (!written) return fail(std::move(written).error());
  return Copy{kind == "png" ? ".png" : ".webp", std::move(*written), ""};
}

}  // namespace tipstaff::clean
