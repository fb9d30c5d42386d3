#include "document/pictures/svg_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "document/pictures/svg_canvas.h"

namespace tipstaff::document {
namespace {

constexpr double kFar = 1e6;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

bool is_svg_shape(std::string_view name) {
  return is_one_of(name, {"rect", "circle", "ellipse", "path", "polygon", "polyline", "line", "image"});
}

std::optional<double> length_of(std::string_view text, double whole) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"mm", 96 / 25.4}, {"cm", 96 / 2.54}, {"in", 96}, {"pt", 96.0 / 72}, {"pc", 16}};
  for (const auto& [name, pixels] : kUnits)
    if (unit.starts_with(name)) return value * pixels;
  if (unit.starts_with('%')) return value * whole / 100;
  return unit.starts_with("em") ? value * whole : value;
}

Outline outline_of(std::string_view name, const XmlAttributes& attributes, const Matrix& matrix, double round) {
  const auto get = [&](std::string_view key) { return length_of(attributes.get(key), 0).value_or(0); };
  const auto around = [&](double rx, double ry) {
    return outline_of_box({get("cx") - rx, get("cy") - ry, get("cx") + rx, get("cy") + ry}, matrix);
  };
  if (name == "circle") return around(get("r") * round, get("r") * round);
  if (name == "ellipse") return around(get("rx") * round, get("ry") * round);
  if (name == "line")
    return outline_of_points(fmt::format("{} {} {} {}", get("x1"), get("y1"), get("x2"), get("y2")), matrix);
  if (name == "path") return outline_of_path(attributes.get("d"), matrix);
  if (name == "polygon" || name == "polyline") return outline_of_points(attributes.get("points"), matrix);
  const bool whole = attributes.get("width").ends_with('%');  // of whoever refers to it
  return whole ? outline_of_box({-kFar, -kFar, kFar, kFar}, matrix)
               : outline_of_box({get("x"), get("y"), get("x") + get("width"), get("y") + get("height")}, matrix);
}
Outline edge_of(std::string_view name, const XmlAttributes& attributes, const Matrix& matrix, double width) {
  Outline out;
  const bool closed = name == "rect" || name == "polygon";
  if (!closed && !is_one_of(name, {"line", "polyline", "path"})) return out;
  if (name == "path" && attributes.get("d").find_first_of("CcSsQqTtAa") != std::string_view::npos) return out;
  for (std::vector<Point>& line : outline_of(name, attributes, matrix, 1).polygons) {
    if (closed && !line.empty()) line.push_back(line.front());
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const Point a = line[i], b = line[i + 1];
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      if (!(length > 0)) continue;
      const double x = (b.y - a.y) / length * width / 2, y = -(b.x - a.x) / length * width / 2;
      out.polygons.push_back({{a.x + x, a.y + y}, {b.x + x, b.y + y}, {b.x - x, b.y - y}, {a.x - x, a.y - y}});
    }
  }
  out.finish();
  return out;
}

Outline moved_by(const Matrix& matrix, const Outline& outline) {
  Outline out = outline;
  for (auto& polygon : out.polygons)
    for (Point& point : polygon) point = matrix.apply(point);
  out.bounds = PageBox::none();
  out.finish();
  return out;
}

bool are_piled(const XmlAttributes& attributes, double size) {
  constexpr std::size_t kFewest = 4;
  const std::vector<double> x = numbers_in(attributes.get("x")), y = numbers_in(attributes.get("y")),
                            steps = numbers_in(attributes.get("dx"));
  const auto spread = [](const std::vector<double>& values) {
    return values.empty() ? 0 : *std::ranges::max_element(values) - *std::ranges::min_element(values);
  };
  if (x.size() >= kFewest && std::max(spread(x), spread(y)) < kLeastStep * size * static_cast<double>(x.size()))
    return true;
  double back = 0;
  for (const double step : steps) back += step;
  return steps.size() >= kFewest && back <= -(kWide - kLeastStep) * size * static_cast<double>(steps.size());
}

}  // namespace tipstaff::document
