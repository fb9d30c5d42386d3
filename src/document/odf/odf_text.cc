// What flows on the pages of an OpenDocument text, on slides, and in headers and shapes of either (ODF 1.3 part 3 §5 to
// §7, §10).
#include <fmt/format.h>

#include <set>

#include "document/colour.h"
#include "document/odf/odf.h"
#include "document/odf/odf_float.h"
#include "document/odf/odf_table.h"
#include "document/slides/slide_canvas.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

// What a program fills in: nobody wrote it.
bool is_filled_in(std::string_view name) {
  for (const std::string_view field : {"page-number", "page-count", "date", "time", "header", "footer", "date-time",
                                       "sheet-name", "file-name", "title"})
    if (name == field) return true;
  return false;
}
// A number or date in place of these is all that a program shows; what is stored there nobody sees.
bool is_overwritten(std::string_view field, std::string_view words) {
  if (field == "page-number" || field == "page-count") return reads_as_words(words);
  return (field == "date" || field == "time") && is_remark(words);
}
// Of pages (ODF 1.3 part 3 §16.10).
bool is_header(std::string_view name) {
  for (const std::string_view one : {"header", "header-left", "header-first", "footer", "footer-left", "footer-first"})
    if (name == one) return true;
  return false;
}

// Words in these stand elsewhere than in the paragraph around them.
bool is_shape(std::string_view name) {
  return name == "frame" || name == "custom-shape" || name == "rect" || name == "ellipse" || name == "g" ||
         name == "control";
}
bool is_apart(std::string_view name) { return is_shape(name) || name == "note" || name == "tracked-changes"; }

constexpr double kOrdinaryType = 12;  // points
constexpr double kFaint = 5;          // hundredths
constexpr double kThinFrame = 3;      // points: no letter fits in
constexpr double kInMargin = 144;     // points: where text begins, from the page's edge

class TextReader : public OdfContent {
 public:
  TextReader(OdfStyles& styles, std::string part, OdfKind kind, Emitter& emitter, std::vector<std::size_t> rows)
      : styles_(styles),
        part_(std::move(part)),
        kind_(kind),
        emitter_(emitter),
        comments_(emitter),
        layers_{Layer(emitter), Layer(emitter), Layer(emitter), Layer(emitter)},
        covered_(emitter),
        deleted_(emitter),
        notes_(emitter),
        headers_(emitter),
        variables_(emitter),
        merge_(emitter),
        fields_(emitter),
        rows_(std::move(rows)) {
    open_.push_back({});
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    styles_.start(name, attributes);
    if (comments_.start(name, attributes)) return;
    Element element = open_.back();
    element.name = name;
    start_table(name, attributes);
    judge(element, attributes);
    if (is_header(name) && in_text_ == 0) element.in_header = true;
    if (element.seen != open_.back().seen || element.signs != open_.back().signs ||
        (element.in_shape && name == "span"))
      flush();
    if (shape_ < shapes_.size() && open_.back().in_shape) {
      if (name == "enhanced-geometry") {
        const Painted::Form form = odf_form(attributes);
        shapes_[shape_].round = form != Painted::Form::kBox;
        shapes_[shape_].oval = form == Painted::Form::kRound;
      }
      if (name == "image") shapes_[shape_].holds = SlideShape::Holds::kPicture;
    }
    if (name == "p" || name == "h") start_paragraph(attributes);
    if (is_apart(name)) {
      if (kind_ == OdfKind::kText) flush();
      ++apart_;
    }
    float_.inside(name, attributes);
    if (name == "soft-page-break" && apart_ == 0) page_ends_ = true;
    open_.push_back(std::move(element));
    start_field(name, attributes);
    start_change(name);
    start_page(name, attributes);
    start_shape(name, attributes);
    if (name == "tab" || name == "s" || name == "line-break") words_ += ' ';
    if (name == "table-cell" || name == "covered-table-cell") ++cells_;
    if ((name == "section" || name == "table") && attributes.get("protected") == "true") ++locked_;
    if (name == "script")
      emitter_.observe({.trait = Trait::kMacro, .part = part_, .place = "a script in the text", .cells = 1});
  }
  void text(std::string_view piece) override {
    styles_.text(piece);
    if (comments_.text(piece)) return;
    if (in_text_ > 0 && words_.size() < (1U << 20)) words_ += piece;
  }
  void end(std::string_view name) override {
    styles_.end(name);
    if (comments_.end(name)) return;
    if (is_filled_in(name)) end_filled_in(name);
    if (name == "p" || name == "h") {
      flush();
      if (in_text_ > 0) --in_text_;
      if (cells_ == 0) end_line();
    }
    if (name == "span" && open_.back().in_shape) flush();
    if (is_apart(name)) --apart_;
    if (is_shape(name)) {
      if (const auto cover = float_.end(); cover && kind_ == OdfKind::kText) cover_.shape(*cover);
      if (const auto thing = float_.thing(); thing && kind_ == OdfKind::kText) cover_.thing(*thing);
    }
    const bool ends_run = open_.size() > 1 && (open_[open_.size() - 2].seen != open_.back().seen ||
                                               open_[open_.size() - 2].signs != open_.back().signs);
    if (ends_run) flush();
    if (name == "table-cell" || name == "covered-table-cell") --cells_;
    if (name == "table-row" && cells_ == 0) end_line();
    if (name == "page" && kind_ == OdfKind::kSlides) end_page();
    if (name == "notes") in_notes_ = false;
    if (name == "deletion") in_deletion_ = false;
    if (open_.size() > 1) open_.pop_back();
  }
  void close() override {
    end_line();
    cover_.page();
    comments_.close(part_);
    layer(Seen::kVisible).close(Trait::kVisible, part_, "");
    layer(Seen::kHidden)
        .close(Trait::kTextHidden, part_, "text formatted as hidden, or in a header or footer that is not shown");
    layer(Seen::kUnseen).close(Trait::kTextUnseen, part_, "text in the colour of its background, or off the page");
    layer(Seen::kTiny).close(Trait::kTextTiny, part_, "text too small to be seen");
    covered_.close(Trait::kTextCovered, part_, "text under a shape");
    if (cover_.covered_pictures() > 0)
      emitter_.observe({.trait = Trait::kPictureCovered,
                        .part = part_,
                        .place = "pictures that lie under a shape, or a part of which does",
                        .cells = cover_.covered_pictures()});
    headers_.close(Trait::kHeaderFooter, part_, "headers and footers of the sheets");
    deleted_.close(Trait::kDeleted, part_, "text marked as deleted, and still there");
    if (insertions_ > 0)
      emitter_.observe({.trait = Trait::kInserted,
                        .part = part_,
                        .place = "text marked as inserted, with who inserted it when",
                        .cells = insertions_});
    if (formats_ > 0)
      emitter_.observe({.trait = Trait::kFormatChanged,
                        .part = part_,
                        .place = "changes of format, with who made them when",
                        .cells = formats_});
    for (const auto& [name, value] : declared_)
      if (!shown_.contains(name)) {
        variables_.cell(value);
        variables_.end_row();
      }
    variables_.close(Trait::kVariable, part_, "variables that the text does not show");
    merge_.close(Trait::kMailMerge, part_, "fields of a source of addresses");
    fields_.close(Trait::kFieldCode, part_, "fields that say more than they show");
    if (locked_ > 0)
      emitter_.observe({.trait = Trait::kProtection,
                        .part = part_,
                        .place = "parts that are locked against changes",
                        .cells = locked_});
  }

 private:
  enum class Seen : std::uint8_t { kVisible, kHidden, kUnseen, kTiny, kLast = kTiny };
  struct Element {
    std::string name{};
    Seen seen = Seen::kVisible;
    std::string colour = "automatic", background = "transparent";
    double size = 18;
    bool in_header = false;
    bool signs = false;     // in a font that has such for letters
    bool away = false;      // where no page is
    bool in_shape = false;  // its words are the slide's canvas's to judge
  };
  Layer& layer(Seen seen) { return layers_[static_cast<std::size_t>(seen)]; }

  static void send_away(Element& element) {
    element.away = true;
    if (element.seen == Seen::kVisible) element.seen = Seen::kUnseen;
  }
  void judge(Element& element, const XmlAttributes& attributes) {
    const std::string_view name = element.name;
    const std::string_view family = name == "p" || name == "h"                             ? "paragraph"
                                    : name == "span" || name == "a" || name == "ruby-text" ? "text"
                                    : name == "table-cell" || name == "covered-table-cell" ? "table-cell"
                                    : name == "section"                                    ? "section"
                                                                                           : "";
    if (name == "covered-table-cell" && kind_ == OdfKind::kText) element.seen = Seen::kHidden;
    if (name == "hidden-text" || name == "hidden-paragraph") element.seen = Seen::kHidden;
    if (name == "section" && (attributes.get("display") == "none" || attributes.get("display") == "condition"))
      element.seen = Seen::kHidden;
    if (is_header(name) && in_text_ == 0 && attributes.get("display") == "false") element.seen = Seen::kHidden;
    if (name == "table" && styles_.style("table", attributes.get("style-name")).away.value_or(false))
      send_away(element);
    if (family.empty()) return;
    OdfStyle style = styles_.style(family, attributes.get("style-name"));
    if (family == "table-cell" && cells_ == 0) table_.cell(attributes, styles_, style);
    if (style.background && *style.background != "transparent") element.background = *style.background;
    if (family == "table-cell" && style.fill && *style.fill != "none")
      element.background = *style.fill == "solid" ? style.fill_colour.value_or("?") : "?";
    if (style.colour) element.colour = *style.colour;
    if (style.type_size) element.size = *style.type_size;
    if (family == "paragraph")
      align_ = style.align == "center"                          ? SlideParagraph::Align::kMiddle
               : style.align == "end" || style.align == "right" ? SlideParagraph::Align::kRight
                                                                : SlideParagraph::Align::kLeft;
    if (element.seen == Seen::kHidden) return;
    const bool in_thin_cell =
        kind_ == OdfKind::kText && family == "table-cell" && cells_ == 0 && table_.is_thin();  // on slides rows grow
    if (style.signs) element.signs = *style.signs;
    if (style.away.value_or(false)) send_away(element);
    const bool white = element.background == "transparent" && kind_ == OdfKind::kText;
    if (style.hidden.value_or(false))
      element.seen = Seen::kHidden;
    else if (in_thin_cell || style.squeezed.value_or(false) || style.thin.value_or(false) ||
             (style.type_size && *style.type_size < kSmallestLetters))
      element.seen = Seen::kTiny;
    else if ((style.letters_opacity && *style.letters_opacity < kFaint) ||
             (element.colour != "automatic" &&
              (look_same(element.colour, element.background) || (white && look_same(element.colour, "#ffffff")))))
      element.seen = Seen::kUnseen;
    else if (element.seen == Seen::kUnseen && style.colour && !element.away)
      element.seen = Seen::kVisible;
  }

  void start_table(std::string_view name, const XmlAttributes& attributes) {
    if (cells_ > 0) return;
    if (name == "table") {
      table_ = OdfTable(attributes, tables_ < rows_.size() ? rows_[tables_] : 0, kind_ == OdfKind::kText);
      ++tables_;
    }
    if (name == "table-column") table_.column(attributes, styles_);
    if (name == "table-row") table_.row(attributes, styles_);
  }
  void end_filled_in(std::string_view name) {
    const std::size_t at = std::min(filled_in_at_, words_.size());
    const std::string words = words_.substr(at);
    const bool of_program =
        in_notes_ || (open_.back().in_header && (kind_ == OdfKind::kSheets || open_.back().seen == Seen::kHidden));
    const bool overwritten = is_overwritten(name, words);
    if (of_program || overwritten) words_.resize(at);
    if (overwritten) add(Seen::kHidden, words);
  }
  void start_field(std::string_view name, const XmlAttributes& attributes) {
    if (is_filled_in(name)) filled_in_at_ = words_.size();
    if (name == "p" || name == "h") ++in_text_;
    if (name == "hidden-text" && attributes.get("is-hidden") != "false")
      add(Seen::kHidden, attributes.get("string-value"));
    if (name.ends_with("index-mark") || name == "toc-mark")
      if (const std::string_view entry = attributes.get("string-value"); is_remark(entry) && is_sentence(entry))
        add(Seen::kHidden, entry);
    if (name == "conditional-text") {
      for (const std::string_view words : {"string-value-if-true", "string-value-if-false"}) {
        fields_.cell(attributes.get(words));
        fields_.end_row();
      }
    }
    if (name == "user-field-decl" || name == "variable-decl")
      if (const std::string_view value =
              attributes.find("string-value") ? attributes.get("string-value") : attributes.get("value");
          !is_blank(value))
        declared_.emplace_back(attributes.get("name"), value);
    if (name == "user-field-get" || name == "variable-get" || name == "user-field-input")
      shown_.insert(std::string(attributes.get("name")));
    if (name == "database-display" || name == "database-next" || name == "database-row-select") {
      merge_.cell(attributes.get("database-name"));
      merge_.cell(attributes.get("table-name"));
      merge_.cell(attributes.get("column-name"));
      merge_.end_row();
    }
    if (name == "dde-connection-decl")
      emitter_.observe(
          {.trait = Trait::kConnection, .part = part_, .place = "a live link to another program's data", .cells = 1});
    if (name == "hidden" && attributes.find("value"))
      emitter_.observe({.trait = Trait::kHiddenInput, .part = part_, .place = "a hidden field of a form", .cells = 1});
    if (name == "section-source" || name == "a" || name == "image" || name == "object") {
      const std::string_view target = attributes.get("href");
      if (target.starts_with("file:") || target.starts_with("//") || target.starts_with("../") ||
          name == "section-source")
        emitter_.observe(
            {.trait = Trait::kExternalTarget, .part = part_, .place = "the path of a file elsewhere", .cells = 1});
    }
  }
  void start_change(std::string_view name) {
    if (name == "deletion") in_deletion_ = true;
    if (name == "insertion") ++insertions_;
    if (name == "format-change") ++formats_;
  }
  void start_page(std::string_view name, const XmlAttributes& attributes) {
    if (kind_ != OdfKind::kSlides) return;
    if (name == "page") {
      end_line();
      slide_ = attributes.get("name");
      slide_hidden_ = styles_.style("drawing-page", attributes.get("style-name")).hidden.value_or(false);
      page_size_ = styles_.page_size(attributes.get("master-page-name"));
      if (page_size_) canvas_.edge({0, 0, page_size_->first, page_size_->second});
      const OdfStyle own = styles_.style("drawing-page", attributes.get("style-name"));
      const SlidePaint paint = paint_of(own);
      const SlidePaint ground = paint.kind == SlidePaint::Kind::kNone
                                    ? paint_of(styles_.master_page(attributes.get("master-page-name")))
                                    : paint;
      canvas_.background(ground.kind == SlidePaint::Kind::kNone ? SlidePaint{SlidePaint::Kind::kColour} : ground);
    }
    if (name == "notes") in_notes_ = true;
  }

  void start_shape(std::string_view name, const XmlAttributes& attributes) {
    if (!is_shape(name)) return;
    float_.start(name, attributes, styles_.style("graphic", attributes.get("style-name")));
    if (attributes.get("visible") == "false" || attributes.get("display") == "none") {
      emitter_.observe({.trait = Trait::kHiddenShape, .part = part_, .place = "a shape that is not shown", .cells = 1});
      open_.back().seen = Seen::kHidden;
    }
    if (styles_.style("graphic", attributes.get("style-name")).clipped)
      emitter_.observe(
          {.trait = Trait::kCropped, .part = part_, .place = "a picture of which a part is cut away", .cells = 1});
    const auto x = odf_length(attributes.get("x")), y = odf_length(attributes.get("y")),
               width = odf_length(attributes.get("width")), height = odf_length(attributes.get("height"));
    if (kind_ == OdfKind::kSlides && !in_notes_ && !slide_.empty() && name != "g") {
      SlideShape out;
      if (x && y && width && height) out.box = {*x, *y, *x + *width, *y + *height};
      OdfStyle style = styles_.style("graphic", attributes.get("style-name"));
      if (!style.fill) style = styles_.style("presentation", attributes.get("style-name"));
      out.fill = paint_of(style);
      const std::string anchor = style.anchor.value_or("top");
      out.anchor = anchor == "middle"   ? SlideShape::Anchor::kMiddle
                   : anchor == "bottom" ? SlideShape::Anchor::kBottom
                                        : SlideShape::Anchor::kTop;
      out.hides = name != "frame" || out.fill.kind != SlidePaint::Kind::kNone;
      out.round = name == "ellipse" || name == "custom-shape";
      out.oval = name == "ellipse";
      out.tiny = width && height && std::max(*width, *height) < kThinFrame;
      shapes_.push_back(std::move(out));
      shape_ = shapes_.size() - 1;
      open_.back().in_shape = true;
    }
    if (kind_ == OdfKind::kText && name == "frame" && width && *width < kThinFrame &&
        open_.back().seen == Seen::kVisible)
      open_.back().seen = Seen::kTiny;
    const auto page = styles_.largest_page();
    if (!page || !x || !y || kind_ != OdfKind::kText) return;
    const bool off = *x + width.value_or(0) < -kInMargin || *y + height.value_or(0) < -kInMargin || *x > page->first ||
                     *y > page->second;
    if (off) send_away(open_.back());
  }
  static SlidePaint paint_of(const OdfStyle& style) {
    using Kind = SlidePaint::Kind;
    if (!style.fill || *style.fill == "none") return {};
    const auto colour = rgb_of(style.fill_colour.value_or(""));
    if (*style.fill != "solid" || !colour) return {Kind::kOther};
    const double opacity = style.opacity.value_or(100);
    return opacity < 5 ? SlidePaint{} : SlidePaint{Kind::kColour, *colour, opacity >= 90};
  }
  // Words in a shape of a slide, as far as their style alone does not hide them.
  void to_canvas(const std::string& words) {
    SlideShape& shape = shapes_[shape_];
    if (shape.text.empty() || new_line_) shape.text.emplace_back().align = align_;
    new_line_ = false;
    const bool own_ground = (cells_ > 0 && table_.from_template()) || open_.back().background != "transparent";
    shape.text.back().runs.push_back(
        {words, open_.back().size, own_ground ? std::nullopt : rgb_of(open_.back().colour), false});
  }

  void add(Seen seen, std::string_view words) {
    if (is_blank(words)) return;
    flush();
    layer(seen).cell(words);
    if (cells_ == 0) layer(seen).end_row();
  }
  void flush() {
    const std::string words = std::exchange(words_, {});
    if (is_blank(words)) return;
    float_.says();
    if (open_.back().signs && reads_as_words(words)) open_.back().seen = std::max(open_.back().seen, Seen::kUnseen);
    // What a program writes into a header that nobody asked for: “Page”.
    const bool idle = open_.back().in_header && open_.back().seen == Seen::kHidden && !reads_as_words(words) &&
                      words.find_first_of("0123456789@") == std::string::npos;
    if (idle) return;
    if (in_deletion_)
      deleted_.cell(words);
    else if (in_notes_)
      notes_.cell(words);
    else if (open_.back().in_header && kind_ == OdfKind::kSheets && open_.back().seen == Seen::kVisible)
      headers_.cell(words);
    else if (!slide_hidden_ && open_.back().in_shape && open_.back().seen == Seen::kVisible && shape_ < shapes_.size())
      to_canvas(words);
    else if (in_flow() && open_.back().seen == Seen::kVisible)
      line_ += words;
    else
      layer(slide_hidden_ ? Seen::kHidden : open_.back().seen).cell(words);
  }
  // Of a text's own paragraphs, outside of tables.
  bool in_flow() const {
    return kind_ == OdfKind::kText && apart_ == 0 && cells_ == 0 && in_text_ > 0 && !open_.back().in_header;
  }
  void start_paragraph(const XmlAttributes& attributes) {
    flush();
    if (kind_ == OdfKind::kText && apart_ == 0 && cells_ == 0 &&
        styles_.style("paragraph", attributes.get("style-name")).new_page)
      cover_.page();
  }
  void end_line() {
    flush();
    if (kind_ == OdfKind::kText && apart_ == 0) {
      cover_.paragraph(std::exchange(line_, {}), kOrdinaryType, PageCover::In::kText);
      if (std::exchange(page_ends_, false)) cover_.page();
    }
    new_line_ = true;
    for (Layer& each : layers_) each.end_row();
    deleted_.end_row();
    notes_.end_row();
    headers_.end_row();
  }
  void end_page() {
    end_line();
    const std::string place = fmt::format("slide ‘{}’", slide_);
    if (slide_hidden_) {
      Layer& hidden = layer(Seen::kHidden);
      if (hidden.cells() == 0)
        emitter_.observe({.trait = Trait::kSlideHidden, .part = part_, .place = place + ", without text"});
      hidden.close(Trait::kSlideHidden, part_, place + ", which is not shown");
    }
    for (SlideShape& shape : shapes_) canvas_.add(std::move(shape));
    shapes_.clear();
    canvas_.close(emitter_, part_, place, Trait::kVisible);
    slide_.clear();
    layer(Seen::kVisible).close(Trait::kVisible, part_, place);
    layer(Seen::kHidden).close(Trait::kTextHidden, part_, place + ", text that is not shown");
    layer(Seen::kUnseen)
        .close(Trait::kTextUnseen, part_, place + ", text in the colour of its background, or off the slide");
    notes_.close(Trait::kNotes, part_, place + ", speaker's notes");
    slide_hidden_ = false;
    page_size_.reset();
  }

  OdfStyles& styles_;
  std::string part_;
  OdfKind kind_;
  Emitter& emitter_;
  OdfComments comments_;
  std::array<Layer, static_cast<std::size_t>(Seen::kLast) + 1> layers_;
  Layer covered_, deleted_, notes_, headers_, variables_, merge_, fields_;
  std::vector<Element> open_;
  std::vector<std::pair<std::string, std::string>> declared_;
  std::set<std::string> shown_;
  SlideCanvas canvas_;
  std::vector<SlideShape> shapes_;  // of the slide
  std::size_t shape_ = 0;
  SlideParagraph::Align align_ = SlideParagraph::Align::kLeft;
  bool new_line_ = true;
  PageCover cover_{layer(Seen::kVisible), covered_};
  OdfFloat float_;
  int apart_ = 0;
  bool page_ends_ = false;
  std::string words_, line_, slide_;
  std::size_t filled_in_at_ = 0;  // in the words
  std::optional<std::pair<double, double>> page_size_;
  std::uint64_t insertions_ = 0, formats_ = 0, locked_ = 0;
  int in_text_ = 0, cells_ = 0;
  bool in_deletion_ = false, in_notes_ = false, slide_hidden_ = false;
  OdfTable table_;
  std::vector<std::size_t> rows_;  // of the tables
  std::size_t tables_ = 0;
};

}  // namespace

std::unique_ptr<OdfContent> odf_text(OdfStyles& styles, const std::string& part, OdfKind kind, Emitter& emitter,
                                     std::vector<std::size_t> rows) {
  return std::make_unique<TextReader>(styles, part, kind, emitter, std::move(rows));
}

}  // namespace tipstaff::document
