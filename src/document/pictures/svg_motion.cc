#include "document/pictures/svg_motion.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "document/web/css_values.h"

namespace tipstaff::document {
namespace {

constexpr double kMoment = 1;  // seconds

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

// “0s”, “200ms”; nothing when it waits for something else.
std::optional<double> seconds(std::string_view text) {
  text = trim(text);
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ms") return out / 1000;
  return unit == "min" ? out * 60 : unit == "h" ? out * 3600 : out;
}

bool hides(std::string_view property, std::string_view value) {
  const auto amount = css_length(value);
  if (property == "display") return value == "none";
  if (property == "visibility") return value == "hidden" || value == "collapse";
  if (is_one_of(property, {"opacity", "fill-opacity"})) return amount && *amount <= 0.05;
  if (property == "font-size") return amount && *amount < 1;
  if (is_one_of(property, {"x", "y", "dx", "dy"})) return amount && (*amount <= kFarOff || *amount >= kFarRight);
  return property == "fill" && (value == "none" || value == "transparent");
}

bool transform_hides(std::string_view type, std::string_view value) {
  const auto words = numbers_in_call(value);
  if (type == "scale") return std::ranges::any_of(words, [](double each) { return each > -0.02 && each < 0.02; });
  return type == "translate" &&
         std::ranges::any_of(words, [](double each) { return each <= kFarOff || each >= kFarRight; });
}

}  // namespace

bool is_motion(std::string_view element) {
  return is_one_of(element, {"set", "animate", "animateTransform", "animateColor"});
}

bool takes_away(std::string_view element, const XmlAttributes& attributes) {
  const std::string property = lower(attributes.get("attributeName")), type = lower(attributes.get("type"));
  const auto gone = [&](std::string_view value) {
    const std::string plain = lower(trim(value));
    return element == "animateTransform" ? transform_hides(type, plain) : hides(property, plain);
  };
  std::vector<std::string_view> values;
  for (std::string_view list = attributes.get("values"); !list.empty();) {
    const std::size_t end = std::min(list.find(';'), list.size());
    values.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  const bool stands = values.empty();
  if (stands) values.push_back(attributes.get("to"));
  const auto begin = attributes.find("begin") ? seconds(attributes.get("begin")) : std::optional<double>(0);
  if (!begin || *begin > kMoment) return false;
  const double length = element == "set" ? 0 : seconds(attributes.get("dur")).value_or(kMoment + 1);
  const bool ends =
      element == "set" ? attributes.find("dur") || attributes.find("end") : lower(attributes.get("fill")) != "freeze";
  if (!ends && *begin + length <= kMoment) return gone(values.back());
  return !stands && attributes.get("repeatCount") == "indefinite" && std::ranges::all_of(values, gone);
}

}  // namespace tipstaff::document
