#include "incident/pdf_pages.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <unordered_map>

#include "card/secret_buffer.h"

namespace tipstaff::incident {
namespace {

constexpr const char* kFamily = "Noto Sans, DejaVu Sans, sans-serif";
constexpr float kLinePitch = 1.12F;  // of the font's own line height
constexpr std::size_t kMostRemembered = 4096;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

cairo_status_t collect(void* to, const unsigned char* data, unsigned size) {
  static_cast<card::SecretBuffer*>(to)->append(ByteView(data, size));
  return CAIRO_STATUS_SUCCESS;
}

PangoAlignment alignment(Align align) {
  return align == Align::kLeft ? PANGO_ALIGN_LEFT : align == Align::kRight ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_CENTER;
}

double height_of(PangoLayout* layout) {
  int height = 0;
  pango_layout_get_size(layout, nullptr, &height);
  return double(height) / PANGO_SCALE;
}

}  // namespace

struct Typesetter::Parts {
  std::unique_ptr<PangoFontMap, Unref> map{pango_cairo_font_map_new()};
  std::unique_ptr<PangoContext, Unref> context{pango_font_map_create_context(map.get())};
  std::unordered_map<std::string, Layout> remembered;

  Layout shape(std::string_view text, const Style& style, double width) const {
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(font, kFamily);
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(font, static_cast<int>(style.points * PANGO_SCALE));
    Layout layout(pango_layout_new(context.get()));
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(), alignment(style.align));
    pango_layout_set_line_spacing(layout.get(), kLinePitch);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }

  PangoLayout* recall(std::string_view text, const Style& style, double width) {
    std::string key = fmt::format("{} {} {} {} ", style.points, style.bold, static_cast<int>(style.align), width);
    key += text;
    if (const auto found = remembered.find(key); found != remembered.end()) return found->second.get();
    if (remembered.size() >= kMostRemembered) remembered.clear();
    return remembered.emplace(std::move(key), shape(text, style, width)).first->second.get();
  }
};

Typesetter::Typesetter() : parts_(std::make_unique<Parts>()) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(parts_->context.get(), options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(parts_->context.get(), 72);
  pango_context_set_round_glyph_positions(parts_->context.get(), FALSE);
}
Typesetter::~Typesetter() = default;

double Typesetter::height(std::string_view text, const Style& style, double width) {
  return height_of(parts_->recall(text, style, width));
}

struct PdfPages::Surface {
  card::SecretBuffer out{32 * 1024};
  cairo_surface_t* surface = nullptr;
  cairo_t* context = nullptr;

  void ink(Colour colour, double opacity = 1) const {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity);
  }
  double show(PangoLayout* layout, Colour colour, double x, double y) const {
    ink(colour);
    cairo_move_to(context, x, y);
    pango_cairo_show_layout(context, layout);
    return height_of(layout);
  }
};

PdfPages::PdfPages(Typesetter& typesetter, const std::string& title)
    : surface_(std::make_unique<Surface>()), typesetter_(typesetter) {
  surface_->surface = cairo_pdf_surface_create_for_stream(collect, &surface_->out, kPageWidth, kPageHeight);
  cairo_pdf_surface_restrict_to_version(surface_->surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface_->surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
  surface_->context = cairo_create(surface_->surface);
}

PdfPages::~PdfPages() {
  cairo_destroy(surface_->context);
  cairo_surface_destroy(surface_->surface);
}

double PdfPages::text(std::string_view text, const Style& style, double x, double y, double width) {
  return surface_->show(typesetter_.parts_->recall(text, style, width), style.colour, x, y);
}

double PdfPages::private_text(std::string_view text, const Style& style, double x, double y, double width) {
  return surface_->show(typesetter_.parts_->shape(text, style, width).get(), style.colour, x, y);
}

void PdfPages::box(double x, double y, double width, double height, Colour colour, double opacity) {
  surface_->ink(colour, opacity);
  cairo_rectangle(surface_->context, x, y, width, height);
  cairo_fill(surface_->context);
}

void PdfPages::line(const std::vector<std::pair<double, double>>& points, Colour colour, double thickness) {
  surface_->ink(colour);
  cairo_set_line_width(surface_->context, thickness);
  cairo_new_path(surface_->context);
  for (const auto& [x, y] : points) cairo_line_to(surface_->context, x, y);
  cairo_stroke(surface_->context);
}

void PdfPages::next_page() { cairo_show_page(surface_->context); }

Result<Plaintext> PdfPages::finish() {
  cairo_show_page(surface_->context);
  cairo_surface_finish(surface_->surface);
  const bool good = cairo_surface_status(surface_->surface) == CAIRO_STATUS_SUCCESS &&
                    cairo_status(surface_->context) == CAIRO_STATUS_SUCCESS;
  if (!good) return fail(Code::kInvalid, "the page could not be drawn");
  return surface_->out.take();
}

}  // namespace tipstaff::incident
