// Cards as pictures: for previews and for presses that want no PDF.
#include <cairo.h>
#include <fmt/format.h>
#include <png.h>
#include <setjmp.h>

#include <cmath>

#include "card/artwork.h"
#include "card/photo_decode.h"

namespace tipstaff::card {
namespace {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

Surface surface_over(std::span<std::uint8_t> pixels, int width, int height) {
  return {cairo_image_surface_create_for_data(pixels.data(), CAIRO_FORMAT_RGB24, width, height, width * 4),
          cairo_surface_destroy};
}

hb_draw_funcs_t* cairo_functions() {
  static hb_draw_funcs_t* functions = [] {
    hb_draw_funcs_t* made = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float x, float y, void*) {
          cairo_move_to(static_cast<cairo_t*>(to), x, y);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float x, float y, void*) {
          cairo_line_to(static_cast<cairo_t*>(to), x, y);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float a, float b, float c, float d, float x, float y, void*) {
          cairo_curve_to(static_cast<cairo_t*>(to), a, b, c, d, x, y);
        },
        nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(
        made, [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, void*) { cairo_close_path(static_cast<cairo_t*>(to)); },
        nullptr, nullptr);
    hb_draw_funcs_make_immutable(made);
    return made;
  }();
  return functions;
}

// The context's unit is a millimetre.
void draw_line(cairo_t* to, const Line& line, const Colour& fill) {
  cairo_set_source_rgb(to, fill.red, fill.green, fill.blue);
  double x = line.x;
  for (const Run& run : line.runs) {
    const double scale = line.size / run.font->units_per_em();
    for (const Glyph& glyph : run.glyphs) {
      cairo_save(to);
      cairo_translate(to, x + glyph.x_offset * line.size, line.y - glyph.y_offset * line.size);
      cairo_scale(to, scale, -scale);
      if (glyph.id != 0) hb_font_get_glyph_shape(run.font->handle(), glyph.id, cairo_functions(), to);
      cairo_fill(to);
      cairo_restore(to);
      x += glyph.advance * line.size;
    }
  }
}

// The bytes are our own encoder's, out of the sealed store: nothing hostile is decoded here (law 10).
Result<void> draw_photo(cairo_t* to, ByteView jpeg, const Box& box) {
  TRY_ASSIGN(const Decoded photo, decode_jpeg(jpeg));
  if (photo.pixels.channels != 3) return fail(Code::kInvalid, "the photograph was not made ready for cards");
  const auto pixels = static_cast<std::size_t>(photo.pixels.width) * static_cast<std::size_t>(photo.pixels.height);
  Plaintext words(pixels * 4);
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < 3; ++c) words.writable()[i * 4 + 2 - c] = photo.pixels.data[i * 3 + c];
  const Surface picture = surface_over(words.writable(), photo.pixels.width, photo.pixels.height);
  cairo_save(to);
  cairo_translate(to, box.x, box.y);
  cairo_scale(to, box.width / photo.pixels.width, box.height / photo.pixels.height);
  cairo_set_source_surface(to, picture.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(to), CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend(cairo_get_source(to), CAIRO_EXTEND_PAD);
  cairo_rectangle(to, 0, 0, photo.pixels.width, photo.pixels.height);
  cairo_fill(to);
  cairo_restore(to);
  return {};
}

void draw_stamp(cairo_t* to, const StampCode& stamp, const Box& box) {
  cairo_save(to);
  cairo_translate(to, box.x, box.y);
  cairo_scale(to, box.width / stamp.modules, box.height / stamp.modules);
  cairo_set_antialias(to, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb(to, 0, 0, 0);
  for (int y = 0; y < stamp.modules; ++y)
    for (int x = 0; x < stamp.modules; ++x)
      if (stamp.dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(stamp.modules) +
                     static_cast<std::size_t>(x)] != 0)
        cairo_rectangle(to, x, y, 1, 1);
  cairo_fill(to);
  cairo_restore(to);
}

extern "C" {
static void sink_png(png_structp png, png_bytep data, png_size_t size) {
  static_cast<SecretBuffer*>(png_get_io_ptr(png))->append(ByteView(data, size));
}
static void flush_png(png_structp) {}
}

struct PngRows {
  std::uint8_t* pixels;  // rows of 4 bytes, blue first; turned in place into RGB
  int width, height, dots_per_inch;
};

bool write_png(SecretBuffer& out, const PngRows& rows) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, &out, sink_png, flush_png);
  png_set_compression_level(png, 1);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
  png_set_IHDR(png, info, static_cast<png_uint_32>(rows.width), static_cast<png_uint_32>(rows.height), 8,
               PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  const auto per_metre = static_cast<png_uint_32>(rows.dots_per_inch * 10000 / 254);
  png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
  png_write_info(png, info);
  png_set_bgr(png);
  png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (int y = 0; y < rows.height; ++y)
    png_write_row(png, rows.pixels + static_cast<std::size_t>(y) * static_cast<std::size_t>(rows.width) * 4);
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

struct Renderer::Still {
  int dots_per_inch = 0, width = 0, height = 0;
  Bytes pixels;  // holds nobody's data
};

Renderer::Renderer(std::shared_ptr<const Artwork> artwork) : artwork_(std::move(artwork)) {}
Renderer::~Renderer() = default;

Result<Plaintext> Renderer::png(const Face& face, Page page, int dots_per_inch) {
  if (dots_per_inch < 72 || dots_per_inch > 600)
    return fail(Code::kUsage, "a picture of a card has 72 to 600 dots per inch");
  TRY(pdf(face));  // refuses what the PDF would refuse
  const auto index = static_cast<std::size_t>(page);
  const Side& side = artwork_->design_.sides()[index];
  if (side.still.empty()) return fail(Code::kInvalid, "a template of the force's own is drawn as PDF only");
  std::unique_ptr<Still>& still = stills_[index];
  if (still == nullptr || still->dots_per_inch != dots_per_inch) {
    auto fresh = std::make_unique<Still>();
    fresh->dots_per_inch = dots_per_inch;
    fresh->width = static_cast<int>(std::lround(kPageWidthMm / 25.4 * dots_per_inch));
    fresh->height = static_cast<int>(std::lround(kPageHeightMm / 25.4 * dots_per_inch));
    fresh->pixels.assign(static_cast<std::size_t>(fresh->width) * static_cast<std::size_t>(fresh->height) * 4, 0xff);
    const Surface surface = surface_over(fresh->pixels, fresh->width, fresh->height);
    const Context context(cairo_create(surface.get()), cairo_destroy);
    TRY(draw_still(side, context.get(), fresh->width, fresh->height));
    still = std::move(fresh);
  }
  TRY_ASSIGN(const std::vector<SetLine> lines, set_side(face, index));
  Plaintext pixels = Plaintext::copy_of(still->pixels);
  {
    const Surface surface = surface_over(pixels.writable(), still->width, still->height);
    const Context context(cairo_create(surface.get()), cairo_destroy);
    cairo_scale(context.get(), still->width / kPageWidthMm, still->height / kPageHeightMm);
    if (side.photo.width > 0 && !face.photo_jpeg.empty())
      TRY(draw_photo(context.get(), face.photo_jpeg.reveal(), side.photo));
    if (side.stamp.width > 0 && face.stamp.modules > 0)
      draw_stamp(context.get(), face.stamp, stamp_place(side.stamp, face.stamp.modules));
    for (const SetLine& set : lines) draw_line(context.get(), set.line, set.fill);
  }
  SecretBuffer out(pixels.size() / 8);
  if (!write_png(out, {pixels.writable().data(), still->width, still->height, dots_per_inch}))
    return fail(Code::kInvalid, "the card's picture cannot be written");
  return out.take();
}

}  // namespace tipstaff::card
