#include "document/pdf/pdf_pixels.h"

#include <algorithm>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr std::size_t kFewestSamples = 16;
constexpr int kEven = 40;  // of 255: by so much pictures packed with losses differ on an even ground

std::size_t size(PdfObject picture, const char* key) {
  return static_cast<std::size_t>(std::clamp(number_of(entry(picture, key), 0), 0.0, 100'000.0));
}

}  // namespace

Pixels::Pixels(PdfObject picture, PdfFile& file)
    : wide_(size(picture, "/Width")),
      high_(size(picture, "/Height")),
      bits_(flag_of(entry(picture, "/ImageMask"), false) ? 1 : size(picture, "/BitsPerComponent")) {
  if (wide_ == 0 || high_ == 0 || (bits_ != 1 && bits_ != 8)) return;
  samples_ = file.samples(picture);
  if (!samples_) return;
  line_ = samples_->size() / high_;
  if (line_ < (bits_ == 8 ? wide_ : (wide_ + 7) / 8)) samples_.reset();
}

std::optional<bool> Pixels::even(const PageBox& box) const {
  if (!samples_ || !std::isfinite(box.x0 + box.x1 + box.y0 + box.y1)) return std::nullopt;
  const auto at = [](double part, std::size_t of) {
    return static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * static_cast<double>(of));
  };
  const std::size_t edge = 2, x0 = at(box.x0, wide_) + edge, x1 = at(box.x1, wide_), y0 = at(1 - box.y1, high_) + edge,
                    y1 = at(1 - box.y0, high_);
  const std::size_t depth = bits_ == 8 ? line_ / wide_ : 1;
  std::vector<std::pair<int, int>> range(depth, {255, 0});
  std::size_t seen = 0;
  for (std::size_t y = y0; y + edge < y1; ++y)
    for (std::size_t x = x0; x + edge < x1; ++x, ++seen)
      for (std::size_t k = 0; k < depth; ++k) {
        const int value = sample(x, y, k, depth);
        range[k] = {std::min(range[k].first, value), std::max(range[k].second, value)};
      }
  if (seen < kFewestSamples) return only() ? std::optional(true) : std::nullopt;
  return std::ranges::all_of(range, [](const auto& each) { return each.second - each.first <= kEven; });
}

std::optional<int> Pixels::only() const {
  if (!samples_) return std::nullopt;
  const std::size_t depth = bits_ == 8 ? line_ / wide_ : 1;
  const int out = sample(0, 0, 0, depth);
  for (std::size_t y = 0; y < high_; ++y)
    for (std::size_t x = 0; x < wide_; ++x)
      for (std::size_t k = 0; k < depth; ++k)
        if (sample(x, y, k, depth) != out) return std::nullopt;
  return out;
}

int Pixels::sample(std::size_t x, std::size_t y, std::size_t k, std::size_t depth) const {
  const std::size_t at = y * line_ + (bits_ == 8 ? x * depth + k : x / 8);
  const auto byte = static_cast<unsigned char>(at < samples_->size() ? (*samples_)[at] : 0);
  return bits_ == 8 ? byte : (byte >> (7 - x % 8) & 1) * 255;
}

}  // namespace tipstaff::document
