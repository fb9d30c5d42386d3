// Boxes on pictures: a scan is blackened with them, and every program lifts them. What a box covers is told where the
// picture still has something there, as far as its pixels can be unpacked; tools that take it out leave the box on an
// even ground.
#include <algorithm>
#include <cmath>

#include "document/pdf/pdf_pixels.h"
#include "document/pdf/pdf_reader.h"

namespace tipstaff::document {
namespace {

constexpr double kLeastPatch = 5, kMostOfPicture = 0.5, kInside = 0.9;  // points; shares
constexpr std::size_t kMostPatches = 500;
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
