#include "document/sheets/workbook_styles.h"

#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr double kSample = 37;  // stands for any number

constexpr std::uint64_t kDeepestIndent = 50;  // times three letters

bool is_date_number(std::uint64_t number) { return (number >= 14 && number <= 17) || number == 22; }  // §18.8.30

}  // namespace

Paint Paint::read(const XmlAttributes& attributes) {
  Paint out;
  out.tint = attributes.number("tint", 0);
  const std::uint64_t theme = attributes.count("theme", UINT64_MAX), number = attributes.count("indexed", UINT64_MAX);
  const auto rgb = rgb_of(attributes.get("rgb"));
  if (theme != UINT64_MAX)
    out = {Kind::kTheme, theme, out.tint};
  else if (rgb)
    out = {Kind::kRgb, *rgb, out.tint};
  else if (number != UINT64_MAX)
    out = {Kind::kNumbered, number, out.tint};
  else
    out.kind = attributes.is_true("auto") ? Kind::kAutomatic : Kind::kNone;
  return out;
}

Rgb colour_of(const Paint& paint, const Theme& theme, const std::vector<Rgb>& palette, Rgb otherwise) {
  Rgb out = otherwise;
  if (paint.kind == Paint::Kind::kRgb) out = static_cast<Rgb>(paint.value);
  if (paint.kind == Paint::Kind::kTheme) out = theme.numbered(paint.value).value_or(otherwise);
  if (paint.kind == Paint::Kind::kNumbered)
    out = paint.value < palette.size() ? palette[paint.value]
                                       : numbered_colour(static_cast<unsigned>(
                                             std::min<std::uint64_t>(paint.value, 64 + (paint.value == 65 ? 1 : 0))));
  if (paint.kind == Paint::Kind::kAutomatic) out = kBlack;
  return tinted(out, paint.tint);
}

void ConditionReader::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "font") in_font_ = true;
  if (name == "color" && in_font_) letters = Paint::read(attributes);
  if (name == "bgColor" || (name == "fgColor" && background.kind == Paint::Kind::kNone))
    background = Paint::read(attributes);
  if (name == "numFmt") {
    const NumberFormat format{std::string(attributes.get("formatCode"))};
    masks = !format.shows(kSample) || !format.shows_text();
  }
}
void ConditionReader::end(std::string_view name) {
  if (name == "font") in_font_ = false;
}

Workbook::Condition ConditionReader::condition(const Theme& theme, const std::vector<Rgb>& palette) const {
  const bool has_letters = letters.kind != Paint::Kind::kNone, has_fill = background.kind != Paint::Kind::kNone;
  const Rgb ink = colour_of(letters, theme, palette, kBlack), paper = colour_of(background, theme, palette, kWhite);
  if (masks || (has_fill && look_same(ink, paper)))
    return Workbook::Condition::kHides;  // letters that it does not change are black, mostly
  return has_letters && !has_fill && look_same(ink, kWhite) ? Workbook::Condition::kWhiteLetters
                                                            : Workbook::Condition::kShows;
}

void WorkbookStyles::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "fonts" || name == "fills" || name == "cellXfs" || name == "dxfs") list_ = name;
  if (name == "indexedColors") in_palette_ = true;
  if (in_palette_ && name == "rgbColor") palette_.push_back(rgb_of(attributes.get("rgb")).value_or(kBlack));
  if (name == "numFmt" && list_.empty())
    formats_.insert_or_assign(attributes.count("numFmtId", 0), NumberFormat(std::string(attributes.get("formatCode"))));
  if (list_ == "fonts" && name == "font") fonts_.emplace_back();
  if (list_ == "fonts" && !fonts_.empty()) {
    if (name == "color") fonts_.back().colour = Paint::read(attributes);
    if (name == "sz") fonts_.back().size = attributes.number("val", 11);
    if (name == "name") fonts_.back().signs = is_font_of_signs(attributes.get("val"));
  }
  if (list_ == "fills") start_fill(name, attributes);
  if (name == "tableStyle") table_ = attributes.get("name");
  if (name == "tableStyleElement" &&
      (attributes.get("type") == "wholeTable" || attributes.get("type").ends_with("Stripe")))
    tables_[table_].push_back(attributes.count("dxfId", UINT64_MAX));
  if (list_ == "dxfs" && name == "dxf") conditions_.emplace_back();
  if (list_ == "dxfs" && !conditions_.empty()) conditions_.back().start(name, attributes);
  if (list_ == "cellXfs" && name == "xf")
    xfs_.push_back({attributes.count("fontId", 0), attributes.count("fillId", 0), attributes.count("numFmtId", 0)});
  if (list_ == "cellXfs" && name == "alignment" && !xfs_.empty()) {
    xfs_.back().indent = attributes.count("indent", 0);
    xfs_.back().shrinks = attributes.is_true("shrinkToFit");
  }
}
void WorkbookStyles::end(std::string_view name) {
  if (list_ == "dxfs" && !conditions_.empty()) conditions_.back().end(name);
  if (name == "indexedColors") in_palette_ = false;
  if (name == list_) list_.clear();
}

void WorkbookStyles::start_fill(std::string_view name, const XmlAttributes& attributes) {
  if (name == "fill") fills_.emplace_back();
  if (fills_.empty()) return;
  Fill& fill = fills_.back();
  const std::string_view pattern = attributes.get("patternType");
  if (name == "patternFill")
    fill.solid = pattern == "solid", fill.mixed = !fill.solid && !pattern.empty() && pattern != "none";
  if (name == "gradientFill") fill.mixed = true;
  if (name == "fgColor" || (fill.mixed && (name == "bgColor" || name == "color")))
    fill.colours.push_back(Paint::read(attributes));
}

// The one colour that it looks like: of a pattern or gradient when all of its colours do.
std::optional<Rgb> WorkbookStyles::Fill::one(const Theme& theme, const std::vector<Rgb>& palette) const {
  if (colours.empty() || (!solid && (!mixed || colours.size() < 2))) return std::nullopt;
  const Rgb first = colour_of(colours[0], theme, palette, kWhite);
  for (const Paint& other : colours)
    if (!solid && !look_same(first, colour_of(other, theme, palette, kWhite))) return std::nullopt;
  return first;
}

void WorkbookStyles::finish(Workbook& book) {
  book.formats = std::move(formats_);
  book.palette = palette_;
  for (const Xf& xf : xfs_) {
    CellLook look;
    look.format = format_numbered(book.formats, xf.format);
    look.date = is_date_number(xf.format) || (look.format != nullptr && shows_date(look.format->code()));
    Rgb letters = kBlack;
    if (xf.font < fonts_.size()) {
      letters = colour_of(fonts_[xf.font].colour, book.theme, palette_, kBlack);
      look.tiny = fonts_[xf.font].size < kSmallestLetters;
      look.signs = fonts_[xf.font].signs;
    }
    look.shrinks = xf.shrinks;
    look.hides = xf.indent >= kDeepestIndent;
    if (xf.fill < fills_.size()) look.fill = fills_[xf.fill].one(book.theme, palette_).value_or(kWhite);
    look.font_is_fill = look_same(letters, look.fill);
    book.looks.push_back(look);
  }
  for (const auto& [name, formats] : tables_)
    for (const std::uint64_t format : formats)
      if (format < conditions_.size()) {
        Workbook::Condition& worst = book.tables[name];
        if (const auto each = conditions_[format].condition(book.theme, palette_);
            worst == Workbook::Condition::kShows || each == Workbook::Condition::kHides)
          worst = each;
      }
  for (const ConditionReader& each : conditions_) book.conditions.push_back(each.condition(book.theme, palette_));
}

}  // namespace tipstaff::document
