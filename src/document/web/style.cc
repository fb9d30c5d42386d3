#include "document/web/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "document/colour.h"
#include "document/emitter.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostRules = 20'000, kMostSteps = 32;
constexpr double kFarOff = -900, kFarRight = 5000;  // pixels out of the window
constexpr double kWindow = 10;                      // pixels: a hundredth of a window at least
constexpr double kBlurred = 8;                      // pixels: nobody reads through more
constexpr double kTiny = 3;                         // pixels or points
constexpr double kNoRoom = 2;                       // pixels in which nothing can be read

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f"), last = text.find_last_not_of(" \t\r\n\f");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.starts_with("vw") || unit.starts_with("vh")) return out * kWindow;
  return unit.starts_with("em") || unit.starts_with("rem") ? out * 16 : unit.starts_with('%') ? out * 0.16 : out;
}
// A place: “calc(-100vw - 5px)” by its first part; percents are of a window.
std::optional<double> place(std::string_view text) {
  if (text.starts_with("calc(")) text.remove_prefix(5);
  const std::optional<double> out = number(text);
  return out && text.find('%') < text.find(' ') ? *out / 0.16 * kWindow : out;
}

void merge(Look& into, const Look& more) {
  if (more.hides != Look::Hides::kNo) into.hides = more.hides;
  into.is_readable = more.is_readable || (into.is_readable && more.hides != Look::Hides::kTiny);
  into.has_no_room = into.has_no_room || more.has_no_room;
  if (more.colour) into.colour = more.colour;
  if (more.background) into.background = more.background;
  if (more.opacity < 1) into.opacity = more.opacity;
  if (more.placed != Look::Placed::kNo) into.placed = more.placed;
  if (more.level) into.level = more.level;
  into.covers = into.covers || more.covers;
  into.is_solid = more.background ? more.is_solid : into.is_solid;
}

// “scale(0)”, “opacity(0%)”
bool nought_in(std::string_view value, std::string_view call) {
  const std::size_t at = value.find(call);
  if (at == std::string_view::npos) return false;
  const std::optional<double> amount = number(trim(value.substr(at + call.size())));
  return amount && *amount <= 0.05;
}
// The last part of “rgba(0, 0, 0, 0)” or “rgb(0 0 0 / 0%)”, the last pair of “#00000000”.
bool is_transparent(std::string_view value) {
  if (value == "transparent" || (value.starts_with('#') && value.size() == 9 && value.ends_with("00")) ||
      (value.starts_with('#') && value.size() == 5 && value.ends_with('0')))
    return true;
  const std::size_t last = value.rfind(',') == std::string_view::npos || value.find('/') != std::string_view::npos
                               ? value.find('/')
                               : value.rfind(',');
  if ((!value.starts_with("rgb") && !value.starts_with("hsl")) || last == std::string_view::npos) return false;
  if (value[last] == ',' && std::ranges::count(value, ',') < 3) return false;
  const std::optional<double> amount = number(trim(value.substr(last + 1)));
  return amount && *amount <= 0.05;
}
// A colour that lets nothing through: “#fff”, “rgb(255, 255, 255)”, “rgba(0, 0, 0, 0.95)”.
bool is_solid(std::string_view value) {
  const std::string colour = plain_colour(
      value.substr(0, value.starts_with("rgb") || value.starts_with("hsl") ? value.size() : value.find(' ')));
  if (colour.size() != 6 || colour.find_first_not_of("0123456789abcdef") != std::string::npos) return false;
  const bool with_alpha =
      value.find('/') != std::string_view::npos || (value.starts_with("rgba") || value.starts_with("hsla"));
  const std::size_t last = value.find_last_of(",/");
  return !with_alpha || last == std::string_view::npos || number(trim(value.substr(last + 1))).value_or(1) >= 0.9;
}
// “perspective(1px) rotateY(90deg)”: seen from the side there is nothing to see.
bool turns_edge_on(std::string_view value, std::string_view call) {
  const std::size_t at = value.find(call);
  if (at == std::string_view::npos) return false;
  const std::optional<double> degrees = number(trim(value.substr(at + call.size())));
  return degrees && (value.find("deg") != std::string_view::npos || value.find("turn") != std::string_view::npos) &&
         std::abs(std::fmod(std::abs(value.find("turn") != std::string_view::npos ? *degrees * 360 : *degrees), 180) -
                  90) < 5;
}
std::vector<double> numbers_in_call(std::string_view value) {
  std::vector<double> out;
  value.remove_prefix(std::min(value.find('(') + 1, value.size()));
  while (true) {
    value.remove_prefix(std::min(value.find_first_of("-.0123456789"), value.size()));
    if (value.empty()) break;
    double one = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), one);
    if (error == std::errc()) out.push_back(one);
    value.remove_prefix(error == std::errc() ? static_cast<std::size_t>(end - value.data()) : 1);
  }
  return out;
}
// Nothing of an element is left: sides that meet, or a polygon without an inside (CSS Shapes 1 §3.1).
bool clips_all(std::string_view value) {
  if (nought_in(value, "circle(") || nought_in(value, "ellipse(")) return true;
  const std::vector<double> n = numbers_in_call(value.substr(0, value.find(" round")));
  if (value.starts_with("inset(") && value.find('%') != std::string_view::npos &&
      value.find("px") == std::string_view::npos && !n.empty()) {
    const double top = n[0], right = n.size() > 1 ? n[1] : top, bottom = n.size() > 2 ? n[2] : top,
                 left = n.size() > 3 ? n[3] : right;
    return top + bottom >= 100 || left + right >= 100;
  }
  if (!value.starts_with("polygon(") || n.empty() || value.find("calc") != std::string_view::npos) return false;
  double twice = 0;
  for (std::size_t i = 0; i + 1 < n.size(); i += 2) {
    const std::size_t next = i + 3 < n.size() ? i + 2 : 0;
    twice += n[i] * n[next + 1] - n[next] * n[i + 1];
  }
  return std::abs(twice) < 1e-6;
}
// “matrix(0, 0, 0, 0, 0, 0)”: the plane on a line.
bool flattens(std::string_view value) {
  const std::size_t at = value.find("matrix(");
  if (at == std::string_view::npos) return false;
  const std::vector<double> n = numbers_in_call(value.substr(at));
  return n.size() == 6 && std::abs(n[0] * n[3] - n[1] * n[2]) < 1e-4;
}
// The size in “italic 1px/1 serif”: the first number with a unit, or nought.
std::optional<double> size_in_font(std::string_view value) {
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(' '), value.size());
    const std::string_view word = value.substr(0, std::min(end, value.find('/')));
    const std::optional<double> amount = number(word);
    if (amount && (*amount == 0 || word.find_first_not_of("0123456789.") != std::string_view::npos))
      return word.ends_with('%') || word.ends_with("em") ? std::optional(*amount > 2.4 ? 16 : 0.0) : amount;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return std::nullopt;
}
bool hides_by_mask(std::string_view value) {
  const bool gradient = value.find("gradient(") != std::string_view::npos;
  return gradient && value.find("transparent") != std::string_view::npos && value.find('#') == std::string_view::npos &&
         value.find("black") == std::string_view::npos && value.find("rgb") == std::string_view::npos &&
         value.find("white") == std::string_view::npos;
}
bool moves_away(std::string_view value) {
  for (const std::string_view call : {"scale(", "scalex(", "scaley(", "scale3d("})
    if (nought_in(value, call)) return true;
  if (flattens(value)) return true;
  if (turns_edge_on(value, "rotatex(") || turns_edge_on(value, "rotatey(")) return true;
  for (const std::string_view call : {"translate(", "translate3d(", "translatex(", "translatey("}) {
    const std::size_t at = value.find(call);
    if (at == std::string_view::npos) continue;
    const std::optional<double> amount = number(trim(value.substr(at + call.size())));
    if (amount && (*amount <= kFarOff || *amount >= kFarRight)) return true;
  }
  return false;
}

}  // namespace

void each_declaration(std::string_view css, const std::function<void(std::string_view, std::string_view)>& each) {
  while (!css.empty()) {
    const std::size_t end = std::min(css.find(';'), css.size()), colon = css.substr(0, end).find(':');
    if (colon != std::string_view::npos) {
      std::string value = lower(trim(css.substr(colon + 1, end - colon - 1)));
      if (const std::size_t mark = value.find('!'); mark != std::string::npos) value = trim(value.substr(0, mark));
      each(lower(trim(css.substr(0, colon))), value);
    }
    css.remove_prefix(std::min(end + 1, css.size()));
  }
}

std::string plain_colour(std::string_view words) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 48> kNamed = {
      {// CSS Color 4 §6.1, in part
       {"aliceblue", "f0f8ff"},  {"aqua", "00ffff"},        {"azure", "f0ffff"},         {"beige", "f5f5dc"},
       {"black", "000000"},      {"blue", "0000ff"},        {"canvas", "ffffff"},        {"canvastext", "000000"},
       {"cornsilk", "fff8dc"},   {"cyan", "00ffff"},        {"darkblue", "00008b"},      {"darkgray", "a9a9a9"},
       {"darkgrey", "a9a9a9"},   {"floralwhite", "fffaf0"}, {"fuchsia", "ff00ff"},       {"gainsboro", "dcdcdc"},
       {"ghostwhite", "f8f8ff"}, {"gray", "808080"},        {"green", "008000"},         {"grey", "808080"},
       {"honeydew", "f0fff0"},   {"ivory", "fffff0"},       {"lavenderblush", "fff0f5"}, {"lightcyan", "e0ffff"},
       {"lightgray", "d3d3d3"},  {"lightgrey", "d3d3d3"},   {"lightyellow", "ffffe0"},   {"lime", "00ff00"},
       {"linen", "faf0e6"},      {"magenta", "ff00ff"},     {"maroon", "800000"},        {"midnightblue", "191970"},
       {"mintcream", "f5fffa"},  {"navy", "000080"},        {"oldlace", "fdf5e6"},       {"olive", "808000"},
       {"orange", "ffa500"},     {"purple", "800080"},      {"red", "ff0000"},           {"seashell", "fff5ee"},
       {"silver", "c0c0c0"},     {"snow", "fffafa"},        {"teal", "008080"},          {"white", "ffffff"},
       {"whitesmoke", "f5f5f5"}, {"window", "ffffff"},      {"windowtext", "000000"},    {"yellow", "ffff00"}}};
  std::string text = lower(trim(words));
  for (const auto& [name, value] : kNamed)
    if (text == name) return std::string(value);
  if (text.starts_with('#') && text.size() == 4) return {text[1], text[1], text[2], text[2], text[3], text[3]};
  if (text.starts_with('#') && text.size() == 7) return text.substr(1);
  if (text.starts_with("rgb")) {
    std::array<unsigned, 3> parts{};
    std::size_t at = text.find('(');
    for (unsigned& part : parts) {
      at = text.find_first_of("0123456789", at);
      if (at == std::string::npos) return text;
      std::from_chars(text.data() + at, text.data() + text.size(), part);
      at = text.find_first_not_of("0123456789.", at);
      if (at != std::string::npos && text[at] == '%') part = part * 255 / 100;
    }
    return fmt::format("{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2]);
  }
  if (text.starts_with("hsl")) {
    const std::vector<double> n = numbers_in_call(text);
    if (n.size() >= 3 && (n[1] <= 5 || n[2] >= 97 || n[2] <= 3)) {  // greys, and what is next to white or black
      const auto level = static_cast<unsigned>(std::clamp(n[2], 0.0, 100.0) * 2.55);
      return fmt::format("{0:02x}{0:02x}{0:02x}", level);
    }
  }
  return text;
}

namespace {

// “var(--d, none)” by what it stands for: of these declarations, else of `known`, else what stands behind the comma.
std::string resolved(std::string_view value, const Variables& own, const Variables* known) {
  std::string out(value);
  for (int turns = 0; turns < 8; ++turns) {
    const std::size_t at = out.find("var(");
    if (at == std::string::npos) break;
    const std::size_t end = std::min(out.find(')', at), out.size()), comma = std::min(out.find(',', at), end);
    const std::string name(trim(std::string_view(out).substr(at + 4, comma - at - 4)));
    std::string with(comma < end ? trim(std::string_view(out).substr(comma + 1, end - comma - 1)) : "");
    if (const auto found = own.find(name); found != own.end())
      with = found->second;
    else if (known != nullptr && known->contains(name))
      with = known->find(name)->second;
    out.replace(at, std::min(end + 1, out.size()) - at, with);
  }
  return out;
}

}  // namespace

Look look_of(std::string_view declarations, const Variables* known) {
  using Hides = Look::Hides;
  Look out;
  Variables own;
  if (declarations.find("--") != std::string_view::npos)
    each_declaration(declarations, [&](std::string_view name, std::string_view value) {
      if (name.starts_with("--")) own.insert_or_assign(std::string(name), value);
    });
  bool placed = false, no_room = false, cut = false, behind = false, clipped = false, wide = false, high = false;
  unsigned sides = 0;  // at the edge of what it is placed in
  each_declaration(declarations, [&](std::string_view name, std::string_view written) {
    const std::string plain =
        written.find("var(") == std::string_view::npos ? std::string() : resolved(written, own, known);
    const std::string_view value = plain.empty() ? written : std::string_view(plain);
    const std::optional<double> amount = number(value), at = place(value);
    if ((name == "display" && value == "none") ||
        (name == "visibility" && (value == "hidden" || value == "collapse")) || (name == "mso-hide" && value == "all"))
      out.hides = Hides::kHidden;
    if ((name == "opacity" && amount && *amount <= 0.05) || (name == "text-indent" && amount && *amount <= kFarOff) ||
        ((name == "color" || name == "-webkit-text-fill-color") && is_transparent(value)) ||
        (name == "margin-left" && amount && *amount <= kFarOff) || (name == "clip-path" && clips_all(value)) ||
        (name == "transform" && moves_away(value)) ||
        (name == "filter" && (nought_in(value, "opacity(") ||
                              (value.starts_with("blur(") && number(value.substr(5)).value_or(0) >= kBlurred))) ||
        (name == "scale" && amount && *amount <= 0.05) || (name == "translate" && amount && *amount <= kFarOff) ||
        (name == "rotate" && (turns_edge_on(value, "x ") || turns_edge_on(value, "y "))) ||
        (name == "letter-spacing" && amount && (value.ends_with("em") ? *amount <= -8 : *amount <= -6)) ||
        ((name == "mask" || name == "mask-image" || name == "-webkit-mask" || name == "-webkit-mask-image") &&
         hides_by_mask(value)))
      out.hides = Hides::kUnseen;
    if (name == "content-visibility" && value == "hidden") out.hides = Hides::kHidden;
    if (name == "zoom" && amount && *amount <= (value.ends_with('%') ? 1.6 : 0.1)) out.hides = Hides::kTiny;
    if (name == "z-index" && amount && *amount < 0) behind = true;
    if (name == "font-size" && amount && *amount < (value.ends_with("em") || value.ends_with('%') ? 2.4 : kTiny))
      out.hides = Hides::kTiny;
    if (name == "font-size" && amount)
      out.is_readable = *amount >= kTiny && !value.ends_with('%') && (!value.ends_with("em") || value.ends_with("rem"));
    if (name == "font" && size_in_font(value).value_or(kTiny) < kTiny) out.hides = Hides::kTiny;
    if (name == "position") {
      placed = value == "absolute" || value == "fixed";
      out.placed = value == "absolute"                        ? Look::Placed::kAbsolute
                   : value == "fixed"                         ? Look::Placed::kFixed
                   : value == "relative" || value == "sticky" ? Look::Placed::kRelative
                                                              : Look::Placed::kOwn;
    }
    if (name == "opacity" && amount) out.opacity = value.ends_with('%') ? *amount / 16 : *amount;
    if (name == "z-index" && amount) out.level = *amount;
    const bool side = name == "left" || name == "top" || name == "right" || name == "bottom" || name == "inset";
    if ((side || name == "margin-left") && at && (*at <= kFarOff || *at >= kFarRight)) cut = true;
    if (side && amount && std::abs(*amount) <= kNoRoom)
      sides |= name == "inset" ? 15U : name == "left" ? 1U : name == "top" ? 2U : name == "right" ? 4U : 8U;
    if (name == "width" && (value == "100%" || value == "100vw")) wide = true;
    if (name == "height" && (value == "100%" || value == "100vh")) high = true;
    if ((name == "clip" && value.starts_with("rect(0")) ||
        (name == "clip-path" && value.starts_with("inset(") && value.find("0%") != std::string::npos))
      cut = true;
    if ((name == "max-height" || name == "height" || name == "width" || name == "max-width") && amount &&
        *amount >= 0 && *amount <= kNoRoom && (*amount == 0 || !value.ends_with("em")))
      no_room = true;
    if (name == "line-height" && amount && *amount == 0) no_room = true;
    if ((name == "overflow" || name == "overflow-x" || name == "overflow-y") &&
        (value == "hidden" || value == "clip" || value == "scroll"))
      clipped = true;
    if (name == "color") out.colour = plain_colour(value);
    if (name == "background-color" || name == "background") out.is_solid = is_solid(value);
    if (name == "background-color" || name == "background")
      out.background = plain_colour(value.substr(0, value.starts_with("rgb") ? value.size() : value.find(' ')));
  });
  out.has_no_room = no_room;
  out.covers = (wide || (sides & 5U) == 5U) && (high || (sides & 10U) == 10U);
  if (((placed && cut) || (clipped && no_room) || (placed && behind)) && out.hides == Hides::kNo)
    out.hides = Hides::kUnseen;
  return out;
}

// A block whose condition every screen meets.
static bool applies_always(std::string_view selector) {
  for (const std::string_view condition :
       {"@media screen", "@media all", "@media only screen", "@layer", "@media screen, print", "@media screen,print"})
    if (selector == condition || (condition == "@layer" && selector.starts_with("@layer "))) return true;
  return selector.starts_with("@supports (display");
}

void StyleSheet::each_variable(std::string_view css) {
  for (std::size_t at = css.find("--"); at != std::string_view::npos; at = css.find("--", at + 2)) {
    const std::size_t colon = css.find_first_of(":;{} ()", at), end = std::min(css.find_first_of(";}", at), css.size());
    if (colon >= end || css[colon] != ':') continue;
    variables_.insert_or_assign(lower(css.substr(at, colon - at)), lower(trim(css.substr(colon + 1, end - colon - 1))));
  }
}

void StyleSheet::add(std::string_view css) {
  std::string plain;  // without comments
  for (std::size_t at = 0; at < css.size();) {
    const std::size_t begin = std::min(css.find("/*", at), css.size());
    plain += css.substr(at, begin - at);
    const std::size_t end = css.find("*/", begin);
    if (begin < css.size())
      said_ += std::string(css.substr(begin + 2, std::min(end, css.size()) - std::min(begin + 2, css.size()))) + '\n';
    at = begin == css.size() || end == std::string_view::npos ? css.size() : end + 2;
  }
  for (std::size_t at = plain.find("content:"); at != std::string::npos; at = plain.find("content:", at + 1)) {
    const std::size_t first = plain.find_first_not_of(" \t", at + 8);
    if (first == std::string::npos || (plain[first] != '"' && plain[first] != '\'')) continue;
    const std::size_t last = plain.find(plain[first], first + 1);
    said_ += plain.substr(first + 1, std::min(last, plain.size()) - first - 1) + '\n';
  }
  each_variable(plain);
  int depth = 0;
  std::string selector;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t mark = plain.find_first_of("{};", at);
    if (mark == std::string::npos) break;
    const std::string_view words = trim(std::string_view(plain).substr(at, mark - at));
    if (plain[mark] == '{') {
      // The rules inside a conditional block are skipped with it.
      if (depth++ == 0) selector = lower(words);
    } else if (plain[mark] == '}') {
      if (depth > 0) --depth;
    }
    std::size_t next = mark + 1;
    if (plain[mark] == '{' && depth == 1 && applies_always(selector)) {
      depth = 0;  // what stands in it counts as if it stood outside; the brace that ends it ends nothing
    } else if (plain[mark] == '{' && depth == 1 && !selector.starts_with('@')) {
      const std::size_t end = std::min(plain.find('}', next), plain.size());
      const std::string_view body = std::string_view(plain).substr(next, end - next);
      for (std::string_view list = selector; !list.empty();) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view one = trim(list.substr(0, comma));
        add_rule(one, body);
        list.remove_prefix(std::min(comma + 1, list.size()));
      }
      next = end;
    }
    at = next;
  }
}

// “p.note#x”; nothing when there is more to it.
std::optional<StyleSheet::Step> StyleSheet::step_of(std::string_view words) {
  Step out;
  while (!words.empty()) {
    const char mark = words[0] == '.' || words[0] == '#' ? words[0] : '\0';
    if (mark != '\0') words.remove_prefix(1);
    const std::size_t end = std::min(words.find_first_of(".#:[+~*"), words.size());
    if (end == 0 && words.starts_with('*') && mark == '\0') {
      words.remove_prefix(1);
      continue;
    }
    if (end == 0) return std::nullopt;
    const std::string name(words.substr(0, end));
    if (mark == '.')
      out.classes.push_back(name);
    else
      (mark == '#' ? out.id : out.name) = name;
    words.remove_prefix(end);
  }
  return out;
}

void StyleSheet::add_rule(std::string_view selector, std::string_view css) {
  if (selector.empty() || rules_.size() >= kMostRules) return;
  for (const std::string_view moment :
       {":hover", ":focus", ":active", ":visited", ":checked", ":target", ":before", ":after", ":disabled",
        ":placeholder", ":empty", ":selection", ":-", ":first-letter", ":first-line"})
    if (selector.find(moment) != std::string_view::npos) return;
  Rule rule;
  rule.css = css;
  bool whole = true;
  std::vector<Step> inwards;
  while (!selector.empty() && whole) {
    selector.remove_prefix(std::min(selector.find_first_not_of(" \t\r\n"), selector.size()));
    if (selector.starts_with('>')) {
      if (!inwards.empty()) inwards.back().direct = true;
      selector.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(selector.find_first_of(" \t\r\n>"), selector.size());
    if (end == 0) continue;
    const auto step = step_of(selector.substr(0, end));
    whole = step.has_value() && inwards.size() < kMostSteps;
    if (whole) inwards.push_back(*step);
    selector.remove_prefix(end);
  }
  if (!whole || inwards.empty()) {
    const Look look = look_of(css, &variables_);
    doubtful_ = doubtful_ || look.hides != Look::Hides::kNo ||
                (look.colour && look.background && look_same(*look.colour, *look.background));
    return;
  }
  rule.steps.assign(inwards.rbegin(), inwards.rend());
  const Step& own = rule.steps[0];
  const std::string key = !own.id.empty()        ? "#" + own.id
                          : !own.classes.empty() ? "." + own.classes[0]
                          : own.name.empty()     ? "*"
                                                 : own.name;
  by_key_[key].push_back(rules_.size());
  rules_.push_back(std::move(rule));
}

bool StyleSheet::fits(const Step& step, const StyledElement& element) {
  if ((!step.name.empty() && step.name != element.name) || (!step.id.empty() && step.id != element.id)) return false;
  const std::string all = " " + element.classes + " ";
  return std::ranges::all_of(step.classes,
                             [&](const std::string& each) { return all.find(" " + each + " ") != std::string::npos; });
}

bool StyleSheet::fits(const Rule& rule, const StyledElement& element, std::span<const StyledElement* const> around) {
  if (!fits(rule.steps[0], element)) return false;
  std::size_t left = around.size();
  for (std::size_t i = 1; i < rule.steps.size(); ++i) {
    const bool direct = rule.steps[i].direct;
    bool found = false;
    while (left > 0 && !found) {
      found = fits(rule.steps[i], *around[--left]);
      if (direct && !found) return false;
    }
    if (!found) return false;
  }
  return true;
}

std::string StyleSheet::declarations(const StyledElement& element, std::span<const StyledElement* const> around) const {
  std::string out;
  if (rules_.empty()) return out;
  std::vector<std::size_t> weights[3];  // of an element's name, of its classes, of its id
  const auto apply = [&](const std::string& key, int weight) {
    if (const auto found = by_key_.find(key); found != by_key_.end())
      for (const std::size_t rule : found->second)
        if (fits(rules_[rule], element, around)) weights[weight].push_back(rule);
  };
  apply("*", 0);
  apply(element.name, 0);
  for (std::string_view list = element.classes; !list.empty();) {
    const std::size_t end = std::min(list.find_first_of(" \t\r\n"), list.size());
    if (end > 0) apply("." + std::string(list.substr(0, end)), 1);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  if (!element.id.empty()) apply("#" + element.id, 2);
  for (auto& rules : weights) {
    std::ranges::sort(rules);
    for (const std::size_t rule : rules) (out += ';') += rules_[rule].css;
  }
  return out;
}

Look StyleSheet::look(const StyledElement& element, std::span<const StyledElement* const> around,
                      std::string_view own) const {
  Look out = look_of(declarations(element, around), &variables_);
  merge(out, look_of(own, &variables_));
  return out;
}

}  // namespace tipstaff::document
