#include "document/word/word_story.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "document/parts/drawing.h"
#include "document/web/css_colour.h"
#include "document/web/style.h"
#include "document/word/word_anchor.h"
#include "document/word/word_fields.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::uint64_t kSmallestType = static_cast<std::uint64_t>(2 * kSmallestLetters);  // half points
constexpr std::size_t kDeepest = 200;                                                      // paragraphs in each other
constexpr double kPoint = 12'700;  // of which an inch has 914 400
constexpr double kSmallBox = 3;    // points: no letter fits in
constexpr double kThin = 60;       // twentieths of a point: a line's height

// Everything that flows: the body, headers, footers, notes, the glossary.
class Story : public XmlHandler {
 public:
  // `on_no_page`: no section uses it.
  Story(Emitter& emitter, const std::string& part, const WordStyles& styles, const WordPage& page, Shown& shown,
        bool on_no_page)
      : emitter_(emitter),
        shown_(shown),
        on_no_page_(on_no_page),
        part_(part),
        styles_(styles),
        page_(page),
        watcher_(emitter, part),
        visible_(emitter),
        inserted_(emitter),
        deleted_(emitter),
        moved_(emitter),
        hidden_(emitter),
        unseen_(emitter),
        tiny_(emitter),
        off_(emitter),
        choices_(emitter),
        unshown_(emitter),
        covered_(emitter),
        fields_(emitter),
        body_(part.find("/document") != std::string::npos),
        building_blocks_(part.find("/glossary/") != std::string::npos) {
    paragraph_look_ = styles_.paragraph({});
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    shown_.take(name, attributes);
    last_ = name;
    start_other(name, attributes);
    if (name == "ins")
      ++in_insertion_;
    else if (name == "del")
      ++in_deletion_;
    else if (name == "moveFrom" || name == "moveTo")
      ++in_move_;
    else if (name == "r")
      start_run();
    else if (name == "p")
      start_paragraph();
    else if (name == "rPr")
      in_run_look_ = true;
    else if (name == "tbl")
      start_table();
    else if (name.starts_with("tbl") && !tables_.empty())
      start_table_look(name, attributes);
    else if (name == "rPrChange" || name == "pPrChange" || name == "tblPrChange" || name == "sectPrChange" ||
             name == "tcPrChange" || name == "trPrChange") {
      ++changes_;
      ++in_change_;
    } else if (name == "altChunk")
      emitter_.observe(
          {.trait = Trait::kAltChunk, .part = part_, .place = "a whole document inside, shown only by some programs"});
    else if (name == "t" || name == "delText" || name == "instrText" || name == "delInstrText")
      leaf_.begin();
    if (in_change_ > 0) return;
    if (in_run_look_ && name == "rStyle")
      run_.add(styles_.run(attributes.get("val")));
    else if (in_run_look_)
      own_.take(name, attributes);
    else
      start_place(name, attributes);
  }
  void text(std::string_view piece) override {
    leaf_.add(piece);
    if (!leaf_.on() && !foreign_ && !is_blank(piece) && !holds_numbers(last_)) foreign_ = true;
  }
  void end(std::string_view name) override {
    last_.clear();
    if (name == "AlternateContent") end_alternatives();
    if (name == "Fallback" && in_fallback_ > 0) --in_fallback_;
    if (name == "footnote" || name == "endnote") unused_note_ = false;
    if (name == "fldSimple") fields_.end();
    if (name == "phant") in_phantom_ = false;
    if (in_fallback_ == 0) end_old_shape(name);
    if (name == "ins")
      --in_insertion_;
    else if (name == "del")
      --in_deletion_;
    else if (name == "moveFrom" || name == "moveTo")
      --in_move_;
    else if (name == "rPr") {
      in_run_look_ = false;
      run_.add(std::exchange(own_, {}));
    } else if (name == "tbl") {
      if (!tables_.empty()) tables_.pop_back();
    } else if (name == "tr")
      row_ = {};
    else if (WordAnchor::holds_text(name) && leaf_.on())
      anchor_.text(name, leaf_.end());
    else if (name.ends_with("PrChange"))
      --in_change_;
    else if (name == "t")
      words();
    else if (name == "delText" || name == "delInstrText")
      deleted_.cell(leaf_.end());
    else if (name == "instrText")
      fields_.code(leaf_.end());
    else if (name == "tc") {
      cell_fill_.clear();
      merged_ = thin_cell_ = away_cell_ = false;
    }
    if (name == "tcPr") in_cell_ = false;
    if (name == "tblCellMar" || name == "tcMar") in_margins_ = false;
    if (name == "rt") in_ruby_ = false;
    if (name == "txbxContent" && small_boxes_ > 0) --small_boxes_;
    if (name == "p") {
      end_paragraph();
      if (!outer_.empty()) {
        std::tie(paragraph_look_, paragraph_fill_, thin_, away_) = std::move(outer_.back());
        outer_.pop_back();
      }
    }
    if (name == "spPr") in_shape_look_ = false;
    if (anchor_.end(name)) end_anchor();
    if (name == "wsp" || name == "textbox") shape_fill_.clear();
  }
  std::vector<std::string> tiny_pictures;  // and charts, by their relations

  void close() {
    end_paragraph();
    cover_.page();
    tell_pictures();
    visible_.close(Trait::kVisible, part_, "");
    inserted_.close(Trait::kInserted, part_, "text marked as inserted, with who inserted it when");
    deleted_.close(Trait::kDeleted, part_, "text marked as deleted, and still there");
    moved_.close(Trait::kMoved, part_, "text marked as moved");
    hidden_.close(Trait::kTextHidden, part_, "text formatted as hidden");
    unseen_.close(Trait::kTextUnseen, part_, "text in the colour of its background");
    tiny_.close(Trait::kTextTiny, part_, "text too small to be seen");
    off_.close(Trait::kTextOffPage, part_, "text outside the page");
    covered_.close(Trait::kTextCovered, part_, "text under a shape");
    unshown_.close(
        Trait::kTextHidden, part_,
        on_no_page_ ? "a header or footer that no page shows"
                    : "notes that nothing refers to, cells merged away, building blocks, or text for other programs");
    if (foreign_)
      emitter_.observe(
          {.trait = Trait::kUnexplained, .part = part_, .place = "text where no program is known to show any"});
    watcher_.close();
    choices_.close(Trait::kListValidation, part_, "choices of a list in the text, and hints for who fills it in");
    fields_.close(part_);
    if (changes_ > 0)
      emitter_.observe({.trait = Trait::kFormatChanged,
                        .part = part_,
                        .place = "changes of format, with who made them when",
                        .cells = changes_});
  }

 private:
  struct Row {
    bool hidden = false, thin = false, away = false;
  };
  struct Table {
    bool painted = false, away = false;  // its style paints cells; it lies where no page is
  };

  // Elements with text that is none of the page's.
  static bool holds_numbers(std::string_view name) {
    return name == "align" || name == "pctWidth" || name == "pctHeight" || name == "posOffset" || name == "binData" ||
           (!name.empty() && name[0] >= 'A' && name[0] <= 'Z');
  }
  void start_other(std::string_view name, const XmlAttributes& attributes) {
    if (name == "AlternateContent") ++in_alternatives_;
    if (name == "Fallback") ++in_fallback_;
    if (name == "fldSimple") {
      fields_.begin();
      fields_.add(attributes.get("instr"));
      fields_.separate();
    }
    if (name == "fldChar") {
      const std::string_view type = attributes.get("fldCharType");
      if (type == "begin") fields_.begin();
      if (type == "separate") fields_.separate();
      if (type == "end") fields_.end();
    }
    if (name == "vMerge" || name == "hMerge") merged_ = merged_ || attributes.get("val") != "restart";
    if (name == "show" &&
        (attributes.get("val") == "0" || attributes.get("val") == "off" || attributes.get("val") == "false"))
      in_phantom_ = true;
    if (name == "tblLayout") fixed_ = attributes.get("type") == "fixed";
    if (name == "footnote" || name == "endnote") unused_note_ = is_unused_note(name, attributes);
    anchor_.start(name, attributes);
    if (in_fallback_ == 0) cover_.space(old_anchor_.start(name, attributes));
    if (name == "anchor" || name == "inline") floats_ = name == "anchor";
    if (in_fallback_ == 0 && ((name == "blip" && !attributes.foreign("embed").empty()) || name == "chart"))
      judge_picture(attributes.foreign(name == "blip" ? "embed" : "id"));
    if (name == "extent")
      small_ =
          std::min(attributes.number("cx", kPoint * 100), attributes.number("cy", kPoint * 100)) < kSmallBox * kPoint;
    if (name == "txbxContent" && (small_ || small_boxes_ > 0)) ++small_boxes_;
    if (name == "extent" && !floats_) cover_.space(attributes.number("cy", 0) / kPoint);
    start_page(name, attributes);
  }
  void end_anchor() {
    if (const auto cover = anchor_.cover()) cover_.shape(*cover);
    if (in_fallback_ == 0 && in_deletion_ == 0) {
      if (const auto thing = anchor_.thing(align_)) cover_.thing(*thing);
      cover_.things(anchor_.in_group());
    }
    anchor_ = {};
  }
  void end_old_shape(std::string_view name) {
    if (const auto cover = old_anchor_.end(name)) cover_.shape(*cover);
    if (const auto thing = old_anchor_.thing()) cover_.thing(*thing);
  }
  // As words are, where they stand.
  void judge_picture(std::string_view id) {
    if (in_deletion_ > 0) ++pictures_.deleted;
    if (run_.hidden.value_or(false) || row_.hidden) ++pictures_.hidden;
    if (anchor_.off_page() || away_ || away_cell_ || row_.away || unused_note_ || merged_) ++pictures_.off;
    if (std::max(anchor_.width(), anchor_.height()) < kSmallBox || row_.thin || (thin_ && !floats_))
      tiny_pictures.emplace_back(id);
  }
  void tell_pictures() {
    const auto tell = [&](Trait trait, std::string_view place, std::uint64_t count) {
      if (count > 0) emitter_.observe({.trait = trait, .part = part_, .place = std::string(place), .cells = count});
    };
    tell(Trait::kPictureCovered, "pictures or charts that lie under a shape, or a part of which does",
         cover_.covered_pictures());
    tell(Trait::kDeleted, "pictures marked as deleted, and still there", pictures_.deleted);
    tell(Trait::kHiddenShape, "pictures formatted as hidden", pictures_.hidden);
    tell(Trait::kHiddenShape, "pictures or charts where no page shows any", pictures_.off);
  }
  // What programs show that know the newer form, and what the others show instead.
  void end_alternatives() {
    if (--in_alternatives_ > 0) return;
    std::erase(choice_, ' ');
    std::string plain = fallback_;
    std::erase(plain, ' ');
    if (!is_blank(plain) && choice_.find(plain) == std::string::npos) unshown_.cell(fallback_);
    choice_.clear();
    fallback_.clear();
  }
  // Pages begin where the text says so, or where the program that wrote it last showed them.
  void start_page(std::string_view name, const XmlAttributes& attributes) {
    const bool breaks = name == "lastRenderedPageBreak" || (name == "br" && attributes.get("type") == "page") ||
                        (name == "pageBreakBefore" && attributes.get("val") != "0" && attributes.get("val") != "false");
    if (name == "sectPr") page_ends_ = true;
    if (name == "type" && attributes.get("val") == "continuous") page_ends_ = false;
    if (!breaks || in_change_ > 0) return;
    if (is_blank(line_))
      cover_.page();
    else
      page_ends_ = true;
  }
  // Lines between text and notes stand only where there are notes.
  bool is_unused_note(std::string_view name, const XmlAttributes& attributes) const {
    const auto& used = name == "footnote" ? shown_.footnotes : shown_.endnotes;
    return attributes.find("type") ? used.empty() : !used.contains(std::string(attributes.get("id")));
  }
  // What a store of building blocks says beside what it asks for: “[Type the title]”, “Enter what you want to repeat,
  // with …”.
  bool is_kept_aside(const std::string& words) const {
    return building_blocks_ && is_remark(words) && words.find_first_of("0123456789@") != std::string::npos &&
           !words.starts_with('[');
  }
  // Stops of tabs, and tabs in the text that go to one beyond the page.
  void start_tab(const XmlAttributes& attributes) {
    if (attributes.find("pos"))
      far_tab_ = far_tab_ || page_.misses(attributes.number("pos", 0));
    else
      away_ = away_ || far_tab_;
  }
  void start_table() {
    tables_.push_back({});
    fixed_ = false;
  }
  void start_table_look(std::string_view name, const XmlAttributes& attributes) {
    Table& table = tables_.back();
    if (name == "tblStyle") table.painted = styles_.paints_cells(attributes.get("val"));
    if (name == "tblInd" && attributes.get("type") != "pct")
      table.away = table.away || page_.misses(attributes.number("w", 0));
    if (name == "tblpPr")
      table.away = table.away || page_.misses(attributes.number("tblpX", 0), attributes.number("tblpY", 0));
  }
  void start_run() {
    run_ = paragraph_look_;
    own_ = {};
  }
  void start_paragraph() {
    if (outer_.size() < kDeepest) outer_.push_back({paragraph_look_, paragraph_fill_, thin_, away_});
    paragraph_look_ = styles_.paragraph({});
    paragraph_fill_ = styles_.paragraph_fill({});
    start_run();
    thin_ = away_ = far_tab_ = false;
    align_ = PageAlong::Align::kAt;
  }
  // What is said of paragraphs, rows, cells and shapes.
  void start_place(std::string_view name, const XmlAttributes& attributes) {
    if (name == "pStyle") {
      paragraph_look_ = styles_.paragraph(attributes.get("val"));
      if (std::string fill = styles_.paragraph_fill(attributes.get("val")); !fill.empty())
        paragraph_fill_ = std::move(fill);
      start_run();
    }
    if (name == "shd") (in_cell_ ? cell_fill_ : paragraph_fill_) = word_fill(attributes);
    if (name == "jc")
      align_ = attributes.get("val") == "center"                                    ? PageAlong::Align::kMiddle
               : attributes.get("val") == "right" || attributes.get("val") == "end" ? PageAlong::Align::kEnd
                                                                                    : PageAlong::Align::kAt;
    if (name == "tcPr") in_cell_ = true;
    if (name == "tcW" && fixed_ && attributes.get("type") == "dxa") thin_cell_ = attributes.number("w", kThin) < kThin;
    if (name == "spacing" && attributes.get("lineRule") == "exact") thin_ = attributes.number("line", 240) < kThin;
    if (name == "ind")
      away_ = away_ || page_.misses(attributes.number(attributes.find("left") ? "left" : "start", 0) +
                                    attributes.number("firstLine", 0) - attributes.number("hanging", 0));
    if (name == "framePr") {
      away_ = page_.misses(attributes.number("x", 0), attributes.number("y", 0));
      thin_ = thin_ || attributes.number("w", kThin) < kThin ||
              (attributes.get("hRule") == "exact" && attributes.number("h", kThin) < kThin);
    }
    if (name == "tblCellMar" || name == "tcMar") in_margins_ = true;
    if (in_margins_ && (name == "left" || name == "start"))
      (in_cell_ || tables_.empty() ? away_cell_ : tables_.back().away) |= page_.misses(attributes.number("w", 0));
    if (name == "wBefore") row_.away = page_.misses(attributes.number("w", 0));
    if (name == "hps") small_ruby_ = attributes.number("val", 24) < kSmallestType;
    if (name == "rt") in_ruby_ = true;
    if (name == "tab") start_tab(attributes);
    if (name == "hidden" && attributes.get("val") != "0") row_.hidden = true;
    if (name == "trHeight" && attributes.get("hRule") == "exact") row_.thin = attributes.number("val", 240) < kThin;
    if (name == "listItem") {
      choices_.cell(attributes.get("displayText"));
      if (attributes.get("value") != attributes.get("displayText")) choices_.cell(attributes.get("value"));
      choices_.end_row();
    }
    if (name == "listEntry" || name == "helpText" || name == "statusText" ||
        (name == "default" && reads_as_words(attributes.get("val")))) {
      choices_.cell(attributes.get("val"));
      choices_.end_row();
    }
    if (name == "textpath") (in_fallback_ > 0 ? fallback_ : line_) += attributes.get("string");
    if (WordAnchor::holds_text(name)) leaf_.begin();
    start_shape(name, attributes);
  }
  // “width:0;height:0” (VML).
  static bool is_without_size(std::string_view style) {
    for (const std::string_view side : {"width:0", "height:0"})
      if (const std::size_t at = style.find(side);
          at != std::string_view::npos && (at == 0 || style[at - 1] == ';') &&
          style.find_first_of("123456789", at) >= std::min(style.find(';', at), style.size()))
        return true;
    return false;
  }
  // What lies behind a text box's words, or behind all: “?” for a colour that is not looked up.
  void start_shape(std::string_view name, const XmlAttributes& attributes) {
    if (name == "background") page_fill_ = attributes.get("color");
    if (name == "wsp") shape_fill_.clear();
    if (name == "spPr") in_shape_look_ = true;
    if (name == "ln") in_shape_look_ = false;
    if (in_shape_look_ && name == "srgbClr") shape_fill_ = attributes.get("val");
    if ((in_shape_look_ && (name == "schemeClr" || name == "blipFill")) ||
        (name == "fillRef" && attributes.count("idx", 0) > 0 && shape_fill_.empty()))
      shape_fill_ = "?";
    if (const std::string_view fill = attributes.get("fillcolor"); !fill.empty()) shape_fill_ = plain_colour(fill);
    if (name == "shape" || name == "rect" || name == "roundrect") small_ = is_without_size(attributes.get("style"));
  }
  bool is_unseen() const {
    if (run_.unpainted.value_or(false)) return true;
    const auto real = [](const std::string& fill) { return !fill.empty() && fill != "auto"; };
    const std::string own = run_.fill.value_or(""), colour = run_.colour.value_or("auto");
    const std::string& fill = real(own)               ? own
                              : real(paragraph_fill_) ? paragraph_fill_
                              : real(cell_fill_)      ? cell_fill_
                              : real(shape_fill_)     ? shape_fill_
                                                      : page_fill_;
    // A program turns automatic text white on a dark cell; a run is made dark to blacken it.
    if (colour == "auto" || colour.empty()) return real(own) && look_same(own, "000000");
    if (real(fill)) return look_same(colour, fill);
    const bool painted = std::ranges::any_of(tables_, &Table::painted);  // a table's style may well be dark
    return look_same(colour, "FFFFFF") && !painted;
  }
  void words() {
    const std::string& text = leaf_.end();
    if (in_fallback_ > 0) {
      fallback_ += text;
      return;
    }
    if (in_alternatives_ > 0) choice_ += text;
    if (!is_blank(text)) anchor_.says(), old_anchor_.says();
    const bool in_code = fields_.in_code();
    fields_.add(text);
    if (in_code) return;
    bool seen = true;
    const auto put = [&](bool applies, Layer& layer) {
      if (!applies) return;
      layer.cell(text);
      seen = false;
    };
    put(in_deletion_ > 0, deleted_);
    put(in_move_ > 0, moved_);
    put(in_insertion_ > 0, inserted_);
    put(run_.hidden.value_or(false) || row_.hidden || in_phantom_, hidden_);
    put(is_unseen() || (run_.signs.value_or(false) && reads_as_words(text)), unseen_);
    const std::uint64_t size = run_.size.value_or(24);
    put((size != 0 && size < kSmallestType) || run_.is_squeezed() || thin_ || thin_cell_ || row_.thin ||
            (in_ruby_ && small_ruby_) || small_boxes_ > 0,
        tiny_);
    put(away_ || away_cell_ || row_.away || std::ranges::any_of(tables_, &Table::away) || run_.is_far() ||
            anchor_.off_page() || old_anchor_.off_page(),
        off_);
    put(on_no_page_ || unused_note_ || merged_, unshown_);
    if (seen) line_ += text;
  }
  void end_paragraph() {
    using In = PageCover::In;
    if (is_kept_aside(line_)) unshown_.cell(std::exchange(line_, {}));
    const In in = !body_ || outer_.size() > 1 ? In::kApart : tables_.empty() ? In::kText : In::kTable;
    cover_.paragraph(std::exchange(line_, {}), static_cast<double>(paragraph_look_.size.value_or(24)) / 2, in);
    if (std::exchange(page_ends_, false)) cover_.page();
    paragraph_fill_.clear();
    for (Layer* layer :
         {&visible_, &inserted_, &deleted_, &moved_, &hidden_, &unseen_, &tiny_, &off_, &unshown_, &covered_})
      layer->end_row();
  }

  Emitter& emitter_;
  Shown& shown_;
  bool on_no_page_;
  const std::string& part_;
  const WordStyles& styles_;
  const WordPage& page_;
  DrawingWatcher watcher_;
  Layer visible_, inserted_, deleted_, moved_, hidden_, unseen_, tiny_, off_, choices_, unshown_, covered_;
  WordFields fields_;
  LeafText leaf_;
  WordLook paragraph_look_, run_, own_;
  WordAnchor anchor_;
  PageAlong::Align align_ = PageAlong::Align::kAt;  // of the paragraph
  struct {
    std::uint64_t deleted = 0, hidden = 0, off = 0;
  } pictures_;
  OldWordAnchor old_anchor_;
  Row row_;
  std::vector<Table> tables_;
  std::string line_, paragraph_fill_, cell_fill_, shape_fill_, page_fill_;
  std::vector<std::tuple<WordLook, std::string, bool, bool>> outer_;  // paragraphs around a text box's own
  int in_insertion_ = 0, in_deletion_ = 0, in_move_ = 0, in_change_ = 0;
  int in_alternatives_ = 0, in_fallback_ = 0, small_boxes_ = 0;
  PageCover cover_{visible_, covered_};
  bool body_ = false, building_blocks_ = false, floats_ = false, page_ends_ = false;
  std::string last_, choice_, fallback_;
  bool unused_note_ = false, merged_ = false, foreign_ = false, in_phantom_ = false, fixed_ = false, thin_cell_ = false;
  std::uint64_t changes_ = 0;
  bool in_run_look_ = false, in_cell_ = false, thin_ = false, away_ = false, in_shape_look_ = false;
  bool in_margins_ = false, away_cell_ = false, far_tab_ = false, in_ruby_ = false, small_ruby_ = false,
       small_ = false;  // small: the box that is being told
};

// Programs put small dots where they need room: only what is larger than such hides something.
void tell_tiny(Package& package, const std::string& part, const std::vector<std::string>& pictures) {
  constexpr std::size_t kDot = 4096;  // bytes
  std::uint64_t count = 0;
  for (const Relation& relation : package.relations(part)) {
    if (relation.external || std::ranges::find(pictures, relation.id) == pictures.end()) continue;
    const auto bytes = package.glance(relation.target);
    count += relation.type == "chart" || (bytes && bytes->size() >= kDot) ? 1U : 0U;
  }
  if (count > 0)
    package.emitter().observe({.trait = Trait::kHiddenShape,
                               .part = part,
                               .place = "pictures or charts too small to be seen",
                               .cells = count});
}

}  // namespace

void read_word_story(Package& package, const std::string& part, const WordStyles& styles, const WordPage& page,
                     Shown& shown, bool on_no_page) {
  Story story(package.emitter(), part, styles, page, shown, on_no_page);
  package.parse(part, story);
  story.close();
  tell_tiny(package, part, story.tiny_pictures);
}

}  // namespace tipstaff::document
