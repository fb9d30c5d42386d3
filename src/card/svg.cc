#include "card/svg.h"

#include <fmt/format.h>
#include <libxml/parser.h>

#include <charconv>
#include <cmath>

namespace tipstaff::card::svg {
namespace {

constexpr std::string_view kSvgNamespace = "http://www.w3.org/2000/svg";

std::string text_of(const xmlChar* text) { return text == nullptr ? "" : reinterpret_cast<const char*>(text); }

std::string owned(xmlChar* text) {
  std::string out = text_of(text);
  xmlFree(text);
  return out;
}

constexpr std::array<std::string_view, 29> kAllowed = {
    "svg",     "g",        "defs",     "title",   "desc",   "metadata", "path",     "rect",           "circle",
    "ellipse", "line",     "polyline", "polygon", "text",   "tspan",    "textPath", "linearGradient", "radialGradient",
    "stop",    "clipPath", "mask",     "pattern", "symbol", "use",      "image",    "style",          "marker",
    "switch",  "a"};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// A number, perhaps with a unit that means user units here (px, mm in a page of millimetres).
bool number(std::string_view text, double& out) {
  const std::string clean = trimmed(text);
  const auto [end, error] = std::from_chars(clean.data(), clean.data() + clean.size(), out);
  const std::string_view unit(end, static_cast<std::size_t>(clean.data() + clean.size() - end));
  return error == std::errc() && std::isfinite(out) && std::abs(out) < 1e6 &&
         (unit.empty() || unit == "px" || unit == "mm");
}

std::vector<double> numbers(std::string_view text) {
  std::vector<double> out;
  while (true) {
    const std::size_t first = text.find_first_not_of(" ,\t\r\n");
    if (first == std::string_view::npos) return out;
    text.remove_prefix(first);
    const std::size_t end = std::min(text.find_first_of(" ,\t\r\n"), text.size());
    double value = 0;
    if (!number(text.substr(0, end), value) || out.size() == 8) return {};
    out.push_back(value);
    text.remove_prefix(end);
  }
}

Result<Matrix> one_transform(std::string_view name, const std::vector<double>& n) {
  if (name == "matrix" && n.size() == 6) return Matrix{n[0], n[1], n[2], n[3], n[4], n[5]};
  if (name == "translate" && (n.size() == 1 || n.size() == 2))
    return Matrix{1, 0, 0, 1, n[0], n.size() == 2 ? n[1] : 0};
  if (name == "scale" && (n.size() == 1 || n.size() == 2)) return Matrix{n[0], 0, 0, n.back(), 0, 0};
  if (name == "rotate" && (n.size() == 1 || n.size() == 3)) {
    const double c = std::cos(n[0] * M_PI / 180), s = std::sin(n[0] * M_PI / 180);
    const Matrix turn{c, s, -s, c, 0, 0};
    if (n.size() == 1) return turn;
    return Matrix{1, 0, 0, 1, n[1], n[2]}.then_inside(turn).then_inside({1, 0, 0, 1, -n[1], -n[2]});
  }
  return fail(Code::kInvalid, "a transformation in the template is not understood");
}

Result<Matrix> transform_of(std::string_view text) {
  Matrix out;
  while (true) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find(')', open);
    if (close == std::string_view::npos)
      return fail(Code::kInvalid, "a transformation in the template is not understood");
    std::string name = trimmed(text.substr(0, open));
    if (name.starts_with(',')) name = trimmed(std::string_view(name).substr(1));
    TRY_ASSIGN(const Matrix next, one_transform(name, numbers(text.substr(open + 1, close - open - 1))));
    out = out.then_inside(next);
    text.remove_prefix(close + 1);
  }
  return out;
}

bool colour(std::string_view text, Colour& out) {
  const std::string clean = trimmed(text);
  if (clean == "black") out = {};
  if (clean == "white") out = {1, 1, 1};
  if (clean == "black" || clean == "white") return true;
  if (!clean.starts_with('#') || (clean.size() != 4 && clean.size() != 7)) return false;
  const std::size_t digits = (clean.size() - 1) / 3;
  std::array<double*, 3> parts = {&out.red, &out.green, &out.blue};
  for (std::size_t i = 0; i < 3; ++i) {
    int value = 0;
    const char* from = clean.data() + 1 + i * digits;
    if (std::from_chars(from, from + digits, value, 16).ptr != from + digits) return false;
    *parts[i] = digits == 1 ? value / 15.0 : value / 255.0;
  }
  return true;
}

bool set(Style& style, std::string_view name, const std::string& value) {
  if (name == "font-size") return number(value, style.font_size);
  if (name == "letter-spacing") return value == "normal" ? (style.spacing = 0, true) : number(value, style.spacing);
  if (name == "x") return number(value, style.x);
  if (name == "y") return number(value, style.y);
  if (name == "data-width") return number(value, style.width);
  if (name == "data-lines") style.lines = value == "2" ? 2 : 1;
  if (name == "font-weight") style.bold = value == "bold" || value == "600" || value == "700" || value == "800";
  if (name == "font-style") style.italic = value == "italic" || value == "oblique";
  if (name == "font-family") {
    style.family = trimmed(std::string_view(value).substr(0, value.find(',')));
    std::erase_if(style.family, [](char c) { return c == '\'' || c == '"'; });
  }
  if (name == "text-anchor")
    style.anchor = value == "middle" ? Anchor::kMiddle : value == "end" ? Anchor::kEnd : Anchor::kStart;
  if (name == "fill" && !colour(value, style.fill)) style.fill = {};
  return true;
}

Result<void> check_reference(const Node& node, const std::string& value) {
  const bool picture = value.starts_with("data:image/png;base64,") || value.starts_with("data:image/jpeg;base64,");
  if (value.starts_with('#') || (node.name() == "image" && (picture || value == "%VAR_photo%"))) return {};
  return fail(Code::kRefused, "the template refers to something outside itself");
}

// url(…) may only name an element of the same document. Escapes could hide the word, so a backslash is refused too.
Result<void> check_style_text(std::string_view css) {
  std::string lower;
  for (const char c : css) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower.find('\\') != std::string::npos || lower.find("@import") != std::string::npos)
    return fail(Code::kRefused, "the template's styles refer to something outside it");
  for (std::size_t at = lower.find("url("); at != std::string::npos; at = lower.find("url(", at + 1)) {
    const std::size_t first = lower.find_first_not_of(" \"'", at + 4);
    if (first == std::string::npos || lower[first] != '#')
      return fail(Code::kRefused, "the template's styles refer to something outside it");
  }
  return {};
}

}  // namespace

Matrix Matrix::then_inside(const Matrix& inner) const {
  return {xx * inner.xx + xy * inner.yx, yx * inner.xx + yy * inner.yx,      xx * inner.xy + xy * inner.yy,
          yx * inner.xy + yy * inner.yy, xx * inner.x0 + xy * inner.y0 + x0, yx * inner.x0 + yy * inner.y0 + y0};
}

std::string Node::name() const { return text_of(node_->name); }
std::string Node::text() const { return owned(xmlNodeGetContent(node_)); }

std::string Node::own_text() const {
  std::string out;
  for (const xmlNode* child = node_->children; child != nullptr; child = child->next)
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) out += text_of(child->content);
  return out;
}

std::string Node::attribute(const char* name) const {
  return owned(xmlGetProp(node_, reinterpret_cast<const xmlChar*>(name)));
}

std::vector<std::pair<std::string, std::string>> Node::attributes() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const xmlAttr* at = node_->properties; at != nullptr; at = at->next)
    out.emplace_back(text_of(at->name), owned(xmlNodeListGetString(node_->doc, at->children, 1)));
  return out;
}

std::vector<Node> Node::children() const {
  std::vector<Node> out;
  for (xmlNode* child = node_->children; child != nullptr; child = child->next)
    if (child->type == XML_ELEMENT_NODE) out.emplace_back(child);
  return out;
}

bool Node::is_svg() const { return node_->ns == nullptr || text_of(node_->ns->href) == kSvgNamespace; }

void Node::remove() {
  xmlUnlinkNode(node_);
  xmlFreeNode(node_);
  node_ = nullptr;
}

std::string Document::text() const {
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(document_.get(), &bytes, &size, "UTF-8");
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  xmlFree(bytes);
  return out;
}

Result<Document> parse(ByteView bytes, std::size_t most) {
  if (bytes.size() > most) return fail(Code::kInvalid, fmt::format("it is larger than the {} bytes allowed", most));
  const std::string_view text = as_text(bytes);
  if (text.find('\0') != std::string_view::npos) return fail(Code::kInvalid, "it is not UTF-8 text");
  if (text.find("<!DOCTYPE") != std::string_view::npos || text.find("<!ENTITY") != std::string_view::npos)
    return fail(Code::kRefused, "it has a document type, which can define entities; save it without one");
  xmlDoc* parsed = xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (parsed == nullptr) return fail(Code::kInvalid, "it is not well-formed XML");
  Document document(parsed);
  if (parsed->intSubset != nullptr) return fail(Code::kRefused, "it has a document type, which can define entities");
  const xmlNode* root = xmlDocGetRootElement(parsed);
  if (root == nullptr || text_of(root->name) != "svg") return fail(Code::kInvalid, "it is not an SVG drawing");
  return document;
}

Result<void> check(const Node& node) {
  const std::string name = node.name();
  if (node.is_svg() && std::find(kAllowed.begin(), kAllowed.end(), name) == kAllowed.end())
    return fail(Code::kRefused,
                fmt::format("the template holds an element that cards may not use (‘{}’)", name.substr(0, 30)));
  for (const auto& [attribute, value] : node.attributes()) {
    if (attribute.starts_with("on")) return fail(Code::kRefused, "the template holds a script");
    if (attribute == "href") TRY(check_reference(node, value));
    if (attribute == "base") return fail(Code::kRefused, "the template refers to something outside itself");
    TRY(check_style_text(value.starts_with("data:image/") ? "" : value));
  }
  if (name == "style") return check_style_text(node.text());
  return {};
}

Result<void> check_page(const Node& root, const Box& page) {
  const std::vector<double> box = numbers(root.attribute("viewBox"));
  const auto near = [](double a, double b) { return std::abs(a - b) < 0.01; };
  if (box.size() == 4 && near(box[0], page.x) && near(box[1], page.y) && near(box[2], page.width) &&
      near(box[3], page.height))
    return {};
  return fail(Code::kInvalid, fmt::format("its viewBox must be \"{} {} {} {}\": millimetres, with the bleed", page.x,
                                          page.y, page.width, page.height));
}

Result<Box> box_of(const Node& node) {
  Box out;
  if ((node.name() == "rect" || node.name() == "image") && number(node.attribute("x"), out.x) &&
      number(node.attribute("y"), out.y) && number(node.attribute("width"), out.width) &&
      number(node.attribute("height"), out.height))
    return out;
  return fail(Code::kInvalid,
              "the photograph's or the stamp's place must be a rect or an image with x, y, width and height");
}

Result<Style> style_of(const Node& node, const Style& outer) {
  Style out = outer;
  bool good = true;
  if (const std::string transform = node.attribute("transform"); !transform.empty()) {
    TRY_ASSIGN(const Matrix own, transform_of(transform));
    out.matrix = outer.matrix.then_inside(own);
  }
  const bool is_text = node.name() == "text" || node.name() == "tspan";
  for (const auto& [name, value] : node.attributes())
    if (is_text || (name != "x" && name != "y")) good = good && set(out, name, value);
  std::string css = node.attribute("style");
  for (std::string_view rest = css; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::size_t colon = one.find(':');
    if (colon != std::string_view::npos)
      good = good && set(out, trimmed(one.substr(0, colon)), trimmed(one.substr(colon + 1)));
  }
  if (is_text && !good) return fail(Code::kInvalid, "a size or a place of text in the template is not a plain number");
  return out;
}

bool has_text(const Node& node) {
  if (node.name() == "text") return true;
  const std::vector<Node> children = node.children();
  return std::any_of(children.begin(), children.end(), has_text);
}

Result<void> check_plain_text(const Node& node) {
  constexpr std::array<std::string_view, 17> kUnset = {
      "word-spacing", "text-decoration", "textLength",   "rotate",  "dx",        "dy",
      "opacity",      "fill-opacity",    "stroke",       "filter",  "mask",      "clip-path",
      "class",        "direction",       "writing-mode", "display", "visibility"};
  constexpr std::array<std::string_view, 13> kWithout = {
      "normal", "none", "0", "0px", "1", "baseline", "lr-tb", "lr", "ltr", "inline", "visible", "horizontal-tb", ""};
  std::vector<std::pair<std::string, std::string>> properties = node.attributes();
  const std::string css = node.attribute("style");
  for (std::string_view rest = css; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::size_t colon = std::min(one.find(':'), one.size());
    properties.emplace_back(trimmed(one.substr(0, colon)), trimmed(one.substr(std::min(colon + 1, one.size()))));
  }
  for (const auto& [name, value] : properties) {
    const bool set = std::find(kUnset.begin(), kUnset.end(), name) != kUnset.end();
    if (set && std::find(kWithout.begin(), kWithout.end(), value) == kWithout.end())
      return fail(Code::kInvalid,
                  fmt::format("a text in the template has ‘{}’, which text on a card cannot have; turn it into a path "
                              "(in Inkscape: Path, Object to Path) or take the property away",
                              name));
  }
  return {};
}

std::string collapse_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace tipstaff::card::svg
