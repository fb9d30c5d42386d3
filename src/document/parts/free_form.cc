#include "document/parts/free_form.h"

#include <cmath>
#include <limits>

namespace tipstaff::document {
namespace {

constexpr double kWhole = 0.9, kMost = 0.6;  // shares of the box
constexpr std::size_t kMostPoints = 100'000;

}  // namespace

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
  if (other_ || paths_ != 1 || begins_ != 1 || points_.size() < 3) return Painted::Form::kOther;
  double twice = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const Point &a = points_[i], &b = points_[(i + 1) % points_.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  const double share = std::abs(twice) / 2 / (wide_ * high_);  // no number where a place is none
  const bool within = share <= 1.0001;
  return within && share >= kWhole  ? Painted::Form::kBox
         : within && share >= kMost ? Painted::Form::kRound
                                    : Painted::Form::kOther;
}

}  // namespace tipstaff::document
