#include "document/slides/slide_reader.h"

#include <algorithm>
#include <cmath>

#include "document/letters.h"
#include "document/parts/drawing.h"
#include "document/parts/free_form.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr double kNoRoom = 3,
                 kFarInside = 700;  // points: no letter fits; so far from where text begins in its shape is no slide
constexpr double kFarRaised = 300'000, kOverlap = -0.6;  // thousandths of a hundredth of a letter's size; of its size
constexpr double kThinLine = 20'000;                     // thousandths of a hundredth of a line
constexpr double kEdgeOn = 85, kThickLine = 8;           // degrees; points
constexpr double kFaint = 5'000, kOpaque = 90'000;       // of 100 000

// Table styles without any fill: “No Style, No Grid” and “No Style, Table Grid”.
constexpr std::string_view kUnpainted[] = {"{2D5ABB26-0587-4C30-8999-92F81FD0307C}",
                                           "{5940675A-B579-460E-94D1-54222C63F5DA}"};

using Paint = SlidePaint;

class SlideReader : public XmlHandler, public SlideContent {
 public:
  SlideReader(Emitter& emitter, const std::string& part, const Theme& theme, const SlideGround* under)
      : watcher_(emitter, part), under_(under), colour_(theme) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    if (name == "Choice" || name == "Fallback") in_choice_ = name == "Choice", in_fallback_ = !in_choice_;
    if (name == "AlternateContent") choice_words_.clear();
    if (name == "tbl") columns_.clear();
    if (name == "gridCol") columns_.push_back(attributes.number("w", 0) / kSlideUnit);
    if (name == "tr") column_ = 0;
    if (name == "tc") {
      const bool thin = column_ < columns_.size() && columns_[column_] < kNoRoom;
      ++column_;
      merged_away_ = thin || attributes.is_true("hMerge") || attributes.is_true("vMerge");
    }
    if (name == "gradFill" && in_look_) stops_.emplace();
    if (name == "sld") hidden = attributes.find("show") && !attributes.is_true("show");
    if (name == "spTgt") moving.insert(std::string(attributes.get("spid")));
    if (name == "grpSp") groups_.push_back({});
    if (name == "sp" || name == "pic" || name == "graphicFrame" || name == "cxnSp") begin_shape(name);
    if (name == "bgRef") {
      // The theme's first way to fill a background is one colour; the others are pictures and gradients.
      background = Paint{Paint::Kind::kOther};
      solid_ = attributes.get("idx") == "1001";
      in_fill_of_ = solid_ ? Of::kBackground : Of::kNothing;
    }
    read_place(name, attributes);
    read_paint(name, attributes);
    read_text(name, attributes);
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "Choice") in_choice_ = false;
    if (name == "Fallback") in_fallback_ = false;
    if (name == "gradFill" && stops_) end_stops();
    if ((name == "gradFill" || name == "pattFill") && fill_stops_) end_fill_stops();
    if (name == "buBlip") in_bullet_ = false;
    if (name == "tc") merged_away_ = false;
    if (name == "grpSp" && !groups_.empty()) groups_.pop_back();
    if (name == "sp" || name == "pic" || name == "graphicFrame" || name == "cxnSp") end_shape();
    if (name == "spPr" || name == "tcPr" || name == "bgPr" || name == "bgRef") in_fill_of_ = Of::kNothing;
    if (name == "ln" || name == "lnL" || name == "lnR" || name == "lnT" || name == "lnB") in_line_ = false;
    if (name == "defRPr" && in_list_) {
      default_colour_ = run_.colour;
      default_size_ = run_.size;
    }
    if (name == "rPr" || name == "defRPr") in_look_ = false;
    if (name == "highlight") in_highlight_ = false;
    if (name == "t" && leaf_.on()) end_words();
    if (name == "tableStyleId" && leaf_.on())
      table_style_ = std::ranges::find(kUnpainted, leaf_.end()) == std::end(kUnpainted);
    if (name == "p") end_paragraph();
    if (name == "tc") end_cell();
    if (DrawnColour::is_colour(name)) end_colour();
  }

  void close() { watcher_.close(); }

 private:
  enum class Of : std::uint8_t { kNothing, kShape, kCell, kBackground };
  struct Group {
    PageBox outer, inner;
    bool whole = false;
  };

  void begin_shape(std::string_view name) {
    if (in_shape_) return;
    in_shape_ = true;
    shape_ = {};
    placeholder_ = {};
    has_placeholder_ = false;
    id_.clear();
    picture_.clear();
    chart_.clear();
    line_ = {};
    line_width_ = 0;
    is_line_ = in_camera_ = is_free_form_ = false;
    table_style_ = no_fill_ = solid_ = shape_unseen_ = sizeless_ = false;
    cell_begin_ = 0;
    if (name == "pic") shape_.fill = {Paint::Kind::kOther, kWhite, false};  // it may be transparent in places
    default_colour_.reset();
    default_size_ = 18;
  }
  // Of programs that do not know the newer element; where they would show other words, nobody sees these.
  bool is_old_form() {
    if (!in_fallback_) return false;
    std::string words;
    for (const SlideParagraph& paragraph : shape_.text)
      for (const SlideRun& run : paragraph.runs) words += run.words;
    shape_.hidden = true;
    return is_blank(words) || choice_words_.find(words) != std::string::npos;
  }
  // A gradient between colours that look the same is that colour.
  void end_stops() {
    if (!stops_->empty() && std::ranges::all_of(*stops_, [&](Rgb each) { return look_same(each, stops_->front()); }))
      run_.colour = stops_->front();
    stops_.reset();
  }
  void end_fill_stops() {
    const auto stops = *std::exchange(fill_stops_, std::nullopt);
    if (!stops.empty() && std::ranges::all_of(stops, [&](const auto& each) {
          return each && stops.front() && look_same(*each, *stops.front());
        }))
      set_fill({Paint::Kind::kColour, *stops.front(), !fill_shines_through_});
  }
  // A line as thick as letters are high is a box.
  void thicken() {
    PageBox& box = shape_.box;
    const double wide = box.x1 - box.x0, high = box.y1 - box.y0;
    if (line_width_ < kThickLine || line_.kind == Paint::Kind::kNone || std::min(wide, high) > line_width_ ||
        !(is_line_ || shape_.fill.kind == Paint::Kind::kNone) || !shape_.text.empty())
      return;
    (high <= wide ? box.y0 : box.x0) -= line_width_ / 2;
    (high <= wide ? box.y1 : box.x1) += line_width_ / 2;
    shape_.fill = line_;
    shape_.round = false;
  }
  void end_shape() {
    if (!in_shape_) return;
    in_shape_ = false;
    if (is_old_form()) return;
    if (is_free_form_) {
      shape_.round = free_form_.form() != Painted::Form::kBox;
      shape_.oval = free_form_.form() == Painted::Form::kRound;
    }
    thicken();
    shape_.tiny = sizeless_ || (!shape_.box.empty() &&
                                std::max(shape_.box.x1 - shape_.box.x0, shape_.box.y1 - shape_.box.y0) < kNoRoom);
    if (has_placeholder_) shape_.shrinks = true;  // as its layout says
    shape_.holds = !picture_.empty() ? SlideShape::Holds::kPicture
                   : !chart_.empty() ? SlideShape::Holds::kChart
                                     : SlideShape::Holds::kWords;
    if (shape_.box.empty() && has_placeholder_)
      shape_.box = place_of(placeholder_);
    else
      for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) shape_.box = moved(shape_.box, *group);
    if (has_placeholder_) {
      placeholder_.box = shape_.box;
      placeholders.push_back(placeholder_);
    }
    shapes.push_back(std::move(shape_));
    ids.push_back(id_);
    pictures.push_back(picture_);
    charts.push_back(chart_);
    is_placeholder.push_back(has_placeholder_);
  }
  static PageBox moved(const PageBox& box, const Group& group) {
    if (box.empty() || group.inner.empty()) return box;
    const double sx = (group.outer.x1 - group.outer.x0) / (group.inner.x1 - group.inner.x0),
                 sy = (group.outer.y1 - group.outer.y0) / (group.inner.y1 - group.inner.y0);
    const auto x = [&](double at) { return group.outer.x0 + (at - group.inner.x0) * sx; };
    const auto y = [&](double at) { return group.outer.y0 + (at - group.inner.y0) * sy; };
    return {x(box.x0), y(box.y0), x(box.x1), y(box.y1)};
  }
  PageBox place_of(const Placeholder& wanted) const {
    if (under_ == nullptr) return {};
    for (const Placeholder& each : under_->placeholders)
      if ((!wanted.index.empty() && each.index == wanted.index) || (wanted.index.empty() && each.type == wanted.type))
        return each.box;
    for (const Placeholder& each : under_->placeholders)
      if (each.type == wanted.type) return each.box;
    return {};
  }

  void read_place(std::string_view name, const XmlAttributes& attributes) {
    if (name == "buBlip") in_bullet_ = true;
    if (in_shape_ && name == "blip" && !in_bullet_ && !in_look_) picture_ = attributes.foreign("embed");
    if (in_shape_ && name == "chart") chart_ = attributes.foreign("id");
    if (name == "camera" || name == "lightRig") in_camera_ = name == "camera";
    if (in_shape_ && name == "rot" && in_camera_) shape_.hidden = shape_.hidden || is_edge_on(attributes);
    if (in_shape_ && name == "cNvPr") {
      id_ = attributes.get("id");
      shape_.hidden = attributes.is_true("hidden");
    }
    if (in_shape_ && name == "ph") {
      has_placeholder_ = true;
      placeholder_.type = attributes.get("type");
      placeholder_.index = attributes.get("idx");
      if (placeholder_.type == "ctrTitle") placeholder_.type = "title";
    }
    if (name == "xfrm") turned_ = quarter_turned(attributes.number("rot", 0));
    if (name != "off" && name != "ext" && name != "chOff" && name != "chExt") return;
    const bool corner = name == "off" || name == "chOff", group = !in_shape_;
    if (group && groups_.empty()) return;
    PageBox& box = !group ? shape_.box : name.starts_with("ch") ? groups_.back().inner : groups_.back().outer;
    const double x = attributes.number(corner ? "x" : "cx", 0) / kSlideUnit,
                 y = attributes.number(corner ? "y" : "cy", 0) / kSlideUnit;
    if (corner) {
      box = {x, y, x, y};
    } else if (!attributes.get("cx").empty()) {
      if (!group) sizeless_ = x <= 0 && y <= 0;
      box.x1 = box.x0 + x;
      box.y1 = box.y0 + y;
      if (!group && turned_) {
        const double cx = (box.x0 + box.x1) / 2, cy = (box.y0 + box.y1) / 2;
        box = {cx - y / 2, cy - x / 2, cx + y / 2, cy + x / 2};
      }
    }
  }
  // §20.1.5.11: turned about an axis in the slide until nothing of it faces who looks at it.
  static bool is_edge_on(const XmlAttributes& attributes) {
    const auto turned_away = [&](std::string_view axis) {
      return std::abs(std::remainder(attributes.number(axis, 0) / 60'000, 180)) > kEdgeOn;
    };
    return turned_away("lat") || turned_away("lon");
  }
  static bool quarter_turned(double angle) {  // 60 000 to a degree
    const double degrees = std::abs(angle) / 60'000;
    return (degrees > 45 && degrees < 135) || (degrees > 225 && degrees < 315);
  }

  void read_paint(std::string_view name, const XmlAttributes& attributes) {
    if (name == "spPr" && in_shape_) in_fill_of_ = Of::kShape;
    if (name == "tcPr") in_fill_of_ = Of::kCell;
    if (name == "bgPr") in_fill_of_ = Of::kBackground;
    if (name == "ln" || name == "lnL" || name == "lnR" || name == "lnT" || name == "lnB") in_line_ = true;
    if (name == "prstGeom") {
      const std::string_view form = attributes.get("prst");
      shape_.round = form != "rect" && form != "roundRect" && form != "flowChartProcess";
      shape_.oval = form == "ellipse" || form == "flowChartConnector";
      is_line_ = form == "line" || form == "straightConnector1";
    }
    if (name == "ln") line_width_ = attributes.number("w", 0) / kSlideUnit;
    if (in_shape_) free_form_.start(name, attributes);
    if (name == "custGeom") shape_.round = is_free_form_ = true;
    if (name == "tableStyleId") leaf_.begin();
    if (name == "fillRef" && attributes.count("idx", 0) > 0 && shape_.fill.kind == Paint::Kind::kNone && !no_fill_)
      in_style_fill_ = true;
    if (in_line_) return colour_.start(name, attributes);
    if (name == "solidFill") solid_ = true;
    if (name == "noFill") {
      if (in_look_)
        run_.transparent = true;
      else if (in_fill_of_ == Of::kShape)
        no_fill_ = true;
    }
    if (!in_look_ && in_fill_of_ != Of::kNothing && (name == "gradFill" || name == "pattFill" || name == "blipFill")) {
      set_fill({Paint::Kind::kOther});
      fill_shines_through_ = false;
      if (name != "blipFill") fill_stops_.emplace();
    }
    colour_.start(name, attributes);
  }
  void end_colour() {
    const std::optional<Rgb> colour = colour_.colour();
    const double alpha = colour_.alpha();
    const Paint paint = colour ? Paint{Paint::Kind::kColour, *colour, alpha >= kOpaque}
                               : Paint{Paint::Kind::kOther, kWhite, alpha >= kOpaque};
    if (in_line_) {
      if (in_fill_of_ == Of::kShape) line_ = paint;
      return;
    }
    if (fill_stops_) {
      fill_stops_->push_back(colour);
      fill_shines_through_ = fill_shines_through_ || alpha < kOpaque;
    }
    if (in_look_ && in_highlight_) {
      if (colour && look_same(*colour, run_.colour.value_or(kBlack)))
        run_.transparent = true;  // blackened with a marker
    } else if (in_look_) {
      if (stops_ && colour) stops_->push_back(*colour);
      if (!std::exchange(solid_, false)) return;
      run_.colour = colour;
      if (alpha <= kFaint) run_.transparent = true;
    } else if (std::exchange(in_style_fill_, false)) {
      shape_.fill = paint;
    } else if (in_fill_of_ != Of::kNothing && alpha > kFaint && solid_) {
      set_fill(paint);
    }
    solid_ = false;
  }
  void set_fill(const Paint& paint) {
    if (in_fill_of_ == Of::kBackground) background = paint;
    if (in_fill_of_ == Of::kShape) shape_.fill = paint;
    if (in_fill_of_ == Of::kCell) cell_fill_ = paint;
  }

  void read_text(std::string_view name, const XmlAttributes& attributes) {
    if (name == "t") leaf_.begin();
    if (name == "br") paragraph_.runs.push_back({" "});
    if (name == "highlight") in_highlight_ = true;
    if (name == "bodyPr") {
      const std::string_view anchor = attributes.get("anchor");
      shape_.anchor = anchor == "ctr" ? SlideShape::Anchor::kMiddle
                      : anchor == "b" ? SlideShape::Anchor::kBottom
                                      : SlideShape::Anchor::kTop;
    }
    if (name == "bodyPr") {
      const bool small = sizeless_ || (!shape_.box.empty() && std::min(shape_.box.x1 - shape_.box.x0,
                                                                       shape_.box.y1 - shape_.box.y0) < kNoRoom);
      no_room_ = small;
      shape_.shrinks = false;
      shape_.clips = attributes.get("vertOverflow") == "clip";
      shape_.wraps = attributes.get("wrap") != "none";
      shape_unseen_ = std::max(attributes.number("lIns", 0), attributes.number("tIns", 0)) / kSlideUnit > kFarInside ||
                      (small && attributes.get("vertOverflow") == "clip");
    }
    // What is warped fills its shape, however small that is.
    if (name == "prstTxWarp" && no_room_ && attributes.get("prst") != "textNoShape") shape_unseen_ = true;
    if (name == "normAutofit") shape_.shrinks = true;
    if (name == "normAutofit") shape_.scale = attributes.number("fontScale", 100'000) / 100'000;
    if (name == "pPr") {
      const std::string_view align = attributes.get("algn");
      line_unseen_ = std::abs(attributes.number("marL", 0) + attributes.number("indent", 0)) / kSlideUnit > kFarInside;
      paragraph_.align = align == "ctr" ? SlideParagraph::Align::kMiddle
                         : align == "r" ? SlideParagraph::Align::kRight
                                        : SlideParagraph::Align::kLeft;
    }
    if (name == "lnSpc" || name == "spcBef") spacing_ = name;
    if (name == "spcPts" && spacing_ == "spcBef")
      line_unseen_ = line_unseen_ || attributes.number("val", 0) / 100 > kFarInside;
    if (name == "spcPts" && spacing_ == "lnSpc") line_thin_ = attributes.number("val", 1200) / 100 < kNoRoom;
    if (name == "spcPct" && spacing_ == "lnSpc") line_thin_ = attributes.number("val", 100'000) < kThinLine;
    if (name == "lstStyle") in_list_ = true;
    if (name == "p") in_list_ = line_unseen_ = line_thin_ = false;
    if (name == "r" || name == "fld" || name == "p") {
      run_ = {};
      filled_in_ = name == "fld" ? attributes.get("type") : std::string_view();
      run_signs_ = false;
      run_.size = default_size_;
      run_.colour = default_colour_;
    }
    if (name == "rPr" || (name == "defRPr" && in_list_)) {
      in_look_ = true;
      if (attributes.find("sz")) run_.size = attributes.number("sz", 1800) / 100;
      if (std::abs(attributes.number("baseline", 0)) > kFarRaised) run_.transparent = true;
      if (attributes.number("spc", 0) / 100 < kOverlap * run_.size) run_.size = 0;
      run_signs_ = false;
    }
    if (name == "latin" && in_look_) run_signs_ = is_font_of_signs(attributes.get("typeface"));
  }
  void end_words() {
    run_.words = leaf_.end();
    if (in_choice_) choice_words_ += run_.words;
    run_.transparent = run_.transparent || is_other_than_filled_in() || merged_away_ || shape_unseen_ || line_unseen_ ||
                       (run_signs_ && reads_as_words(run_.words));
    if (line_thin_) run_.size = 0;
    paragraph_.runs.push_back(run_);
  }
  // What a program shows in place of these words is the slide's number or the day's date (§21.1.2.2.4).
  bool is_other_than_filled_in() const {
    constexpr std::size_t kOfNumber = 3, kOfDate = 6;
    return (filled_in_ == "slidenum" && has_words(run_.words, kOfNumber)) ||
           (filled_in_.starts_with("datetime") && has_words(run_.words, kOfDate));
  }
  void end_paragraph() {
    if (!paragraph_.runs.empty() && in_shape_) shape_.text.push_back(std::move(paragraph_));
    paragraph_ = {};
  }
  // A cell's own colour stands behind its words: it is told after them. What is under an unpainted cell depends on its
  // table's style.
  void end_cell() {
    const std::optional<Paint> fill = std::exchange(cell_fill_, std::nullopt);
    for (; cell_begin_ < shape_.text.size(); ++cell_begin_)
      for (SlideRun& run : shape_.text[cell_begin_].runs) {
        if (fill && fill->kind == Paint::Kind::kColour && run.colour && look_same(*run.colour, fill->colour))
          run.transparent = true;
        if (fill || table_style_) run.colour.reset();
      }
  }

  DrawingWatcher watcher_;
  const SlideGround* under_;
  SlideShape shape_;
  SlideParagraph paragraph_;
  SlideRun run_;
  Placeholder placeholder_;
  std::vector<Group> groups_;
  std::optional<Rgb> default_colour_;
  DrawnColour colour_;
  FreeForm free_form_;
  std::optional<Paint> cell_fill_;
  std::string id_, picture_, chart_, choice_words_, filled_in_;
  std::optional<std::vector<Rgb>> stops_;                      // of a gradient that letters are painted with
  std::optional<std::vector<std::optional<Rgb>>> fill_stops_;  // and of one behind them; nothing: not known
  Paint line_;                                                 // of the shape's edge
  double line_width_ = 0;
  LeafText leaf_;
  double default_size_ = 18;
  std::vector<double> columns_;  // of a table: how wide, in points
  std::size_t column_ = 0;
  std::string spacing_;  // the last that was told: of lines, before paragraphs
  std::size_t cell_begin_ = 0;
  Of in_fill_of_ = Of::kNothing;
  bool in_shape_ = false, in_line_ = false, in_look_ = false, in_highlight_ = false, in_list_ = false,
       in_style_fill_ = false, has_placeholder_ = false, no_fill_ = false, solid_ = false, table_style_ = false,
       sizeless_ = false, shape_unseen_ = false, line_unseen_ = false, line_thin_ = false, run_signs_ = false,
       turned_ = false, in_choice_ = false, in_fallback_ = false, merged_away_ = false, in_bullet_ = false,
       no_room_ = false, fill_shines_through_ = false, is_line_ = false, in_camera_ = false, is_free_form_ = false;
};

}  // namespace

SlideContent read_slide_part(Package& package, const std::string& part, const Theme& theme, const SlideGround* under) {
  SlideReader reader(package.emitter(), part, theme, under);
  package.parse(part, reader);
  reader.close();
  return reader;
}

}  // namespace tipstaff::document
