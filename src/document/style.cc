#include "document/style.h"

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
constexpr double kFarOff = -900;  // pixels out of the window
constexpr double kTiny = 3;     // pixels or points
constexpr double kNoRoom = 2;   // pixels in which nothing can be read

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f"), last = text.find_last_not_of(" \t\r\n\f");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  return unit.starts_with("em") || unit.starts_with("rem") ? out * 16 : unit.starts_with('%') ? out * 0.16 : out;
}

void merge(Look& into, const Look& more) {
  if (more.hides != Look::Hides::kNo) into.hides = more.hides;
  into.has_no_room = into.has_no_room || more.has_no_room;
  if (more.colour) into.colour = more.colour;
  if (more.background) into.background = more.background;
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
  if (value == "transparent" || (value.starts_with('#') && value.size() == 9 && value.ends_with("00")) || (value.starts_with('#') && value.size() == 5 && value.ends_with('0'))) return true;
  const std::size_t last = value.rfind(',') == std::string_view::npos || value.find('/') != std::string_view::npos ? value.find('/') : value.rfind(',');
  if ((!value.starts_with("rgb") && !value.starts_with("hsl")) || last == std::string_view::npos) return false;
  if (value[last] == ',' && std::ranges::count(value, ',') < 3) return false;
  const std::optional<double> amount = number(trim(value.substr(last + 1)));
  return amount && *amount <= 0.05;
}
// “perspective(1px) rotateY(90deg)”: seen from the side there is nothing to see.
bool turns_edge_on(std::string_view value, std::string_view call) {
  const std::size_t at = value.find(call);
  if (at == std::string_view::npos) return false;
  const std::optional<double> degrees = number(trim(value.substr(at + call.size())));
  return degrees && (value.find("deg") != std::string_view::npos || value.find("turn") != std::string_view::npos) &&
         std::abs(std::fmod(std::abs(value.find("turn") != std::string_view::npos ? *degrees * 360 : *degrees), 180) - 90) < 5;
}
bool clips_all(std::string_view value) {
  return value.starts_with("inset(100%") || value.starts_with("inset(50%") || nought_in(value, "circle(") || nought_in(value, "ellipse(");
}
bool hides_by_mask(std::string_view value) {
  const bool gradient = value.find("gradient(") != std::string_view::npos;
  return gradient && value.find("transparent") != std::string_view::npos && value.find('#') == std::string_view::npos && value.find("black") == std::string_view::npos &&
         value.find("rgb") == std::string_view::npos && value.find("white") == std::string_view::npos;
}
bool moves_away(std::string_view value) {
  for (const std::string_view call : {"scale(", "scalex(", "scaley(", "scale3d("})
    if (nought_in(value, call)) return true;
  if (turns_edge_on(value, "rotatex(") || turns_edge_on(value, "rotatey(")) return true;
  for (const std::string_view call : {"translate(", "translatex(", "translatey("}) {
    const std::size_t at = value.find(call);
    if (at == std::string_view::npos) continue;
    const std::optional<double> amount = number(trim(value.substr(at + call.size())));
    if (amount && *amount <= kFarOff) return true;
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
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNamed = {{{"white", "ffffff"},
                                                                                           {"black", "000000"},
                                                                                           {"red", "ff0000"},
                                                                                           {"blue", "0000ff"},
                                                                                           {"yellow", "ffff00"},
                                                                                           {"windowtext", "000000"},
                                                                                           {"window", "ffffff"},
                                                                                           {"snow", "fffafa"}}};
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
    }
    return fmt::format("{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2]);
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
    if (const auto found = own.find(name); found != own.end()) with = found->second;
    else if (known != nullptr && known->contains(name)) with = known->find(name)->second;
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
  bool placed = false, no_room = false, cut = false, behind = false, clipped = false;
  each_declaration(declarations, [&](std::string_view name, std::string_view written) {
    const std::string plain = written.find("var(") == std::string_view::npos ? std::string() : resolved(written, own, known);
    const std::string_view value = plain.empty() ? written : std::string_view(plain);
    const std::optional<double> amount = number(value);
    if ((name == "display" && value == "none") || (name == "visibility" && (value == "hidden" || value == "collapse")) ||
        (name == "mso-hide" && value == "all"))
      out.hides = Hides::kHidden;
    if ((name == "opacity" && amount && *amount <= 0.05) || (name == "text-indent" && amount && *amount <= kFarOff) ||
        ((name == "color" || name == "-webkit-text-fill-color") && is_transparent(value)) || (name == "margin-left" && amount && *amount <= kFarOff) || (name == "clip-path" && clips_all(value)) ||
        (name == "transform" && moves_away(value)) || (name == "filter" && nought_in(value, "opacity(")) || (name == "scale" && amount && *amount <= 0.05) ||
        (name == "translate" && amount && *amount <= kFarOff) || (name == "rotate" && (turns_edge_on(value, "x ") || turns_edge_on(value, "y "))) ||
        (name == "letter-spacing" && amount && (value.ends_with("em") ? *amount <= -8 : *amount <= -6)) ||
        ((name == "mask" || name == "mask-image" || name == "-webkit-mask" || name == "-webkit-mask-image") && hides_by_mask(value)))
      out.hides = Hides::kUnseen;
    if (name == "content-visibility" && value == "hidden") out.hides = Hides::kHidden;
    if (name == "zoom" && amount && *amount <= (value.ends_with('%') ? 1.6 : 0.1)) out.hides = Hides::kTiny;
    if (name == "z-index" && amount && *amount < 0) behind = true;
    if (name == "font-size" && amount && *amount < kTiny && !value.ends_with("em") && !value.ends_with('%')) out.hides = Hides::kTiny;
    if (name == "position") placed = value == "absolute" || value == "fixed";
    if ((name == "left" || name == "top" || name == "right" || name == "margin-left") && amount && *amount <= kFarOff) cut = true;
    if ((name == "clip" && value.starts_with("rect(0")) || (name == "clip-path" && value.starts_with("inset(") && value.find("0%") != std::string::npos)) cut = true;
    if ((name == "max-height" || name == "height" || name == "width" || name == "max-width") && amount && *amount >= 0 && *amount <= kNoRoom && !value.ends_with("em"))
      no_room = true;
    if ((name == "overflow" || name == "overflow-x" || name == "overflow-y") && (value == "hidden" || value == "clip" || value == "scroll")) clipped = true;
    if (name == "color") out.colour = plain_colour(value);
    if (name == "background-color" || name == "background") out.background = plain_colour(value.substr(0, value.starts_with("rgb") ? value.size() : value.find(' ')));
  });
  out.has_no_room = no_room;
  if (((placed && cut) || (clipped && no_room) || (placed && behind)) && out.hides == Hides::kNo) out.hides = Hides::kUnseen;
  return out;
}

// A block whose condition every screen meets.
static bool applies_always(std::string_view selector) {
  for (const std::string_view condition : {"@media screen", "@media all", "@media only screen", "@layer", "@media screen, print", "@media screen,print"})
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
    if (begin < css.size()) said_ += std::string(css.substr(begin + 2, std::min(end, css.size()) - std::min(begin + 2, css.size()))) + '\n';
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
    if (mark == '.') out.classes.push_back(name);
    else (mark == '#' ? out.id : out.name) = name;
    words.remove_prefix(end);
  }
  return out;
}

void StyleSheet::add_rule(std::string_view selector, std::string_view css) {
  if (selector.empty() || rules_.size() >= kMostRules) return;
  for (const std::string_view moment : {":hover", ":focus", ":active", ":visited", ":checked", ":target", ":before", ":after", ":disabled", ":placeholder", ":empty", ":selection", ":-", ":first-letter", ":first-line"})
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
    doubtful_ = doubtful_ || look.hides != Look::Hides::kNo || (look.colour && look.background && look_same(*look.colour, *look.background));
    return;
  }
  rule.steps.assign(inwards.rbegin(), inwards.rend());
  const Step& own = rule.steps[0];
  const std::string key = !own.id.empty() ? "#" + own.id : !own.classes.empty() ? "." + own.classes[0] : own.name.empty() ? "*" : own.name;
  by_key_[key].push_back(rules_.size());
  rules_.push_back(std::move(rule));
}

bool StyleSheet::fits(const Step& step, const StyledElement& element) {
  if ((!step.name.empty() && step.name != element.name) || (!step.id.empty() && step.id != element.id)) return false;
  const std::string all = " " + element.classes + " ";
  return std::ranges::all_of(step.classes, [&](const std::string& each) { return all.find(" " + each + " ") != std::string::npos; });
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

Look StyleSheet::look(const StyledElement& element, std::span<const StyledElement* const> around, std::string_view own) const {
  Look out = look_of(declarations(element, around), &variables_);
  merge(out, look_of(own, &variables_));
  return out;
}

}  // namespace tipstaff::document
