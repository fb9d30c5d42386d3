#include "card/text_layout.h"

namespace tipstaff::card {
namespace {

constexpr double kTwoThirds = 0.68, kHalf = 0.5;
constexpr double kSmallestLegible = 1.7;   // millimetres to the em; the small print of the cards is as large
constexpr double kLinePitch = 1.12;        // of the size
constexpr double kMiddleOfLetters = 0.36;  // of the size above the base line: half of a capital's height

double width_of(const std::vector<Run>& runs) {
  double sum = 0;
  for (const Run& run : runs) sum += card::width_of(run.glyphs);
  return sum;
}

double left_end(const TextSlot& slot, double width) {
  switch (slot.anchor) {
    case Anchor::kStart:
      return slot.x;
    case Anchor::kMiddle:
      return slot.x - width / 2;
    case Anchor::kEnd:
      return slot.x - width;
  }
  return slot.x;
}

// Where the text may be broken: after each space (which is dropped) or hyphen.
std::vector<std::pair<std::string_view, std::string_view>> breaks_of(std::string_view text) {
  std::vector<std::pair<std::string_view, std::string_view>> out;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == ' ') out.emplace_back(text.substr(0, at), text.substr(at + 1));
    if (text[at] == '-') out.emplace_back(text.substr(0, at + 1), text.substr(at + 1));
  }
  return out;
}

double smallest(const TextSlot& slot) { return std::min(slot.size * kHalf, kSmallestLegible); }

tl::unexpected<Error> too_long() {
  return fail(Code::kInvalid, "is too long for its place on the card; shorten it or use a template with more room");
}

}  // namespace

TextLayout::TextLayout() : map_(pango_cairo_font_map_new()), context_(pango_font_map_create_context(map_.get())) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
}

Result<std::vector<Run>> TextLayout::shape_by_pango(const TextSlot& slot, std::string_view text) {
  constexpr int kEm = 1000 * PANGO_SCALE;
  PangoFontDescription* wanted = pango_font_description_new();
  pango_font_description_set_family(wanted, slot.family.c_str());
  pango_font_description_set_weight(wanted, slot.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style(wanted, slot.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size(wanted, kEm);
  const std::unique_ptr<PangoLayout, Unref> layout(pango_layout_new(context_.get()));
  pango_layout_set_font_description(layout.get(), wanted);
  pango_font_description_free(wanted);
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0)
    return fail(Code::kInvalid,
                "has letters that no installed font has; install fonts-noto-core, or fonts-noto-cjk for Chinese, "
                "Japanese and Korean");
  std::vector<Run> out;
  for (GSList* at = pango_layout_get_line_readonly(layout.get(), 0)->runs; at != nullptr; at = at->next) {
    const auto* item = static_cast<const PangoLayoutRun*>(at->data);
    Run run;
    run.fallback = true;
    run.font = std::make_shared<const Font>(hb_font_get_face(pango_font_get_hb_font(item->item->analysis.font)));
    for (int i = 0; i < item->glyphs->num_glyphs; ++i) {
      const PangoGlyphInfo& info = item->glyphs->glyphs[i];
      const PangoGlyphGeometry& place = info.geometry;
      run.glyphs.push_back({info.glyph == PANGO_GLYPH_EMPTY ? 0 : info.glyph, double(place.width) / kEm,
                            double(place.x_offset) / kEm, -double(place.y_offset) / kEm});
    }
    out.push_back(std::move(run));
  }
  return out;
}

Result<std::vector<Run>> TextLayout::shape(const TextSlot& slot, const std::shared_ptr<const Font>& font,
                                           std::string_view text) {
  auto glyphs = font->shape(text);
  if (!glyphs) return shape_by_pango(slot, text);
  std::vector<Run> out(1);
  out[0].font = font;
  out[0].glyphs = std::move(*glyphs);
  for (Glyph& glyph : out[0].glyphs) glyph.advance += slot.spacing;
  return out;
}

Result<std::vector<Line>> TextLayout::set(const TextSlot& slot, const std::shared_ptr<const Font>& font,
                                          std::string_view text) {
  if (text.empty()) return std::vector<Line>();
  TRY_ASSIGN(std::vector<Run> whole, shape(slot, font, text));
  const double width = width_of(whole);
  const double fitting = std::min(slot.size, width > 0 ? slot.width / width : slot.size);
  if (fitting >= (slot.lines > 1 ? slot.size * kTwoThirds : smallest(slot))) {
    std::vector<Line> out(1);
    out[0] = {std::move(whole), left_end(slot, width * fitting), slot.y, fitting};
    return out;
  }
  if (slot.lines < 2) return too_long();
  std::array<std::vector<Run>, 2> best;
  double narrowest = 1e9;
  for (const auto& [upper, lower] : breaks_of(text)) {
    TRY_ASSIGN(std::vector<Run> first, shape(slot, font, upper));
    TRY_ASSIGN(std::vector<Run> second, shape(slot, font, lower));
    const double wide = std::max(width_of(first), width_of(second));
    if (wide >= narrowest) continue;
    narrowest = wide;
    best = {std::move(first), std::move(second)};
  }
  const double size = std::min(slot.size * kTwoThirds, slot.width / narrowest);
  if (size < smallest(slot)) return too_long();
  const double middle = slot.y - kMiddleOfLetters * slot.size + kMiddleOfLetters * size;
  std::vector<Line> out(2);
  for (std::size_t i = 0; i < 2; ++i) {
    const double down = (i == 0 ? -0.5 : 0.5) * kLinePitch * size;
    const double left = left_end(slot, width_of(best[i]) * size);
    out[i] = {std::move(best[i]), left, middle + down, size};
  }
  return out;
}

}  // namespace tipstaff::card
