#include "document/pictures/svg.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "document/address.h"
#include "document/origin.h"
#include "document/pictures/svg_canvas.h"
#include "document/pictures/svg_motion.h"
#include "document/pictures/svg_shapes.h"
#include "document/properties.h"
#include "document/reader.h"
#include "document/web/css_colour.h"
#include "document/web/css_values.h"
#include "document/web/style.h"
#include "document/xml.h"

namespace tipstaff::document {
namespace {

using Seen = SvgCanvas::Seen;

constexpr std::size_t kMostKept = 50'000;     // shapes that may be drawn again
constexpr double kThickEdge = 1.5;            // pixels: thinner ones hide nothing
constexpr std::size_t kMostWords = 1U << 20;  // bytes of one run
constexpr std::size_t kShortComment = 40;     // bytes: “end of layer” and the like
constexpr std::size_t kLongAttribute = 60;    // bytes: longer ones are data
constexpr double kTiny = 1.5;                 // pixels
constexpr double kUnpainted = 0.05, kOpaque = 0.9;
constexpr double kInside = 0.7;
constexpr double kAscent = 0.75, kDescent = 0.2;  // of a letter, by its size

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, name) != list.end();
}

// Content that is drawn only where something refers to it.
bool is_store(std::string_view name) {
  return is_one_of(name, {"defs", "symbol", "clipPath", "mask", "pattern", "marker"});
}

std::string without_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('<'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t close = text.find('>');
    if (close == std::string_view::npos) break;
    text.remove_prefix(close + 1);
  }
  return is_blank(out) ? std::string() : out + std::string(text);
}

std::string run_together(std::string_view words) {  // blanks, as they are shown
  std::string out;
  for (const char c : words)
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  return out;
}

class Drawing : public XmlHandler {
 public:
  explicit Drawing(Emitter& emitter)
      : emitter_(emitter),
        properties_(emitter),
        links_(emitter),
        spoken_(emitter),
        scripts_(emitter),
        comments_(emitter),
        history_(emitter),
        foreign_(emitter),
        data_(emitter) {
    open_.push_back({});
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    flush();
    if (is_motion(name) && takes_away(name, attributes)) take_away(attributes.get("href"));
    Element element = open_.back();
    element.name = name;
    element.first_run = canvas_.runs();
    element.id = attributes.get("id");
    element.applied.clear();
    const auto defined = definitions_.open(name, element.id, attributes);
    if (element.definition) element.definition->take(name, attributes, attributes.get("style"));
    if (defined) element.definition = defined, element.matrix = {};
    choose(element, attributes);
    if (is_store(name)) element.stored = true;
    if (name == "metadata")
      element.kind = Kind::kMetadata;
    else if (name == "text" || name == "foreignObject")
      element.kind = Kind::kText;
    style(element, attributes);
    if (const auto moved = matrix_of(attributes.get("transform"))) element.matrix = moved->then(element.matrix);
    if (name == "svg") view(element, attributes);
    for (std::string& id : element.applied) element.effects.push_back({std::move(id), element.matrix});
    if (element.kind == Kind::kText) move_pen(element, attributes);
    if (element.definition && is_svg_shape(name))
      define(element, attributes);
    else if (is_svg_shape(name))
      shape(element, attributes);
    else if (name == "use")
      use(element, attributes);
    read_attributes(element, attributes);
    open_.push_back(std::move(element));
  }
  void end(std::string_view name) override {
    flush();
    if (name == "script") scripts_.end_row();
    if (!open_.back().id.empty()) runs_of_[open_.back().id] = {open_.back().first_run, canvas_.runs()};
    if (open_.size() > 1) open_.pop_back();
  }
  void text(std::string_view piece) override {
    if (pending_.size() < kMostWords) pending_ += piece;
  }
  void comment(std::string_view text) override {
    const std::string said = without_tags(text);  // shapes that are commented out say nothing
    const std::string besides = besides_origin(said);
    if (besides.size() > kShortComment)
      put(comments_, said);
    else if (besides.empty() || said.size() > kShortComment)
      properties_.author(said);
  }

  void close() {
    flush();
    for (Stored& stored : stored_) {
      const bool shown = std::ranges::any_of(stored.ids, [&](const std::string& id) { return used_.contains(id); });
      if (!shown) stored.run.seen = Seen::kHidden;
      canvas_.run(std::move(stored.run));
    }
    canvas_.settle(definitions_);
    canvas_.close(emitter_);
    if (hidden_shapes_ > 0)
      emitter_.observe({.trait = Trait::kHiddenShape,
                        .place = "shapes or pictures that the drawing does not show",
                        .cells = hidden_shapes_});
    if (paths_ > 0)
      emitter_.observe(
          {.trait = Trait::kAbsolutePath, .place = "the folder where it was saved or exported", .cells = paths_});
    if (targets_ > 0)
      emitter_.observe({.trait = Trait::kExternalTarget, .place = "an address outside the drawing", .cells = targets_});
    properties_.close("");
    links_.close("");
    spoken_.close(Trait::kAlternateText, "", "titles and descriptions of shapes");
    scripts_.close(Trait::kScript, "", "text in the drawing's scripts");
    comments_.close(Trait::kXmlComment, "", "comments in the drawing's source");
    history_.close(Trait::kMetadataHistory, "", "the drawing's history and numbers");
    foreign_.close(Trait::kPrivateData, "", "data of the program that made it, which no page shows");
    data_.close(Trait::kDataAttribute, "", "data in the attributes of elements");
  }

 private:
  enum class Kind : std::uint8_t { kDrawn, kText, kMetadata };
  struct Element {
    std::string name{}, id{}, fill = "000000", stroke = "none", anchor = "start";
    Kind kind = Kind::kDrawn;
    Matrix matrix{};
    bool none = false, invisible = false, stored = false;
    bool veiled = false, piled = false;  // by a function of CSS, or without room; its letters at one place
    std::size_t first_run = 0;           // of the text in it
    bool chosen = false;                 // of a switch: what stands behind is not shown
    double opacity = 1, fill_opacity = 1, size = 16, stroke_opacity = 1, stroke_width = 1, space = 0;
    std::optional<double> length{};               // into which its text is squeezed
    std::shared_ptr<SvgDefinition> definition{};  // in which it stands
    std::vector<std::string> applied{};           // ids of clip paths, masks and filters of its own
    std::vector<SvgEffect> effects{};
  };
  struct KeptShape {
    Outline outline;  // in the coordinates of who draws it
    std::string colour;
    bool hides;
  };
  struct Stored {
    SvgCanvas::Run run;
    std::vector<std::string> ids;  // of what it stands in
  };

  // Presentation attributes, then the sheet, then its own declarations (CSS Cascade; SVG 2 §6.6).
  void style(Element& element, const XmlAttributes& attributes) {
    const auto set = [&](std::string_view name, std::string_view value) { declare(element, name, value); };
    for (const std::string_view name :
         {"display", "visibility", "opacity", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity",
          "font-size", "letter-spacing", "text-anchor", "clip-path", "mask", "filter"})
      if (const auto value = attributes.find(name)) set(name, lower(*value));
    each_declaration(sheet_.declarations({element.name, lower(attributes.get("class")), lower(element.id)}, {}), set);
    each_declaration(attributes.get("style"), set);
  }
  void declare(Element& element, std::string_view name, std::string_view value) const {
    if (value == "inherit") return;
    if (name == "display") element.none = element.none || value == "none";
    if (name == "visibility") element.invisible = value == "hidden" || value == "collapse";
    if (name == "opacity") element.opacity = open_.back().opacity * length_of(value, 1).value_or(1);
    if (name == "fill-opacity") element.fill_opacity = length_of(value, 1).value_or(1);
    if (name == "fill") element.fill = value == "none" || value == "transparent" ? "none" : plain_colour(value);
    if (name == "stroke") element.stroke = value == "none" || value == "transparent" ? "none" : plain_colour(value);
    if (name == "stroke-width") element.stroke_width = length_of(value, 1).value_or(1);
    if (name == "stroke-opacity") element.stroke_opacity = length_of(value, 1).value_or(1);
    if (name == "letter-spacing") element.space = length_of(value, element.size).value_or(0);
    if (name == "clip-path" || name == "mask" || name == "filter") {
      if (const std::string_view id = id_in(value); !id.empty())
        element.applied.emplace_back(id);
      else
        element.veiled = element.veiled || look_of(fmt::format("{}:{}", name, value)).hides != Look::Hides::kNo;
    }
    if (name == "font-size") element.size = length_of(value, open_.back().size).value_or(element.size);
    if (name == "text-anchor") element.anchor = value;
    if (name == "transform") element.veiled = element.veiled || moves_away(value);
  }

  // A viewport (SVG 2 §8.2 to 8.5). The outer one's edge is the drawing's.
  void view(Element& element, const XmlAttributes& attributes) {
    const bool outer = open_.size() == 1;
    const std::vector<double> box = numbers_in(attributes.get("viewBox"));
    const bool whole = box.size() == 4 && box[2] > 0 && box[3] > 0;
    const double w = whole ? box[2] : 0, h = whole ? box[3] : 0;
    const std::string_view wide = attributes.get("width"), high = attributes.get("height");
    const double width = wide.ends_with('%') ? w : length_of(wide, w).value_or(w),
                 height = high.ends_with('%') ? h : length_of(high, h).value_or(h);
    if (outer) {
      if (whole)
        canvas_.edge({box[0], box[1], box[0] + w, box[1] + h});
      else
        canvas_.edge({0, 0, width, height});
      if (whole && width > 0) pixels_ = std::max(width / w, height / h);
      return;
    }
    const double x = length_of(attributes.get("x"), 0).value_or(0), y = length_of(attributes.get("y"), 0).value_or(0);
    const bool sized = !wide.empty() && !high.empty() && !wide.ends_with('%') && !high.ends_with('%');
    if (sized && attributes.get("overflow") != "visible" &&
        attributes.get("style").find("overflow") == std::string_view::npos)
      element.effects.push_back(
          {.id = {},
           .window = std::make_shared<const Outline>(outline_of_box({x, y, x + width, y + height}, element.matrix))});
    Matrix place{1, 0, 0, 1, x, y};
    if (whole) {
      const double scale = std::min(width / w, height / h);
      place = Matrix{scale, 0, 0, scale, -box[0] * scale, -box[1] * scale}.then(place);
    }
    element.matrix = place.then(element.matrix);
  }

  bool is_hidden(const Element& element) const { return element.none || element.invisible; }

  // A shape of a clip path or mask.
  void define(const Element& element, const XmlAttributes& attributes) const {
    if (is_hidden(element)) return;
    SvgDefinition& definition = *element.definition;
    const double opacity = element.opacity * element.fill_opacity;
    const bool clips = definition.kind == SvgDefinition::Kind::kClip;
    if (!element.effects.empty() || element.stroke != "none") definition.unknown = true;
    if (clips || (element.fill != "none" && opacity > kUnpainted))
      definition.shapes.push_back({outline_of(element.name, attributes, element.matrix, 1), element.fill, opacity});
  }

  // What programs without an extension pass over; of a switch the first child is shown that asks for nothing (SVG 2
  // §5.9). What stands behind a page inside the drawing is for programs that cannot show that, and languages are for
  // other readers: both count as shown.
  void choose(Element& element, const XmlAttributes& attributes) {
    Element& around = open_.back();
    const std::string_view extension = attributes.get("requiredExtensions");
    const bool lacking = !extension.empty() && extension.find("www.w3.org") == std::string_view::npos;
    element.none = element.none || lacking || (around.name == "switch" && around.chosen);
    element.chosen = false;
    if (around.name == "switch" && !lacking && element.name != "foreignObject" && !attributes.find("systemLanguage") &&
        !attributes.find("requiredFeatures"))
      around.chosen = true;
    element.veiled = element.veiled || (element.name == "foreignObject" &&
                                        (attributes.get("width") == "0" || attributes.get("height") == "0") &&
                                        attributes.get("style").find("visible") == std::string_view::npos);
  }

  void shape(const Element& element, const XmlAttributes& attributes) {
    if (is_hidden(element)) {
      hidden_shapes_ += element.stored || element.name == "line" ? 0U : 1U;
      return;
    }
    const bool image = element.name == "image";
    const double opacity = element.opacity * (image ? 1 : element.fill_opacity),
                 edge = element.opacity * element.stroke_opacity, width = element.stroke_width * element.matrix.scale();
    if ((element.fill != "none" || image) && opacity > kUnpainted && element.name != "line") {
      Outline outline = outline_of(element.name, attributes, element.matrix, kInside);
      if (image && !element.stored && !canvas_.edge().empty() && outline.bounds.cut(canvas_.edge()).empty() &&
          !outline.bounds.empty())
        ++hidden_shapes_;
      put_shape(element, std::move(outline), image ? "a picture" : element.fill, opacity >= kOpaque);
    }
    if (element.stroke != "none" && edge > kUnpainted && width * pixels_ >= kThickEdge)
      put_shape(element, edge_of(element.name, attributes, element.matrix, width), element.stroke, edge >= kOpaque);
  }
  // What has an id may be drawn again elsewhere, what is in a store only there.
  void put_shape(const Element& element, Outline outline, const std::string& colour, bool hides) {
    const auto keep = [&](const std::string& id, const Matrix& around) {
      const auto back = around.inverse();
      if (id.empty() || !back || kept_ >= kMostKept) return;
      ++kept_;
      shapes_of_[id].push_back({moved_by(*back, outline), colour, hides});
    };
    keep(element.id, open_.back().matrix);
    for (std::size_t i = 1; i < open_.size(); ++i) keep(open_[i].id, open_[i - 1].matrix);
    if (!element.stored) canvas_.shape(std::move(outline), colour, hides);
  }
  // SVG 2 §5.6, without the viewports of symbols.
  void use(const Element& element, const XmlAttributes& attributes) {
    const std::string_view address = attributes.get("href");
    const auto found = shapes_of_.find(address.substr(std::min<std::size_t>(1, address.size())));
    if (found == shapes_of_.end() || is_hidden(element) || element.stored || element.opacity < kOpaque) return;
    const double x = length_of(attributes.get("x"), 0).value_or(0), y = length_of(attributes.get("y"), 0).value_or(0);
    const Matrix place = Matrix{1, 0, 0, 1, x, y}.then(element.matrix);
    for (const KeptShape& each : found->second) canvas_.shape(moved_by(place, each.outline), each.colour, each.hides);
  }
  // An animation does, of what it stands in or what it names.
  void take_away(std::string_view address) {
    if (address.empty()) {
      canvas_.hide(open_.back().first_run, canvas_.runs());
      open_.back().veiled = true;
    } else if (const auto found = runs_of_.find(address.substr(1)); found != runs_of_.end()) {
      canvas_.hide(found->second.first, found->second.second);
    }
  }

  void move_pen(Element& element, const XmlAttributes& attributes) {
    const std::string_view name = element.name;
    element.length = length_of(attributes.get("textLength"), 0);
    element.piled = are_piled(attributes, element.size);
    const auto first = [&](std::string_view of) -> std::optional<double> { return length_of(attributes.get(of), 0); };
    if (name == "text" || name == "foreignObject") pen_ = {0, 0};
    if (const auto x = first("x")) pen_.x = *x;
    if (const auto y = first("y")) pen_.y = *y;
    pen_.x += first("dx").value_or(0);
    pen_.y += first("dy").value_or(0);
    if (name == "textPath" || name == "foreignObject")
      placed_ = false;  // nobody here knows where
    else if (name == "text")
      placed_ = true;
  }

  void read_attributes(const Element& element, const XmlAttributes& attributes) {
    for (const std::string_view handler : {"onload", "onclick", "onmouseover", "onmouseout", "onmousemove",
                                           "onmousedown", "onmouseup", "onfocusin", "onactivate", "onbegin"})
      if (const auto code = attributes.find(handler)) {
        scripts_.cell(*code);
        scripts_.end_row();
      }
    for (const std::string_view name : {"export-filename", "absref", "docname"})
      if (attributes.get(name).find_first_of("/\\") != std::string_view::npos) ++paths_;
    if (element.name == "svg" &&
        attributes.get("content").size() > kLongAttribute) {  // a drawing program's own file, layers that are off too
      foreign_.cell(attributes.get("content"));
      foreign_.end_row();
    }
    for (const std::string_view name : {"data-name", "data-label", "data-value", "data-tooltip"})
      if (attributes.get(name).size() > kLongAttribute) {
        data_.cell(attributes.get(name));
        data_.end_row();
      }
    for (const std::string_view name :
         {"fill", "stroke", "mask", "clip-path", "filter", "marker-start", "marker-mid", "marker-end", "style"}) {
      const std::string_view value = attributes.get(name);
      if (const std::size_t at = value.find("url(#"); at != std::string_view::npos)
        used_.insert(std::string(value.substr(at + 5, value.find(')', at) - at - 5)));
    }
    const std::string_view address = attributes.get("href");
    if (address.starts_with('#'))
      used_.insert(std::string(address.substr(1)));
    else if (element.kind != Kind::kMetadata)
      read_address(element.name, address);
  }
  void read_address(std::string_view element, std::string_view address) {
    if (element == "a" && !address.starts_with("data:")) links_.add(address);
    if (address.starts_with("data:")) {
      const auto bytes = bytes_of_address(address);
      if (!bytes) return emitter_.unread("", "data inside an address is damaged");
      if (element == "a")
        emitter_.observe({.trait = Trait::kEmbedded, .place = "a file behind a link, inside the drawing", .cells = 1});
      if (!bytes->empty()) read_inside(*bytes, "data in the drawing’s source", emitter_);
    } else if (address.starts_with("file:") || address.starts_with("\\\\") || (!address.empty() && element != "a")) {
      ++targets_;
    }
  }

  void flush() {
    const std::string words = run_together(std::exchange(pending_, {}));
    const Element& element = open_.back();
    if (element.name == "style") return sheet_.add(words);
    if (is_blank(words)) return;
    if (element.name == "title" && element.kind != Kind::kMetadata) return put(spoken_, words);
    if (element.name == "desc") return put(spoken_, words);
    if (element.name == "script") return scripts_.cell(words);
    if (element.kind == Kind::kMetadata) return metadata(words);
    if (element.kind == Kind::kText) return run(words);
    put(foreign_, words);
  }
  static void put(Layer& layer, std::string_view words) {
    layer.cell(words);
    layer.end_row();
  }

  // Dublin Core and XMP as programs write them into drawings; what is in no known vocabulary is the program's own.
  void metadata(const std::string& words) {
    const auto in = [&](std::initializer_list<std::string_view> names) {
      return std::ranges::any_of(open_, [&](const Element& one) { return is_one_of(one.name, names); });
    };
    if (!in({"RDF", "xmpmeta"}))
      return besides_origin(words).empty() ? properties_.author(words) : put(foreign_, words);
    if (in({"subject"})) return properties_.keywords(words);
    if (in({"description"})) return properties_.description(words);
    if (in({"creator", "publisher", "rights", "contributor", "title", "CreatorTool"})) return properties_.author(words);
    if (in({"Thumbnails"}))
      return emitter_.observe({.trait = Trait::kThumbnail, .place = "a small picture in the drawing's metadata"});
    if (in({"format", "type", "date", "language"})) return;
    put(history_, words);
  }

  void run(const std::string& words) {
    const Element& element = open_.back();
    std::size_t letters = 0;
    for (const char c : words) letters += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
    const double width = static_cast<double>(letters) * element.size * kWide;
    const double left = element.anchor == "middle" ? pen_.x - width / 2
                        : element.anchor == "end"  ? pen_.x - width
                                                   : pen_.x;
    SvgCanvas::Run out{words, element.fill};
    out.size = element.size * element.matrix.scale();
    if (placed_ && !element.stored)
      out.box = bounds_of(element.matrix,
                          {left, pen_.y - element.size * kAscent, left + width, pen_.y + element.size * kDescent});
    pen_.x += width;
    const bool stroked = element.stroke != "none" && element.stroke_width > 0 && element.stroke_opacity > kUnpainted,
               filled = element.fill != "none" && element.fill_opacity * element.opacity > kUnpainted;
    const bool squeezed =
        letters > 1 &&
        (element.piled ||
         (element.length && *element.length < kLeastStep * element.size * static_cast<double>(letters)) ||
         element.space <= -(kWide - kLeastStep) * element.size);
    if (is_hidden(element))
      out.seen = Seen::kHidden;
    else if ((!stroked && !filled) || element.opacity <= kUnpainted || element.veiled)
      out.seen = Seen::kUnseen;
    else if (out.size * pixels_ < kTiny || squeezed)
      out.seen = Seen::kTiny;
    if (stroked) out.colour = !filled || element.fill == element.stroke ? element.stroke : "outlined";
    out.effects = element.effects;
    if (!element.stored) return canvas_.run(std::move(out));
    Stored stored{std::move(out), {}};
    for (const Element& one : open_)
      if (!one.id.empty()) stored.ids.push_back(one.id);
    stored_.push_back(std::move(stored));
  }

  Emitter& emitter_;
  SvgCanvas canvas_;
  SvgDefinitions definitions_;
  StyleSheet sheet_;
  FileProperties properties_;
  LinkWords links_;
  Layer spoken_, scripts_, comments_, history_, foreign_, data_;
  std::vector<Element> open_;
  std::vector<Stored> stored_;
  std::map<std::string, std::vector<KeptShape>, std::less<>> shapes_of_;
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> runs_of_;
  std::size_t kept_ = 0;
  std::set<std::string, std::less<>> used_;
  std::string pending_;
  Point pen_;
  bool placed_ = true;
  double pixels_ = 1;  // one unit of the drawing on a screen
  std::uint64_t hidden_shapes_ = 0, paths_ = 0, targets_ = 0;
};

}  // namespace

bool is_svg(std::string_view text) {
  std::string_view name = first_tag(text);
  name = name.substr(0, name.find_first_of(" \t\r\n/"));
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return name == "svg";
}

void read_svg(ByteView file, Emitter& emitter) {
  Drawing drawing(emitter);
  const auto outcome = parse_xml([&](const auto& piece) { return piece(file); }, drawing);
  if (!outcome) emitter.unread("", outcome.error().message());
  drawing.close();
}

}  // namespace tipstaff::document
