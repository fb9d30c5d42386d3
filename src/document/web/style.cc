#include "document/web/style.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "base/text.h"
#include "document/colour.h"
#include "document/emitter.h"
#include "document/web/css_colour.h"
#include "document/web/css_values.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostRules = 20'000, kMostSteps = 32;
constexpr double kBlurred = 4;   // pixels: nobody reads through more
constexpr double kTiny = 3;      // pixels or points
constexpr double kNoRoom = 5;    // pixels in which nothing can be read
constexpr double kIndent = 300;  // pixels: beyond the side of what is cut off
constexpr double kAtEdge = 2;    // pixels

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

void merge(Look& into, const Look& more) {
  if (more.hides != Look::Hides::kNo) into.hides = more.hides;
  into.is_readable = more.is_readable || (into.is_readable && more.hides != Look::Hides::kTiny);
  into.has_no_room = into.has_no_room || more.has_no_room;
  if (more.colour) std::tie(into.colour, into.ink) = std::tie(more.colour, more.ink);
  if (more.background) std::tie(into.background, into.ground) = std::tie(more.background, more.ground);
  into.clips = into.clips || more.clips;
  into.squeezes = into.squeezes || more.squeezes;
  if (more.opacity < 1) into.opacity = more.opacity;
  if (more.placed != Look::Placed::kNo) into.placed = more.placed;
  if (more.level) into.level = more.level;
  into.covers = into.covers || more.covers;
  into.is_solid = more.background ? more.is_solid : into.is_solid;
}

std::string without_comments(std::string_view css, std::string* comments = nullptr) {
  std::string out;
  while (!css.empty()) {
    const std::size_t begin = std::min(css.find("/*"), css.size());
    out += css.substr(0, begin);
    css.remove_prefix(begin);
    const std::size_t end = std::min(css.find("*/", 2), css.size());
    if (comments != nullptr && css.size() > 2) (*comments += css.substr(2, end - 2)) += '\n';
    css.remove_prefix(std::min(end + 2, css.size()));
  }
  return out;
}

}  // namespace

void each_declaration(std::string_view css, const std::function<void(std::string_view, std::string_view)>& each) {
  std::string plain;
  if (css.find_first_of("\\/") != std::string_view::npos) css = plain = unescaped(without_comments(css));
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

// What declarations say of an element, gathered one by one.
class LookReader {
 public:
  void take(std::string_view name, std::string_view value) {
    amount_ = css_length(value);
    hide(name, value);
    size(name, value);
    place(name, value);
    room(name, value);
    colour(name, value);
  }
  Look look() const {
    Look out = out_;
    const bool over = out.placed == Placed::kAbsolute || out.placed == Placed::kFixed,
               moved = over || out.placed == Placed::kRelative;
    if (fill_) std::tie(out.colour, out.ink) = std::pair(fill_->digits, fill_->alpha);
    out.has_no_room = no_room_;
    out.clips = clipped_;
    out.covers = (wide_ || (sides_ & 5U) == 5U) && (high_ || (sides_ & 10U) == 10U);
    if (((moved && far_) || (over && (cut_ || behind_)) || (clipped_ && (no_room_ || indented_))) &&
        out.hides == Hides::kNo)
      out.hides = Hides::kUnseen;
    return out;
  }

 private:
  using Hides = Look::Hides;
  using Placed = Look::Placed;

  void hide(std::string_view name, std::string_view value) {
    if ((name == "display" && value == "none") ||
        (name == "visibility" && (value == "hidden" || value == "collapse")) ||
        (name == "mso-hide" && value == "all") || (name == "content-visibility" && value == "hidden"))
      out_.hides = Hides::kHidden;
    const auto filtered = [&] {
      const std::size_t blur = value.find("blur(");
      return nought_in(value, "opacity(") || nought_in(value, "contrast(") ||
             (blur != std::string_view::npos && css_length(value.substr(blur + 5)).value_or(0) >= kBlurred);
    };
    const auto shifted = [&] {
      return std::ranges::any_of(css_words(value),
                                 [](std::string_view word) { return css_place(word).value_or(0) <= kFarOff; });
    };
    const bool gone =
        (name == "opacity" && amount_ && *amount_ <= 0.05) ||
        (name == "text-indent" && amount_ && *amount_ <= kFarOff) ||
        (is_one_of(name, {"margin-left", "margin-top"}) && css_place(value).value_or(0) <= kFarOff) ||
        (name == "margin" && margin_far_off(value)) || (name == "clip-path" && clips_all(value)) ||
        (name == "transform" && moves_away(value)) || (name == "filter" && filtered()) ||
        (name == "scale" && amount_ && *amount_ <= 0.05) || (name == "translate" && shifted()) ||
        (name == "rotate" && (turns_edge_on(value, "x ") || turns_edge_on(value, "y "))) ||
        (name == "word-spacing" && amount_ && *amount_ <= -50) ||
        (name == "letter-spacing" && amount_ && (value.ends_with("em") ? *amount_ <= -8 : *amount_ <= -6)) ||
        (is_one_of(name, {"mask", "mask-image", "-webkit-mask", "-webkit-mask-image"}) && hides_by_mask(value));
    if (gone) out_.hides = Hides::kUnseen;
  }
  void size(std::string_view name, std::string_view value) {
    const bool shares = value.ends_with("em") || value.ends_with('%');
    if (name == "zoom" && amount_ && *amount_ <= (value.ends_with('%') ? 1.6 : 0.1)) out_.hides = Hides::kTiny;
    if (name == "font" && size_in_font(value).value_or(kTiny) < kTiny) out_.hides = Hides::kTiny;
    if (name != "font-size" || !amount_) return;
    if (*amount_ < (shares ? 2.4 : kTiny)) out_.hides = Hides::kTiny;
    out_.is_readable = *amount_ >= kTiny && (!shares || value.ends_with("rem"));
  }
  void place(std::string_view name, std::string_view value) {
    const auto at = css_place(value);
    if (name == "position")
      out_.placed = value == "absolute"                        ? Placed::kAbsolute
                    : value == "fixed"                         ? Placed::kFixed
                    : value == "relative" || value == "sticky" ? Placed::kRelative
                                                               : Placed::kOwn;
    if (name == "opacity" && amount_) out_.opacity = value.ends_with('%') ? *amount_ / 16 : *amount_;
    if (name == "z-index" && amount_) {
      out_.level = *amount_;
      behind_ = *amount_ < 0;
    }
    const unsigned side = name == "inset"    ? 15U
                          : name == "left"   ? 1U
                          : name == "top"    ? 2U
                          : name == "right"  ? 4U
                          : name == "bottom" ? 8U
                                             : 0U;
    if (side != 0 && at && (*at <= kFarOff || *at >= kFarRight)) far_ = true;
    if (side != 0 && amount_ && std::abs(*amount_) <= kAtEdge) sides_ |= side;
    if (name == "width" && (value == "100%" || value == "100vw")) wide_ = true;
    if (name == "height" && (value == "100%" || value == "100vh")) high_ = true;
    if (name == "clip") cut_ = clips_to_nothing(value);
    if (name == "clip-path" && value.starts_with("inset(") && value.find("0%") != std::string_view::npos) cut_ = true;
  }
  void room(std::string_view name, std::string_view value) {
    if (is_one_of(name, {"max-height", "height", "width", "max-width", "inline-size", "block-size", "max-inline-size",
                         "max-block-size"}) &&
        amount_ && *amount_ >= 0 && *amount_ <= kNoRoom && (*amount_ == 0 || !value.ends_with("em")))
      no_room_ = true;
    if (name == "line-height" && amount_ && *amount_ == 0) no_room_ = true;
    if (name == "text-indent" && amount_)
      indented_ = value.ends_with('%') ? *amount_ >= 16 : std::abs(*amount_) >= kIndent;
    if (is_one_of(name, {"grid-template-rows", "grid-template-columns"}) && is_one_of(value, {"0", "0fr", "0px"}))
      out_.squeezes = true;
    if (is_one_of(name, {"overflow", "overflow-x", "overflow-y"}) && is_one_of(value, {"hidden", "clip", "scroll"}))
      clipped_ = true;
  }
  void colour(std::string_view name, std::string_view value) {
    const auto found = css_colour(value);
    if (name == "-webkit-text-fill-color" && found) fill_ = found;
    if (name == "color")
      std::tie(out_.colour, out_.ink) = std::pair(found ? found->digits : std::string(value), found ? found->alpha : 1);
    if (name != "background-color" && name != "background") return;
    const auto ground = css_ground(value);
    out_.is_solid = ground && ground->alpha >= 0.9;
    out_.background = ground                                                 ? ground->digits
                      : value.find("currentcolor") != std::string_view::npos ? "currentcolor"
                                                                             : std::string(value);
    out_.ground = ground ? ground->alpha : 1;
  }

  Look out_;
  std::optional<double> amount_;
  std::optional<CssColour> fill_;
  bool no_room_ = false, far_ = false, cut_ = false, behind_ = false, indented_ = false, clipped_ = false,
       wide_ = false, high_ = false;
  unsigned sides_ = 0;  // at the edge of what it is placed in
};

}  // namespace

Look look_of(std::string_view declarations, const Variables* known) {
  Variables own;
  if (declarations.find("--") != std::string_view::npos)
    each_declaration(declarations, [&](std::string_view name, std::string_view value) {
      if (name.starts_with("--")) own.insert_or_assign(std::string(name), value);
    });
  LookReader reader;
  each_declaration(declarations, [&](std::string_view name, std::string_view value) {
    if (value.find("var(") == std::string_view::npos) return reader.take(name, value);
    reader.take(name, resolved(value, own, known));
  });
  return reader.look();
}

// Whether every ordinary screen meets a feature: “(min-width: 1px)”, “(width > 0)”, “(color)”.
static bool every_screen(std::string_view feature) {
  constexpr double kSmallest = 320, kLargest = 3840;  // pixels
  feature = trim(feature);
  if (is_one_of(feature, {"screen", "all", "(color)"})) return true;
  const std::size_t mark = feature.find_first_of(":>=<");
  if (mark == std::string_view::npos ||
      feature.find_first_of(">=<", feature.find_first_not_of(">=<", mark)) != std::string_view::npos)
    return false;
  const double amount =
      css_length(trim(feature.substr(std::min(feature.find_first_not_of(":>=<", mark), feature.size())))).value_or(-1);
  const bool size = feature.find("width") != std::string_view::npos || feature.find("height") != std::string_view::npos;
  const bool least = feature.starts_with("(min-") || feature[mark] == '>',
             most = feature.starts_with("(max-") || feature[mark] == '<';
  return size && amount >= 0 && ((least && amount <= kSmallest) || (most && amount >= kLargest));
}

// A block whose condition every screen meets, in lower case.
static bool applies_always(std::string_view rule) {
  if (rule.starts_with("@layer")) return true;
  if (rule.starts_with("@supports")) return rule.find("not") == std::string_view::npos;
  const bool media = rule.starts_with("@media");
  if (!media && !rule.starts_with("@container")) return false;
  rule.remove_prefix(media ? 6 : std::min(rule.find('('), rule.size()));
  while (!rule.empty()) {
    const std::size_t comma = std::min(rule.find(','), rule.size());
    std::string_view query = trim(rule.substr(0, comma));
    if (query.starts_with("only ")) query.remove_prefix(5);
    bool met = !query.empty();
    while (met && !query.empty()) {
      const std::size_t end = std::min(query.find(" and "), query.size());
      met = every_screen(query.substr(0, end));
      query.remove_prefix(std::min(end + 5, query.size()));
    }
    if (met) return true;
    rule.remove_prefix(std::min(comma + 1, rule.size()));
  }
  return false;
}

void StyleSheet::each_variable(std::string_view css) {
  for (std::size_t at = css.find("--"); at != std::string_view::npos; at = css.find("--", at + 2)) {
    const std::size_t colon = css.find_first_of(":;{} ()", at), end = std::min(css.find_first_of(";}", at), css.size());
    if (colon >= end || css[colon] != ':') continue;
    variables_.insert_or_assign(lower(css.substr(at, colon - at)), lower(trim(css.substr(colon + 1, end - colon - 1))));
  }
}

void StyleSheet::add(std::string_view css) {
  std::string plain = without_comments(css, &said_);
  for (const std::string_view mark : {"<!--", "-->"})
    for (std::size_t at = plain.find(mark); at != std::string::npos; at = plain.find(mark))
      plain.erase(at, mark.size());
  for (std::size_t at = plain.find("content:"); at != std::string::npos; at = plain.find("content:", at + 1)) {
    const std::size_t first = plain.find_first_not_of(" \t", at + 8);
    if (first == std::string::npos || (plain[first] != '"' && plain[first] != '\'')) continue;
    const std::size_t last = plain.find(plain[first], first + 1);
    said_ += plain.substr(first + 1, std::min(last, plain.size()) - first - 1) + '\n';
  }
  each_variable(plain);
  read(plain, "", 0);
}

// Rules, and those inside each other (CSS Nesting 1), of which `around` is the selector outside.
void StyleSheet::read(std::string_view css, const std::string& around, int depth) {
  constexpr int kDeepest = 8;
  std::string declarations;
  while (!css.empty()) {
    const std::size_t mark = css.find_first_of("{};");
    if (mark == std::string_view::npos || css[mark] == ';') {
      declarations += css.substr(0, std::min(mark, css.size() - 1) + 1);
      css.remove_prefix(std::min(mark, css.size() - 1) + 1);
      continue;
    }
    const std::string before = lower(trim(css.substr(0, mark)));
    css.remove_prefix(mark + 1);
    if (mark == std::string_view::npos || before.empty()) continue;
    int open = 1;
    std::size_t end = 0;
    for (; end < css.size(); ++end) {
      open += css[end] == '{' ? 1 : css[end] == '}' ? -1 : 0;
      if (open == 0) break;
    }
    const std::string_view body = css.substr(0, end);
    css.remove_prefix(std::min(end + 1, css.size()));
    if (depth >= kDeepest) continue;
    if (before.starts_with('@')) {
      if (applies_always(before)) read(body, around, depth + 1);
      continue;
    }
    for (std::string_view list = before; !list.empty();) {
      const std::size_t comma = std::min(list.find(','), list.size());
      std::string one(trim(list.substr(0, comma)));
      if (const std::size_t outer = one.find('&'); outer != std::string::npos)
        one.replace(outer, 1, around);
      else if (!around.empty())
        one = around + ' ' + one;
      read(body, one, depth + 1);
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }
  if (!around.empty()) add_rule(around, declarations);
}

// “p.note#x”; nothing when there is more to it.
std::optional<StyleSheet::Step> StyleSheet::step_of(std::string_view words) {
  Step out;
  while (!words.empty()) {
    const char mark = words[0] == '.' || words[0] == '#' ? words[0] : '\0';
    if (mark != '\0') words.remove_prefix(1);
    std::size_t end = 0;
    while (end < words.size() && std::string_view(".#:[+~*").find(words[end]) == std::string_view::npos)
      end += words[end] == '\\' ? 2U : 1U;
    end = std::min(end, words.size());
    if (end == 0 && words.starts_with('*') && mark == '\0') {
      words.remove_prefix(1);
      continue;
    }
    if (end == 0) return std::nullopt;
    const std::string name = unescaped(words.substr(0, end));
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
