#include "card/photo_decode.h"

#include <fmt/format.h>
// jpeglib.h needs stdio.h before it and does not say so.
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>
#include <png.h>
#include <setjmp.h>

namespace tipstaff::card {
namespace {

// libjpeg reports errors by a call that must not return. It jumps back into the function that called libjpeg, over C
// frames only: no object with a destructor lives in a frame between setjmp and the jump.
struct JpegTrouble {
  jpeg_error_mgr manager;  // first, so that the library's pointer is ours
  jmp_buf back;
  bool cut_off;
};

extern "C" {
static void jpeg_jump(j_common_ptr info) { longjmp(reinterpret_cast<JpegTrouble*>(info->err)->back, 1); }
static void jpeg_note(j_common_ptr info, int level) {
  if (level >= 0) return;
  if (info->err->msg_code == JWRN_JPEG_EOF || info->err->msg_code == JWRN_HIT_MARKER)
    reinterpret_cast<JpegTrouble*>(info->err)->cut_off = true;
}
static void jpeg_silent(j_common_ptr) {}
static void jpeg_count_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) jpeg_jump(info);
}
}

class JpegReader {
 public:
  explicit JpegReader(ByteView file) : file_(file) {
    info_.err = jpeg_std_error(&trouble_.manager);
    trouble_.manager.error_exit = jpeg_jump;
    trouble_.manager.emit_message = jpeg_note;
    trouble_.manager.output_message = jpeg_silent;
    watch_.progress_monitor = jpeg_count_scans;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() {
    free(profile_);
    jpeg_destroy_decompress(&info_);
  }

  bool read_header() {
    if (setjmp(trouble_.back) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &watch_;
    jpeg_mem_src(&info_, file_.data(), file_.size());
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
    jpeg_save_markers(&info_, JPEG_APP0 + 2, 0xffff);
    return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
  }

  // Chooses the output form and size; pixels are ours to allocate between this and read_rows().
  bool start(Enough enough) {
    if (setjmp(trouble_.back) != 0) return false;
    if (jpeg_read_icc_profile(&info_, &profile_, &profile_size_) == FALSE) profile_ = nullptr;
    info_.out_color_space = info_.num_components == 4 ? JCS_CMYK : info_.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    const int shorter = static_cast<int>(std::min(info_.image_width, info_.image_height));
    const int longer = static_cast<int>(std::max(info_.image_width, info_.image_height));
    info_.scale_num = 1;
    info_.scale_denom = 1;
    for (int by = 2; by <= 8 && shorter / by >= enough.shorter && longer / by >= enough.longer; by *= 2)
      info_.scale_denom = static_cast<unsigned>(by);
    return jpeg_start_decompress(&info_) == TRUE;
  }

  bool read_rows(Pixels* out) {
    if (setjmp(trouble_.back) != 0) return false;
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = out->row(static_cast<int>(info_.output_scanline));
      jpeg_read_scanlines(&info_, &row, 1);
    }
    return !trouble_.cut_off;
  }

  Orientation orientation() const {
    constexpr std::string_view kSignature("Exif\0\0", 6);
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const ByteView data(marker->data, marker->data_length);
      if (marker->marker == JPEG_APP0 + 1 && as_text(data).starts_with(kSignature))
        return Orientation::from_tiff(data.subspan(kSignature.size()));
    }
    return Orientation();
  }

  const jpeg_decompress_struct& info() const { return info_; }
  Bytes profile() const { return profile_ == nullptr ? Bytes() : Bytes(profile_, profile_ + profile_size_); }

 private:
  ByteView file_;
  jpeg_decompress_struct info_{};
  JpegTrouble trouble_{};
  jpeg_progress_mgr watch_{};
  JOCTET* profile_ = nullptr;
  unsigned profile_size_ = 0;
};

void invert(Bytes& samples) {
  for (std::uint8_t& sample : samples) sample = static_cast<std::uint8_t>(255 - sample);
}

struct PngSource {
  ByteView rest;
};

extern "C" {
static void png_read_bytes(png_structp png, png_bytep out, png_size_t count) {
  auto* source = static_cast<PngSource*>(png_get_io_ptr(png));
  if (count > source->rest.size()) png_error(png, "cut off");
  std::copy_n(source->rest.data(), count, out);
  source->rest = source->rest.subspan(count);
}
static void png_jump(png_structp png, png_const_charp) { png_longjmp(png, 1); }
static void png_silent(png_structp, png_const_charp) {}
}

class PngReader {
 public:
  explicit PngReader(ByteView file) : source_{file} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, png_jump, png_silent);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  bool read_header() {
    constexpr png_alloc_size_t kLargestChunk = 8U << 20;
    if (info_ == nullptr || setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_user_limits(png_, kLongestSide, kLongestSide);
    png_set_chunk_malloc_max(png_, kLargestChunk);
    png_set_chunk_cache_max(png_, 64);
    png_set_read_fn(png_, &source_, png_read_bytes);
    png_read_info(png_, info_);
    return true;
  }

  // Everything becomes 8-bit RGBA: one path for palettes, grey, 16 bits and transparency.
  bool read_rows(Pixels* out, png_bytepp rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xff, PNG_FILLER_AFTER);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != out->stride()) return false;
    png_read_image(png_, rows);
    png_read_end(png_, info_);
    return true;
  }

  std::uint32_t width() const { return png_get_image_width(png_, info_); }
  std::uint32_t height() const { return png_get_image_height(png_, info_); }

  Orientation orientation() {
    png_bytep data = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(png_, info_, &size, &data) == 0) return Orientation();
    return Orientation::from_tiff({data, size});
  }
  Bytes profile() {
    png_charp name = nullptr;
    png_bytep data = nullptr;
    png_uint_32 size = 0;
    int compression = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &data, &size) == 0) return {};
    return {data, data + size};
  }

 private:
  PngSource source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

Pixels over_white(const Pixels& rgba) {
  Pixels out = Pixels::blank(rgba.width, rgba.height, 3);
  const std::uint8_t* from = rgba.data.data();
  for (std::size_t at = 0; at < out.data.size(); at += 3, from += 4) {
    const unsigned alpha = from[3];
    for (std::size_t c = 0; c < 3; ++c)
      out.data[at + c] = static_cast<std::uint8_t>((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  return out;
}

}  // namespace

Result<void> check_size(std::uint32_t width, std::uint32_t height) {
  if (width < kShortestSide || height < kShortestSide)
    return fail(Code::kInvalid, fmt::format("it is too small; each side needs {} pixels or more", kShortestSide));
  if (width > kLongestSide || height > kLongestSide || std::int64_t{width} * height > kMostPixels)
    return fail(Code::kInvalid, fmt::format("it is too large; {} million pixels are allowed", kMostPixels / 1'000'000));
  return {};
}

Result<Decoded> decode_jpeg(ByteView file, Enough enough) {
  JpegReader reader(file);
  if (!reader.read_header()) return fail(Code::kInvalid, "it is not a JPEG that can be decoded");
  TRY(check_size(reader.info().image_width, reader.info().image_height));
  const int components = reader.info().num_components;
  if (components != 1 && components != 3 && components != 4)
    return fail(Code::kInvalid, "its colours are of a kind that photographs do not have");
  if (!reader.start(enough)) return fail(Code::kInvalid, "it is not a JPEG that can be decoded");
  Decoded out;
  out.pixels = Pixels::blank(static_cast<int>(reader.info().output_width),
                             static_cast<int>(reader.info().output_height), reader.info().output_components);
  if (!reader.read_rows(&out.pixels)) return fail(Code::kInvalid, "it is damaged or cut off");
  // Adobe writes four-ink JPEGs with the inks inverted and marks the file (Adobe Technical Note 5116).
  if (components == 4 && reader.info().saw_Adobe_marker) invert(out.pixels.data);
  out.orientation = reader.orientation();
  out.colour_profile = reader.profile();
  return out;
}

Result<Decoded> decode_png(ByteView file) {
  PngReader reader(file);
  if (!reader.read_header()) return fail(Code::kInvalid, "it is not a PNG that can be decoded");
  TRY(check_size(reader.width(), reader.height()));
  Pixels rgba = Pixels::blank(static_cast<int>(reader.width()), static_cast<int>(reader.height()), 4);
  std::vector<png_bytep> rows;
  for (int y = 0; y < rgba.height; ++y) rows.push_back(rgba.row(y));
  if (!reader.read_rows(&rgba, rows.data())) return fail(Code::kInvalid, "it is damaged or cut off");
  Decoded out;
  out.pixels = over_white(rgba);
  out.orientation = reader.orientation();
  out.colour_profile = reader.profile();
  return out;
}

}  // namespace tipstaff::card
