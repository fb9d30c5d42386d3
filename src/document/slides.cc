#include "document/slides.h"

#include "document/drawing.h"

namespace tipstaff::document {
namespace {

class Slide : public XmlHandler {
 public:
  Slide(Emitter& emitter, const std::string& part, Layer& layer) : watcher_(emitter, part), layer_(layer) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    if (name == "sld") hidden = attributes.find("show") && !attributes.is_true("show");
    if (name == "t") leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" && leaf_.on()) layer_.cell(leaf_.end());
    if (name == "p") layer_.end_row();
  }
  bool hidden = false;

 private:
  DrawingWatcher watcher_;
  Layer& layer_;
  LeafText leaf_;
};

}  // namespace

void read_slides(Package& package) {
  for (const std::string& part : package.parts()) {
    const std::string& type = package.type_of(part);
    if (type.find("presentationml.slide+xml") != std::string::npos) {
      Layer layer(package.emitter());
      Slide slide(package.emitter(), part, layer);
      package.parse(part, slide);
      if (slide.hidden && layer.cells() == 0)
        package.emitter().observe({.trait = Trait::kSlideHidden, .part = part, .place = "a slide without text"});
      layer.close(slide.hidden ? Trait::kSlideHidden : Trait::kVisible, part,
                  slide.hidden ? "a slide that is not shown" : "");
    } else if (type.find("drawing") != std::string::npos && type.find("diagram") == std::string::npos) {
      read_drawing(package, part);
    }
  }
}

}  // namespace tipstaff::document
