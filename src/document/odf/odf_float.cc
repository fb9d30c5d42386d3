#include "document/odf/odf_float.h"

#include "document/parts/free_form.h"

namespace tipstaff::document {
namespace {

using Along = PageCover::Along;

Along::From from_of(std::string_view name) {
  if (name == "page") return Along::From::kPage;
  if (name == "page-content") return Along::From::kText;
  return name == "paragraph" || name == "paragraph-content" ? Along::From::kParagraph : Along::From::kElse;
}
Along along(std::string_view from, std::string_view how, std::string_view at, std::string_view size) {
  Along out;
  out.from = from_of(from);
  out.align = how == "middle" || how == "center"  ? Along::Align::kMiddle
              : how == "bottom" || how == "right" ? Along::Align::kEnd
                                                  : Along::Align::kAt;
  out.at = how.starts_with("from-") || how.empty() ? odf_length(at).value_or(0) : 0;
  out.size = odf_length(size).value_or(0);
  return out;
}

}  // namespace

Painted::Form odf_form(const XmlAttributes& geometry) {
  const std::string_view type = geometry.get("type");
  if (type.find("rect") != std::string_view::npos) return Painted::Form::kBox;
  return type == "ellipse" ? Painted::Form::kRound
                           : form_of_enhanced_path(geometry.get("enhanced-path"), geometry.get("viewBox"));
}

void OdfFloat::start(std::string_view name, const XmlAttributes& attributes, const OdfStyle& style) {
  constexpr double kOpaque = 90;
  if (++depth_ > 1) return;
  const std::string_view anchor = attributes.get("anchor-type"), page = attributes.get("anchor-page-number");
  floats_ = style.wrap == "run-through" && style.run_through.value_or("foreground") != "background" && name != "g" &&
            name != "control" &&
            (anchor == "paragraph" || anchor == "char" || (anchor == "page" && (page.empty() || page == "1")));
  const bool coloured = style.fill ? *style.fill == "solid" || *style.fill == "gradient"
                                   : style.background && *style.background != "transparent";
  filled_ = coloured && style.opacity.value_or(100) >= kOpaque;
  picture_ = false;
  other_form_ = name == "ellipse";
  const bool of_page = anchor == "page";
  at_ = {};
  at_.order = static_cast<std::int64_t>(attributes.count("z-index", 0));
  at_.look.form = other_form_ ? Painted::Form::kRound : Painted::Form::kBox;
  at_.look.colour = rgb_of(style.fill ? style.fill_colour.value_or("") : style.background.value_or(""));
  at_.look.opaque = filled_ && floats_;
  at_.look.bare = true;
  in_text_ = anchor == "as-char";
  across_ = along(of_page ? "page" : style.horizontal_from.value_or("paragraph"), style.horizontal.value_or(""),
                  attributes.get("x"), attributes.get("width"));
  down_ = along(of_page ? "page" : style.vertical_from.value_or("paragraph"), style.vertical.value_or(""),
                attributes.get("y"), attributes.get("height"));
}

void OdfFloat::inside(std::string_view name, const XmlAttributes& attributes) {
  if (depth_ == 0) return;
  if (name == "image") picture_ = true;
  if (name == "enhanced-geometry") {
    at_.look.form = odf_form(attributes);
    other_form_ = at_.look.form != Painted::Form::kBox;
  }
}

void OdfFloat::says() {
  if (depth_ > 0) at_.look.bare = false;
}

std::optional<PageCover::Shape> OdfFloat::end() {
  thing_.reset();
  if (depth_ == 0 || --depth_ > 0) return std::nullopt;
  at_.across = across_;
  at_.down = down_;
  if (in_text_) {
    at_.across.from = Along::From::kText;
    at_.down.from = Along::From::kParagraph;
    at_.down.at = 0;
  }
  if (picture_) at_.look.what = Painted::What::kPicture;
  thing_ = at_;
  if (!floats_ || other_form_ || !(filled_ || picture_)) return std::nullopt;
  return PageCover::placed(across_, down_, picture_ && !filled_);
}

}  // namespace tipstaff::document
