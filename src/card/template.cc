#include "card/template.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "card/shipped_templates.h"
#include "card/svg.h"

namespace tipstaff::card {
namespace {

constexpr std::string_view kOpen = "%VAR_";

struct VariableName {
  std::string_view name;
  Variable variable;
};
constexpr std::array kVariables = {
    VariableName{"surname", Variable::kSurname},   VariableName{"forenames", Variable::kForenames},
    VariableName{"name", Variable::kName},         VariableName{"rank", Variable::kRank},
    VariableName{"unit", Variable::kUnit},         VariableName{"warrant_number", Variable::kWarrantNumber},
    VariableName{"issued", Variable::kIssued},     VariableName{"expiry", Variable::kExpiry},
    VariableName{"force", Variable::kForce},       VariableName{"card_number", Variable::kCardNumber},
    VariableName{"serial", Variable::kCardNumber}, VariableName{"photo", Variable::kPhoto},
};

// Names in messages are cut to what a name can be: the template may be hostile.
std::string printable(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 40)) out += c > 0x20 && c < 0x7f ? c : '?';
  return out;
}

Result<Variable> variable_named(std::string_view name) {
  for (const VariableName& known : kVariables)
    if (known.name == name) return known.variable;
  return fail(Code::kRefused, fmt::format("the template asks for ‘{}’, which no card may show", printable(name)));
}

Result<std::vector<Piece>> split(std::string_view text) {
  std::vector<Piece> out;
  while (!text.empty()) {
    const std::size_t open = text.find(kOpen);
    if (open > 0) out.push_back({std::string(text.substr(0, open)), {}});
    if (open == std::string_view::npos) break;
    text.remove_prefix(open + kOpen.size());
    const std::size_t close = text.find('%');
    if (close == std::string_view::npos)
      return fail(Code::kInvalid, "a variable in the template has no closing percent sign");
    TRY_ASSIGN(const Variable variable, variable_named(text.substr(0, close)));
    if (variable == Variable::kPhoto) return fail(Code::kInvalid, "the photograph cannot stand in a line of text");
    out.push_back({"", variable});
    text.remove_prefix(close + 1);
  }
  return out;
}

// Walks the tree once: checks every element and attribute, takes out what varies.
class Reader {
 public:
  Reader(Side& side, Texts texts) : side_(side), texts_(texts) {}

  Result<void> walk(svg::Node node, const svg::Style& outer) {
    TRY(svg::check(node));
    TRY(check_attributes(node));
    TRY_ASSIGN(const svg::Style style, svg::style_of(node, outer));
    if (node.name() == "text" && (texts_ == Texts::kAll || node.text().find(kOpen) != std::string::npos))
      return take_text(node, style);
    if (texts_ == Texts::kAll) TRY(check_around_text(node));
    if (const std::string id = node.attribute("id"); id == "photo" || id == "stamp")
      return take_box(node, style, id == "photo" ? side_.photo : side_.stamp);
    if (is_photo(node)) return take_box(node, style, side_.photo);
    if (node.own_text().find(kOpen) != std::string::npos)
      return fail(Code::kInvalid, "a variable in the template stands outside a line of text");
    for (svg::Node child : node.children()) TRY(walk(child, style));
    return {};
  }

 private:
  static bool is_photo(const svg::Node& node) { return node.name() == "image" && node.reference() == "%VAR_photo%"; }

  static Result<void> check_attributes(const svg::Node& node) {
    for (const auto& [name, value] : node.attributes()) {
      const std::size_t open = value.find(kOpen);
      if (open == std::string::npos || (name == "href" && is_photo(node))) continue;
      const std::string_view rest = std::string_view(value).substr(open + kOpen.size());
      TRY(variable_named(rest.substr(0, rest.find('%'))));
      return fail(Code::kInvalid,
                  "a variable in the template stands in an attribute; only text and the photograph may vary");
    }
    return {};
  }

  // A group that changes how its text looks, and a definition that is drawn elsewhere.
  static Result<void> check_around_text(const svg::Node& node) {
    if (!svg::has_text(node)) return {};
    const std::string name = node.name();
    if (name != "svg" && name != "g" && name != "a" && name != "switch")
      return fail(Code::kInvalid, "a line of text in the template stands inside a definition; turn it into a path");
    return svg::check_plain_text(node);
  }

  Result<void> take_text(svg::Node node, const svg::Style& style) {
    if (texts_ == Texts::kAll) TRY(svg::check_plain_text(node));
    TRY(take_line(node, node.own_text(), style));
    for (svg::Node child : node.children()) {
      TRY(svg::check(child));
      TRY(check_attributes(child));
      if (texts_ == Texts::kAll) {
        if (child.name() != "tspan")
          return fail(Code::kInvalid, "a text in the template does not run straight; turn it into a path");
        TRY(svg::check_plain_text(child));
      }
      if (!child.children().empty()) return fail(Code::kInvalid, "a line of text in the template is nested too deeply");
      TRY_ASSIGN(const svg::Style own, svg::style_of(child, style));
      TRY(take_line(child, child.own_text(), own));
    }
    node.remove();
    return {};
  }

  Result<void> take_line(const svg::Node&, const std::string& text, const svg::Style& style) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
    if (style.matrix.yx != 0 || style.matrix.xy != 0)
      return fail(Code::kInvalid, "a line of text that varies is turned or slanted; it must stand level");
    TextSlot slot;
    TRY_ASSIGN(slot.pieces, split(svg::collapse_spaces(text)));
    slot.x = style.matrix.x0 + style.matrix.xx * style.x + kBleedMm;
    slot.y = style.matrix.y0 + style.matrix.yy * style.y + kBleedMm;
    slot.size = style.font_size * style.matrix.yy;
    slot.spacing = style.font_size > 0 ? style.spacing / style.font_size : 0;
    slot.anchor = style.anchor;
    slot.width = style.width > 0 ? style.width * style.matrix.xx : room(slot);
    slot.lines = style.lines;
    slot.family = style.family;
    slot.bold = style.bold;
    slot.italic = style.italic;
    slot.fill = style.fill;
    if (!(slot.size > 0.5 && slot.size < 30 && slot.width > 1 && slot.spacing > -0.5 && slot.spacing < 5))
      return fail(Code::kInvalid, "a line of text that varies has no usable size or room");
    side_.texts.push_back(std::move(slot));
    return {};
  }

  // To the trimmed card's edge less 2 mm.
  static double room(const TextSlot& slot) {
    const double left = slot.x - kBleedMm - 2, right = kCardWidthMm - 2 - (slot.x - kBleedMm);
    switch (slot.anchor) {
      case Anchor::kStart:
        return right;
      case Anchor::kMiddle:
        return 2 * std::min(left, right);
      case Anchor::kEnd:
        return left;
    }
    return right;
  }

  static Result<void> take_box(svg::Node node, const svg::Style& style, Box& box) {
    TRY_ASSIGN(const Box own, svg::box_of(node));
    box = {style.matrix.x0 + style.matrix.xx * own.x + kBleedMm, style.matrix.y0 + style.matrix.yy * own.y + kBleedMm,
           own.width * style.matrix.xx, own.height * style.matrix.yy};
    if (!(box.width > 1 && box.height > 1 && box.x >= 0 && box.y >= 0 && box.x + box.width <= kPageWidthMm &&
          box.y + box.height <= kPageHeightMm))
      return fail(Code::kInvalid, "the place for the photograph or the stamp lies outside the card");
    node.remove();
    return {};
  }

  Side& side_;
  Texts texts_;
};

Result<Side> read_side(ByteView bytes, Texts texts) {
  TRY_ASSIGN(svg::Document document, svg::parse(bytes, kLargestTemplate));
  TRY(svg::check_page(document.root(), {-kBleedMm, -kBleedMm, kPageWidthMm, kPageHeightMm}));
  Side side;
  Reader reader(side, texts);
  TRY(reader.walk(document.root(), svg::Style()));
  side.still = document.text();
  return side;
}

}  // namespace

std::string_view variable_name(Variable variable) {
  for (const VariableName& known : kVariables)
    if (known.variable == variable) return known.name;
  return "?";
}

Result<Template> Template::load(ByteView front_svg, ByteView back_svg, Texts texts) {
  Template out;
  auto front = read_side(front_svg, texts);
  if (!front) return fail(std::move(front).error().under("the template's front cannot be used"));
  auto back = read_side(back_svg, texts);
  if (!back) return fail(std::move(back).error().under("the template's back cannot be used"));
  out.sides_ = {std::move(*front), std::move(*back)};
  return out;
}

Result<Template> Template::shipped(std::string_view name) {
  for (const ShippedTemplate& known : shipped_templates())
    if (known.name == name) return load(as_bytes(known.front), as_bytes(known.back));
  return fail(Code::kNotFound,
              fmt::format("no template is called ‘{}’; there are warrant-card and staff-pass", printable(name)));
}

Template Template::of_sides(std::array<Side, 2> sides) {
  Template out;
  out.sides_ = std::move(sides);
  return out;
}

bool Template::shows(Variable variable) const {
  for (const Side& side : sides_) {
    if (variable == Variable::kPhoto && side.photo.width > 0) return true;
    for (const TextSlot& slot : side.texts)
      for (const Piece& piece : slot.pieces)
        if (piece.literal.empty() && piece.variable == variable) return true;
  }
  return false;
}

}  // namespace tipstaff::card
