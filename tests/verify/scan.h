// What becomes of a card between the printer and whoever checks it: turned, seen at a slant, unevenly lit, blurred,
// noisy, packed as JPEG. Simulated with nothing but arithmetic, the same for the same dice, so that a rate of reading
// can be measured.
#pragma once

#include <cmath>
#include <numbers>

#include "card/dice.h"
#include "card/photo.h"
#include "card/pixels.h"

namespace tipstaff::card::test {

struct Sight {
  double turn_degrees = 0;  // in the picture's plane
  double tilt_degrees = 0;  // out of it, about `tilt_axis_degrees`
  double tilt_axis_degrees = 0;
  double scale = 1;      // picture points for each point of the card
  double margin = 1.15;  // picture's sides for each of the card's as it lies
  double blur = 0;       // standard deviation of a Gaussian, picture points
  double darkest = 1;    // light at the dark corner, of 1 at the bright one
  double noise = 0;      // standard deviation, of 255
  int jpeg_quality = 90;
  std::uint8_t table = 120;  // grey of what the card lies on
};

// A scan at the resolution of the print, the card put down carelessly: the simulation that the format promises to
// survive.
inline Sight scanned(Dice& dice) {
  return {.turn_degrees = dice.chance(0.5) ? 10.0 : -10.0,
          .tilt_degrees = dice.between(0, 4),
          .tilt_axis_degrees = dice.between(0, 360),
          .scale = 1,
          .margin = 1.1,
          .blur = dice.between(0.5, 0.9),
          .darkest = dice.between(0.85, 1),
          .noise = 3,
          .jpeg_quality = 50,
          .table = static_cast<std::uint8_t>(dice.between(60, 250))};
}
// By a phone, from the side, by the light of a window.
inline Sight photographed(Dice& dice) {
  return {.turn_degrees = dice.between(-20, 20),
          .tilt_degrees = 25,
          .tilt_axis_degrees = dice.between(0, 360),
          .scale = dice.between(1.7, 2.2),
          .margin = 1.4,
          .blur = dice.between(0.8, 1.6),
          .darkest = dice.between(0.4, 0.6),
          .noise = 7,
          .jpeg_quality = 75,
          .table = static_cast<std::uint8_t>(dice.between(40, 200))};
}

// One channel, for speed: codes are black and white.
inline Pixels grey_of(const Pixels& rgb) {
  Pixels out = Pixels::blank(rgb.width, rgb.height, 1);
  for (std::size_t i = 0; i < out.data.size(); ++i)
    out.data[i] = static_cast<std::uint8_t>(
        (rgb.data[i * 3] * 77U + rgb.data[i * 3 + 1] * 150U + rgb.data[i * 3 + 2] * 29U) >> 8);
  return out;
}

namespace detail {

struct Vector {
  double x = 0, y = 0, z = 0;
};
inline double dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

// The card's own axes as the camera sees them: turned in its plane, then tilted about an axis in it (Rodrigues'
// formula).
struct Pose {
  Vector across, down, out;
  explicit Pose(const Sight& sight) {
    constexpr double kRadian = std::numbers::pi / 180;
    const double turn = sight.turn_degrees * kRadian, tilt = sight.tilt_degrees * kRadian,
                 axis = sight.tilt_axis_degrees * kRadian;
    const Vector about{std::cos(axis), std::sin(axis), 0};
    const auto tilted = [&](const Vector& v) {
      const double along = dot(about, v) * (1 - std::cos(tilt));
      const Vector cross{about.y * v.z - about.z * v.y, about.z * v.x - about.x * v.z, about.x * v.y - about.y * v.x};
      return Vector{v.x * std::cos(tilt) + cross.x * std::sin(tilt) + about.x * along,
                    v.y * std::cos(tilt) + cross.y * std::sin(tilt) + about.y * along,
                    v.z * std::cos(tilt) + cross.z * std::sin(tilt) + about.z * along};
    };
    across = tilted({std::cos(turn), std::sin(turn), 0});
    down = tilted({-std::sin(turn), std::cos(turn), 0});
    out = tilted({0, 0, 1});
  }
};

inline float sample(const Pixels& grey, double x, double y, std::uint8_t outside) {
  const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
  if (left < 0 || top < 0 || left + 1 >= grey.width || top + 1 >= grey.height) return outside;
  const double right = x - left, below = y - top;
  const std::uint8_t* a = grey.row(top) + left;
  const std::uint8_t* b = grey.row(top + 1) + left;
  return static_cast<float>((a[0] * (1 - right) + a[1] * right) * (1 - below) +
                            (b[0] * (1 - right) + b[1] * right) * below);
}

// Along rows of `width`, then the same transposed, makes a Gaussian of two dimensions.
inline std::vector<float> blurred_and_transposed(const std::vector<float>& from, int width, int height,
                                                 double deviation) {
  const int reach = static_cast<int>(std::ceil(deviation * 3));
  std::vector<float> kernel;
  float sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    kernel.push_back(static_cast<float>(std::exp(-i * i / (2 * deviation * deviation))));
    sum += kernel.back();
  }
  std::vector<float> out(from.size());
  for (int y = 0; y < height; ++y) {
    const float* row = from.data() + static_cast<std::ptrdiff_t>(y) * width;
    for (int x = 0; x < width; ++x) {
      float value = 0;
      for (int i = -reach; i <= reach; ++i)
        value += row[std::clamp(x + i, 0, width - 1)] * kernel[static_cast<std::size_t>(i + reach)];
      out[static_cast<std::size_t>(x) * static_cast<std::size_t>(height) + static_cast<std::size_t>(y)] = value / sum;
    }
  }
  return out;
}

}  // namespace detail

// A picture of the card (grey_of() its side) as a JPEG file.
inline Bytes picture_of(const Pixels& grey, const Sight& sight, Dice& dice) {
  const detail::Pose pose(sight);
  const int width = static_cast<int>(grey.width * sight.scale * sight.margin);
  const int height =
      static_cast<int>((grey.height + grey.width * std::abs(std::sin(sight.turn_degrees * std::numbers::pi / 180))) *
                       sight.scale * sight.margin);
  const double distance = 2.5 * grey.width;  // of the eye, in points of the card
  const detail::Vector centre{0, 0, distance};
  std::vector<float> light(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int v = 0; v < height; ++v)
    for (int u = 0; u < width; ++u) {
      const detail::Vector ray{(u - width / 2.0) / sight.scale / distance, (v - height / 2.0) / sight.scale / distance,
                               1};
      const double along = detail::dot(pose.out, centre) / detail::dot(pose.out, ray);
      const detail::Vector on{ray.x * along, ray.y * along, ray.z * along - distance};
      const float value = detail::sample(grey, detail::dot(on, pose.across) + grey.width / 2.0,
                                         detail::dot(on, pose.down) + grey.height / 2.0, sight.table);
      const double shade =
          1 - (1 - sight.darkest) * (static_cast<double>(u) / width + static_cast<double>(v) / height) / 2;
      light[static_cast<std::size_t>(v) * static_cast<std::size_t>(width) + static_cast<std::size_t>(u)] =
          static_cast<float>(value * shade);
    }
  if (sight.blur > 0)
    light = detail::blurred_and_transposed(detail::blurred_and_transposed(light, width, height, sight.blur), height,
                                           width, sight.blur);
  Bytes rgb;
  rgb.reserve(light.size() * 3);
  for (const float value : light) {
    // The sum of three even dice is near enough to a Gaussian; its deviation is one half.
    const double noise = (dice.unit() + dice.unit() + dice.unit() - 1.5) * 2 * sight.noise;
    rgb.insert(rgb.end(), 3, static_cast<std::uint8_t>(std::clamp(value + noise, 0.0, 255.0)));
  }
  const Result<Plaintext> jpeg = encode_jpeg(width, height, rgb, sight.jpeg_quality, std::size_t{64} << 20);
  if (!jpeg) throw std::runtime_error(jpeg.error().text());
  return to_bytes(jpeg->reveal());
}

}  // namespace tipstaff::card::test
