// What colour a fill has, approximately: enough to tell whether text can be told from what lies behind it.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "document/pdf/pdf_file.h"

namespace tipstaff::document {

struct Colour {
  float red = 0, green = 0, blue = 0;  // 0–1
  static Colour grey(double level);
  static Colour cmyk(double c, double m, double y, double k);
  // The largest difference of a channel.
  float distance(const Colour& other) const;
  Colour over(const Colour& below, float alpha) const;
  bool dark() const { return red < 0.25F && green < 0.25F && blue < 0.25F; }
};

// A colour space (ISO 32000-1 §8.6). Patterns and functions written as programs have no known colour.
class ColourSpace {
 public:
  ColourSpace() = default;  // DeviceGray
  static ColourSpace read(PdfObject space, PdfObject resources, PdfFile& file, int depth = 0);
  std::optional<Colour> colour(std::span<const double> values) const;
  std::optional<Colour> first() const;  // what `cs` sets
  bool is_pattern() const { return kind_ == Kind::kPattern; }

 private:
  enum class Kind : std::uint8_t { kGrey, kRgb, kCmyk, kLab, kIndexed, kTint, kPattern, kUnknown };
  static ColourSpace of_components(std::size_t count);
  void read_tint(std::span<PdfObject> parts, PdfObject resources, PdfFile& file, int depth);

  Kind kind_ = Kind::kGrey;
  std::shared_ptr<ColourSpace> base_;
  std::shared_ptr<const std::string> table_;  // kIndexed
  std::vector<double> none_, full_;           // kTint: what 0 and 1 are in the base; empty: not known
  bool black_ = false;                        // kTint: an ink that is black, or all inks
};

}  // namespace tipstaff::document
