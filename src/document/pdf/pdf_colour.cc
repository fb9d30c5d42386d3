#include "document/pdf/pdf_colour.h"

#include <cmath>

namespace tipstaff::document {
namespace {

float unit(double value) { return static_cast<float>(std::clamp(value, 0.0, 1.0)); }

// CIE L*a*b* with a white near D50, to sRGB primaries: good enough to tell dark from light.
Colour from_lab(double l, double a, double b) {
  const auto back = [](double t) { return t > 6.0 / 29 ? t * t * t : 3 * 36.0 / 841 * (t - 4.0 / 29); };
  const double m = (l + 16) / 116, x = 0.9642 * back(m + a / 500), y = back(m), z = 0.8249 * back(m - b / 200);
  const auto gamma = [](double v) {
    v = std::clamp(v, 0.0, 1.0);
    return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  };
  return {unit(gamma(3.1339 * x - 1.6169 * y - 0.4906 * z)), unit(gamma(-0.9788 * x + 1.9161 * y + 0.0335 * z)),
          unit(gamma(0.0719 * x - 0.2290 * y + 1.4052 * z))};
}

}  // namespace

Colour Colour::grey(double level) { return {unit(level), unit(level), unit(level)}; }
Colour Colour::cmyk(double c, double m, double y, double k) {
  return {unit((1 - unit(c)) * (1 - unit(k))), unit((1 - unit(m)) * (1 - unit(k))),
          unit((1 - unit(y)) * (1 - unit(k)))};
}
float Colour::distance(const Colour& other) const {
  return std::max({std::abs(red - other.red), std::abs(green - other.green), std::abs(blue - other.blue)});
}
Colour Colour::over(const Colour& below, float alpha) const {
  const auto mix = [alpha](float above, float under) { return under + (above - under) * alpha; };
  return {mix(red, below.red), mix(green, below.green), mix(blue, below.blue)};
}

ColourSpace ColourSpace::of_components(std::size_t count) {
  ColourSpace out;
  out.kind_ = count == 1 ? Kind::kGrey : count == 3 ? Kind::kRgb : count == 4 ? Kind::kCmyk : Kind::kUnknown;
  return out;
}

ColourSpace ColourSpace::read(PdfObject space, PdfObject resources, PdfFile& file, int depth) {
  ColourSpace out;
  out.kind_ = Kind::kUnknown;
  auto parts = items_of(space);
  const std::string name = name_of(parts.empty() ? space : parts[0]);
  if (depth > 8 || name.empty()) return out;
  if (name == "/DeviceGray" || name == "/CalGray" || name == "/G") return of_components(1);
  if (name == "/DeviceRGB" || name == "/CalRGB" || name == "/RGB") return of_components(3);
  if (name == "/DeviceCMYK" || name == "/CMYK") return of_components(4);
  if (name == "/Pattern") {
    out.kind_ = Kind::kPattern;
  } else if (parts.empty()) {
    PdfObject named = entry(entry(resources, "/ColorSpace"), name);
    return named.isNull() ? out : read(named, resources, file, depth + 1);
  } else if (name == "/ICCBased" && parts.size() > 1) {
    return of_components(static_cast<std::size_t>(std::clamp(number_of(entry(parts[1], "/N"), 0), 0.0, 4.0)));
  } else if (name == "/Lab") {
    out.kind_ = Kind::kLab;
  } else if ((name == "/Indexed" || name == "/I") && parts.size() > 3) {
    out.kind_ = Kind::kIndexed;
    out.base_ = std::make_shared<ColourSpace>(read(parts[1], resources, file, depth + 1));
    out.table_ = parts[3].isStream()   ? file.content(parts[3])
                 : parts[3].isString() ? std::make_shared<const std::string>(parts[3].getStringValue())
                                       : nullptr;
  } else if ((name == "/Separation" || name == "/DeviceN") && parts.size() > 3) {
    out.read_tint(parts, resources, file, depth);
  }
  return out;
}

void ColourSpace::read_tint(std::span<PdfObject> parts, PdfObject resources, PdfFile& file, int depth) {
  const std::string ink = name_of(parts[1]);
  if (ink.empty() && items_of(parts[1]).size() != 1) return;  // several inks
  kind_ = Kind::kTint;
  black_ = ink == "/Black" || ink == "/All";
  base_ = std::make_shared<ColourSpace>(read(parts[2], resources, file, depth + 1));
  PdfObject function = parts[3];
  const auto numbers = [](PdfObject array) {
    std::vector<double> out;
    for (PdfObject& each : items_of(array)) out.push_back(number_of(each, 0));
    return out;
  };
  const double type = number_of(entry(function, "/FunctionType"), -1);
  if (type == 2) {
    none_ = numbers(entry(function, "/C0"));
    full_ = numbers(entry(function, "/C1"));
  } else if (type == 0) {  // samples: the first and the last
    const auto samples = file.content(function);
    const std::size_t outputs = items_of(entry(function, "/Range")).size() / 2;
    if (!samples || number_of(entry(function, "/BitsPerSample"), 0) != 8 || outputs == 0 ||
        samples->size() < 2 * outputs)
      return;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>((*samples)[i]) / 255.0; };
    for (std::size_t i = 0; i < outputs; ++i) {
      none_.push_back(at(i));
      full_.push_back(at(samples->size() - outputs + i));
    }
  }
}

std::optional<Colour> ColourSpace::colour(std::span<const double> v) const {
  switch (kind_) {
    case Kind::kGrey:
      if (!v.empty()) return Colour::grey(v[0]);
      break;
    case Kind::kRgb:
      if (v.size() >= 3) return Colour{unit(v[0]), unit(v[1]), unit(v[2])};
      break;
    case Kind::kCmyk:
      if (v.size() >= 4) return Colour::cmyk(v[0], v[1], v[2], v[3]);
      break;
    case Kind::kLab:
      if (v.size() >= 3) return from_lab(v[0], v[1], v[2]);
      break;
    case Kind::kIndexed: {
      const std::size_t count = base_->kind_ == Kind::kGrey ? 1 : base_->kind_ == Kind::kCmyk ? 4 : 3;
      const std::size_t at = v.empty() ? 0 : static_cast<std::size_t>(std::clamp(v[0], 0.0, 255.0)) * count;
      if (!table_ || at + count > table_->size() || base_->kind_ == Kind::kLab) break;
      std::array<double, 4> values{};
      for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<unsigned char>((*table_)[at + i]) / 255.0;
      return base_->colour(std::span(values).first(count));
    }
    case Kind::kTint: {
      if (v.empty()) break;
      if (black_) return Colour::grey(1 - v[0]);
      if (none_.size() != full_.size() || none_.empty())
        return v[0] == 0 ? std::optional(Colour::grey(1)) : std::nullopt;
      std::vector<double> mixed;
      for (std::size_t i = 0; i < none_.size(); ++i) mixed.push_back(none_[i] + (full_[i] - none_[i]) * v[0]);
      return base_->colour(mixed);
    }
    case Kind::kPattern:
    case Kind::kUnknown:
      break;
  }
  return std::nullopt;
}

std::optional<Colour> ColourSpace::first() const {
  if (kind_ == Kind::kTint) return colour(std::array{1.0});
  if (kind_ == Kind::kCmyk) return Colour::grey(0);
  return colour(std::array{0.0, 0.0, 0.0});
}

}  // namespace tipstaff::document
