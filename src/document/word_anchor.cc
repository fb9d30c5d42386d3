#include "document/word_anchor.h"

#include <charconv>

namespace tipstaff::document {
namespace {

constexpr double kOffPage = 2 * 72, kWidestOffset = 22 * 72;  // points
constexpr double kPoint = 12'700;                            // in units of which an inch has 914 400
constexpr std::uint64_t kOpaque = 90'000;  // of 100 000

using Along = PageCover::Along;
Along::From from_of(std::string_view name) {
  if (name == "page" || name == "leftMargin" || name == "topMargin") return Along::From::kPage;
  if (name == "margin" || name == "column") return Along::From::kText;
  return name == "paragraph" || name == "line" ? Along::From::kParagraph : Along::From::kElse;
}
bool is_off(const Along& along, bool from_page) { return along.at + along.size < (from_page ? 0 : -kOffPage) || along.at > kWidestOffset; }

}  // namespace

void WordAnchor::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "anchor") {
    *this = {};
    in_front_ = !attributes.is_true("behindDoc");
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
  if (name == "prstGeom") other_form_ = attributes.get("prst").find("ect") == std::string_view::npos && attributes.get("prst") != "flowChartProcess";
  if (name == "custGeom") other_form_ = true;
  if (name == "spPr") in_look_ = true;
  if (name == "ln") in_look_ = false;
  if (in_look_ && (name == "solidFill" || name == "gradFill" || name == "noFill")) filled_ = name != "noFill";
  if (in_look_ && name == "alpha" && attributes.count("val", 0) < kOpaque) filled_ = false;
  if (name == "fillRef" && !filled_ && attributes.count("idx", 0) > 0) filled_ = true;
}

void WordAnchor::text(std::string_view element, std::string_view words) {
  Along& along = is_across_ ? across_ : down_;
  if (element == "align") along.align = words == "center" ? Along::Align::kMiddle : words == "right" || words == "bottom" ? Along::Align::kEnd : Along::Align::kAt;
  if (element == "posOffset") {
    std::from_chars(words.data(), words.data() + words.size(), along.at);
    along.at /= kPoint;
  }
}

void WordAnchor::end(std::string_view name) {
  if (name == "spPr") in_look_ = false;
}

std::optional<PageCover::Shape> WordAnchor::cover() const {
  if (!in_front_ || wraps_ || many_ || other_form_ || !(picture_ || filled_.value_or(false))) return std::nullopt;
  return PageCover::placed(across_, down_, picture_);
}

}  // namespace tipstaff::document
