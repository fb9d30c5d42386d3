// Slides: PresentationML with DrawingML (ECMA-376 part 1 §19, §20.1). A slide is painted over its layout, that over its
// master.
#include "document/slides/slides.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "document/address.h"
#include "document/parts/chart.h"
#include "document/parts/drawing.h"
#include "document/slides/slide_layouts.h"
#include "document/slides/slide_reader.h"

namespace tipstaff::document {
namespace {

// Which of the theme's colours a master calls its background and its text (§19.3.1.6).
class ColourMap : public XmlHandler {
 public:
  explicit ColourMap(Theme& theme) : theme_(theme) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "clrMap") return;
    for (const std::string_view called : {"bg1", "tx1", "bg2", "tx2"})
      if (const auto to = attributes.find(called)) theme_.call(called, *to);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  Theme& theme_;
};

class Presentation : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sldId") listed.insert(std::string(attributes.foreign("id")));
    locked = locked || name == "modifyVerifier";
    if (name == "sldSz")
      edge = {0, 0, attributes.number("cx", 0) / kSlideUnit, attributes.number("cy", 0) / kSlideUnit};
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::set<std::string> listed;  // by their relations
  PageBox edge{};
  bool locked = false;
};

std::string target_of(Package& package, const std::string& part, std::string_view type) {
  for (const Relation& relation : package.relations(part))
    if (relation.type == type && !relation.external && package.has(relation.target)) return relation.target;
  return {};
}

// A photograph hides what lies under it; a drawing may be transparent in places.
bool is_photograph(ByteView picture) {
  if (picture.size() < 33) return false;
  const std::string_view text = as_text(picture);
  if (text.starts_with("\xff\xd8") || text.starts_with("BM")) return true;
  return text.starts_with("\x89PNG") && (picture[25] == 0 || picture[25] == 2) &&
         text.substr(0, 4096).find("tRNS") == std::string_view::npos;
}

// What the files of a part's pictures say of its shapes.
void find_pictures(Package& package, const std::string& part, SlideContent& content) {
  constexpr std::size_t kDot = 4096;  // bytes: programs put small dots where they need room
  const auto relations = package.relations(part);
  for (std::size_t i = 0; i < content.shapes.size(); ++i) {
    SlideShape& shape = content.shapes[i];
    const auto found = std::ranges::find(relations, content.pictures[i], &Relation::id);
    if (content.pictures[i].empty() || found == relations.end() || found->external) continue;
    const auto bytes = package.glance(found->target);
    shape.picture = found->target;
    shape.fill.opaque = bytes && is_photograph(*bytes);
    shape.tiny = shape.tiny && bytes && bytes->size() >= kDot;
  }
}

class Deck {
 public:
  explicit Deck(Package& package) : package_(package) {
    const std::string main = package.part_of_type(".main+xml");
    package.parse(main, list_);
    if (list_.locked)
      package.emitter().observe(
          {.trait = Trait::kProtection, .part = main, .place = "a password for changes, which hides nothing"});
    for (const Relation& relation : package.relations(main))
      if (relation.type == "slide" && list_.listed.contains(relation.id)) parts_.insert(relation.target);
  }
  void read() {
    for (const std::string& part : package_.parts()) {
      const std::string& type = package_.type_of(part);
      if (type.find("presentationml.slide+xml") != std::string::npos)
        read_slide(part);
      else if (is_chart(type))
        read_chart(package_, part, {.theme = theme_of(package_.part_of_type("slidemaster+xml")), .on_white = false});
      else if (type.find("drawing") != std::string::npos && type.find("diagram") == std::string::npos)
        read_drawing(package_, part);
    }
    for (const std::string& part : package_.parts())
      if (!grounds_.contains(part) && package_.type_of(part).find("slidelayout+xml") != std::string::npos)
        read_unused_layout(package_, part);
    for (const std::string& part : package_.parts())
      for (const Relation& relation : package_.relations(part))
        if (relation.external && (relation.type != "hyperlink" || is_path(relation.target)))
          package_.emitter().observe(
              {.trait = Trait::kExternalTarget, .part = part, .place = "the path of something outside", .cells = 1});
  }

 private:
  const Theme& theme_of(const std::string& master) {
    const auto [found, fresh] = themes_.try_emplace(master);
    if (const std::string part = fresh ? target_of(package_, master, "theme") : std::string(); !part.empty()) {
      package_.parse(part, found->second);
      ColourMap map(found->second);
      package_.parse(master, map);
    }
    return found->second;
  }
  // A layout or master, and what it lies on.
  const SlideGround& ground_of(const std::string& part, const Theme& theme, const SlideGround* under) {
    const auto found = grounds_.find(part);
    if (found != grounds_.end()) return found->second;
    SlideGround& out = grounds_[part];
    SlideContent content = read_slide_part(package_, part, theme, under);
    SlideCanvas own;
    own.edge(list_.edge);
    out.background = content.background;
    if (!out.background && under != nullptr) out.background = under->background;
    if (out.background) own.background(*out.background);
    if (under != nullptr) out.shapes = under->shapes;
    for (std::size_t i = 0; i < content.shapes.size(); ++i) {
      SlideShape& shape = content.shapes[i];
      if (content.is_placeholder[i]) shape.text.clear();
      own.add(shape);
      shape.text.clear();
      shape.holds = SlideShape::Holds::kWords;
      if (!content.is_placeholder[i] && !shape.hidden) out.shapes.push_back(shape);
    }
    out.placeholders = std::move(content.placeholders);
    if (under != nullptr)
      out.placeholders.insert(out.placeholders.end(), under->placeholders.begin(), under->placeholders.end());
    own.close(package_.emitter(), part, "the slides' design", Trait::kVisible);
    return out;
  }
  void read_slide(const std::string& part) {
    const std::string layout = target_of(package_, part, "slideLayout"),
                      master = layout.empty() ? std::string() : target_of(package_, layout, "slideMaster");
    const Theme& theme = theme_of(master);
    const SlideGround* under = master.empty() ? nullptr : &ground_of(master, theme, nullptr);
    if (!layout.empty()) under = &ground_of(layout, theme, under);
    SlideContent content = read_slide_part(package_, part, theme, under);
    SlideCanvas canvas;
    canvas.edge(list_.edge);
    if (const auto paint = content.background ? content.background
                           : under != nullptr ? under->background
                                              : std::nullopt)
      canvas.background(*paint);
    if (under != nullptr)
      for (const SlideShape& shape : under->shapes) canvas.add(shape);
    find_pictures(package_, part, content);
    for (std::size_t i = 0; i < content.shapes.size(); ++i) {
      content.shapes[i].hides = !content.moving.contains(content.ids[i]);
      canvas.add(std::move(content.shapes[i]));
    }
    const bool lost = !parts_.contains(part);
    canvas.close(package_.emitter(), part,
                 lost             ? "a slide that the presentation does not list"
                 : content.hidden ? "a slide that is not shown"
                                  : "",
                 lost || content.hidden ? Trait::kSlideHidden : Trait::kVisible);
  }

  Package& package_;
  Presentation list_;
  std::set<std::string> parts_;
  std::map<std::string, SlideGround> grounds_;
  std::map<std::string, Theme> themes_;
};

}  // namespace

void read_slides(Package& package) { Deck(package).read(); }

void read_shapes(Package& package, const std::string& part, const Theme& theme) {
  constexpr double kFarthest = 12'000, kLowest = 1e9;  // points: 250 columns, and every row
  SlideContent content = read_slide_part(package, part, theme, nullptr);
  find_pictures(package, part, content);
  SlideCanvas canvas;
  canvas.edge({0, 0, kFarthest, kLowest});
  for (SlideShape& shape : content.shapes) {
    if (shape.holds == SlideShape::Holds::kChart) shape.tiny = false;  // its anchor alone says how large it is
    canvas.add(std::move(shape));
  }
  canvas.close(package.emitter(), part, "shapes on a sheet", Trait::kVisible);
}

}  // namespace tipstaff::document
