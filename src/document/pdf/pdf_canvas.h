// What a page paints, in order, and whether each letter of it is seen: what lies under it and over it, where, how
// large, in which colour. Places are in default user space.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "document/geometry.h"
#include "document/pdf/pdf_colour.h"
#include "document/pdf/pdf_strokes.h"

namespace tipstaff::document {

enum class Unseen : std::uint8_t {
  kSeen,
  kLayerOff,    // in optional content that is not shown
  kHiddenNote,  // of an annotation that is not shown
  kInvisible,   // render mode 3 or 7
  kTransparent,
  kTiny,
  kOffPage,
  kClipped,
  kCovered,
  kSameColour,
  kPiled,     // so many letters at one place that none can be read
  kScanText,  // unseen, but the words of a scanned page that is seen
  kRepeated,  // unseen, and the same letters are seen at the same place
  kLast = kRepeated,
};

struct PlacedGlyph {
  Point at;             // the origin, on the base line
  Point along, up, em;  // to the next glyph; one em upwards; one em along
  std::uint32_t order = 0, text_at = 0;
  std::uint8_t text_size = 0;  // 0: what it means is not known
  Unseen unseen = Unseen::kSeen;
  bool colour_known = false, multiplies = false, lightens = false;  // multiplied with, or added to, what is behind
  Colour colour{};
  Point middle() const { return {at.x + along.x / 2 + up.x * 0.25, at.y + along.y / 2 + up.y * 0.25}; }
};

// At how many of six points where a glyph's ink may be `is` holds.
template <typename Is>
int points_of_ink(const PlacedGlyph& glyph, Is is) {
  int out = 0;
  for (const double right : {0.2, 0.5, 0.8})
    for (const double high : {0.1, 0.4})
      out += is(Point{glyph.at.x + glyph.along.x * right + glyph.up.x * high,
                      glyph.at.y + glyph.along.y * right + glyph.up.y * high})
                 ? 1
                 : 0;
  return out;
}

struct Area {
  SharedOutline outline;
  Clip clip;
  std::uint32_t order = 0;
  std::optional<Colour> colour{};  // none: not known
  float alpha = 1;
  bool covers = true;  // opaque throughout
  double veils = 0;    // how much of what is under it it takes away, where that is known
  bool multiplies = false;
  bool is_picture = false;
  bool even = false;  // a picture of a few pixels, as a box is
  bool holds(Point p) const { return clip.holds(p) && outline->holds(p); }
};

struct PlacedPicture {
  PageBox bounds;
  double seen_share = 1;  // of its area, within clip and page
  std::uint32_t order = 0;
  Unseen unseen = Unseen::kSeen;
  bool large = false;  // at least 32 pixels either way
  Matrix place{};      // of its unit square
  QPDFObjGen id;
};

class Canvas {
 public:
  explicit Canvas(const PageBox& visible) : visible_(visible), strokes_(visible) {}

  const PageBox& visible() const { return visible_; }
  std::uint32_t next_order() { return ++order_; }
  void add(PlacedGlyph glyph, std::string_view text);
  void add(Area area) { areas_.push_back(std::move(area)); }
  void add(PlacedPicture picture) { pictures_.push_back(picture); }
  StrokeGrid& strokes() { return strokes_; }
  // Whether a scan may show something in a box of the page.
  using ScanShows = std::function<bool(const PageBox& box)>;
  // Decides of every glyph whether it is seen; call once when all is painted.
  void judge(const ScanShows& shows);

  std::vector<PlacedGlyph>& glyphs() { return glyphs_; }
  const std::vector<Area>& areas() const { return areas_; }
  const std::vector<PlacedPicture>& pictures() const { return pictures_; }
  std::string_view text(const PlacedGlyph& glyph) const {
    return std::string_view(texts_).substr(glyph.text_at, glyph.text_size);
  }
  // Rows of the glyphs for which `wanted` holds: lines from top to bottom, cells where there are wide gaps.
  template <typename Wanted>
  std::vector<std::vector<std::string>> rows(Wanted wanted) const {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
      if (wanted(glyphs_[i])) chosen.push_back(i);
    return rows_of(std::move(chosen));
  }

 private:
  class Bands;
  std::vector<std::vector<std::string>> rows_of(std::vector<std::uint32_t> chosen) const;
  bool is_scan() const;
  Unseen judge(const PlacedGlyph& glyph, const Bands& bands, bool scan) const;
  bool covered(const PlacedGlyph& glyph, const Bands& bands, bool by_pictures) const;
  bool in_picture(const PlacedGlyph& glyph, std::uint32_t& order) const;
  bool same_colour(const PlacedGlyph& glyph, const Bands& bands) const;
  bool is_letter(const PlacedGlyph& glyph) const;
  bool is_seen_letter(const PlacedGlyph& glyph) const { return glyph.unseen == Unseen::kSeen && is_letter(glyph); }
  void find_piled();
  void find_overwritten();
  bool find_bare_scan(const ScanShows& shows);
  void find_repeated();
  bool shows_nearly(const std::string& words, const PageBox& place) const;

  PageBox visible_;
  std::uint32_t order_ = 0;
  std::vector<PlacedGlyph> glyphs_;
  std::vector<Area> areas_;
  std::vector<PlacedPicture> pictures_;
  StrokeGrid strokes_;
  std::string texts_;
};

}  // namespace tipstaff::document
