#include "document/pictures/svg_effects.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "document/pictures/svg_canvas.h"
#include "document/web/css_colour.h"
#include "document/web/style.h"

namespace tipstaff::document {
namespace {

constexpr double kNothing = 0.05;
constexpr double kBlurred = 0.5;  // of the letters' size: so much leaves none that can be read
constexpr std::size_t kMostShapes = 20'000;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

// An attribute, or the style's declaration of that name, which counts more.
std::string property(std::string_view name, const XmlAttributes& attributes, std::string_view style) {
  std::string out = lower(attributes.get(name));
  each_declaration(style, [&](std::string_view each, std::string_view value) {
    if (each == name) out = value;
  });
  return out;
}

double amount(std::string_view text, double otherwise) {
  const auto numbers = numbers_in(text);
  return numbers.empty() ? otherwise : text.ends_with('%') ? numbers[0] / 100 : numbers[0];
}

std::optional<double> light_of(const std::string& colour) {
  if (colour.size() != 6 || colour.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  const auto channel = [&](std::size_t at) {
    return static_cast<double>(std::stoi(colour.substr(at, 2), nullptr, 16)) / 255;
  };
  return std::max({channel(0), channel(2), channel(4)});
}

bool shows(const SvgDefinition& definition, Point p) {
  if (definition.unknown) return true;
  double light = 0;
  for (const auto& shape : definition.shapes) {
    if (!shape.outline.holds(p)) continue;
    if (definition.kind == SvgDefinition::Kind::kClip) return true;
    const auto own = light_of(shape.colour);
    if (!own) return true;
    light = light * (1 - shape.opacity) + *own * shape.opacity;
  }
  return light > kNothing;
}

bool shows(const SvgDefinition& definition, const Matrix& matrix, const std::vector<Point>& at, double size) {
  if (definition.empty) return false;
  if (definition.kind == SvgDefinition::Kind::kFilter)
    return definition.unknown || definition.steps == 0 ||
           (definition.uses_source && definition.blur * matrix.scale() < kBlurred * size);
  const auto back = matrix.inverse();
  return !back || at.empty() || std::ranges::any_of(at, [&](Point p) { return shows(definition, back->apply(p)); });
}

}  // namespace

std::string_view id_in(std::string_view value) {
  const std::size_t at = value.find("url(");
  if (at == std::string_view::npos) return {};
  value.remove_prefix(at + 4);
  while (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
  if (!value.starts_with('#')) return {};
  return value.substr(1, value.find_first_of("\"')") - 1);
}

void SvgDefinition::take(std::string_view name, const XmlAttributes& attributes, std::string_view style) {
  if (kind == Kind::kGradient && name == "stop") {
    colours.push_back(plain_colour(
        property("stop-color", attributes, style).empty() ? "black" : property("stop-color", attributes, style)));
    opaque = opaque || amount(property("stop-opacity", attributes, style), 1) > kNothing;
  } else if (kind == Kind::kFilter && name.starts_with("fe")) {
    if (name == "feMergeNode" || name.starts_with("feFunc") || name.ends_with("Light")) {  // parts of a step
      uses_source = uses_source || attributes.get("in").starts_with("Source");
      return;
    }
    const bool makes = is_one_of(name, {"feFlood", "feTurbulence", "feImage"});
    const std::string_view in = attributes.get("in");
    uses_source = uses_source || in.starts_with("Source") || attributes.get("in2").starts_with("Source") ||
                  (steps == 0 && !makes && name != "feMerge" && in.empty());
    blur = ++steps == 1 && name == "feGaussianBlur" ? amount(attributes.get("stdDeviation"), 0) : 0;
  } else if (kind == Kind::kClip || kind == Kind::kMask) {
    unknown = unknown || is_one_of(name, {"text", "use", "image", "foreignObject", "line"});
  }
}

std::shared_ptr<SvgDefinition> SvgDefinitions::open(std::string_view name, std::string_view id,
                                                    const XmlAttributes& attributes) {
  using Kind = SvgDefinition::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 5> kKinds = {{{"clipPath", Kind::kClip},
                                                                               {"mask", Kind::kMask},
                                                                               {"filter", Kind::kFilter},
                                                                               {"linearGradient", Kind::kGradient},
                                                                               {"radialGradient", Kind::kGradient}}};
  const auto found = std::ranges::find(kKinds, name, &std::pair<std::string_view, Kind>::first);
  if (found == kKinds.end() || id.empty() || all_.size() >= kMostShapes) return nullptr;
  auto out = std::make_shared<SvgDefinition>(SvgDefinition{.kind = found->second});
  // Of other elements, or in parts of who refers to it.
  out->unknown = !attributes.get("href").empty() || attributes.get("clipPathUnits") == "objectBoundingBox" ||
                 attributes.get("maskContentUnits") == "objectBoundingBox" || !attributes.get("clip-path").empty() ||
                 !attributes.get("mask").empty() ||
                 attributes.get("style").find("luminance") != std::string_view::npos ||
                 attributes.get("style").find("alpha") != std::string_view::npos;
  if (out->kind == Kind::kFilter && !out->unknown)
    for (const std::string_view side : {"width", "height"})
      if (const std::string_view value = attributes.get(side); !value.empty() && amount(value, 1) <= 0)
        out->empty = true;
  all_.insert_or_assign(lower(id), out);
  return out;
}

bool SvgDefinitions::hides(const std::vector<SvgEffect>& effects, const std::vector<Point>& at, double size) const {
  return std::ranges::any_of(effects, [&](const SvgEffect& effect) {
    if (effect.window) return !at.empty() && std::ranges::none_of(at, [&](Point p) { return effect.window->holds(p); });
    const auto found = all_.find(effect.id);  // in lower case, as declarations are
    return found != all_.end() && found->second->kind != SvgDefinition::Kind::kGradient &&
           !shows(*found->second, effect.matrix, at, size);
  });
}

std::optional<std::string> SvgDefinitions::colour(std::string_view paint) const {
  const auto found = all_.find(id_in(paint));
  if (found == all_.end() || found->second->kind != SvgDefinition::Kind::kGradient || found->second->unknown)
    return std::nullopt;
  const SvgDefinition& gradient = *found->second;
  if (!gradient.opaque) return "none";
  const bool one =
      std::ranges::all_of(gradient.colours, [&](const std::string& each) { return each == gradient.colours[0]; });
  return one ? std::optional(gradient.colours[0]) : std::nullopt;
}

}  // namespace tipstaff::document
