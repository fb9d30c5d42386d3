#include "document/web/css_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr double kWindow = 10;  // pixels: a hundredth of a window at least

// “matrix(0, 0, 0, 0, 0, 0)”: the plane on a line.
bool flattens(std::string_view value) {
  const std::size_t at = value.find("matrix(");
  if (at == std::string_view::npos) return false;
  const std::vector<double> n = numbers_in_call(value.substr(at));
  return n.size() == 6 && std::abs(n[0] * n[3] - n[1] * n[2]) < 1e-4;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f"), last = text.find_last_not_of(" \t\r\n\f");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::optional<double> css_length(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.starts_with("vw") || unit.starts_with("vh")) return out * kWindow;
  return unit.starts_with("em") || unit.starts_with("rem") ? out * 16 : unit.starts_with('%') ? out * 0.16 : out;
}
std::optional<double> css_place(std::string_view text) {
  if (text.starts_with("calc(")) text.remove_prefix(5);
  const std::optional<double> out = css_length(text);
  return out && text.find('%') < text.find(' ') ? *out / 0.16 * kWindow : out;
}

bool nought_in(std::string_view value, std::string_view call) {
  const std::size_t at = value.find(call);
  if (at == std::string_view::npos) return false;
  const std::optional<double> amount = css_length(trim(value.substr(at + call.size())));
  return amount && *amount <= 0.05;
}
bool turns_edge_on(std::string_view value, std::string_view call) {
  const std::size_t at = value.find(call);
  if (at == std::string_view::npos) return false;
  const std::optional<double> degrees = css_length(trim(value.substr(at + call.size())));
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
std::optional<double> size_in_font(std::string_view value) {
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(' '), value.size());
    const std::string_view word = value.substr(0, std::min(end, value.find('/')));
    const std::optional<double> amount = css_length(word);
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
    if (const std::size_t at = value.find(call); at != std::string_view::npos) {
      const std::string_view inside = value.substr(at, value.find(')', at) - at);
      const std::vector<double> n = numbers_in_call(inside);
      for (std::size_t i = 0; i < std::min<std::size_t>(n.size(), 2); ++i)
        if (std::abs(n[i]) <= (inside.find('%') == std::string_view::npos ? 0.05 : 5)) return true;
    }
  if (flattens(value) || turns_edge_on(value, "rotatex(") || turns_edge_on(value, "rotatey(")) return true;
  for (const std::string_view call : {"translate(", "translate3d(", "translatex(", "translatey("}) {
    const std::size_t at = value.find(call);
    if (at == std::string_view::npos) continue;
    std::string_view inside = value.substr(at + call.size());
    inside = inside.substr(0, inside.find(')'));
    const bool down = call == "translatey(";
    const std::size_t comma = std::min(inside.find(','), inside.size());
    const auto first = css_length(trim(inside.substr(0, comma))),
               second = css_length(trim(inside.substr(std::min(comma + 1, inside.size()))));
    if ((first && (*first <= kFarOff || (*first >= kFarRight && !down))) || (second && *second <= kFarOff)) return true;
  }
  return false;
}

bool clips_to_nothing(std::string_view value) {
  if (!value.starts_with("rect(")) return false;
  const std::vector<double> n = numbers_in_call(value);
  if (n.size() != 4) return value.starts_with("rect(0") && value.find("auto") == std::string_view::npos;
  return value.find("auto") == std::string_view::npos && (n[2] - n[0] <= 1 || n[1] - n[3] <= 1);
}

std::vector<std::string_view> css_words(std::string_view text) {
  std::vector<std::string_view> out;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if ((c != ' ' && c != '\t' && c != '\n' && c != '\r') || (depth > 0 && i < text.size())) continue;
    if (i > begin) out.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

bool margin_far_off(std::string_view value) {
  const auto words = css_words(value);
  if (words.empty()) return false;
  const std::string_view left = words.size() > 3 ? words[3] : words.size() > 1 ? words[1] : words[0];
  return css_place(words[0]).value_or(0) <= kFarOff || css_place(left).value_or(0) <= kFarOff;
}

std::string unescaped(std::string_view css) {
  std::string out;
  while (!css.empty()) {
    const std::size_t mark = std::min(css.find('\\'), css.size());
    out += css.substr(0, mark);
    css.remove_prefix(std::min(mark + 1, css.size()));
    const std::size_t digits = std::min({css.find_first_not_of("0123456789abcdefABCDEF"), css.size(), std::size_t{6}});
    if (digits == 0) {
      if (!css.empty()) out += css[0];
      css.remove_prefix(std::min<std::size_t>(1, css.size()));
      continue;
    }
    std::uint32_t point = 0;
    std::from_chars(css.data(), css.data() + digits, point, 16);
    out += point < 0x80 ? static_cast<char>(point) : '?';
    css.remove_prefix(digits);
    if (!css.empty() && (css[0] == ' ' || css[0] == '\n' || css[0] == '\t')) css.remove_prefix(1);
  }
  return out;
}

}  // namespace tipstaff::document
