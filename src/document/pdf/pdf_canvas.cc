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

// Five of the six points under something are enough.
bool Canvas::covered(const PlacedGlyph& glyph, const Bands& bands, bool by_pictures) const {
  return points_of_ink(glyph, [&](Point p) {
           return std::ranges::any_of(bands.at(p.y), [&](std::uint32_t i) {
             const Area& area = areas_[i];
             return area.order > glyph.order && area.covers && (!area.is_picture || by_pictures) && area.holds(p);
           });
         }) >= 5;
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

void Canvas::judge() {
  const Bands bands(areas_, visible_);
  const bool scan = is_scan();
  bool unseen = false;
  for (PlacedGlyph& glyph : glyphs_) {
    if (glyph.text_size > 0 && is_blank(text(glyph))) continue;
    glyph.unseen = judge(glyph, bands, scan);
    unseen = unseen || may_repeat(glyph.unseen);
  }
  if (unseen) find_repeated();
  find_piled();
}

// Letters at whose place stand so many others that they cannot be told apart: no writing sets them so near, however
// narrow it is, but for accents and shadows.
void Canvas::find_piled() {
  constexpr double kCell = 8, kNear = 0.12;  // points; of an em
  constexpr std::size_t kOthers = 3, kMostInCell = 400;
  const auto key = [](Point p) {
    return static_cast<std::int64_t>(std::clamp(p.x / kCell, -1e6, 1e6)) * 4'000'037 +
           static_cast<std::int64_t>(std::clamp(p.y / kCell, -1e6, 1e6));
  };
  const auto is_letter = [&](const PlacedGlyph& glyph) {
    return glyph.unseen == Unseen::kSeen && glyph.text_size > 0 &&
           (static_cast<unsigned char>(text(glyph)[0]) >= 0x80 ||
            std::isalnum(static_cast<unsigned char>(text(glyph)[0])) != 0);
  };
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i)
    if (is_letter(glyphs_[i])) cells[key(glyphs_[i].middle())].push_back(i);
  std::vector<std::uint32_t> piled;
  for (std::uint32_t i = 0; i < glyphs_.size(); ++i) {
    if (!is_letter(glyphs_[i])) continue;
    const Point p = glyphs_[i].middle();
    const double near = std::hypot(glyphs_[i].up.x, glyphs_[i].up.y) * kNear;
    std::vector<std::string_view> others;
    for (const double x : {p.x - near, p.x + near})
      for (const double y : {p.y - near, p.y + near}) {
        const auto found = cells.find(key({x, y}));
        for (std::size_t k = 0;
             found != cells.end() && k < std::min(found->second.size(), kMostInCell) && others.size() < kOthers; ++k) {
          const PlacedGlyph& other = glyphs_[found->second[k]];
          const Point q = other.middle();
          if (std::hypot(p.x - q.x, p.y - q.y) <= near && text(other) != text(glyphs_[i]) &&
              std::ranges::find(others, text(other)) == others.end())
            others.push_back(text(other));
        }
      }
    if (others.size() >= kOthers) piled.push_back(i);
  }
  for (const std::uint32_t i : piled) glyphs_[i].unseen = Unseen::kPiled;
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
