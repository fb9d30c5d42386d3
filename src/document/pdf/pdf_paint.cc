// The operators that paint: paths, text, pictures.
#include <cmath>

#include "document/pdf/pdf_painter.h"

namespace tipstaff::document {
namespace {

constexpr int kCurveSteps = 6;
constexpr std::size_t kMostPoints = 4'000'000;  // of one page
constexpr std::size_t kMostAreas = 300'000;
constexpr double kThickStroke = 2.5;  // points: a stroke this wide can cover letters
constexpr double kThinnest = 0.2;     // points: a thinner one is a hair
constexpr double kTinyText = 2, kNoAlpha = 0.05;
constexpr double kFewPixels = 4;     // either way: a picture that is a box
constexpr double kNarrowest = 0.15;  // of an em: letters squeezed to less of their width
constexpr double kBroadEdge = 0.15;  // of an em: an outline so broad leaves nothing of what is inside it

bool is_block(std::string_view text) { return text == "\u2588" || text == "\u25a0" || text == "\u25ae"; }

}  // namespace

void PdfPainter::move_to(const Operands& o) { path_.push_back({state_.matrix.apply({number(o, 0), number(o, 1)})}); }
void PdfPainter::line_to(const Operands& o) {
  if (path_.empty()) return move_to(o);
  if (++points_ < kMostPoints) path_.back().push_back(state_.matrix.apply({number(o, 0), number(o, 1)}));
}

// c: two controls and the end; v: the first control is where it stands; y: the second is the end.
template <int kKind>
void PdfPainter::curve_to(const Operands& o) {
  if (path_.empty() || points_ >= kMostPoints) return;
  const auto at = [&](std::size_t i) { return state_.matrix.apply({number(o, 2 * i), number(o, 2 * i + 1)}); };
  const Point start = path_.back().back(), first = kKind == 1 ? start : at(0), second = kKind == 1 ? at(0) : at(1),
              end = kKind == 0 ? at(2) : at(1);
  for (int i = 1; i <= kCurveSteps; ++i) {
    const double t = static_cast<double>(i) / kCurveSteps, u = 1 - t;
    const double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    path_.back().push_back(
        {a * start.x + b * first.x + c * second.x + d * end.x, a * start.y + b * first.y + c * second.y + d * end.y});
    ++points_;
  }
}
template void PdfPainter::curve_to<0>(const Operands&);
template void PdfPainter::curve_to<1>(const Operands&);
template void PdfPainter::curve_to<2>(const Operands&);

void PdfPainter::rectangle(const Operands& o) {
  const double x = number(o, 0), y = number(o, 1), w = number(o, 2), h = number(o, 3);
  points_ += 4;
  if (points_ >= kMostPoints) return;
  std::vector<Point> corners;
  for (const Point p : {Point{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}})
    corners.push_back(state_.matrix.apply(p));
  path_.push_back(std::move(corners));
}
void PdfPainter::close_path(const Operands&) {
  if (!path_.empty()) path_.back().push_back(path_.back().front());
}

template <bool kEvenOdd>
void PdfPainter::clip_path(const Operands&) {
  clip_rule_ = kEvenOdd;
}
template void PdfPainter::clip_path<false>(const Operands&);
template void PdfPainter::clip_path<true>(const Operands&);

void PdfPainter::end_path() {
  if (clip_rule_) {
    auto outline = std::make_shared<Outline>();
    outline->polygons = path_;
    outline->even_odd = *clip_rule_;
    outline->finish();
    state_.clip.cut(outline);
  }
  clip_rule_.reset();
  path_.clear();
}

void PdfPainter::keep_for_mask(const SharedOutline& outline, const Ink& ink, bool known) {
  if (ghost_shape_->areas.size() >= kMostAreas) return void(ghost_shape_->known = false);
  Area area{.outline = outline, .clip = state_.clip};
  if (known && !state_.blended && !state_.masked) area.colour = ink.colour;
  area.alpha = static_cast<float>(ink.alpha * state_.group_alpha);
  ghost_shape_->areas.push_back(std::move(area));
}

void PdfPainter::add_area(const SharedOutline& outline, const Ink& ink, bool known) {
  const std::uint32_t order = canvas_.next_order();
  ghost_areas_ = ghost_areas_ || ghost_;
  if (ghost_shape_ != nullptr) keep_for_mask(outline, ink, known);
  if (ghost_ || reason() != Unseen::kSeen) return;
  if (canvas_.areas().size() >= kMostAreas) {
    ++unread_;
    return;
  }
  const double alpha = ink.alpha * state_.group_alpha;
  if (alpha <= kNoAlpha || ink.empty) return;
  Area area{.outline = outline, .clip = state_.clip, .order = order};
  if (known && !state_.masked && (!state_.blended || state_.multiplies)) area.colour = ink.colour;
  area.alpha = static_cast<float>(alpha);
  const bool darkens = state_.multiplies && area.colour && area.colour->dark();
  area.covers = alpha >= 0.95 && !state_.masked && (!state_.blended || darkens);
  area.veils = state_.masked || state_.blended ? 0 : alpha;
  area.multiplies = state_.multiplies && !darkens;
  canvas_.add(std::move(area));
  painted();
}

namespace {

// The boxes along lines.
SharedOutline outline_of_lines(const std::vector<std::vector<Point>>& lines, double width) {
  auto outline = std::make_shared<Outline>();
  for (const auto& line : lines)
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const Point a = line[i], b = line[i + 1];
      const double length = std::hypot(b.x - a.x, b.y - a.y);
      if (!(length > 0)) continue;
      const double x = (b.y - a.y) / length * width / 2, y = -(b.x - a.x) / length * width / 2;
      outline->polygons.push_back({{a.x + x, a.y + y}, {b.x + x, b.y + y}, {b.x - x, b.y - y}, {a.x - x, a.y - y}});
    }
  outline->finish();
  return outline;
}

}  // namespace

// Thick strokes are areas: that is how a marker pen is drawn. Thin ones count together; in a mask each shows something.
void PdfPainter::stroke_path() {
  const double width = state_.line_width * state_.matrix.scale();
  if (ghost_shape_ != nullptr && !path_.empty() && (width < kThickStroke || state_.dashed)) ghost_shape_->known = false;
  if (state_.dashed) return;
  if (width >= kThickStroke) return add_area(outline_of_lines(path_, width), state_.stroke, true);
  const bool opaque = state_.stroke.alpha * state_.group_alpha >= 0.95 && !state_.masked && !state_.blended;
  if (width >= kThinnest && opaque && !state_.stroke.empty && !ghost_ && reason() == Unseen::kSeen)
    canvas_.strokes().add(path_, width, state_.clip, canvas_.next_order());
}

void PdfPainter::lines(const std::vector<Point>& points, double width, const Colour& colour, double alpha) {
  if (width < kThickStroke) {
    if (width >= kThinnest && alpha >= 0.95) canvas_.strokes().add({points}, width, Clip(), canvas_.next_order());
    return;
  }
  Area area{.outline = outline_of_lines({points}, width), .clip = {}, .order = canvas_.next_order(), .colour = colour};
  area.alpha = static_cast<float>(alpha);
  area.covers = alpha >= 0.95;
  canvas_.add(std::move(area));
}

template <bool kFill, bool kStroke, bool kEvenOdd, bool kClose>
void PdfPainter::paint_path(const Operands&) {
  if (kClose) close_path({});
  if (points_ >= kMostPoints) ++unread_;
  if (kFill && !path_.empty()) {
    auto outline = std::make_shared<Outline>();
    outline->polygons = path_;
    outline->even_odd = kEvenOdd;
    outline->finish();
    add_area(outline, state_.fill, true);
  }
  if (kStroke) stroke_path();
  end_path();
}
template void PdfPainter::paint_path<false, true, false, false>(const Operands&);
template void PdfPainter::paint_path<false, true, false, true>(const Operands&);
template void PdfPainter::paint_path<true, false, false, true>(const Operands&);
template void PdfPainter::paint_path<true, false, true, true>(const Operands&);
template void PdfPainter::paint_path<true, true, false, false>(const Operands&);
template void PdfPainter::paint_path<true, true, true, false>(const Operands&);
template void PdfPainter::paint_path<true, true, false, true>(const Operands&);
template void PdfPainter::paint_path<true, true, true, true>(const Operands&);
template void PdfPainter::paint_path<false, false, false, false>(const Operands&);

void PdfPainter::shade(const Operands& o) {
  auto outline = std::make_shared<Outline>();
  const PageBox box = state_.clip.bounds().cut(canvas_.visible());
  outline->polygons = {{{box.x0, box.y0}, {box.x1, box.y0}, {box.x1, box.y1}, {box.x0, box.y1}}};
  outline->finish();
  Ink ink = state_.fill;
  ink.colour = uniform_colour(resource("/Shading", key(o, 0)), resources_, shared_.file);
  add_area(outline, ink, ink.colour.has_value());
}

void PdfPainter::begin_text(const Operands&) {
  text_matrix_ = line_matrix_ = {};
  text_clip_ = std::make_shared<PaintedClip>();
  text_clip_->first = canvas_.glyphs().size();
}
void PdfPainter::end_text(const Operands&) {
  if (text_clip_ && state_.mode >= 4) {
    text_clip_->end = canvas_.glyphs().size();
    state_.text_clips.push_back(text_clip_);
  }
  text_clip_.reset();
}
void PdfPainter::set_font(const Operands& o) {
  state_.font = shared_.font(resource("/Font", key(o, 0)));
  state_.size = number(o, 1);
}
template <double PdfPainter::State::*kMember>
void PdfPainter::set_text(const Operands& o) {
  state_.*kMember = number(o, 0);
}
template void PdfPainter::set_text<&PdfPainter::State::letter_space>(const Operands&);
template void PdfPainter::set_text<&PdfPainter::State::word_space>(const Operands&);
template void PdfPainter::set_text<&PdfPainter::State::leading>(const Operands&);
template void PdfPainter::set_text<&PdfPainter::State::rise>(const Operands&);
void PdfPainter::set_stretch(const Operands& o) { state_.stretch = number(o, 0) / 100; }
void PdfPainter::set_mode(const Operands& o) { state_.mode = static_cast<int>(std::clamp(number(o, 0), 0.0, 7.0)); }
void PdfPainter::text_move(const Operands& o) {
  line_matrix_ = Matrix{1, 0, 0, 1, number(o, 0), number(o, 1)}.then(line_matrix_);
  text_matrix_ = line_matrix_;
}
void PdfPainter::text_move_leading(const Operands& o) {
  state_.leading = -number(o, 1);
  text_move(o);
}
void PdfPainter::text_matrix(const Operands& o) {
  line_matrix_ = {number(o, 0), number(o, 1), number(o, 2), number(o, 3), number(o, 4), number(o, 5)};
  text_matrix_ = line_matrix_;
}
void PdfPainter::next_line(const Operands&) {
  line_matrix_ = Matrix{1, 0, 0, 1, 0, -state_.leading}.then(line_matrix_);
  text_matrix_ = line_matrix_;
}
void PdfPainter::show(const Operands& o) {
  if (!o.empty()) show_string(o.back().text);
}
void PdfPainter::show_line(const Operands& o) {
  next_line(o);
  show(o);
}
void PdfPainter::show_spaced_line(const Operands& o) {
  state_.word_space = number(o, 0);
  state_.letter_space = number(o, 1);
  show_line(o);
}
void PdfPainter::show_array(const Operands& o) {
  if (o.empty()) return;
  for (const Operand& item : o[0].items) {
    if (item.is(Operand::Kind::kString)) {
      show_string(item.text);
    } else if (item.is(Operand::Kind::kNumber)) {
      const double back = -item.number / 1000 * state_.size;
      const bool vertical = state_.font && state_.font->vertical();
      text_matrix_ = Matrix{1, 0, 0, 1, vertical ? 0 : back * state_.stretch, vertical ? back : 0}.then(text_matrix_);
    }
  }
}

void PdfPainter::show_string(std::string_view bytes) {
  if (!state_.font) {
    if (!bytes.empty()) ++unknown_;
    return;
  }
  PdfBudget& budget = shared_.file.budget();
  while (!bytes.empty() && budget.glyphs > 0) {
    --budget.glyphs;
    place(state_.font->take(bytes));
  }
}

// Why a letter is not seen whatever is painted besides. `blank`: its drawing paints nothing.
Unseen PdfPainter::unseen(const PlacedGlyph& placed, const Ink& ink, bool blank) const {
  const Point middle = placed.middle();
  if (!canvas_.visible().holds(middle)) return Unseen::kOffPage;
  if (!state_.clip.holds(middle) || points_of_ink(placed, [&](Point p) { return state_.clip.holds(p); }) < 2)
    return Unseen::kClipped;
  if (state_.mode == 3 || state_.mode == 7 || blank) return Unseen::kInvisible;
  if (ink.alpha * state_.group_alpha <= kNoAlpha || ink.empty ||
      (state_.mask_shape && state_.mask_shape->hides(middle)))
    return Unseen::kTransparent;
  const double em = std::hypot(placed.up.x, placed.up.y), wide = std::hypot(placed.em.x, placed.em.y),
               room = std::abs(placed.em.x * placed.up.y - placed.em.y * placed.up.x);
  if (em < kTinyText || wide < kNarrowest * em || room < kTinyText * wide) return Unseen::kTiny;
  return Unseen::kSeen;
}

// “█” and “■” hide what is under them, as boxes do.
void PdfPainter::paint_block(const PlacedGlyph& placed, const Ink& ink) {
  auto outline = std::make_shared<Outline>();
  outline->polygons.emplace_back();
  for (const auto& [right, high] : {std::pair{0.0, -0.1}, {1.0, -0.1}, {1.0, 0.7}, {0.0, 0.7}})
    outline->polygons[0].push_back({placed.at.x + placed.along.x * right + placed.up.x * high,
                                    placed.at.y + placed.along.y * right + placed.up.y * high});
  outline->finish();
  add_area(outline, ink, ink.colour.has_value());
}

void PdfPainter::place(const PdfGlyph& glyph) {
  const bool vertical = state_.font->vertical();
  const double space = state_.letter_space + (glyph.blank ? state_.word_space : 0);
  const double advance = glyph.width * state_.size, step = (advance + (vertical ? -space : space));
  const Matrix to_page = text_matrix_.then(state_.matrix);
  const double height = state_.size * state_.font->height();
  const auto vector = [&](double x, double y) {
    return Point{to_page.a * x + to_page.c * y, to_page.b * x + to_page.d * y};
  };
  PlacedGlyph placed;
  placed.at = to_page.apply({vertical ? -advance / 2 : 0, state_.rise - (vertical ? advance : 0)});
  placed.along = vector(advance * state_.stretch, 0);
  placed.up = vector(0, height);
  placed.em = vector(state_.font->drawn() ? height * state_.stretch : state_.size * state_.stretch, 0);
  placed.order = canvas_.next_order();
  const double em = std::hypot(placed.up.x, placed.up.y);
  const bool bold_edge = (state_.mode == 2 || state_.mode == 6) &&
                         state_.line_width * state_.matrix.scale() > kBroadEdge * em;  // painted over what it fills
  const Ink& ink = state_.mode == 1 || state_.mode == 5 || bold_edge ? state_.stroke : state_.fill;
  const Drawn* drawn = glyph.drawn;
  const std::optional<Colour> colour = drawn != nullptr && drawn->own_colours     ? drawn->colour
                                       : state_.font->drawn() && drawn == nullptr ? std::nullopt
                                       : ink.colour                               ? ink.colour
                                                                                  : ink.pattern;
  placed.multiplies = state_.multiplies;
  placed.lightens = state_.lightens;
  placed.colour_known =
      colour.has_value() && !state_.masked && (!state_.blended || state_.multiplies || state_.lightens);
  if (colour) placed.colour = *colour;
  placed.unseen = reason();
  if (placed.unseen == Unseen::kSeen) placed.unseen = unseen(placed, ink, drawn != nullptr && !drawn->anything);
  if (placed.unseen == Unseen::kSeen) painted();
  canvas_.add(placed, glyph.text);
  if (placed.unseen == Unseen::kSeen && is_block(glyph.text)) paint_block(placed, ink);
  text_matrix_ = Matrix{1, 0, 0, 1, vertical ? 0 : step * state_.stretch, vertical ? -step : 0}.then(text_matrix_);
}

void PdfPainter::inline_picture(const Operands& o) {
  double width = 0, height = 0;
  bool stencil = false;
  for (std::size_t i = 0; i + 1 < o.size(); i += 2) {
    if (o[i].text == "W" || o[i].text == "Width") width = o[i + 1].number;
    if (o[i].text == "H" || o[i].text == "Height") height = o[i + 1].number;
    if (o[i].text == "IM" || o[i].text == "ImageMask") stencil = o[i + 1].text == "true";
  }
  picture(width, height, stencil, PdfObject::newNull());
}

void PdfPainter::picture(double width, double height, bool lets_through, PdfObject object) {
  if (object.isStream()) shared_.file.shown.insert(object.getObjGen());
  auto outline = std::make_shared<Outline>();
  outline->polygons.emplace_back();
  for (const Point corner : {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}})
    outline->polygons[0].push_back(state_.matrix.apply(corner));
  outline->finish();
  PlacedPicture placed;
  placed.bounds = outline->bounds;
  placed.large = width >= 32 && height >= 32;
  placed.place = state_.matrix;
  placed.id = object.getObjGen();
  placed.order = canvas_.next_order();
  placed.unseen = reason();
  const PageBox seen = placed.bounds.cut(state_.clip.bounds()).cut(canvas_.visible());
  placed.seen_share = placed.bounds.area() > 0 ? seen.area() / placed.bounds.area() : 1;
  if (ghost_shape_ != nullptr) ghost_shape_->known = false;
  if (ghost_) return;
  canvas_.add(placed);
  if (placed.unseen != Unseen::kSeen || canvas_.areas().size() >= kMostAreas) return;
  Area area{.outline = outline, .clip = state_.clip, .order = placed.order};
  area.is_picture = true;
  area.even = width <= kFewPixels && height <= kFewPixels;
  area.covers = !lets_through && !state_.masked && !state_.blended && state_.fill.alpha * state_.group_alpha >= 0.95;
  canvas_.add(std::move(area));
  painted();
}

}  // namespace tipstaff::document
