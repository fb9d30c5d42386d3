// The operators that do not paint: the graphics state, forms, marked content.
#include "document/pdf/pdf_painter.h"

#include <cmath>

#include "document/pdf/pdf_codes.h"
#include "document/pdf/pdf_pixels.h"

namespace tipstaff::document {
namespace {

constexpr int kDeepestForm = 40;
constexpr std::uint64_t kCostOfForm = 100;  // operators
constexpr std::size_t kMostSaved = 512, kMostMarked = 512, kMostSpoken = 20'000;

}  // namespace

std::shared_ptr<PdfFont> PdfShared::font(PdfObject dictionary) {
  if (!dictionary.isDictionary()) return nullptr;
  if (!dictionary.isIndirect()) return std::make_shared<PdfFont>(dictionary, file);
  auto& out = fonts[dictionary.getObjGen()];
  if (!out) out = std::make_shared<PdfFont>(dictionary, file);
  return out;
}

// A stencil that paints all it can, and a mask that takes nothing away, hide what any picture hides (§8.9.6,
// §11.6.5.3).
bool PdfShared::is_whole(PdfObject picture) {
  const bool stencil = flag_of(entry(picture, "/ImageMask"), false);
  PdfObject soft = entry(picture, "/SMask"), hard = entry(picture, "/Mask");
  if (number_of(entry(picture, "/SMaskInData"), 0) > 0 || hard.isArray()) return false;
  const auto [found, fresh] = whole.try_emplace(picture.getObjGen(), true);
  if (!fresh && picture.isIndirect()) return found->second;
  const auto all = [&](PdfObject mask, int value) {
    const bool upside_down =
        !items_of(entry(mask, "/Decode")).empty() && number_of(items_of(entry(mask, "/Decode"))[0], 0) == 1;
    return Pixels(mask, file).only() == (upside_down ? 255 - value : value);
  };
  bool out = !stencil || all(picture, 0);
  if (soft.isStream()) out = out && all(soft, 255);
  if (hard.isStream()) out = out && all(hard, 0);
  return found->second = out;
}

PdfPainter::PdfPainter(PdfShared& shared, Canvas& canvas)
    : shared_(shared), canvas_(canvas), resources_(PdfObject::newNull()) {}

void PdfPainter::page(const PdfPage& page) {
  PdfObject contents = entry(page.object, "/Contents");
  std::vector<PdfObject> streams = items_of(contents);
  if (contents.isStream()) streams = {contents};
  std::string whole;  // operators may not be split between streams, operands and operators may
  for (PdfObject& stream : streams) {
    const auto part = shared_.file.content(stream);
    if (part)
      whole += *part + "\n";
    else
      ++unread_;
  }
  run(whole, page.resources);
}

void PdfPainter::form(PdfObject form, const Matrix& placed, PdfObject resources, Unseen unseen) {
  saved_.clear();
  marked_.clear();
  state_ = State();
  state_.matrix = placed;
  resources_ = resources;
  forced_ = unseen;
  form_inside(form);
  forced_ = Unseen::kSeen;
}

void PdfPainter::box(const PageBox& box, const Colour& colour, double alpha, bool multiplies) {
  auto outline = std::make_shared<Outline>();
  outline->polygons = {{{box.x0, box.y0}, {box.x1, box.y0}, {box.x1, box.y1}, {box.x0, box.y1}}};
  outline->finish();
  Area area{.outline = outline, .clip = {}, .order = canvas_.next_order(), .colour = colour};
  area.alpha = static_cast<float>(alpha);
  area.covers = alpha >= 0.95 && (!multiplies || colour.dark());
  area.multiplies = multiplies && !area.covers;
  canvas_.add(std::move(area));
}

void PdfPainter::run(std::string_view content, PdfObject resources) {
  PdfObject outer = std::exchange(resources_, resources);
  const std::size_t saved = saved_.size(), marked = marked_.size();
  PdfLexer lexer(content);
  std::string_view operation;
  Operands operands;
  PdfBudget& budget = shared_.file.budget();
  while (budget.operators > 0 && lexer.next(operation, operands)) {
    --budget.operators;
    if (!operands.empty()) look_aside(operation, operands);
    const auto step = steps().find(operation);
    if (step != steps().end()) {
      if (!fits(operands, step->second.takes)) ++unknown_;
      (this->*step->second.carry_out)(operands);
    } else if (compatible_ <= 0) {
      ++unknown_;
    }
  }
  if (lexer.broken() || lexer.zeros() > 0 || !operands.empty()) ++unknown_;
  look_aside({}, operands);  // of which no operator came any more
  for (const std::string& words : lexer.comments()) shared_.keep_aside(words);
  if (saved_.size() > saved) {  // what was saved inside is not restored outside
    state_ = saved_[saved];
    saved_.resize(saved);
  }
  while (marked_.size() > marked) end_marked({});
  resources_ = outer;
}

bool PdfPainter::fits(const Operands& operands, std::string_view takes) {
  using enum Operand::Kind;
  if (takes == "*") return true;
  return std::ranges::equal(operands, takes, [](const Operand& one, char kind) {
    return kind == 'n'   ? one.is(kNumber)
           : kind == 's' ? one.is(kString)
           : kind == 'a' ? one.is(kArray)
                         : one.is(kName) || (kind == 'p' && one.is(kDictionary));
  });
}

// Strings that are given to operators which paint none.
void PdfPainter::look_aside(std::string_view operation, const Operands& operands) {
  const bool marks = operation == "BDC" || operation == "DP",
             paints = operation == "Tj" || operation == "TJ" || operation == "'" || operation == "\"";
  for (const Operand& operand : operands) {
    if (operand.is(Operand::Kind::kString) && !paints) shared_.keep_aside(text_of_string(operand.text));
    if (operand.is(Operand::Kind::kArray) && !paints)
      for (const Operand& item : operand.items)
        if (item.is(Operand::Kind::kString)) shared_.keep_aside(text_of_string(item.text));
    if (!operand.is(Operand::Kind::kDictionary) || !marks) continue;
    for (std::size_t i = 0; i + 1 < operand.items.size(); i += 2)
      if (operand.items[i + 1].is(Operand::Kind::kString) && operand.items[i].text != "ActualText" &&
          operand.items[i].text != "Contents")
        shared_.keep_aside(text_of_string(operand.items[i + 1].text));
  }
}

void PdfPainter::form_inside(PdfObject form) {
  if (depth_ >= kDeepestForm) {
    ++unread_;
    return;
  }
  if (!within_.insert(form.getObjGen()).second) return;  // a loop shows nothing more
  shared_.file.shown.insert(form.getObjGen());
  PdfBudget& budget = shared_.file.budget();
  budget.operators -= std::min(budget.operators, kCostOfForm);
  const auto content = shared_.file.content(form);
  if (!content) {
    ++unread_;
    within_.erase(form.getObjGen());
    return;
  }
  const State outer = state_;
  const std::size_t saved = saved_.size();
  if (PdfObject group = entry(form, "/Group"); name_of(entry(group, "/S")) == "/Transparency") {
    if (state_.mask) state_.outer_masks.push_back(*std::exchange(state_.mask, {}));
    state_.group_alpha *= state_.fill.alpha;
    state_.fill.alpha = state_.stroke.alpha = 1;
  }
  state_.matrix = matrix_of(entry(form, "/Matrix")).then(state_.matrix);
  if (PdfObject bounds = entry(form, "/BBox"); bounds.isArray()) {
    const PageBox box = box_of(bounds, {});
    auto outline = std::make_shared<Outline>();
    outline->polygons.emplace_back();
    for (const Point corner : {Point{box.x0, box.y0}, {box.x1, box.y0}, {box.x1, box.y1}, {box.x0, box.y1}})
      outline->polygons[0].push_back(state_.matrix.apply(corner));
    outline->finish();
    state_.clip.cut(outline);
  }
  ++depth_;
  PdfObject own = entry(form, "/Resources");
  const Matrix text = text_matrix_, line = line_matrix_;
  run(*content, own.isNull() ? resources_ : own);
  text_matrix_ = text;
  line_matrix_ = line;
  --depth_;
  saved_.resize(std::min(saved, saved_.size()));
  state_ = outer;
  within_.erase(form.getObjGen());
}

PdfObject PdfPainter::resource(const std::string& kind, const std::string& name) const {
  return entry(entry(resources_, kind), name);
}
double PdfPainter::number(const Operands& operands, std::size_t i) {
  return i < operands.size() ? operands[i].number : 0;
}
std::string PdfPainter::key(const Operands& operands, std::size_t i) {
  return i < operands.size() ? "/" + operands[i].text : "";
}

void PdfPainter::save(const Operands&) {
  if (saved_.size() < kMostSaved)
    saved_.push_back(state_);
  else
    ++unknown_;
}
void PdfPainter::restore(const Operands&) {
  if (saved_.empty()) return;
  state_ = std::move(saved_.back());
  saved_.pop_back();
}
void PdfPainter::concatenate(const Operands& o) {
  state_.matrix =
      Matrix{number(o, 0), number(o, 1), number(o, 2), number(o, 3), number(o, 4), number(o, 5)}.then(state_.matrix);
}
void PdfPainter::set_width(const Operands& o) { state_.line_width = number(o, 0); }
// Where the gaps are next to nothing it is a line.
void PdfPainter::set_dash(const Operands& o) {
  double dashes = 0, gaps = 0;
  const std::size_t count = o.empty() ? 0 : o[0].items.size();
  for (std::size_t i = 0; i < count * (count % 2 + 1); ++i)
    (i % 2 == 0 ? dashes : gaps) += std::abs(o[0].items[i % count].number);
  state_.dashed = gaps > 0.1 * (dashes + gaps);
}

void PdfPainter::set_state(const Operands& o) {
  PdfObject settings = resource("/ExtGState", key(o, 0));
  for (auto& [name, value] : entries_of(settings)) {
    if (name == "/ca")
      state_.fill.alpha = number_of(value, 1);
    else if (name == "/CA")
      state_.stroke.alpha = number_of(value, 1);
    else if (name == "/LW")
      state_.line_width = number_of(value, 1);
    else if (name == "/SMask")
      set_mask(value);
    else if (name == "/BM") {
      const auto modes = items_of(value);
      const std::string mode = name_of(modes.empty() ? value : modes[0]);
      state_.multiplies = mode == "/Multiply" || mode == "/Darken";
      state_.lightens = mode == "/Screen" || mode == "/Lighten";
      state_.blended = mode != "/Normal" && mode != "/Compatible";
    } else if (name == "/Font") {
      const auto font = items_of(value);
      if (font.size() < 2) continue;
      state_.font = shared_.font(font[0]);
      state_.size = number_of(font[1], 0);
    }
  }
}

template <bool kStroke>
void PdfPainter::set_space(const Operands& o) {
  Ink& ink = kStroke ? state_.stroke : state_.fill;
  ink.space = o.empty() ? ColourSpace() : ColourSpace::read(PdfObject::newName(key(o, 0)), resources_, shared_.file);
  ink.colour = ink.space.first();
}

void PdfPainter::set_ink(Ink& ink, const Operands& o) {
  std::vector<double> values;
  for (const Operand& each : o)
    if (each.is(Operand::Kind::kNumber)) values.push_back(each.number);
  ink.colour = ink.space.colour(values);
  ink.pattern.reset();
  ink.empty = false;
  if (o.empty() || !o.back().is(Operand::Kind::kName)) return;
  PdfObject pattern = resource("/Pattern", "/" + o.back().text);
  set_pattern(ink, pattern);
  apart(pattern);
}

void PdfPainter::set_pattern(Ink& ink, PdfObject pattern) {
  if (!pattern.isStream()) {
    ink.pattern = uniform_colour(entry(pattern, "/Shading"), resources_, shared_.file);
    return;
  }
  const auto [found, fresh] = shared_.cells.try_emplace(pattern.getObjGen());
  if (fresh)
    if (const auto content = shared_.file.content(pattern)) found->second = drawn_by(*content);
  ink.empty = !found->second.anything;
  if (number_of(entry(pattern, "/PaintType"), 1) == 1) ink.pattern = found->second.colour;
}

// A pattern's cell or a mask: what it paints is no area of its own, but the words in it are there, once.
void PdfPainter::apart(PdfObject form, const Matrix& placed) {
  if (!form.isStream() || ghost_ || !shared_.file.shown.insert(form.getObjGen()).second) return;
  ghost_ = true;
  const State outer = state_;
  state_ = State();
  state_.matrix = placed;
  form_inside(form);
  state_ = outer;
  ghost_ = false;
}

// What a mask paints lets through what is painted under it: by its opacity, or by how light it is (§11.5.3), black on
// black then being nothing.
void PdfPainter::set_mask(PdfObject mask) {
  state_.masked = mask.isDictionary();
  state_.mask.reset();
  state_.mask_shape.reset();
  ghost_areas_ = false;
  const std::size_t first = canvas_.glyphs().size();
  const bool painted_now = state_.masked && !ghost_ && !shared_.file.shown.contains(entry(mask, "/G").getObjGen());
  MaskShape shape{.areas = {}, .by_light = name_of(entry(mask, "/S")) == "/Luminosity"};
  if (painted_now) ghost_shape_ = &shape;
  if (state_.masked) apart(entry(mask, "/G"), state_.matrix);
  ghost_shape_ = nullptr;
  shape.known =
      shape.known && entry(mask, "/BC").isNull() && entry(mask, "/TR").isNull() && canvas_.glyphs().size() == first;
  if (painted_now && shape.known) state_.mask_shape = std::make_shared<const MaskShape>(std::move(shape));
  const bool by_light = name_of(entry(mask, "/S")) == "/Luminosity" && entry(mask, "/BC").isNull() && !ghost_areas_;
  for (std::size_t i = first; i < canvas_.glyphs().size(); ++i) {
    PlacedGlyph& glyph = canvas_.glyphs()[i];
    if (glyph.unseen == Unseen::kInvisible)
      glyph.unseen = Unseen::kTransparent;  // whatever is painted
    else if (glyph.unseen == Unseen::kSeen)
      glyph.unseen = by_light && glyph.colour_known && glyph.colour.dark() ? Unseen::kTransparent : Unseen::kInvisible;
  }
  if (canvas_.glyphs().size() > first) state_.mask = {first, canvas_.glyphs().size()};
}

bool MaskShape::hides(Point p) const {
  constexpr float kNothing = 0.05F;
  Colour light = Colour::grey(0);
  for (const Area& area : areas) {
    if (!area.holds(p)) continue;
    if (!by_light || !area.colour) return false;
    light = area.colour->over(light, area.alpha);
  }
  return std::max({light.red, light.green, light.blue}) < kNothing;
}

template <bool kStroke>
void PdfPainter::set_colour(const Operands& o) {
  set_ink(kStroke ? state_.stroke : state_.fill, o);
}

template <bool kStroke, int kComponents>
void PdfPainter::set_device(const Operands& o) {
  Ink& ink = kStroke ? state_.stroke : state_.fill;
  constexpr const char* kNames[] = {"", "/DeviceGray", "", "/DeviceRGB", "/DeviceCMYK"};
  ink.space = ColourSpace::read(PdfObject::newName(kNames[kComponents]), PdfObject::newNull(), shared_.file);
  set_ink(ink, o);
}

Unseen PdfPainter::reason() const {
  if (forced_ != Unseen::kSeen) return forced_;
  for (const Marked& each : marked_)
    if (each.off) return Unseen::kLayerOff;
  return Unseen::kSeen;
}

void PdfPainter::painted() {
  const auto let_through = [&](const PaintedMask& mask) {
    for (std::size_t i = mask.first; i < std::min(mask.end, canvas_.glyphs().size()); ++i) {
      PlacedGlyph& glyph = canvas_.glyphs()[i];
      if (glyph.unseen != Unseen::kInvisible) continue;
      glyph.unseen = Unseen::kSeen;
      glyph.order = canvas_.next_order();
      glyph.colour_known = false;
    }
  };
  if (state_.mask) let_through(*state_.mask);
  for (const PaintedMask& mask : state_.outer_masks) let_through(mask);
  for (const auto& clip : state_.text_clips)
    for (std::size_t i = clip->first; i < std::min(clip->end, canvas_.glyphs().size()); ++i) {
      PlacedGlyph& glyph = canvas_.glyphs()[i];
      if (!clip->used && glyph.unseen != Unseen::kInvisible) continue;
      glyph.unseen = Unseen::kSeen;
      glyph.order = canvas_.next_order();
      glyph.colour_known = false;
      clip->used = true;
    }
}

void PdfPainter::begin_marked(const Operands&) {
  if (marked_.size() >= kMostMarked) ++unknown_;
  marked_.push_back({.first = canvas_.glyphs().size()});
}

void PdfPainter::begin_property(const Operands& o) {
  begin_marked(o);
  if (o.size() < 2 || marked_.size() > kMostMarked) return;
  Marked& marked = marked_.back();
  if (o[1].is(Operand::Kind::kDictionary)) {
    if (const Operand* text = o[1].find("ActualText")) marked.instead = text_of_string(text->text);
    return;
  }
  PdfObject properties = resource("/Properties", key(o, 1));
  if (o[0].text == "OC") marked.off = !shared_.layers.shows(properties);
  if (PdfObject text = entry(properties, "/ActualText"); text.isString()) marked.instead = text_of(text);
}

void PdfPainter::end_marked(const Operands&) {
  if (marked_.empty()) return;
  const Marked marked = std::move(marked_.back());
  marked_.pop_back();
  if (!marked.instead || spoken_.size() >= kMostSpoken) return;
  SpokenText spoken{*marked.instead, {}};
  for (std::size_t i = marked.first; i < canvas_.glyphs().size(); ++i)
    spoken.painted += canvas_.text(canvas_.glyphs()[i]);
  spoken_.push_back(std::move(spoken));
}

void PdfPainter::draw(const Operands& o) {
  PdfObject object = resource("/XObject", key(o, 0));
  if (!object.isStream()) return;
  const bool off = !shared_.layers.shows(entry(object, "/OC"));
  if (off) marked_.push_back({.off = true, .first = canvas_.glyphs().size()});
  const std::string kind = name_of(entry(object, "/Subtype"));
  if (kind == "/Form") {
    form_inside(object);
  } else if (kind == "/Image") {
    picture(number_of(entry(object, "/Width"), 0), number_of(entry(object, "/Height"), 0), !shared_.is_whole(object),
            object);
  }
  if (off) marked_.pop_back();
}

const std::map<std::string_view, PdfPainter::Step>& PdfPainter::steps() {
  using P = PdfPainter;
  static const std::map<std::string_view, Step> kSteps = {
      {"q", {&P::save, ""}},
      {"Q", {&P::restore, ""}},
      {"cm", {&P::concatenate, "nnnnnn"}},
      {"w", {&P::set_width, "n"}},
      {"d", {&P::set_dash, "an"}},
      {"gs", {&P::set_state, "N"}},
      {"J", {&P::ignore, "n"}},
      {"j", {&P::ignore, "n"}},
      {"M", {&P::ignore, "n"}},
      {"ri", {&P::ignore, "N"}},
      {"i", {&P::ignore, "n"}},
      {"cs", {&P::set_space<false>, "N"}},
      {"CS", {&P::set_space<true>, "N"}},
      {"sc", {&P::set_colour<false>, "*"}},
      {"SC", {&P::set_colour<true>, "*"}},
      {"scn", {&P::set_colour<false>, "*"}},
      {"SCN", {&P::set_colour<true>, "*"}},
      {"g", {&P::set_device<false, 1>, "n"}},
      {"G", {&P::set_device<true, 1>, "n"}},
      {"rg", {&P::set_device<false, 3>, "nnn"}},
      {"RG", {&P::set_device<true, 3>, "nnn"}},
      {"k", {&P::set_device<false, 4>, "nnnn"}},
      {"K", {&P::set_device<true, 4>, "nnnn"}},
      {"m", {&P::move_to, "nn"}},
      {"l", {&P::line_to, "nn"}},
      {"c", {&P::curve_to<0>, "nnnnnn"}},
      {"v", {&P::curve_to<1>, "nnnn"}},
      {"y", {&P::curve_to<2>, "nnnn"}},
      {"h", {&P::close_path, ""}},
      {"re", {&P::rectangle, "nnnn"}},
      {"S", {&P::paint_path<false, true, false, false>, ""}},
      {"s", {&P::paint_path<false, true, false, true>, ""}},
      {"f", {&P::paint_path<true, false, false, true>, ""}},
      {"F", {&P::paint_path<true, false, false, true>, ""}},
      {"f*", {&P::paint_path<true, false, true, true>, ""}},
      {"B", {&P::paint_path<true, true, false, false>, ""}},
      {"B*", {&P::paint_path<true, true, true, false>, ""}},
      {"b", {&P::paint_path<true, true, false, true>, ""}},
      {"b*", {&P::paint_path<true, true, true, true>, ""}},
      {"n", {&P::paint_path<false, false, false, false>, ""}},
      {"W", {&P::clip_path<false>, ""}},
      {"W*", {&P::clip_path<true>, ""}},
      {"BT", {&P::begin_text, ""}},
      {"ET", {&P::end_text, ""}},
      {"Tc", {&P::set_text<&State::letter_space>, "n"}},
      {"Tw", {&P::set_text<&State::word_space>, "n"}},
      {"TL", {&P::set_text<&State::leading>, "n"}},
      {"Ts", {&P::set_text<&State::rise>, "n"}},
      {"Tz", {&P::set_stretch, "n"}},
      {"Tf", {&P::set_font, "Nn"}},
      {"Tr", {&P::set_mode, "n"}},
      {"Td", {&P::text_move, "nn"}},
      {"TD", {&P::text_move_leading, "nn"}},
      {"Tm", {&P::text_matrix, "nnnnnn"}},
      {"T*", {&P::next_line, ""}},
      {"Tj", {&P::show, "s"}},
      {"TJ", {&P::show_array, "a"}},
      {"'", {&P::show_line, "s"}},
      {"\"", {&P::show_spaced_line, "nns"}},
      {"sh", {&P::shade, "N"}},
      {"Do", {&P::draw, "N"}},
      {"BI", {&P::inline_picture, "*"}},
      {"BMC", {&P::begin_marked, "N"}},
      {"BDC", {&P::begin_property, "Np"}},
      {"EMC", {&P::end_marked, ""}},
      {"MP", {&P::ignore, "N"}},
      {"DP", {&P::ignore, "Np"}},
      {"d0", {&P::ignore, "nn"}},
      {"d1", {&P::ignore, "nnnnnn"}},
      {"BX", {&P::begin_compatible, ""}},
      {"EX", {&P::end_compatible, ""}},
  };
  return kSteps;
}

}  // namespace tipstaff::document
