#include "card/pdf.h"

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>
#include <zlib.h>

#include <charconv>
#include <cmath>

#include "card/cairo_pages.h"

namespace tipstaff::card {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;

double points(double mm) { return mm * kPointsPerMm; }
double up(double mm_down) { return points(kPageHeightMm - mm_down); }

Bytes deflated(ByteView data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  Bytes out(size);
  compress2(out.data(), &size, data.data(), static_cast<uLong>(data.size()), 9);
  out.resize(size);
  return out;
}

template <class... Arguments>
void put(SecretBuffer& out, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
}

// Pure black is written as grey, so that a printer uses its black panel alone.
void put_fill(SecretBuffer& out, const Colour& fill) {
  if (fill.red == 0 && fill.green == 0 && fill.blue == 0) return out.append("0 g\n");
  put(out, "{:.4g} {:.4g} {:.4g} rg\n", fill.red, fill.green, fill.blue);
}

struct PathSink {
  SecretBuffer& out;
  void add(const char* operation, std::initializer_list<float> numbers) {
    for (const float number : numbers) put(out, "{} ", std::lround(number));
    out.append(operation);
  }
};

hb_draw_funcs_t* path_functions() {
  static hb_draw_funcs_t* functions = [] {
    hb_draw_funcs_t* made = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float x, float y, void*) {
          static_cast<PathSink*>(to)->add("m\n", {x, y});
        },
        nullptr, nullptr);
    hb_draw_funcs_set_line_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float x, float y, void*) {
          static_cast<PathSink*>(to)->add("l\n", {x, y});
        },
        nullptr, nullptr);
    hb_draw_funcs_set_cubic_to_func(
        made,
        [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, float a, float b, float c, float d, float x, float y, void*) {
          static_cast<PathSink*>(to)->add("c\n", {a, b, c, d, x, y});
        },
        nullptr, nullptr);
    hb_draw_funcs_set_close_path_func(
        made, [](hb_draw_funcs_t*, void* to, hb_draw_state_t*, void*) { static_cast<PathSink*>(to)->add("h\n", {}); },
        nullptr, nullptr);
    hb_draw_funcs_make_immutable(made);
    return made;
  }();
  return functions;
}

void put_outlines(SecretBuffer& out, const Run& run, double x, double y, double size) {
  PathSink sink{out};
  for (const Glyph& glyph : run.glyphs) {
    const double scale = points(size) / run.font->units_per_em();
    if (glyph.id != 0) {
      put(out, "q {:.6f} 0 0 {:.6f} {:.3f} {:.3f} cm\n", scale, scale, points(x + glyph.x_offset * size),
          up(y - glyph.y_offset * size));
      hb_font_get_glyph_shape(run.font->handle(), glyph.id, path_functions(), &sink);
      out.append("f Q\n");
    }
    x += glyph.advance * size;
  }
}

// Nothing but plain advances, and all glyphs in the subset: then it can be real text.
bool fits_subset(const Run& run, const PdfFont& font) {
  if (run.fallback || !font.subset || font.font != run.font) return false;
  return std::all_of(run.glyphs.begin(), run.glyphs.end(), [&](const Glyph& glyph) {
    return glyph.x_offset == 0 && glyph.y_offset == 0 && font.subset->glyphs.contains(glyph.id);
  });
}

void put_text(SecretBuffer& out, const Run& run, const FontSubset& subset, std::size_t number, double x, double y,
              double size) {
  put(out, "BT /F{} {:.3f} Tf {:.3f} {:.3f} Td [<", number, points(size), points(x), up(y));
  for (const Glyph& glyph : run.glyphs) {
    const std::uint32_t id = subset.glyphs.at(glyph.id);
    put(out, "{:04X}", id);
    const auto kern = static_cast<int>(std::lround(subset.widths[id] - glyph.advance * 1000));
    if (kern != 0) put(out, ">{}<", kern);
  }
  out.append(">] TJ ET\n");
}

}  // namespace

std::array<double, 2> pdf_page() { return {points(kPageWidthMm), points(kPageHeightMm)}; }

void pdf_begin(SecretBuffer& out) { out.append("q /Still Do Q\n"); }

void pdf_image(SecretBuffer& out, std::string_view name, const Box& box) {
  put(out, "q {:.3f} 0 0 {:.3f} {:.3f} {:.3f} cm /{} Do Q\n", points(box.width), points(box.height), points(box.x),
      up(box.y + box.height), name);
}

Box stamp_place(const Box& room, int modules) {
  constexpr double kLargestModule = 15.5 / 53;
  const double side = std::min({room.width, room.height, kLargestModule * modules});
  return {room.x + (room.width - side) / 2, room.y + (room.height - side) / 2, side, side};
}

void pdf_stamp(SecretBuffer& out, const Box& box) {
  out.append("0 g\n");
  pdf_image(out, "Stamp", box);
}

void pdf_line(SecretBuffer& out, const Line& line, const Colour& fill, const std::vector<PdfFont>& fonts) {
  put_fill(out, fill);
  double x = line.x;
  for (const Run& run : line.runs) {
    const auto font = std::find_if(fonts.begin(), fonts.end(), [&](const PdfFont& f) { return fits_subset(run, f); });
    if (font != fonts.end()) {
      put_text(out, run, *font->subset, static_cast<std::size_t>(font - fonts.begin()), x, line.y, line.size);
    } else {
      put_outlines(out, run, x, line.y, line.size);
    }
    x += width_of(run.glyphs) * line.size;
  }
}

Result<void> draw_still(const Side& side, cairo_t* to, double width, double height) {
  GError* error = nullptr;
  RsvgHandle* handle =
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(side.still.data()), side.still.size(), &error);
  bool drawn = false;
  if (handle != nullptr) {
    const RsvgRectangle page{0, 0, width, height};
    drawn = rsvg_handle_render_document(handle, to, &page, &error) != FALSE;
    g_object_unref(handle);
  }
  g_clear_error(&error);
  if (!drawn || cairo_status(to) != CAIRO_STATUS_SUCCESS) return fail(Code::kInvalid, "the template cannot be drawn");
  return {};
}

std::size_t PdfBase::begin_object() {
  offsets_.push_back(bytes_.size());
  add(fmt::format("{} 0 obj\n", offsets_.size() - 1));
  return offsets_.size() - 1;
}

void PdfBase::add_stream(std::string_view dictionary, ByteView data) {
  const Bytes packed = deflated(data);
  add(fmt::format("<< {} /Filter /FlateDecode /Length {} >>\nstream\n", dictionary, packed.size()));
  append(bytes_, packed);
  add("\nendstream\nendobj\n");
}

void PdfBase::add_fonts(const std::vector<PdfFont>& fonts) {
  for (std::size_t i = 0; i < fonts.size(); ++i) {
    if (!fonts[i].subset) continue;
    const FontSubset& subset = *fonts[i].subset;
    const std::string name = fmt::format("CARDA{}+{}", static_cast<char>('A' + i), fonts[i].font->postscript_name());
    const std::size_t file = begin_object();
    add_stream(fmt::format("/Length1 {}", subset.file.size()), subset.file);
    const std::size_t unicode = begin_object();
    add_stream("", as_bytes(subset.to_unicode));
    const std::size_t descriptor = begin_object();
    add(fmt::format(
        "<< /Type /FontDescriptor /FontName /{} /Flags 4 /FontBBox [-500 {} 1500 {}] /ItalicAngle 0 /Ascent {} "
        "/Descent {} /CapHeight 714 /StemV 80 /FontFile2 {} 0 R >>\nendobj\n",
        name, subset.descent, subset.ascent, subset.ascent, subset.descent, file));
    const std::size_t descendant = begin_object();
    add(fmt::format(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{} /CIDSystemInfo << /Registry (Adobe) /Ordering "
        "(Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {} 0 R /W [0 [{}]] >>\nendobj\n",
        name, descriptor, fmt::join(subset.widths, " ")));
    const std::size_t font = begin_object();
    add(
        fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /{} /Encoding /Identity-H /DescendantFonts [{} 0 R] "
                    "/ToUnicode {} 0 R >>\nendobj\n",
                    name, descendant, unicode));
    font_resources_ += fmt::format("/F{} {} 0 R ", i, font);
  }
}

void PdfBase::add_pages(const std::array<std::size_t, 2>& forms, std::size_t first_free) {
  const std::size_t pages = first_free + 2;
  const std::string boxes = fmt::format(
      "/MediaBox [0 0 {0:.4f} {1:.4f}] /BleedBox [0 0 {0:.4f} {1:.4f}] /TrimBox [{2:.4f} {2:.4f} {3:.4f} {4:.4f}]",
      points(kPageWidthMm), points(kPageHeightMm), points(kBleedMm), points(kBleedMm + kCardWidthMm),
      points(kBleedMm + kCardHeightMm));
  root_ = pages + 1;
  photo_ = pages + 2;
  stamp_ = pages + 3;
  contents_ = {pages + 4, pages + 5};
  for (std::size_t side = 0; side < 2; ++side) {
    begin_object();
    add(fmt::format(
        "<< /Type /Page /Parent {} 0 R {} /Contents {} 0 R /Resources << /Font << {}>> /XObject << /Still {} 0 R "
        "/Photo {} 0 R /Stamp {} 0 R >> >> >>\nendobj\n",
        pages, boxes, contents_[side], font_resources_, forms[side], photo_, stamp_));
  }
  begin_object();
  add(fmt::format("<< /Type /Pages /Kids [{} 0 R {} 0 R] /Count 2 >>\nendobj\n", first_free, first_free + 1));
  begin_object();
  add(fmt::format("<< /Type /Catalog /Pages {} 0 R >>\nendobj\n", pages));
}

PdfBase PdfBase::build(const CairoPages& still, const std::vector<PdfFont>& fonts) {
  PdfBase out;
  out.add("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n");
  out.offsets_.assign(still.objects.size(), 0);
  for (std::size_t number = 1; number < still.objects.size(); ++number) {
    if (still.objects[number].empty()) continue;
    out.offsets_[number] = out.bytes_.size();
    out.add(still.objects[number]);
  }
  out.add_fonts(fonts);
  out.add_pages(still.forms, out.offsets_.size());
  return out;
}

namespace {

void put_jpeg(SecretBuffer& out, ByteView jpeg, int width, int height) {
  if (jpeg.empty()) return out.append("null");
  put(out,
      "<< /Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter "
      "/DCTDecode /Length {} >>\nstream\n",
      width, height, jpeg.size());
  out.append(jpeg);
  out.append("\nendstream");
}

// A stencil mask (ISO 32000-1 §8.9.6.2): one bit a module, 0 paints.
void put_stamp(SecretBuffer& out, const StampCode* stamp) {
  if (stamp == nullptr || stamp->modules <= 0) return out.append("null");
  const auto side = static_cast<std::size_t>(stamp->modules), stride = (side + 7) / 8;
  put(out,
      "<< /Type /XObject /Subtype /Image /ImageMask true /Width {} /Height {} /BitsPerComponent 1 /Length {} "
      ">>\nstream\n",
      side, side, stride * side);
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t byte = 0; byte < stride; ++byte) {
      unsigned bits = 0xff;
      for (std::size_t bit = 0; bit < 8 && byte * 8 + bit < side; ++bit)
        if (stamp->dark[row * side + byte * 8 + bit] != 0) bits &= ~(0x80U >> bit);
      out.push_back(static_cast<char>(bits));
    }
  }
  out.append("\nendstream");
}

}  // namespace

Plaintext PdfBase::finish(const std::array<std::string_view, 2>& contents, ByteView photo_jpeg, int photo_width,
                          int photo_height, const StampCode* stamp) const {
  SecretBuffer out(bytes_.size() + photo_jpeg.size() + contents[0].size() + contents[1].size() + 8192);
  out.append(bytes_);
  std::array<std::size_t, 4> places{};  // photo, stamp, contents: numbered in this order
  for (std::size_t i = 0; i < 4; ++i) {
    places[i] = out.size();
    put(out, "{} 0 obj\n", photo_ + i);
    if (i == 0) put_jpeg(out, photo_jpeg, photo_width, photo_height);
    if (i == 1) put_stamp(out, stamp);
    if (i >= 2) {
      put(out, "<< /Length {} >>\nstream\n", contents[i - 2].size());
      out.append(contents[i - 2]);
      out.append("\nendstream");
    }
    out.append("\nendobj\n");
  }
  const std::size_t table = out.size(), count = offsets_.size() + places.size();
  put(out, "xref\n0 {}\n0000000000 65535 f \n", count);
  for (std::size_t number = 1; number < count; ++number) {
    const std::size_t at = number < offsets_.size() ? offsets_[number] : places[number - offsets_.size()];
    put(out, "{:010} {:05} {} \n", at, at == 0 ? 65535 : 0, at == 0 ? 'f' : 'n');
  }
  put(out, "trailer\n<< /Size {} /Root {} 0 R >>\nstartxref\n{}\n%%EOF\n", count, root_, table);
  return out.take();
}

}  // namespace tipstaff::card
