#include "document/web/css_colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "document/colour.h"
#include "document/web/css_values.h"

namespace tipstaff::document {
namespace {

// CSS Color 4 §6.1 and §6.2
// clang-format off
constexpr std::pair<std::string_view, Rgb> kNamed[] = {
    {"aliceblue", 0xf0f8ff}, {"antiquewhite", 0xfaebd7}, {"aqua", 0x00ffff}, {"aquamarine", 0x7fffd4},
    {"azure", 0xf0ffff}, {"beige", 0xf5f5dc}, {"bisque", 0xffe4c4}, {"black", 0x000000}, {"blanchedalmond", 0xffebcd},
    {"blue", 0x0000ff}, {"blueviolet", 0x8a2be2}, {"brown", 0xa52a2a}, {"burlywood", 0xdeb887}, {"cadetblue", 0x5f9ea0},
    {"canvas", 0xffffff}, {"canvastext", 0x000000}, {"chartreuse", 0x7fff00}, {"chocolate", 0xd2691e},
    {"coral", 0xff7f50}, {"cornflowerblue", 0x6495ed}, {"cornsilk", 0xfff8dc}, {"crimson", 0xdc143c},
    {"cyan", 0x00ffff}, {"darkblue", 0x00008b}, {"darkcyan", 0x008b8b}, {"darkgoldenrod", 0xb8860b},
    {"darkgray", 0xa9a9a9}, {"darkgreen", 0x006400}, {"darkgrey", 0xa9a9a9}, {"darkkhaki", 0xbdb76b},
    {"darkmagenta", 0x8b008b}, {"darkolivegreen", 0x556b2f}, {"darkorange", 0xff8c00}, {"darkorchid", 0x9932cc},
    {"darkred", 0x8b0000}, {"darksalmon", 0xe9967a}, {"darkseagreen", 0x8fbc8f}, {"darkslateblue", 0x483d8b},
    {"darkslategray", 0x2f4f4f}, {"darkslategrey", 0x2f4f4f}, {"darkturquoise", 0x00ced1}, {"darkviolet", 0x9400d3},
    {"deeppink", 0xff1493}, {"deepskyblue", 0x00bfff}, {"dimgray", 0x696969}, {"dimgrey", 0x696969},
    {"dodgerblue", 0x1e90ff}, {"firebrick", 0xb22222}, {"floralwhite", 0xfffaf0}, {"forestgreen", 0x228b22},
    {"fuchsia", 0xff00ff}, {"gainsboro", 0xdcdcdc}, {"ghostwhite", 0xf8f8ff}, {"gold", 0xffd700},
    {"goldenrod", 0xdaa520}, {"gray", 0x808080}, {"green", 0x008000}, {"greenyellow", 0xadff2f}, {"grey", 0x808080},
    {"honeydew", 0xf0fff0}, {"hotpink", 0xff69b4}, {"indianred", 0xcd5c5c}, {"indigo", 0x4b0082}, {"ivory", 0xfffff0},
    {"khaki", 0xf0e68c}, {"lavender", 0xe6e6fa}, {"lavenderblush", 0xfff0f5}, {"lawngreen", 0x7cfc00},
    {"lemonchiffon", 0xfffacd}, {"lightblue", 0xadd8e6}, {"lightcoral", 0xf08080}, {"lightcyan", 0xe0ffff},
    {"lightgoldenrodyellow", 0xfafad2}, {"lightgray", 0xd3d3d3}, {"lightgreen", 0x90ee90}, {"lightgrey", 0xd3d3d3},
    {"lightpink", 0xffb6c1}, {"lightsalmon", 0xffa07a}, {"lightseagreen", 0x20b2aa}, {"lightskyblue", 0x87cefa},
    {"lightslategray", 0x778899}, {"lightslategrey", 0x778899}, {"lightsteelblue", 0xb0c4de}, {"lightyellow", 0xffffe0},
    {"lime", 0x00ff00}, {"limegreen", 0x32cd32}, {"linen", 0xfaf0e6}, {"magenta", 0xff00ff}, {"maroon", 0x800000},
    {"mediumaquamarine", 0x66cdaa}, {"mediumblue", 0x0000cd}, {"mediumorchid", 0xba55d3}, {"mediumpurple", 0x9370db},
    {"mediumseagreen", 0x3cb371}, {"mediumslateblue", 0x7b68ee}, {"mediumspringgreen", 0x00fa9a},
    {"mediumturquoise", 0x48d1cc}, {"mediumvioletred", 0xc71585}, {"midnightblue", 0x191970}, {"mintcream", 0xf5fffa},
    {"mistyrose", 0xffe4e1}, {"moccasin", 0xffe4b5}, {"navajowhite", 0xffdead}, {"navy", 0x000080},
    {"oldlace", 0xfdf5e6}, {"olive", 0x808000}, {"olivedrab", 0x6b8e23}, {"orange", 0xffa500}, {"orangered", 0xff4500},
    {"orchid", 0xda70d6}, {"palegoldenrod", 0xeee8aa}, {"palegreen", 0x98fb98}, {"paleturquoise", 0xafeeee},
    {"palevioletred", 0xdb7093}, {"papayawhip", 0xffefd5}, {"peachpuff", 0xffdab9}, {"peru", 0xcd853f},
    {"pink", 0xffc0cb}, {"plum", 0xdda0dd}, {"powderblue", 0xb0e0e6}, {"purple", 0x800080}, {"rebeccapurple", 0x663399},
    {"red", 0xff0000}, {"rosybrown", 0xbc8f8f}, {"royalblue", 0x4169e1}, {"saddlebrown", 0x8b4513},
    {"salmon", 0xfa8072}, {"sandybrown", 0xf4a460}, {"seagreen", 0x2e8b57}, {"seashell", 0xfff5ee},
    {"sienna", 0xa0522d}, {"silver", 0xc0c0c0}, {"skyblue", 0x87ceeb}, {"slateblue", 0x6a5acd}, {"slategray", 0x708090},
    {"slategrey", 0x708090}, {"snow", 0xfffafa}, {"springgreen", 0x00ff7f}, {"steelblue", 0x4682b4}, {"tan", 0xd2b48c},
    {"teal", 0x008080}, {"thistle", 0xd8bfd8}, {"tomato", 0xff6347}, {"turquoise", 0x40e0d0}, {"violet", 0xee82ee},
    {"wheat", 0xf5deb3}, {"white", 0xffffff}, {"whitesmoke", 0xf5f5f5}, {"window", 0xffffff}, {"windowtext", 0x000000},
    {"yellow", 0xffff00}, {"yellowgreen", 0x9acd32}};
// clang-format on

std::string digits_of(double red, double green, double blue) {  // 0 to 1
  const auto level = [](double value) { return static_cast<unsigned>(std::lround(std::clamp(value, 0.0, 1.0) * 255)); };
  return fmt::format("{:02x}{:02x}{:02x}", level(red), level(green), level(blue));
}

// §7.1: the hue in degrees, the others 0 to 1.
std::string of_hue(double hue, double saturation, double lightness) {
  const auto at = [&](double n) {
    const double k = std::fmod(std::fmod(n + hue / 30, 12) + 12, 12);
    return lightness - saturation * std::min(lightness, 1 - lightness) * std::clamp(std::min(k - 3, 9 - k), -1.0, 1.0);
  };
  return digits_of(at(0), at(8), at(4));
}

double luminous(double linear) {  // §10.1: gamma of sRGB
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
std::string of_oklab(double l, double a, double b) {  // §10.7
  const auto cube = [](double v) { return v * v * v; };
  const double x = cube(l + 0.3963377774 * a + 0.2158037573 * b), y = cube(l - 0.1055613458 * a - 0.0638541728 * b),
               z = cube(l - 0.0894841775 * a - 1.2914855480 * b);
  return digits_of(luminous(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
                   luminous(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
                   luminous(-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z));
}
std::string of_lab(double l, double a, double b) {  // §10.6, white of D50
  const double fy = (l + 16) / 116, fx = fy + a / 500, fz = fy - b / 200;
  const auto back = [](double f) { return f > 6.0 / 29 ? f * f * f : 3 * 36.0 / 841 * (f - 4.0 / 29); };
  const double x = 0.96422 * back(fx), y = back(fy), z = 0.82521 * back(fz);
  return digits_of(luminous(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
                   luminous(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
                   luminous(0.0719453 * x - 0.2289914 * y + 1.4052427 * z));
}

// A part of a function: its number, and whether it is a share.
struct Part {
  double value = 0;
  bool percent = false;
  double of(double whole) const { return percent ? value / 100 * whole : value; }
};
std::vector<Part> parts_of(std::string_view inside) {
  std::vector<Part> out;
  while (!inside.empty()) {
    inside.remove_prefix(std::min(inside.find_first_not_of(" ,/\t"), inside.size()));
    const std::size_t end = std::min(inside.find_first_of(" ,/\t"), inside.size());
    const std::string_view word = inside.substr(0, end);
    Part part;
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), part.value);
    part.percent = word.ends_with('%');
    if (word.ends_with("turn")) part.value *= 360;
    if (word.ends_with("rad") && !word.ends_with("grad")) part.value *= 180 / std::acos(-1.0);
    if (error == std::errc() || word == "none") out.push_back(part);
    inside.remove_prefix(end);
  }
  return out;
}

std::optional<CssColour> of_function(std::string_view name, std::string_view inside) {
  if (name == "color") {  // “color(srgb 1 1 1)”; other spaces as if they were that one
    const std::size_t blank = inside.find(' ', inside.find_first_not_of(' '));
    if (blank == std::string_view::npos) return std::nullopt;
    inside.remove_prefix(blank);
  }
  const std::vector<Part> p = parts_of(inside);
  if (p.size() < 3) return std::nullopt;
  CssColour out{"", p.size() > 3 ? p[3].of(1) : 1};
  const double turn = std::acos(-1.0) / 180;
  if (name.starts_with("rgb"))
    out.digits = digits_of(p[0].of(255) / 255, p[1].of(255) / 255, p[2].of(255) / 255);
  else if (name == "color")
    out.digits = digits_of(p[0].of(1), p[1].of(1), p[2].of(1));
  else if (name.starts_with("hsl"))
    out.digits = of_hue(p[0].value, std::clamp(p[1].value / 100, 0.0, 1.0), std::clamp(p[2].value / 100, 0.0, 1.0));
  else if (name == "hwb")
    out.digits = p[1].value + p[2].value >= 100
                     ? of_hue(0, 0, p[1].value / (p[1].value + p[2].value))
                     : colour_over(of_hue(p[0].value, 1, 0.5), 1 - (p[1].value + p[2].value) / 100,
                                   of_hue(0, 0, p[1].value / std::max(p[1].value + p[2].value, 1e-9)));
  else if (name == "lab")
    out.digits = of_lab(p[0].value, p[1].of(125), p[2].of(125));
  else if (name == "lch")
    out.digits =
        of_lab(p[0].value, p[1].of(150) * std::cos(p[2].value * turn), p[1].of(150) * std::sin(p[2].value * turn));
  else if (name == "oklab")
    out.digits = of_oklab(p[0].of(1), p[1].of(0.4), p[2].of(0.4));
  else if (name == "oklch")
    out.digits =
        of_oklab(p[0].of(1), p[1].of(0.4) * std::cos(p[2].value * turn), p[1].of(0.4) * std::sin(p[2].value * turn));
  else
    return std::nullopt;
  return out;
}

}  // namespace

std::optional<CssColour> css_colour(std::string_view words) {
  const std::string text = lower(trim(words));
  if (text == "transparent") return CssColour{"000000", 0};
  for (const auto& [name, value] : kNamed)
    if (text == name) return CssColour{fmt::format("{:06x}", value), 1};
  if (text.starts_with('#') && text.find_first_not_of("0123456789abcdef", 1) == std::string::npos) {
    std::string digits = text.substr(1);
    if (digits.size() == 3 || digits.size() == 4) {
      std::string twice;
      for (const char c : digits) twice += {c, c};
      digits = twice;
    }
    if (digits.size() != 6 && digits.size() != 8) return std::nullopt;
    unsigned alpha = 255;
    if (digits.size() == 8) std::from_chars(digits.data() + 6, digits.data() + 8, alpha, 16);
    return CssColour{digits.substr(0, 6), alpha / 255.0};
  }
  const std::size_t open = text.find('('), close = std::min(text.find(')'), text.size());
  if (open == std::string::npos || close < open) return std::nullopt;
  return of_function(std::string_view(text).substr(0, open), std::string_view(text).substr(open + 1, close - open - 1));
}

std::string plain_colour(std::string_view words) {
  const auto colour = css_colour(words);
  return colour && lower(trim(words)) != "transparent" ? colour->digits : lower(trim(words));
}

std::optional<CssColour> css_ground(std::string_view value) {
  std::optional<CssColour> out;
  for (const std::string_view word : css_words(value)) {
    if (word.starts_with("url(")) return std::nullopt;
    if (word.find("gradient(") == std::string_view::npos) {
      if (const auto colour = css_colour(word); colour && !out) out = colour;
      continue;
    }
    std::string_view inside = word.substr(word.find('(') + 1);
    inside = inside.substr(0, inside.rfind(')'));
    std::optional<CssColour> one;
    for (std::size_t begin = 0, depth = 0, i = 0; i <= inside.size(); ++i) {
      const char c = i < inside.size() ? inside[i] : ',';
      depth += c == '(' ? 1U : 0U;
      depth -= c == ')' && depth > 0 ? 1U : 0U;
      if (c != ',' || depth > 0) continue;
      const auto stop = css_words(inside.substr(begin, i - begin));
      begin = i + 1;
      const auto colour = stop.empty() ? std::nullopt : css_colour(stop[0]);
      if (!colour) continue;  // “to right”
      if (one && !look_same(one->digits, colour->digits)) return std::nullopt;
      one = colour;
    }
    return one;
  }
  return out;
}

std::string colour_over(std::string_view above, double alpha, std::string_view below) {
  const auto a = rgb_of(above), b = rgb_of(below);
  if (!a || !b || alpha >= 1) return std::string(above);
  const auto mixed = [&](int shift) {
    const auto part = [&](Rgb colour) { return static_cast<double>(colour >> shift & 0xff) / 255; };
    return part(*a) * alpha + part(*b) * (1 - alpha);
  };
  return digits_of(mixed(16), mixed(8), mixed(0));
}

}  // namespace tipstaff::document
