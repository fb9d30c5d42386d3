// Boxes on pictures: a scan is blackened with them, and every program lifts them. What a box covers is told where the
// picture still has something there, as far as its pixels can be unpacked; tools that take it out leave the box on an
// even ground.
#include <algorithm>
#include <cmath>

#include "document/pdf/pdf_reader.h"

namespace tipstaff::document {
namespace {

constexpr double kLeastPatch = 5, kMostOfPicture = 0.5, kInside = 0.9;  // points; shares
constexpr std::size_t kMostPatches = 500, kFewestSamples = 16;
constexpr int kEven = 40;  // of 255: by so much pictures packed with losses differ on an even ground
constexpr float kWhite = 0.94F;

// Boxes of an outline: one, or several filled at once.
std::vector<PageBox> boxes_of(const Area& area) {
  std::vector<PageBox> out;
  for (const auto& polygon : area.outline->polygons) {
    Outline one;
    one.polygons = {polygon};
    one.finish();
    if (one.is_box) out.push_back(one.bounds.cut(area.clip.bounds()));
  }
  return out;
}

bool is_patch_colour(const Area& area) {
  if (!area.colour) return false;
  const Colour& c = *area.colour;
  return c.dark() || std::min({c.red, c.green, c.blue}) > kWhite;
}

// Nothing is written or painted on it: it is no label's ground.
bool is_bare(const PageBox& box, std::uint32_t order, Canvas& canvas) {
  const auto over = [&](const PlacedGlyph& glyph) {
    return glyph.order > order && glyph.unseen == Unseen::kSeen && box.holds(glyph.middle()) &&
           !is_blank(canvas.text(glyph));
  };
  return std::ranges::none_of(canvas.glyphs(), over) &&
         std::ranges::none_of(canvas.pictures(), [&](const PlacedPicture& each) {
           return each.order > order && !each.bounds.cut(box).empty();
         });
}

// The pixels of a picture, one byte a component.
class Pixels {
 public:
  Pixels(PdfObject picture, PdfFile& file)
      : wide_(size(picture, "/Width")), high_(size(picture, "/Height")), bits_(size(picture, "/BitsPerComponent")) {
    if (wide_ == 0 || high_ == 0 || (bits_ != 1 && bits_ != 8)) return;
    samples_ = file.samples(picture);
    if (!samples_) return;
    line_ = samples_->size() / high_;
    if (line_ < (bits_ == 8 ? wide_ : (wide_ + 7) / 8)) samples_.reset();
  }
  // Whether all of the box, in the picture's own unit square, is one colour; nothing when that cannot be told.
  std::optional<bool> even(const PageBox& box) const {
    if (!samples_ || !std::isfinite(box.x0 + box.x1 + box.y0 + box.y1)) return std::nullopt;
    const auto at = [](double part, std::size_t of) {
      return static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * static_cast<double>(of));
    };
    const std::size_t edge = 2, x0 = at(box.x0, wide_) + edge, x1 = at(box.x1, wide_),
                      y0 = at(1 - box.y1, high_) + edge, y1 = at(1 - box.y0, high_);
    const std::size_t depth = bits_ == 8 ? line_ / wide_ : 1;
    std::vector<std::pair<int, int>> range(depth, {255, 0});
    std::size_t seen = 0;
    for (std::size_t y = y0; y + edge < y1; ++y)
      for (std::size_t x = x0; x + edge < x1; ++x, ++seen)
        for (std::size_t k = 0; k < depth; ++k) {
          const int value = sample(x, y, k, depth);
          range[k] = {std::min(range[k].first, value), std::max(range[k].second, value)};
        }
    if (seen < kFewestSamples) return std::nullopt;
    return std::ranges::all_of(range, [](const auto& each) { return each.second - each.first <= kEven; });
  }

 private:
  static std::size_t size(PdfObject picture, const char* key) {
    return static_cast<std::size_t>(std::clamp(number_of(entry(picture, key), 0), 0.0, 100'000.0));
  }
  int sample(std::size_t x, std::size_t y, std::size_t k, std::size_t depth) const {
    const std::size_t at = y * line_ + (bits_ == 8 ? x * depth + k : x / 8);
    const auto byte = static_cast<unsigned char>(at < samples_->size() ? (*samples_)[at] : 0);
    return bits_ == 8 ? byte : (byte >> (7 - x % 8) & 1) * 255;
  }

  std::size_t wide_, high_, bits_, line_ = 0;
  std::shared_ptr<const std::string> samples_;
};

}  // namespace

// Patches on one picture, where they are what lies on it, and not parts of a drawing made over it.
bool PdfReader::is_patched(const PlacedPicture& picture, Canvas& canvas) {
  std::vector<PageBox> patches;
  std::size_t others = 0;
  for (const Area& area : canvas.areas()) {
    if (area.order < picture.order || !area.covers || (area.is_picture && !area.even) ||
        area.outline->bounds.cut(picture.bounds).empty())
      continue;
    const std::size_t before = patches.size();
    for (const PageBox& box : boxes_of(area)) {
      const PageBox cut = box.cut(picture.bounds).cut(canvas.visible());
      const bool fits = cut.x1 - cut.x0 >= kLeastPatch && cut.y1 - cut.y0 >= kLeastPatch &&
                        cut.area() >= kInside * box.area() && cut.area() <= kMostOfPicture * picture.bounds.area();
      if (fits && (area.even || is_patch_colour(area)) && patches.size() < kMostPatches &&
          is_bare(cut, area.order, canvas))
        patches.push_back(cut);
    }
    others += patches.size() == before ? 1U : 0U;
  }
  if (patches.empty() || others > patches.size()) return false;
  const Pixels pixels(picture.id.isIndirect() ? file_.qpdf().getObject(picture.id) : PdfObject::newNull(), file_);
  const auto back = picture.place.inverse();
  return std::ranges::any_of(
      patches, [&](const PageBox& patch) { return !back || !pixels.even(bounds_of(*back, patch)).value_or(false); });
}

}  // namespace tipstaff::document
