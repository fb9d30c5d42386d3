#include "document/word/word_styles.h"

#include <cmath>
#include <vector>

#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr int kMostParents = 20;
constexpr std::size_t kMostStyles = 100'000;
constexpr double kFarRaised = 400;          // half points
constexpr double kThin = 60;                // twentieths of a point: into which no text is fitted
constexpr std::uint64_t kNoAlpha = 95'000;  // of 100 000: transparent

bool is_on(const XmlAttributes& attributes) {
  const std::string_view value = attributes.get("val");
  return value.empty() || (value != "0" && value != "false" && value != "off");
}

template <class Value>
void replace(std::optional<Value>& value, const std::optional<Value>& later) {
  if (later) value = later;
}

// §17.18.40.
std::string highlight(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"black", "000000"},    {"white", "FFFFFF"},      {"blue", "0000FF"},      {"cyan", "00FFFF"},
      {"green", "00FF00"},    {"magenta", "FF00FF"},    {"red", "FF0000"},       {"yellow", "FFFF00"},
      {"darkBlue", "000080"}, {"darkCyan", "008080"},   {"darkGreen", "008000"}, {"darkMagenta", "800080"},
      {"darkRed", "800000"},  {"darkYellow", "808000"}, {"darkGray", "808080"},  {"lightGray", "C0C0C0"}};
  for (const auto& [known, colour] : kNames)
    if (name == known) return std::string(colour);
  return {};
}

}  // namespace

std::string word_fill(const XmlAttributes& shading) {
  if (shading.get("val") == "solid")
    return shading.get("color") == "auto" ? "000000" : std::string(shading.get("color"));
  return std::string(shading.get("fill"));
}

bool WordLook::take(std::string_view name, const XmlAttributes& attributes) {
  if (name == "vanish" || (name == "specVanish" && is_on(attributes)))
    hidden = is_on(attributes);
  else if (name == "sz")
    size = attributes.count("val", 24);
  else if (name == "color") {
    colour = attributes.get("val");
    const std::string_view theme = attributes.get("themeColor");
    const bool plain =
        *colour == "auto" || colour->empty() || !(attributes.find("themeShade") || attributes.find("themeTint"));
    if (plain && (theme == "background1" || theme == "light1")) colour = "FFFFFF";
  } else if (name == "shd")
    fill = word_fill(attributes);
  else if (name == "highlight") {
    fill = highlight(attributes.get("val"));
    highlighted = !fill->empty();
  } else if (name == "w")
    width = attributes.number("val", 100);
  else if (name == "fitText" && attributes.number("val", kThin) < kThin)
    width = 0;
  else if (name == "position")
    raised = attributes.number("val", 0);
  else if (name == "spacing")
    gap = attributes.number("val", 0);
  else if (name == "rFonts") {
    if (const auto font = attributes.find("ascii")) signs = is_font_of_signs(*font);
  } else
    return take_fill(name, attributes);
  return true;
}

// [MS-DOCX] §2.4.2.
bool WordLook::take_fill(std::string_view name, const XmlAttributes& attributes) {
  if (name == "textFill" || name == "textOutline" || name == "glow" || name == "shadow" || name == "reflection" ||
      name == "props3d" || name == "gradFill") {
    in_fill = name == "textFill";
    return true;
  }
  if (!in_fill) return false;
  if (name == "noFill")
    unpainted = true;
  else if (name == "alpha")
    unpainted = attributes.count("val", 0) >= kNoAlpha;
  else if (name == "srgbClr")
    colour = attributes.get("val");
  else if (name == "schemeClr")
    colour = attributes.get("val") == "bg1" || attributes.get("val") == "lt1" ? "FFFFFF" : "?";
  else if (name == "lumMod" || name == "lumOff" || name == "shade" || name == "tint")
    colour = "?";
  else
    return false;
  return true;
}

bool WordLook::is_squeezed() const {
  constexpr double kNarrow = 10,
                   kOverlap = -6;  // hundredths of a letter's width; twentieths of a point to half points of its size
  return width.value_or(100) < kNarrow || gap.value_or(0) < kOverlap * static_cast<double>(size.value_or(24));
}
bool WordLook::is_far() const { return std::abs(raised.value_or(0)) > kFarRaised; }

void WordLook::add(const WordLook& later) {
  replace(hidden, later.hidden);
  replace(size, later.size);
  replace(colour, later.colour);
  replace(fill, later.fill);
  replace(highlighted, later.highlighted);
  replace(unpainted, later.unpainted);
  replace(width, later.width);
  replace(raised, later.raised);
  replace(gap, later.gap);
  replace(signs, later.signs);
}

void WordStyles::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "rPrDefault") in_defaults_ = true;
  if (name == "style" && styles_.size() < kMostStyles) {
    at_ = &styles_[std::string(attributes.get("styleId"))];
    if (attributes.get("type") == "paragraph" && attributes.is_true("default"))
      default_paragraph_ = attributes.get("styleId");
  }
  if (name == "rPr") in_look_ = true;
  if (in_defaults_) defaults_.take(name, attributes);
  if (at_ == nullptr) return;
  if (name == "numId") lists_.emplace(attributes.get("val"));
  if (name == "basedOn") at_->parent = attributes.get("val");
  if (in_look_) {
    at_->look.take(name, attributes);
  } else if (name == "shd") {
    at_->fill = word_fill(attributes);
    if (!at_->fill.empty() && at_->fill != "auto" && !look_same(at_->fill, "FFFFFF")) at_->paints = true;
  }
}
void WordStyles::end(std::string_view name) {
  if (name == "rPrDefault") in_defaults_ = false;
  if (name == "style") at_ = nullptr;
  if (name == "rPr") in_look_ = false;
}

template <class Take>
void WordStyles::up_from(std::string_view style, Take take) const {
  std::string at(style);
  for (int i = 0; i < kMostParents && !at.empty(); ++i) {
    const auto found = styles_.find(at);
    if (found == styles_.end()) return;
    take(found->second);
    at = found->second.parent;
  }
}

WordLook WordStyles::run(std::string_view style) const {
  std::vector<const Style*> chain;
  up_from(style, [&](const Style& each) { chain.push_back(&each); });
  WordLook out;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) out.add((*at)->look);
  return out;
}

WordLook WordStyles::paragraph(std::string_view style) const {
  WordLook out = defaults_;
  out.add(run(style.empty() ? std::string_view(default_paragraph_) : style));
  return out;
}

std::string WordStyles::paragraph_fill(std::string_view style) const {
  std::string out;
  up_from(style.empty() ? std::string_view(default_paragraph_) : style, [&](const Style& each) {
    if (out.empty()) out = each.fill;
  });
  return out;
}

bool WordStyles::paints_cells(std::string_view table_style) const {
  bool out = false;
  up_from(table_style, [&](const Style& each) { out = out || each.paints; });
  return out;
}

}  // namespace tipstaff::document
