#include "document/drawing.h"

namespace tipstaff::document {
namespace {

class Drawing : public XmlHandler {
 public:
  Drawing(Emitter& emitter, const std::string& part, Layer& layer) : watcher_(emitter, part), layer_(layer) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    if (name == "t") leaf_.begin();
  }
  void close() { watcher_.close(); }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" && leaf_.on()) layer_.cell(leaf_.end());
    if (name == "p") layer_.end_row();
  }

 private:
  DrawingWatcher watcher_;
  Layer& layer_;
  LeafText leaf_;
};

}  // namespace

void DrawingWatcher::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "cNvPr" || name == "docPr")
    for (const std::string_view words : {attributes.get("descr"), attributes.get("title")})
      if (!is_blank(words)) {
        spoken_.cell(words);
        spoken_.end_row();
      }
  if ((name == "cNvPr" || name == "docPr") && attributes.is_true("hidden"))
    emitter_.observe({.trait = Trait::kHiddenShape,
                      .part = part_,
                      .place = "a shape, picture or chart that is not shown",
                      .cells = 1});
  if (name == "srcRect")
    for (const std::string_view side : {"l", "t", "r", "b"})
      if (attributes.number(side, 0) > 0) {
        emitter_.observe(
            {.trait = Trait::kCropped, .part = part_, .place = "a picture of which only a part is shown", .cells = 1});
        break;
      }
}

void DrawingWatcher::close() { spoken_.close(Trait::kAlternateText, part_, "descriptions of pictures and shapes"); }

void read_drawing(Package& package, const std::string& part) {
  Layer layer(package.emitter());
  Drawing reader(package.emitter(), part, layer);
  package.parse(part, reader);
  reader.close();
  layer.close(Trait::kVisible, part, "text in shapes");
}

}  // namespace tipstaff::document
