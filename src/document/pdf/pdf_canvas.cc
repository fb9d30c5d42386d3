#include "document/pdf/pdf_canvas.h"

#include <cctype>
#include <cmath>
#include <unordered_map>

namespace tipstaff::document {
namespace {

// Two colours nearer than this are one to the eye.
constexpr float kSameColour = 0.06F;
constexpr std::size_t kBands = 128;
constexpr double kScanShare = 0.5;  // of the page: so much picture makes it a scan
constexpr double kLeft = 0.1;       // of what lies under several veils: less is nothing

bool under_strokes(const PlacedGlyph& glyph, const StrokeGrid& strokes) {
  constexpr int kSteps = 6, kMost = 26;  // seven tenths of them
  if (strokes.empty()) return false;
  int under = 0;
  for (int i = 0; i < kSteps; ++i)
    for (int k = 0; k < kSteps; ++k) {
      const double right = (i + 0.5) / kSteps, high = 0.7 * (k + 0.5) / kSteps;
      under += strokes.holds({glyph.at.x + glyph.along.x * right + glyph.up.x * high,
                              glyph.at.y + glyph.along.y * right + glyph.up.y * high},
                             glyph.order)
                   ? 1
                   : 0;
    }
  return under >= kMost;
}

constexpr bool may_repeat(Unseen unseen) {
  return unseen == Unseen::kInvisible || unseen == Unseen::kTransparent || unseen == Unseen::kTiny ||
         unseen == Unseen::kClipped || unseen == Unseen::kCovered || unseen == Unseen::kSameColour;
}

}  // namespace

// Areas by the height at which they lie, so that a glyph asks only those near it.
class Canvas::Bands {
 public:
  Bands(const std::vector<Area>& areas, const PageBox& page) : page_(page), bands_(kBands) {
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
      const PageBox box = areas[i].outline->bounds.cut(areas[i].clip.bounds()).cut(page);
      if (box.empty()) continue;
      for (std::size_t band = band_of(box.y0); band <= band_of(box.y1); ++band) bands_[band].push_back(i);
    }
  }
  const std::vector<std::uint32_t>& at(double y) const { return bands_[band_of(y)]; }

 private:
  std::size_t band_of(double y) const {
    const double part = (y - page_.y0) / (page_.y1 - page_.y0);
    return part > 0 ? std::min(static_cast<std::size_t>(std::min(part, 1.0) * kBands), kBands - 1) : 0;
  }
  PageBox page_;
  std::vector<std::vector<std::uint32_t>> bands_;
};

void Canvas::add(PlacedGlyph glyph, std::string_view text) {
  const Point middle = glyph.middle();
  if (!std::isfinite(middle.x) || !std::isfinite(middle.y)) return;  // nowhere
  text = text.substr(0, 255);
  glyph.text_at = static_cast<std::uint32_t>(texts_.size());
  glyph.text_size = static_cast<std::uint8_t>(text.size());
  texts_ += text;
  glyphs_.push_back(glyph);
}

bool Canvas::is_scan() const {
  constexpr int kSteps = 20;
  int inside = 0;
  for (int i = 0; i < kSteps; ++i)
    for (int j = 0; j < kSteps; ++j) {
      const Point p{visible_.x0 + (visible_.x1 - visible_.x0) * (i + 0.5) / kSteps,
                    visible_.y0 + (visible_.y1 - visible_.y0) * (j + 0.5) / kSteps};
      for (const PlacedPicture& picture : pictures_)
        if (picture.unseen == Unseen::kSeen && picture.bounds.holds(p)) {
          ++inside;
          break;
        }
    }
  return inside >= kSteps * kSteps * kScanShare;
}

bool Canvas::in_picture(const PlacedGlyph& glyph, std::uint32_t& order) const {
  bool out = false;
  for (const PlacedPicture& picture : pictures_)
    if (picture.unseen == Unseen::kSeen && picture.bounds.holds(glyph.middle())) {
      order = std::max(order, picture.order);
      out = true;
    }
  return out;
}

// Five of the six points under something are enough; so is most of the room under thin strokes.
bool Canvas::covered(const PlacedGlyph& glyph, const Bands& bands, bool by_pictures) const {
  const auto under = [&](Point p) {
    double left = 1;
    for (const std::uint32_t i : bands.at(p.y)) {
      const Area& area = areas_[i];
      if (area.order <= glyph.order || (area.is_picture && !by_pictures) || (!area.covers && area.veils == 0)) continue;
      if (area.holds(p)) left *= area.covers ? 0 : 1 - area.veils;
      if (left < kLeft) return true;
    }
    return false;
  };
  return points_of_ink(glyph, under) >= 5 || under_strokes(glyph, strokes_);
}

bool Canvas::same_colour(const PlacedGlyph& glyph, const Bands& bands) const {
  if (!glyph.colour_known) return false;
  std::optional<Colour> behind = Colour::grey(1);
  const Point p = glyph.middle();
  for (const std::uint32_t i : bands.at(p.y)) {
    const Area& area = areas_[i];
    if (area.order >= glyph.order) break;  // in order
    if (!area.holds(p)) continue;
    if (!area.colour)
      behind.reset();
    else if (area.multiplies && behind)
      behind =
          Colour{area.colour->red * behind->red, area.colour->green * behind->green, area.colour->blue * behind->blue};
    else if (area.covers)
      behind = *area.colour;
    else if (behind)
      behind = area.colour->over(*behind, area.alpha);
  }
  if (!behind) return false;
  const Colour& own = glyph.colour;
  const auto screen = [](float above, float below) { return 1 - (1 - above) * (1 - below); };  // §11.3.5.2
  const Colour shown =
      glyph.multiplies ? Colour{own.red * behind->red, own.green * behind->green, own.blue * behind->blue}
      : glyph.lightens
          ? Colour{screen(own.red, behind->red), screen(own.green, behind->green), screen(own.blue, behind->blue)}
          : own;
  return behind->distance(shown) < kSameColour;
}

Unseen Canvas::judge(const PlacedGlyph& glyph, const Bands& bands, bool scan) const {
  std::uint32_t picture = 0;
  const bool over_scan = scan && in_picture(glyph, picture);
  if (glyph.unseen == Unseen::kInvisible) {
    if (!over_scan) return glyph.unseen;
    PlacedGlyph shown = glyph;  // the scan shows it, unless something was painted on the scan
    shown.order = std::max(glyph.order, picture);
    return covered(shown, bands, false) ? Unseen::kCovered : Unseen::kScanText;
  }
  if (glyph.unseen != Unseen::kSeen) return glyph.unseen;
  if (over_scan && picture > glyph.order && covered(glyph, bands, true)) {
    PlacedGlyph shown = glyph;
    shown.order = picture;
    return covered(shown, bands, false) ? Unseen::kCovered : Unseen::kScanText;
  }
  if (covered(glyph, bands, true)) return Unseen::kCovered;
  return same_colour(glyph, bands) ? Unseen::kSameColour : Unseen::kSeen;
}

void Canvas::judge(const ScanShows& shows) {
  const Bands bands(areas_, visible_);
  const bool scan = is_scan();
  bool unseen = false;
  for (PlacedGlyph& glyph : glyphs_) {
    if (glyph.text_size > 0 && is_blank(text(glyph))) continue;
    glyph.unseen = judge(glyph, bands, scan);
    unseen = unseen || may_repeat(glyph.unseen);
  }
  unseen = find_bare_scan(shows) || unseen;
  if (unseen) find_repeated();
  find_piled();
  find_overwritten();
}

bool Canvas::is_letter(const PlacedGlyph& glyph) const {
  return glyph.text_size > 0 && (static_cast<unsigned char>(text(glyph)[0]) >= 0x80 ||
                                 std::isalnum(static_cast<unsigned char>(text(glyph)[0])) != 0);
}

// Words laid on a scan to be searched, where the scan has nothing: blackened, or never there. Word by word; one that
// stands a little beside its ink counts as shown.
bool Canvas::find_bare_scan(const ScanShows& shows) {
  constexpr std::size_t kFewest = 3;
  constexpr double kGap = 0.6;  // of an em: where a word ends
  bool out = false;
  for (std::size_t first = 0; first < glyphs_.size();) {
    std::size_t end = first, letters = 0;
    PageBox place = PageBox::none();
    for (; end < glyphs_.size(); ++end) {
      const PlacedGlyph& glyph = glyphs_[end];
      if (glyph.unseen != Unseen::kScanText || (glyph.text_size > 0 && is_blank(text(glyph)))) break;
      if (end > first) {
        const PlacedGlyph& last = glyphs_[end - 1];
        const Point next{last.at.x + last.along.x, last.at.y + last.along.y};
        if (std::hypot(glyph.at.x - next.x, glyph.at.y - next.y) > kGap * std::hypot(glyph.up.x, glyph.up.y)) break;
      }
      letters += is_letter(glyph) ? 1U : 0U;
      for (const double high : {0.0, 0.7})
        for (const double right : {0.0, 1.0})
          place.add({glyph.at.x + glyph.along.x * right + glyph.up.x * high,
                     glyph.at.y + glyph.along.y * right + glyph.up.y * high});
    }
    if (letters >= kFewest && !shows(place)) {
      for (std::size_t i = first; i < end; ++i) glyphs_[i].unseen = Unseen::kInvisible;
      out = true;
    }
    first = std::max(end, first + 1);
  }
  return out;
}

// Words written twice, once out of sight: shadows, highlighters, what a program lays under for searching.
void Canvas::find_repeated() {
  constexpr double kCell = 8;
  const auto key = [](double x, double y) {
    const auto cell = [](double v) { return static_cast<std::int64_t>(std::clamp(v / kCell, -1e6, 1e6)); };
    return cell(x) * 4'000'037 + cell(y);
  };
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> seen;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (glyphs_[i].unseen == Unseen::kSeen && glyphs_[i].text_size > 0)
      seen[key(glyphs_[i].middle().x, glyphs_[i].middle().y)].push_back(i);
  const auto repeats = [&](const PlacedGlyph& glyph) {
    const Point p = glyph.middle();
    const double near = std::max(2.0, std::hypot(glyph.up.x, glyph.up.y) * 0.6);
    for (const double x : {p.x - kCell, p.x, p.x + kCell})
      for (const double y : {p.y - kCell, p.y, p.y + kCell})
        if (const auto found = seen.find(key(x, y)); found != seen.end())
          for (const std::uint32_t i : found->second) {
            const Point q = glyphs_[i].middle();
            if (std::hypot(p.x - q.x, p.y - q.y) <= near && text(glyphs_[i]) == text(glyph)) return true;
          }
    return false;
  };
  for (std::size_t first = 0; first < glyphs_.size();) {
    if (!may_repeat(glyphs_[first].unseen)) {
      ++first;
      continue;
    }
    std::size_t end = first, same = 0, letters = 0;
    PageBox place = PageBox::none();
    std::string words;
    for (; end < glyphs_.size() && (glyphs_[end].unseen == glyphs_[first].unseen || is_blank(text(glyphs_[end])));
         ++end) {
      if (glyphs_[end].text_size == 0 || is_blank(text(glyphs_[end]))) continue;
      ++letters;
      same += repeats(glyphs_[end]) ? 1U : 0U;
      place.add(glyphs_[end].middle());
      words += text(glyphs_[end]);
    }
    if (letters > 0 && (same * 10 >= letters * 9 || shows_nearly(words, place)))
      for (std::size_t i = first; i < end; ++i) glyphs_[i].unseen = Unseen::kRepeated;
    first = end;
  }
}

// The same words at the same place, set a little differently: one letter of ten may differ, no digit.
bool Canvas::shows_nearly(const std::string& words, const PageBox& place) const {
  constexpr double kAround = 6;
  constexpr std::size_t kLongest = 400;
  if (words.size() > kLongest || words.find_first_of("0123456789") != std::string::npos) return false;
  const PageBox around{place.x0 - kAround, place.y0 - kAround, place.x1 + kAround, place.y1 + kAround};
  std::string seen;
  for (const PlacedGlyph& glyph : glyphs_)
    if (glyph.unseen == Unseen::kSeen && around.holds(glyph.middle()) && seen.size() < kLongest &&
        !is_blank(text(glyph)))
      seen += text(glyph);
  std::vector<std::size_t> common(seen.size() + 1);  // the longest common subsequence, row by row
  for (const char c : words) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < seen.size(); ++j) {
      const std::size_t above = common[j + 1];
      common[j + 1] = seen[j] == c ? diagonal + 1 : std::max(above, common[j]);
      diagonal = above;
    }
  }
  return common.back() * 10 >= words.size() * 9;
}

}  // namespace tipstaff::document
