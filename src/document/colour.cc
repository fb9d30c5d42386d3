#include "document/colour.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tipstaff::document {
namespace {

constexpr int kAlike = 16;

// Palette entries 8 to 63 of Excel 97 on ([MS-XLS] §2.5.161), red first; 0 to 7 are the first eight of them.
constexpr std::array<Rgb, 56> kPalette = {
    0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x800000, 0x008000,
    0x000080, 0x808000, 0x800080, 0x008080, 0xc0c0c0, 0x808080, 0x9999ff, 0x993366, 0xffffcc, 0xccffff,
    0x660066, 0xff8080, 0x0066cc, 0xccccff, 0x000080, 0xff00ff, 0xffff00, 0x00ffff, 0x800080, 0x800000,
    0x008080, 0x0000ff, 0x00ccff, 0xccffff, 0xccffcc, 0xffff99, 0x99ccff, 0xff99cc, 0xcc99ff, 0xffcc99,
    0x3366ff, 0x33cccc, 0x99cc00, 0xffcc00, 0xff9900, 0xff6600, 0x666699, 0x969696, 0x003366, 0x339966,
    0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};

constexpr std::array<std::string_view, 12> kThemeNames = {
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"};

int channel(Rgb colour, int which) { return static_cast<int>(colour >> (8 * which) & 0xff); }

struct Hsl {
  double hue = 0, saturation = 0, lightness = 0;
};
Hsl hsl_of(Rgb colour) {
  const double r = channel(colour, 2) / 255.0, g = channel(colour, 1) / 255.0, b = channel(colour, 0) / 255.0;
  const double high = std::max({r, g, b}), low = std::min({r, g, b}), spread = high - low;
  Hsl out{0, 0, (high + low) / 2};
  if (spread <= 0) return out;
  out.saturation = spread / (1 - std::abs(2 * out.lightness - 1));
  if (high == r)
    out.hue = std::fmod((g - b) / spread + 6, 6);
  else
    out.hue = high == g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return out;
}
Rgb rgb_of(const Hsl& colour) {
  const double chroma = (1 - std::abs(2 * colour.lightness - 1)) * colour.saturation;
  const auto at = [&](double hue) {
    const double turn = std::fmod(hue + 6, 6);
    const double share = turn < 1 ? turn : turn < 3 ? 1 : turn < 4 ? 4 - turn : 0;
    return static_cast<Rgb>(std::lround(std::clamp(colour.lightness - chroma / 2 + chroma * share, 0.0, 1.0) * 255));
  };
  return at(colour.hue + 2) << 16 | at(colour.hue) << 8 | at(colour.hue - 2);
}

}  // namespace

bool look_same(Rgb a, Rgb b) {
  for (int i = 0; i < 3; ++i)
    if (std::abs(channel(a, i) - channel(b, i)) >= kAlike) return false;
  return true;
}

bool look_same(std::string_view a, std::string_view b) {
  const auto left = rgb_of(a), right = rgb_of(b);
  return left && right ? look_same(*left, *right) : a == b;
}

std::optional<Rgb> rgb_of(std::string_view digits) {
  if (digits.starts_with('#')) digits.remove_prefix(1);
  if (digits.size() != 6 && digits.size() != 8) return std::nullopt;
  Rgb out = 0;
  const auto [end, error] = std::from_chars(digits.data() + digits.size() - 6, digits.data() + digits.size(), out, 16);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(out) : std::nullopt;
}

Rgb tinted(Rgb colour, double tint) {
  if (tint == 0) return colour;
  return tint < 0 ? with_lightness(colour, 1 + std::max(tint, -1.0), 0)
                  : with_lightness(colour, 1 - std::min(tint, 1.0), std::min(tint, 1.0));
}

Rgb with_lightness(Rgb colour, double factor, double more) {
  Hsl changed = hsl_of(colour);
  changed.lightness = std::clamp(changed.lightness * factor + more, 0.0, 1.0);
  return rgb_of(changed);
}

Rgb numbered_colour(unsigned number) {
  if (number < 8) return kPalette[number];
  if (number - 8 < kPalette.size()) return kPalette[number - 8];
  return number == 65 ? kWhite : kBlack;
}

void Theme::start(std::string_view name, const XmlAttributes& attributes) {
  if (const auto found = std::ranges::find(kThemeNames, name); found != kThemeNames.end())
    at_ = static_cast<std::size_t>(found - kThemeNames.begin());
  if (!at_ || (name != "srgbClr" && name != "sysClr")) return;
  if (const auto colour = rgb_of(attributes.get(name == "srgbClr" ? "val" : "lastClr"))) colours_[*at_] = *colour;
}
void Theme::end(std::string_view name) {
  if (std::ranges::find(kThemeNames, name) != kThemeNames.end()) at_.reset();
}

void Theme::call(std::string_view name, std::string_view other) {
  called_.insert_or_assign(std::string(name), std::string(other));
}

std::optional<Rgb> Theme::numbered(std::uint64_t number) const {
  return number < colours_.size() ? std::optional(colours_[number]) : std::nullopt;
}

std::optional<Rgb> Theme::named(std::string_view name) const {
  static constexpr std::pair<std::string_view, std::string_view> kOther[] = {
      {"tx1", "dk1"},         {"bg1", "lt1"},
      {"tx2", "dk2"},         {"bg2", "lt2"},
      {"text1", "dk1"},       {"background1", "lt1"},
      {"text2", "dk2"},       {"background2", "lt2"},
      {"dark1", "dk1"},       {"light1", "lt1"},
      {"dark2", "dk2"},       {"light2", "lt2"},
      {"hyperlink", "hlink"}, {"followedHyperlink", "folHlink"}};
  if (const auto called = called_.find(name); called != called_.end()) name = called->second;
  for (const auto& [other, plain] : kOther)
    if (name == other) name = plain;
  const auto found = std::ranges::find(kThemeNames, name);
  return found == kThemeNames.end() ? std::nullopt
                                    : std::optional(colours_[static_cast<std::size_t>(found - kThemeNames.begin())]);
}

bool DrawnColour::is_colour(std::string_view name) {
  return name == "srgbClr" || name == "schemeClr" || name == "sysClr" || name == "prstClr";
}

void DrawnColour::start(std::string_view name, const XmlAttributes& attributes) {
  const auto preset = [](std::string_view called) {
    return called == "white" ? std::optional(kWhite) : called == "black" ? std::optional(kBlack) : std::nullopt;
  };
  if (is_colour(name)) {
    colour_ = name == "srgbClr"     ? rgb_of(attributes.get("val"))
              : name == "sysClr"    ? rgb_of(attributes.get("lastClr"))
              : name == "schemeClr" ? theme_.named(attributes.get("val"))
                                    : preset(attributes.get("val"));
    alpha_ = 100'000;
  } else if (colour_ && name == "lumMod") {
    colour_ = with_lightness(*colour_, attributes.number("val", 100'000) / 100'000, 0);
  } else if (colour_ && name == "lumOff") {
    colour_ = with_lightness(*colour_, 1, attributes.number("val", 0) / 100'000);
  } else if (name == "alpha") {
    alpha_ = attributes.number("val", 100'000);
  }
}

}  // namespace tipstaff::document
