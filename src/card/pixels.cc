#include "card/pixels.h"

#include <cmath>

namespace tipstaff::card {
namespace {

struct TiffReader {
  ByteView bytes;
  bool big_endian = false;

  std::uint32_t u16(std::size_t at) const {
    const std::uint32_t a = bytes[at], b = bytes[at + 1];
    return big_endian ? a << 8 | b : b << 8 | a;
  }
  std::uint32_t u32(std::size_t at) const {
    return big_endian ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at);
  }
};

double catmull_rom(double x) {
  x = std::abs(x);
  if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
  if (x < 2) return -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
  return 0;
}

// Which source samples make one target sample, and how much of each.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

std::vector<Taps> taps_for(int source, double start, double length, int target) {
  const double scale = length / target;
  const double widened = std::max(1.0, scale);
  std::vector<Taps> out(static_cast<std::size_t>(target));
  for (int i = 0; i < target; ++i) {
    const double centre = start + (i + 0.5) * scale;
    Taps& taps = out[static_cast<std::size_t>(i)];
    taps.first = std::clamp(static_cast<int>(std::floor(centre - 2 * widened)), 0, source - 1);
    const int last = std::clamp(static_cast<int>(std::ceil(centre + 2 * widened)), taps.first, source - 1);
    double sum = 0;
    for (int at = taps.first; at <= last; ++at) {
      const double weight = catmull_rom((at + 0.5 - centre) / widened);
      taps.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
  }
  return out;
}

void scale_row(const std::uint8_t* from, const std::vector<Taps>& columns, int channels, float* out) {
  for (const Taps& taps : columns) {
    for (int c = 0; c < channels; ++c) {
      float sum = 0;
      const std::uint8_t* at = from + taps.first * channels + c;
      for (const float weight : taps.weights) {
        sum += weight * static_cast<float>(*at);
        at += channels;
      }
      *out++ = sum;
    }
  }
}

std::uint8_t to_sample(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

}  // namespace

Pixels Pixels::blank(int width, int height, int channels) {
  Pixels out{width, height, channels, {}};
  out.data.resize(out.stride() * static_cast<std::size_t>(height));
  return out;
}

Orientation Orientation::from_tiff(ByteView tiff) {
  constexpr std::uint32_t kOrientationTag = 0x0112, kShort = 3;
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return Orientation();
  const TiffReader reader{tiff, tiff[0] == 'M'};
  const std::size_t directory = reader.u32(4);
  if (reader.u16(2) != 42 || directory < 8 || directory > tiff.size() - 2) return Orientation();
  const std::size_t entries = std::min<std::size_t>(reader.u16(directory), 512);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * 12;
    if (at + 12 > tiff.size()) break;
    if (reader.u16(at) != kOrientationTag) continue;
    if (reader.u16(at + 2) != kShort || reader.u32(at + 4) != 1) break;
    return Orientation(static_cast<int>(reader.u16(at + 8)));
  }
  return Orientation();
}

// Each orientation as the place in the stored picture (w × h) of upright (x, y), in the half-open sense: a box's
// corners map to corners.
Box Orientation::stored_box(const Box& upright, double upright_width, double upright_height) const {
  const double left = upright.x, top = upright.y;
  const double right = upright_width - left - upright.width, bottom = upright_height - top - upright.height;
  switch (value_) {
    case 2:
      return {right, top, upright.width, upright.height};
    case 3:
      return {right, bottom, upright.width, upright.height};
    case 4:
      return {left, bottom, upright.width, upright.height};
    case 5:
      return {top, left, upright.height, upright.width};
    case 6:
      return {top, right, upright.height, upright.width};
    case 7:
      return {bottom, right, upright.height, upright.width};
    case 8:
      return {bottom, left, upright.height, upright.width};
    default:
      return upright;
  }
}

Pixels Orientation::turn_upright(const Pixels& stored) const {
  if (value_ == 1) return stored;
  Pixels out = swaps_sides() ? Pixels::blank(stored.height, stored.width, stored.channels)
                             : Pixels::blank(stored.width, stored.height, stored.channels);
  const auto channels = static_cast<std::size_t>(stored.channels);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const Box from = stored_box({double(x), double(y), 1, 1}, out.width, out.height);
      const std::uint8_t* pixel = stored.row(static_cast<int>(from.y)) + static_cast<std::size_t>(from.x) * channels;
      std::copy_n(pixel, channels, out.row(y) + static_cast<std::size_t>(x) * channels);
    }
  }
  return out;
}

Pixels resample(const Pixels& from, const Box& box, int width, int height) {
  const std::vector<Taps> columns = taps_for(from.width, box.x, box.width, width);
  const std::vector<Taps> rows = taps_for(from.height, box.y, box.height, height);
  const int first_row = rows.front().first;
  const int last_row = rows.back().first + static_cast<int>(rows.back().weights.size());
  const std::size_t samples = static_cast<std::size_t>(width) * static_cast<std::size_t>(from.channels);
  std::vector<float> narrowed(samples * static_cast<std::size_t>(last_row - first_row));
  for (int y = first_row; y < last_row; ++y)
    scale_row(from.row(y), columns, from.channels, narrowed.data() + samples * static_cast<std::size_t>(y - first_row));
  Pixels out = Pixels::blank(width, height, from.channels);
  std::vector<float> sums(samples);
  for (int y = 0; y < height; ++y) {
    const Taps& taps = rows[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), 0.0F);
    const float* at = narrowed.data() + samples * static_cast<std::size_t>(taps.first - first_row);
    for (const float weight : taps.weights)
      for (float& sum : sums) sum += weight * *at++;
    std::transform(sums.begin(), sums.end(), out.row(y), to_sample);
  }
  return out;
}

Box portrait_crop(double width, double height, double aspect) {
  if (width > height * aspect) return {(width - height * aspect) / 2, 0, height * aspect, height};
  return {0, (height - width / aspect) / 3, width, width / aspect};
}

Box portrait_crop(double width, double height, double aspect, const Box& face) {
  const Box largest = portrait_crop(width, height, aspect);
  const double tall = std::clamp(face.height / 0.46, 1.0, largest.height);
  const double wide = tall * aspect;
  const double x = face.x + face.width / 2 - wide / 2, y = face.y + face.height / 2 - tall * 0.45;
  return {std::clamp(x, 0.0, width - wide), std::clamp(y, 0.0, height - tall), wide, tall};
}

}  // namespace tipstaff::card
