#include "document/parts/drawing.h"

#include <cmath>

namespace tipstaff::document {
namespace {

constexpr double kFaint = 5'000, kWhitened = 90'000, kHalf = 50'000, kCutAway = 25'000;  // of 100 000

class Drawing : public XmlHandler {
 public:
  Drawing(Emitter& emitter, const std::string& part)
      : watcher_(emitter, part), layer_(emitter), hidden_layer_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    if (attributes.find("style") && name != "div" && name != "font" && name != "span")
      hidden_ = attributes.get("style").find("visibility:hidden") != std::string_view::npos;
    if (name == "textbox") in_box_ = true;
    if (name == "t" || in_box_) {
      end_words();
      leaf_.begin();
    }
  }
  void close(const std::string& part) {
    watcher_.close();
    layer_.close(Trait::kVisible, part, "text in shapes");
    hidden_layer_.close(Trait::kHiddenShape, part, "text in shapes that are not shown");
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" || in_box_) end_words();
    if (name == "textbox") in_box_ = false;
    if (in_box_) leaf_.begin();
    if (name == "p" || name == "textbox") {
      layer_.end_row();
      hidden_layer_.end_row();
    }
  }

 private:
  // VML's boxes hold words as a web page does, among elements.
  void end_words() {
    if (leaf_.on()) (in_box_ && hidden_ ? hidden_layer_ : layer_).cell(leaf_.end());
  }

  DrawingWatcher watcher_;
  Layer layer_, hidden_layer_;
  LeafText leaf_;
  bool in_box_ = false, hidden_ = false;
};

}  // namespace

void DrawingWatcher::start(std::string_view name, const XmlAttributes& attributes) {
  const auto say = [&](std::string_view words) {
    if (is_blank(words)) return;
    spoken_.cell(words);
    spoken_.end_row();
  };
  for (const std::string_view hint : {"alt", "tooltip"}) say(attributes.get(hint));
  if (name == "tblCaption" || name == "tblDescription") say(attributes.get("val"));
  if (name == "cNvPr" || name == "docPr")
    for (const std::string_view words : {"descr", "title"}) say(attributes.get(words));
  if ((name == "cNvPr" || name == "docPr") && attributes.is_true("hidden"))
    emitter_.observe({.trait = Trait::kHiddenShape,
                      .part = part_,
                      .place = "a shape, picture or chart that is not shown",
                      .cells = 1});
  if (name == "alphaModFix" && attributes.number("amt", 100'000) < kFaint)
    emitter_.observe(
        {.trait = Trait::kHiddenShape, .part = part_, .place = "a picture that is transparent", .cells = 1});
  const bool plain = (name == "lum" && (std::abs(attributes.number("bright", 0)) >= kWhitened ||
                                        attributes.number("contrast", 0) <= -kWhitened)) ||
                     (name == "biLevel" && std::abs(attributes.number("thresh", kHalf) - kHalf) >= kHalf);
  if (plain)
    emitter_.observe(
        {.trait = Trait::kHiddenShape, .part = part_, .place = "a picture that is made one colour", .cells = 1});
  // What of a picture is cut off, or lies beyond what it fills (§20.1.8.55, §20.1.8.30).
  if (name == "srcRect" || name == "fillRect")
    for (const std::string_view side : {"l", "t", "r", "b"})
      if (const double cut = attributes.number(side, 0); name == "srcRect" ? cut > 0 : cut <= -kCutAway) {
        emitter_.observe(
            {.trait = Trait::kCropped, .part = part_, .place = "a picture of which only a part is shown", .cells = 1});
        break;
      }
}

void DrawingWatcher::close() {
  spoken_.close(Trait::kAlternateText, part_,
                "descriptions of pictures, shapes and tables, and what shows under the mouse");
}

void read_drawing(Package& package, const std::string& part) {
  Drawing reader(package.emitter(), part);
  package.parse(part, reader);
  reader.close(part);
}

}  // namespace tipstaff::document
