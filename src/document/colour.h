// Colours as eyes compare them, and the ways in which office files spell them. 0xrrggbb everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "document/xml.h"

namespace tipstaff::document {

using Rgb = std::uint32_t;
inline constexpr double kSmallestLetters = 4;  // points: smaller ones nobody reads
inline constexpr Rgb kWhite = 0xffffff, kBlack = 0x000000;

// No eye tells them apart: every channel differs by less than a sixteenth.
bool look_same(Rgb a, Rgb b);
// “#FEFEFE” and “ffffff”; words that are no such colours look the same when they are the same.
bool look_same(std::string_view a, std::string_view b);

// The last six hexadecimal digits of “#FFF0E0”, “FFF0E0”, “FFFFF0E0”.
std::optional<Rgb> rgb_of(std::string_view digits);
// Lighter (to 1) or darker (to -1) by its lightness (ECMA-376 part 1 §18.8.19, attribute tint).
Rgb tinted(Rgb colour, double tint);
// Its lightness times `factor`, plus `more` (§20.1.2.3.21, .20).
Rgb with_lightness(Rgb colour, double factor, double more);
// The colours that workbooks number 0 to 63 (§18.8.27); 64 and above: text, background.
Rgb numbered_colour(unsigned number);

// The twelve colours of a theme (§20.1.6.2); Office's own until told others.
class Theme : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view) override {}
  // As workbooks count them: light 1, dark 1, light 2, dark 2, six accents, link, link followed.
  std::optional<Rgb> numbered(std::uint64_t number) const;
  // “accent1”, “dk1”, “tx1”, “background1”, …
  std::optional<Rgb> named(std::string_view name) const;
  // From now on `name` means what `other` does.
  void call(std::string_view name, std::string_view other);

 private:
  std::array<Rgb, 12> colours_ = {0xffffff, 0x000000, 0xeeece1, 0x1f497d, 0x4f81bd, 0xc0504d,
                                  0x9bbb59, 0x8064a2, 0x4bacc6, 0xf79646, 0x0000ff, 0x800080};
  std::optional<std::size_t> at_;
  std::map<std::string, std::string, std::less<>> called_;
};

// A colour as DrawingML spells it (§20.1.2.3), which elements inside it change.
class DrawnColour {
 public:
  explicit DrawnColour(const Theme& theme) : theme_(theme) {}  // which must outlive it
  static bool is_colour(std::string_view name);
  void start(std::string_view name, const XmlAttributes& attributes);
  // Of the last one: nothing when it is not looked up; how opaque, of 100 000.
  std::optional<Rgb> colour() const { return colour_; }
  double alpha() const { return alpha_; }

 private:
  const Theme& theme_;
  std::optional<Rgb> colour_;
  double alpha_ = 100'000;
};

}  // namespace tipstaff::document
