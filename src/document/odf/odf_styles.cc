#include "document/odf/odf_styles.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "document/emitter.h"
#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr int kMostParents = 20;
constexpr std::size_t kMostStyles = 100'000;

// Elements that hold a number's format, and those of its pieces that show something.
bool is_number_style(std::string_view name) {
  return name == "number-style" || name == "date-style" || name == "time-style" || name == "currency-style" ||
         name == "percentage-style" || name == "boolean-style" || name == "text-style";
}
bool is_shown_piece(std::string_view name) {
  for (const std::string_view piece :
       {"number", "day", "month", "year", "hours", "minutes", "seconds", "text-content", "boolean", "fraction",
        "scientific-number", "era", "quarter", "week-of-year", "day-of-week", "am-pm", "currency-symbol"})
    if (name == piece) return true;
  return false;
}

template <class Value>
void inherit(std::optional<Value>& into, const std::optional<Value>& from) {
  if (!into) into = from;
}

// Not "rect(0cm, 0cm, 0cm, 0cm)".
bool cuts(std::string_view clip) {
  return clip.starts_with("rect(") && clip.find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

static std::optional<double> odf_percent(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end + 1 == text.data() + text.size() && *end == '%' ? std::optional(value)
                                                                                     : std::nullopt;
}

std::optional<double> odf_length(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "cm") return value * 72 / 2.54;
  if (unit == "mm") return value * 72 / 25.4;
  if (unit == "in") return value * 72;
  if (unit == "px") return value * 0.75;
  if (unit == "pc") return value * 12;
  if (unit == "pt") return value;
  return std::nullopt;
}

// §20.183, §20.209, §20.265, §20.384, §20.398.
static void take_letters(OdfStyle& own, const XmlAttributes& attributes) {
  constexpr double kUsual = 12, kNarrow = 10, kSmall = 20,
                   kOverlap = -0.6;  // points; hundredths of a letter; of its size
  if (const auto size = odf_percent(attributes.get("font-size"))) own.type_size = kUsual * *size / 100;
  const std::string_view place = attributes.get("text-position");
  const auto share = odf_percent(place.substr(std::min(place.rfind(' ') + 1, place.size())));
  const auto scale = odf_percent(attributes.get("text-scale"));
  const auto gap = odf_length(attributes.get("letter-spacing"));
  if (scale || gap || (share && place.find(' ') != std::string_view::npos))
    own.squeezed = scale.value_or(100) < kNarrow || gap.value_or(0) < kOverlap * own.type_size.value_or(kUsual) ||
                   (place.find(' ') != std::string_view::npos && share.value_or(100) < kSmall);
  const std::string_view family =
      attributes.find("font-family") ? attributes.get("font-family") : attributes.get("font-name");
  if (!family.empty())
    own.signs = is_font_of_signs(
        family.substr(family.find_first_not_of("'\"") == std::string_view::npos ? 0 : family.find_first_not_of("'\"")));
}
// §20.204, §20.213: where lines have no height, or begin beyond every page.
static void take_lines(OdfStyle& own, const XmlAttributes& attributes) {
  constexpr double kThin = 3, kThinShare = 20, kWidestPage = 1190;  // points; hundredths
  const std::string_view height = attributes.get("line-height");
  if (!height.empty())
    own.thin = odf_length(height).value_or(kThin) < kThin || odf_percent(height).value_or(100) < kThinShare;
  const auto left = odf_length(attributes.get("margin-left")), indent = odf_length(attributes.get("text-indent"));
  if (left || indent)
    own.away = left.value_or(0) + indent.value_or(0) >= kWidestPage ||
               left.value_or(0) + indent.value_or(0) <= -kWidestPage / 4;
}

void OdfStyles::start(std::string_view name, const XmlAttributes& attributes) {
  masters_.start(name, attributes);
  if (styles_.size() > kMostStyles) return;
  if (name == "style" || name == "default-style") {
    at_ = std::string(attributes.get("family")) + "/" + std::string(attributes.get("name"));
    Named& named = styles_[at_];
    named.parent = attributes.get("parent-style-name");
    if (const auto number = attributes.find("data-style-name")) named.own.number = std::string(*number);
    return;
  }
  if (is_number_style(name)) {
    number_ = &(numbers_[std::string(attributes.get("name"))] = {});
    number_->of_text = name == "text-style";
  }
  if (number_ != nullptr) {
    if (is_shown_piece(name)) number_->shows = true;
    in_words_ = name == "text";
    if (name == "text-properties" && attributes.find("color")) number_->colour = lower(attributes.get("color"));
    if (name == "map") number_->maps.emplace_back(attributes.get("condition"), attributes.get("apply-style-name"));
  }
  if (name == "table-template") template_ = attributes.get("name");
  if (!template_.empty() && name != "table-template")
    template_cells_[template_ + "/" + std::string(name)] = attributes.get("style-name");
  if (name == "master-page") master_styles_[std::string(attributes.get("name"))] = attributes.get("style-name");
  if (name == "master-page") layouts_[std::string(attributes.get("name"))] = attributes.get("page-layout-name");
  if (name == "page-layout") page_ = attributes.get("name");
  if (name == "page-layout-properties" && !page_.empty())
    if (const auto width = odf_length(attributes.get("page-width")), height = odf_length(attributes.get("page-height"));
        width && height)
      pages_[page_] = {*width, *height};
  if (!at_.empty() && name == "map") styles_[at_].own.conditional.emplace_back(attributes.get("apply-style-name"));
  if (at_.empty() || !name.ends_with("-properties")) return;
  OdfStyle& own = styles_[at_].own;
  // A condition is not weighed here: what it may hide counts where it stands (odf_text.cc).
  if (const auto shown = attributes.find("display"); shown && name != "graphic-properties")
    own.hidden = *shown == "none" || *shown == "false";
  if (const auto shown = attributes.find("visibility"); shown && name == "drawing-page-properties")
    own.hidden = *shown == "hidden";
  if (const auto colour = attributes.find("color"); colour && name == "text-properties") own.colour = lower(*colour);
  if (attributes.is_true("use-window-font-color")) own.colour = "automatic";
  if (const auto fill = attributes.find("background-color")) own.background = lower(*fill);
  if (const auto size = odf_length(attributes.get("font-size")); size && name == "text-properties")
    own.type_size = *size;
  if (name == "text-properties") take_letters(own, attributes);
  if (name == "paragraph-properties" || name == "table-properties") take_lines(own, attributes);
  if (const auto width = odf_length(attributes.get("column-width"))) own.width = *width;
  if (const auto height = odf_length(attributes.get("row-height"))) own.height = *height;
  if (const auto align = attributes.find("text-align")) own.align = std::string(*align);
  if (const auto anchor = attributes.find("textarea-vertical-align")) own.anchor = std::string(*anchor);
  // What LibreOffice writes for the colour that nobody chose reads as if it were transparent.
  const bool automatic = attributes.is_true("use-window-font-color") && attributes.get("opacity") == "0%";
  if (name == "text-properties" && attributes.find("opacity") && !automatic)
    own.letters_opacity = attributes.number("opacity", 100);
  if (name == "graphic-properties" || name == "drawing-page-properties") {
    if (const auto fill = attributes.find("fill")) own.fill = std::string(*fill);
    if (const auto colour = attributes.find("fill-color")) own.fill_colour = lower(*colour);
    const std::string_view opacity = attributes.get("opacity");
    double hundredths = 0;
    if (std::from_chars(opacity.data(), opacity.data() + opacity.size(), hundredths).ec == std::errc())
      own.opacity = hundredths;
  }
  if (name == "graphic-properties") {
    const auto take = [&](std::string_view attribute, std::optional<std::string>& into) {
      if (const auto value = attributes.find(attribute)) into = std::string(*value);
    };
    take("wrap", own.wrap);
    take("run-through", own.run_through);
    take("vertical-rel", own.vertical_from);
    take("horizontal-rel", own.horizontal_from);
    take("vertical-pos", own.vertical);
    take("horizontal-pos", own.horizontal);
  }
  if (attributes.get("break-before") == "page") own.new_page = true;
  if (cuts(attributes.get("clip"))) own.clipped = true;
  if (attributes.get("cell-protect").find("hidden") != std::string_view::npos) own.protects = true;
}

void OdfStyles::text(std::string_view piece) {
  masters_.text(piece);
  if (in_words_ && number_ != nullptr && !is_blank(piece)) number_->words = true;
}
void OdfStyles::end(std::string_view name) {
  masters_.end(name);
  in_words_ = false;
  if (name == "style" || name == "default-style") at_.clear();
  if (is_number_style(name)) number_ = nullptr;
  if (name == "page-layout") page_.clear();
  if (name == "table-template") template_.clear();
}

OdfStyle OdfStyles::style(std::string_view family, std::string_view name) const {
  OdfStyle out;
  std::string at(name);
  for (int i = 0; i < kMostParents && !at.empty(); ++i) {
    const auto found = styles_.find(std::string(family) + "/" + at);
    if (found == styles_.end()) break;
    const OdfStyle& own = found->second.own;
    inherit(out.hidden, own.hidden);
    inherit(out.colour, own.colour);
    inherit(out.background, own.background);
    inherit(out.type_size, own.type_size);
    inherit(out.width, own.width);
    inherit(out.height, own.height);
    inherit(out.number, own.number);
    inherit(out.fill, own.fill);
    inherit(out.fill_colour, own.fill_colour);
    inherit(out.opacity, own.opacity);
    inherit(out.letters_opacity, own.letters_opacity);
    inherit(out.anchor, own.anchor);
    inherit(out.align, own.align);
    inherit(out.wrap, own.wrap);
    inherit(out.run_through, own.run_through);
    inherit(out.vertical_from, own.vertical_from);
    inherit(out.horizontal_from, own.horizontal_from);
    inherit(out.vertical, own.vertical);
    inherit(out.horizontal, own.horizontal);
    inherit(out.squeezed, own.squeezed);
    inherit(out.signs, own.signs);
    inherit(out.thin, own.thin);
    inherit(out.away, own.away);
    out.new_page = out.new_page || own.new_page;
    if (out.conditional.empty()) out.conditional = own.conditional;
    out.clipped = out.clipped || own.clipped;
    out.protects = out.protects || own.protects;
    at = found->second.parent;
  }
  return out;
}

const OdfStyles::Number* OdfStyles::number_for(const OdfStyle& style, std::optional<double> value) const {
  const auto found = style.number ? numbers_.find(*style.number) : numbers_.end();
  if (found == numbers_.end()) return nullptr;
  for (const auto& [condition, name] : found->second.maps) {
    if (!value) break;
    const std::size_t begin = condition.find_first_of("<>=!"), digits = condition.find_first_not_of("<>=!", begin);
    double than = 0;
    if (begin == std::string::npos || digits == std::string::npos ||
        std::from_chars(condition.data() + digits, condition.data() + condition.size(), than).ec != std::errc())
      continue;
    const std::string_view how = std::string_view(condition).substr(begin, digits - begin);
    const bool met = how == "<"    ? *value < than
                     : how == "<=" ? *value <= than
                     : how == ">"  ? *value > than
                     : how == ">=" ? *value >= than
                     : how == "!=" ? *value != than
                                   : *value == than;
    const auto other = met ? numbers_.find(name) : numbers_.end();
    if (other != numbers_.end()) return &other->second;
  }
  return &found->second;
}

bool OdfStyles::masks(const OdfStyle& style, std::optional<double> value) const {
  const Number* number = number_for(style, value);
  if (number == nullptr || number->shows) return false;
  if (!value && !number->of_text)
    return !number->words && number->maps.empty();  // a style of numbers that shows none is there to hide
  // A style of text leaves numbers as they are, unless others take its place for them.
  if (value && number->of_text && numbers_.find(*style.number)->second.maps.empty()) return !number->words;
  return !value || !(*value == 0 || (number->words && std::abs(*value) == 1));
}

std::optional<std::string> OdfStyles::number_colour(const OdfStyle& style, std::optional<double> value) const {
  const Number* number = number_for(style, value);
  return number == nullptr ? std::nullopt : number->colour;
}

std::optional<OdfStyle> OdfStyles::template_cell(std::string_view table_template, std::string_view cell) const {
  const auto found = template_cells_.find(std::string(table_template) + "/" + std::string(cell));
  return found == template_cells_.end() ? std::nullopt : std::optional(style("table-cell", found->second));
}

bool OdfStyles::paints_parts(std::string_view table_template) const {
  const std::string from = std::string(table_template) + "/";
  for (auto at = template_cells_.lower_bound(from); at != template_cells_.end() && at->first.starts_with(from); ++at)
    if (const OdfStyle part = style("table-cell", at->second);
        at->first != from + "body" && (part.fill || part.background))
      return true;
  return false;
}

OdfStyle OdfStyles::master_page(std::string_view master) const {
  const auto found = master_styles_.find(master);
  return found == master_styles_.end() ? OdfStyle{} : style("drawing-page", found->second);
}

std::optional<std::pair<double, double>> OdfStyles::largest_page() const {
  std::optional<std::pair<double, double>> out;
  for (const auto& [name, size] : pages_)
    out = {std::max(size.first, out.value_or(size).first), std::max(size.second, out.value_or(size).second)};
  return out;
}

std::optional<std::pair<double, double>> OdfStyles::page_size(std::string_view master) const {
  const auto layout = layouts_.find(master);
  if (layout == layouts_.end()) return std::nullopt;
  const auto found = pages_.find(layout->second);
  return found == pages_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace tipstaff::document
