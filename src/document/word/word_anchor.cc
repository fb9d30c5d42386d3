#include "document/word/word_anchor.h"

#include <charconv>

#include "document/colour.h"
#include "document/odf/odf_styles.h"
#include "document/web/css_colour.h"
#include "document/web/style.h"

namespace tipstaff::document {
namespace {

constexpr double kOffPage = 2 * 72, kWidestOffset = 22 * 72;  // points
constexpr double kPoint = 12'700;                             // in units of which an inch has 914 400
constexpr std::int64_t kBehind = std::int64_t{1} << 40;       // what stands behind the text
constexpr std::uint64_t kOpaque = 90'000;                     // of 100 000

using Along = PageCover::Along;
Along::From from_of(std::string_view name) {
  if (name == "page" || name == "leftMargin" || name == "topMargin") return Along::From::kPage;
  if (name == "margin" || name == "column") return Along::From::kText;
  return name == "paragraph" || name == "line" ? Along::From::kParagraph : Along::From::kElse;
}
bool is_no(std::string_view value) { return value == "f" || value == "false" || value == "0" || value == "off"; }
bool is_old_shape(std::string_view name) {
  for (const std::string_view one : {"shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "image"})
    if (name == one) return true;
  return false;
}
// Of the forms that all programs know (part 4 §19.1.2.19): rectangles, text boxes, pictures.
bool is_rectangle(std::string_view name, std::string_view type) {
  if (name != "shape") return name == "rect" || name == "roundrect" || name == "image";
  const std::string_view number = type.substr(std::min(type.rfind("_t"), type.size()));
  for (const std::string_view one : {"_t1", "_t2", "_t75", "_t109", "_t202"})
    if (number == one) return true;
  return false;
}
// “.5”, “50%”, “32768f” of 65536 (part 4 §19.1.2.5).
double share_of(std::string_view value) {
  double out = 1;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (error != std::errc()) return 1;
  return end == value.data() + value.size() ? out : *end == '%' ? out / 100 : *end == 'f' ? out / 65'536 : out;
}
bool is_off(const Along& along, bool from_page) {
  return along.at + along.size < (from_page ? 0 : -kOffPage) || along.at > kWidestOffset;
}

}  // namespace

void WordAnchor::start(std::string_view name, const XmlAttributes& attributes) {
  const bool begins = name == "anchor" || name == "inline";
  if (begins && ++depth_ > 1) return;
  if (depth_ > 1) return;
  if (begins) {
    *this = {};
    depth_ = 1;
    among_text_ = name == "inline";
    in_front_ = !attributes.is_true("behindDoc");
    order_ = static_cast<std::int64_t>(attributes.count("relativeHeight", 0)) + 1;
    if (!in_front_) order_ -= kBehind;
  }
  if (name == "positionH" || name == "positionV") {
    is_across_ = name == "positionH";
    (is_across_ ? across_ : down_).from = from_of(attributes.get("relativeFrom"));
    (is_across_ ? across_page_ : down_page_) = attributes.get("relativeFrom") == "page";
  }
  if (name == "extent" && !sized_) {
    sized_ = true;
    across_.size = attributes.number("cx", 0) / kPoint;
    down_.size = attributes.number("cy", 0) / kPoint;
    off_ = is_off(across_, across_page_) || is_off(down_, down_page_);
  }
  if (name == "wrapNone") wraps_ = false;
  if (name == "wgp" || name == "grpSp" || name == "wpc") many_ = true;
  if (name == "pic") picture_ = true;
  if (name == "prstGeom")
    other_form_ =
        attributes.get("prst").find("ect") == std::string_view::npos && attributes.get("prst") != "flowChartProcess";
  free_form_.start(name, attributes);
  if (name == "spPr") in_look_ = true;
  if (name == "ln") in_look_ = false;
  if (in_look_ && (name == "solidFill" || name == "gradFill" || name == "noFill")) filled_ = name != "noFill";
  if (in_look_ && name == "alpha" && attributes.count("val", 0) < kOpaque) filled_ = false;
  if (name == "fillRef" && !filled_ && attributes.count("idx", 0) > 0) filled_ = true;
  paint(name, attributes);
}

// Of each shape and picture in it, its fill and its place among the others.
void WordAnchor::paint(std::string_view name, const XmlAttributes& attributes) {
  using What = Painted::What;
  if (name == "pic" || name == "wsp" || name == "chart") {
    inside_.emplace_back().what = name == "pic" ? What::kPicture : name == "wsp" ? What::kShape : What::kChart;
    inside_.back().bare = true;
    in_fill_ = false;
  }
  if (inside_.empty()) return;
  Painted& own = inside_.back();
  if (in_look_ && name == "off")
    own.box = {attributes.number("x", 0) / kPoint, attributes.number("y", 0) / kPoint, 0, 0};
  if (in_look_ && name == "ext" && attributes.find("cx")) {
    own.box.x1 = own.box.x0 + attributes.number("cx", 0) / kPoint;
    own.box.y1 = own.box.y0 + attributes.number("cy", 0) / kPoint;
  }
  if (own.what != What::kShape) return;
  if (name == "prstGeom") {
    const std::string_view form = attributes.get("prst");
    own.form = form.find("ect") != std::string_view::npos || form == "flowChartProcess" ? Painted::Form::kBox
               : form == "ellipse"                                                      ? Painted::Form::kRound
                                                                                        : Painted::Form::kOther;
  }
  paint_fill(own, name, attributes);
}

// Colours of a theme are looked up nowhere here: black and white are called so, and the others are some colour.
void WordAnchor::paint_fill(Painted& own, std::string_view name, const XmlAttributes& attributes) {
  constexpr Rgb kSomeColour = 0x808080;
  const bool fill = name == "solidFill" || name == "gradFill" || name == "noFill" || name == "blipFill";
  if (in_look_ && fill) {
    own.opaque = name != "noFill";
    in_fill_ = told_ = true;
    if (name != "solidFill") own.colour.reset();
  }
  if (in_look_ && name == "alpha" && attributes.count("val", 0) < kOpaque) own.opaque = false;
  if (name == "fillRef") {
    in_fill_ = !told_ && attributes.count("idx", 0) > 0;
    own.opaque = own.opaque || in_fill_;
  }
  if (name == "effectRef" || name == "ln") in_fill_ = false;
  const std::string_view colour = attributes.get("val");
  if (in_fill_ && name == "srgbClr") own.colour = rgb_of(colour);
  if (in_fill_ && name == "schemeClr")
    own.colour = colour == "tx1" || colour == "dk1"   ? kBlack
                 : colour == "bg1" || colour == "lt1" ? kWhite
                                                      : kSomeColour;
  if (in_fill_ && (name == "lumMod" || name == "lumOff" || name == "tint" || name == "shade") && own.colour)
    own.colour = kSomeColour;
}

std::optional<PageThing> WordAnchor::thing(PageAlong::Align paragraph) const {
  if (inside_.size() != 1 || many_) return std::nullopt;
  PageThing out{across_, down_, inside_.front(), order_};
  out.look.bare = !says_;
  out.look.opaque = out.look.opaque && in_front_ && !among_text_;
  if (among_text_) {
    out.across.from = PageAlong::From::kText;
    out.across.align = paragraph;
    out.down.from = PageAlong::From::kParagraph;
    out.order = 0;
  }
  return out;
}

PatchedPictures WordAnchor::in_group() const { return many_ && !says_ ? patched_pictures(inside_) : PatchedPictures{}; }

void WordAnchor::text(std::string_view element, std::string_view words) {
  if (depth_ > 1) return;
  Along& along = is_across_ ? across_ : down_;
  if (element == "align")
    along.align = words == "center"                       ? Along::Align::kMiddle
                  : words == "right" || words == "bottom" ? Along::Align::kEnd
                                                          : Along::Align::kAt;
  if (element == "posOffset") {
    std::from_chars(words.data(), words.data() + words.size(), along.at);
    along.at /= kPoint;
  }
}

bool WordAnchor::end(std::string_view name) {
  if (name == "spPr" && depth_ <= 1) in_look_ = false;
  if (name == "custGeom") {
    const Painted::Form form = free_form_.form();
    other_form_ = form != Painted::Form::kBox;
    if (!inside_.empty() && inside_.back().what == Painted::What::kShape) inside_.back().form = form;
  }
  return depth_ > 0 && (name == "anchor" || name == "inline") && --depth_ == 0;
}

std::optional<PageCover::Shape> WordAnchor::cover() const {
  if (!in_front_ || wraps_ || many_ || other_form_ || !(picture_ || filled_.value_or(false))) return std::nullopt;
  return PageCover::placed(across_, down_, picture_);
}

double OldWordAnchor::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "group") ++groups_;
  if (depth_ > 0) {
    if (name == "wrap") wraps_ = !attributes.get("type").empty() && attributes.get("type") != "none";
    if (name == "imagedata") picture_ = true;
    if (name == "textpath") says_ = true;
    if (name == "fill" && (is_no(attributes.get("on")) || share_of(attributes.get("opacity")) * 100'000 < kOpaque))
      filled_ = false;
  }
  if (!is_old_shape(name) || ++depth_ > 1) return 0;
  across_ = down_ = {};
  in_front_ = true;
  wraps_ = off_ = floats_ = false;
  picture_ = name == "image";
  look_ = {};
  look_.form = is_rectangle(name, attributes.get("type")) ? Painted::Form::kBox
               : name == "oval"                           ? Painted::Form::kRound
                                : form_of_vml_path(attributes.get("path"), attributes.get("coordsize"));
  other_form_ = look_.form != Painted::Form::kBox;
  filled_ = !is_no(attributes.get("filled"));
  place(attributes.get("style"));
  const std::string_view colour = attributes.get("fillcolor");
  look_.colour = rgb_of(colour.empty() ? "ffffff" : plain_colour(colour.substr(0, colour.find(' '))));
  says_ = false;
  if (groups_ > 0) return 0;
  if (!floats_) return down_.size;
  off_ = is_off(across_, across_.from == Along::From::kPage) || is_off(down_, down_.from == Along::From::kPage);
  return 0;
}

void OldWordAnchor::place(std::string_view style) {
  across_.from = Along::From::kText;
  down_.from = Along::From::kParagraph;
  order_ = 1;
  each_declaration(style, [&](std::string_view name, std::string_view value) {
    const double length = odf_length(value).value_or(0);
    const auto align = value == "center"                                             ? Along::Align::kMiddle
                       : value == "right" || value == "bottom" || value == "outside" ? Along::Align::kEnd
                                                                                     : Along::Align::kAt;
    if (name == "position") floats_ = value == "absolute";
    if (name == "left" || name == "margin-left") across_.at += length;
    if (name == "top" || name == "margin-top") down_.at += length;
    if (name == "width") across_.size = length;
    if (name == "height") down_.size = length;
    if (name == "z-index") {
      in_front_ = !value.starts_with('-');
      order_ = 0;
      std::from_chars(value.data(), value.data() + value.size(), order_);
    }
    if (name == "mso-position-horizontal") across_.align = align;
    if (name == "mso-position-vertical") down_.align = align;
    if (name == "mso-position-horizontal-relative")
      across_.from = value == "page"                        ? Along::From::kPage
                     : value == "margin" || value == "text" ? Along::From::kText
                                                            : Along::From::kElse;
    if (name == "mso-position-vertical-relative")
      down_.from = value == "page"                      ? Along::From::kPage
                   : value == "margin"                  ? Along::From::kText
                   : value == "text" || value == "line" ? Along::From::kParagraph
                                                        : Along::From::kElse;
  });
}

std::optional<PageCover::Shape> OldWordAnchor::end(std::string_view name) {
  thing_.reset();
  if (name == "group" && groups_ > 0) --groups_;
  if (!is_old_shape(name) || depth_ == 0 || --depth_ > 0) return std::nullopt;
  off_ = false;
  if (groups_ == 0) {
    look_.what = picture_ ? Painted::What::kPicture : Painted::What::kShape;
    look_.bare = !says_;
    look_.opaque = filled_ && !picture_ && in_front_ && floats_;
    thing_ = PageThing{across_, down_, look_, floats_ ? order_ : 0};
    if (!floats_) {
      thing_->across.from = Along::From::kText;
      thing_->down.from = Along::From::kParagraph;
    }
  }
  if (!floats_ || !in_front_ || wraps_ || groups_ > 0 || other_form_ || !(picture_ || filled_)) return std::nullopt;
  return PageCover::placed(across_, down_, picture_);
}

}  // namespace tipstaff::document
