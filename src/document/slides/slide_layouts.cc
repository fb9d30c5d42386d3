#include "document/slides/slide_layouts.h"

#include "document/words.h"

namespace tipstaff::document {
namespace {

// Templates bring layouts with a logo's words and the like; a remark is somebody's.
class Layout : public XmlHandler {
 public:
  explicit Layout(Emitter& emitter) : words_(emitter) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "sp") is_placeholder_ = false;
    if (name == "ph") is_placeholder_ = true;
    if (name == "t") leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" && leaf_.on()) line_ += leaf_.end();
    if (name != "p") return;
    if (!is_placeholder_ && is_remark(line_)) {
      words_.cell(line_);
      words_.end_row();
    }
    line_.clear();
  }
  void close(const std::string& part) {
    words_.close(Trait::kHiddenShape, part, "words on a layout that no slide has");
  }

 private:
  Layer words_;
  LeafText leaf_;
  std::string line_;
  bool is_placeholder_ = false;
};

}  // namespace

void read_unused_layout(Package& package, const std::string& part) {
  Layout layout(package.emitter());
  if (package.parse(part, layout)) layout.close(part);
}

}  // namespace tipstaff::document
