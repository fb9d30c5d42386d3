#include "document/parts/free_form.h"

#include <cmath>
#include <limits>

#include "document/pictures/svg_canvas.h"

namespace tipstaff::document {
namespace {

constexpr double kWhole = 0.9, kMost = 0.6;  // shares of the box
constexpr std::size_t kMostPoints = 100'000;

Painted::Form form_of(const std::vector<Point>& points, double wide, double high) {
  if (points.size() < 3) return Painted::Form::kOther;
  double twice = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point &a = points[i], &b = points[(i + 1) % points.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  const double share = std::abs(twice) / 2 / (wide * high);  // no number where a place is none
  const bool within = share <= 1.0001;
  return within && share >= kWhole  ? Painted::Form::kBox
         : within && share >= kMost ? Painted::Form::kRound
                                    : Painted::Form::kOther;
}

// Numbers between commas; what is left out is nought.
std::vector<double> vml_numbers(std::string_view text) {
  std::vector<double> out;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    const std::vector<double> some = numbers_in(text.substr(0, comma));
    out.insert(out.end(), some.begin(), some.end());
    if (some.empty()) out.push_back(0);
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
  }
  return out;
}

}  // namespace

Painted::Form form_of_enhanced_path(std::string_view path, std::string_view view_box) {
  std::string plain;
  for (const char c : path) {
    const bool ends = c == 'N' || c == 'S';  // of the path; that its edge is not drawn
    if (!ends && std::string_view("MLCZ0123456789.-+eE \t\r\n,").find(c) == std::string_view::npos)
      return Painted::Form::kOther;
    plain += ends ? ' ' : c;
  }
  const std::vector<double> box = numbers_in(view_box);
  const Outline outline = outline_of_path(plain, {});
  return box.size() == 4 && outline.polygons.size() == 1 ? form_of(outline.polygons[0], box[2], box[3])
                                                         : Painted::Form::kOther;
}

Painted::Form form_of_vml_path(std::string_view path, std::string_view size) {
  std::vector<Point> points;
  std::size_t begins = 0;
  while (!path.empty()) {
    const char command = path[0];
    path.remove_prefix(1);
    if (command <= ' ' || command == 'x' || command == 'e') continue;
    const bool relative = command == 't' || command == 'r' || command == 'v';
    if (!relative && command != 'm' && command != 'l' && command != 'c') return Painted::Form::kOther;
    begins += command == 'm' || command == 't' ? 1U : 0U;
    const std::size_t end = std::min(path.find_first_of("abcdefghijklmnopqrstuvwxyz@"), path.size());
    const std::vector<double> numbers = vml_numbers(path.substr(0, end));
    path.remove_prefix(end);
    Point from;
    if (relative && !points.empty()) from = points.back();
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      points.push_back({from.x + numbers[i], from.y + (i + 1 < numbers.size() ? numbers[i + 1] : 0)});
      if (command == 'r') from = points.back();  // the next is counted from it
    }
  }
  const std::vector<double> box = numbers_in(size.empty() ? "1000,1000" : size);
  return begins == 1 && box.size() == 2 ? form_of(points, box[0], box[1]) : Painted::Form::kOther;
}

void FreeForm::start(std::string_view name, const XmlAttributes& attributes) {
  const auto number = [&](std::string_view key) {
    return attributes.number(key, std::numeric_limits<double>::quiet_NaN());
  };
  if (name == "custGeom") *this = {};
  if (name == "path") {
    ++paths_;
    wide_ = number("w");
    high_ = number("h");
  }
  if (name == "moveTo") ++begins_;
  if (name == "moveTo" || name == "lnTo") left_ = 1;
  if (name == "quadBezTo") left_ = 2;
  if (name == "cubicBezTo") left_ = 3;
  if (name == "arcTo") other_ = true;
  if (name == "pt" && paths_ > 0 && --left_ == 0 && points_.size() < kMostPoints)
    points_.push_back({number("x"), number("y")});
}

Painted::Form FreeForm::form() const {
  return other_ || paths_ != 1 || begins_ != 1 ? Painted::Form::kOther : form_of(points_, wide_, high_);
}

}  // namespace tipstaff::document
