#include "card/photo.h"

#include <fmt/format.h>
// jpeglib.h needs stdio.h before it and does not say so.
#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>

namespace tipstaff::card {
namespace {

constexpr int kFirstQuality = 88, kLowestQuality = 16, kQualityStep = 8;

struct EncoderTrouble {
  jpeg_error_mgr manager;  // first, so that the library's pointer is ours
  jmp_buf back;
};

extern "C" {
static void encoder_jump(j_common_ptr info) { longjmp(reinterpret_cast<EncoderTrouble*>(info->err)->back, 1); }
static void sink_nothing(j_compress_ptr) {}
static boolean sink_full(j_compress_ptr info) {
  encoder_jump(reinterpret_cast<j_common_ptr>(info));
  return FALSE;
}
}

// The size of the JPEG written to `out`, or 0 when it does not fit. Trivial locals only: the library may jump out.
std::size_t encode_into(std::span<std::uint8_t> out, int width, int height, const std::uint8_t* rgb, int quality) {
  jpeg_compress_struct info{};
  EncoderTrouble trouble{};
  jpeg_destination_mgr sink{};
  info.err = jpeg_std_error(&trouble.manager);
  trouble.manager.error_exit = encoder_jump;
  if (setjmp(trouble.back) != 0) {
    jpeg_destroy_compress(&info);
    return 0;
  }
  jpeg_create_compress(&info);
  sink.next_output_byte = out.data();
  sink.free_in_buffer = out.size();
  sink.init_destination = sink_nothing;
  sink.empty_output_buffer = sink_full;
  sink.term_destination = sink_nothing;
  info.dest = &sink;
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);  // YCbCr, 4:2:0, a JFIF segment and no other
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  info.density_unit = 1;  // dots per inch
  info.X_density = info.Y_density = 300;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(rgb + std::size_t{info.next_scanline} * info.image_width * 3);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  const std::size_t size = out.size() - sink.free_in_buffer;
  jpeg_destroy_compress(&info);
  return size;
}

}  // namespace

std::string_view faces_in_words(Faces faces) {
  switch (faces) {
    case Faces::kNotLookedFor:
      return "faces were not looked for";
    case Faces::kNone:
      return "no face was found";
    case Faces::kOne:
      return "one face was found";
    case Faces::kSeveral:
      return "several faces were found";
  }
  return "faces were not looked for";
}

Result<Plaintext> encode_jpeg(int width, int height, ByteView rgb, int quality, std::size_t most_bytes) {
  if (width < 1 || height < 1 || rgb.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3)
    return fail(Code::kInvalid, "the picture's size and its pixels differ");
  Plaintext out(most_bytes);
  for (; quality >= kLowestQuality; quality -= kQualityStep) {
    const std::size_t size = encode_into(out.writable(), width, height, rgb.data(), quality);
    if (size == 0) continue;
    out.truncate(size);
    return out;
  }
  return fail(Code::kInvalid, fmt::format("the picture does not fit in {} bytes", most_bytes));
}

PhotoNormaliser::PhotoNormaliser(std::filesystem::path program)
    : worker_(std::string(kPhotoRole), photo_role().limits, std::move(program)) {}

Result<Portrait> PhotoNormaliser::normalise(ByteView file) {
  constexpr std::string_view kContext = "the photograph cannot be used";
  auto answer = worker_.ask(file);
  if (!answer) return fail(std::move(answer).error().under(std::string(kContext)));
  const ByteView bytes = answer->reveal();
  // Whatever else the child sends, it can only be pixels.
  if (bytes.size() != 1 + kPortraitWidth * kPortraitHeight * 3 || bytes[0] > static_cast<std::uint8_t>(Faces::kSeveral))
    return fail(
        Error(Code::kInvalid, "could not be read safely: its reader answered nonsense").under(std::string(kContext)));
  TRY_ASSIGN(Plaintext jpeg,
             encode_jpeg(kPortraitWidth, kPortraitHeight, bytes.subspan(1), kFirstQuality, kLargestPortrait));
  return Portrait{std::move(jpeg), static_cast<Faces>(bytes[0])};
}

}  // namespace tipstaff::card
