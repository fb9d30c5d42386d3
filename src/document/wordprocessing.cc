// Documents: WordprocessingML (ECMA-376 part 1 §17; .docx, .docm and their templates).
#include "document/wordprocessing.h"

#include <fmt/format.h>

#include "document/drawing.h"

namespace tipstaff::document {
namespace {

// Smaller than this is not read, in half points.
constexpr std::uint64_t kSmallestType = 5;

// Everything that flows: the body, headers, footers, notes, the glossary.
class Story : public XmlHandler {
 public:
  Story(Emitter& emitter, const std::string& part)
      : emitter_(emitter),
        part_(part),
        watcher_(emitter, part),
        visible_(emitter),
        inserted_(emitter),
        deleted_(emitter),
        moved_(emitter),
        hidden_(emitter),
        unseen_(emitter),
        tiny_(emitter),
        fields_(emitter) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    watcher_.start(name, attributes);
    if (name == "ins")
      ++in_insertion_;
    else if (name == "del")
      ++in_deletion_;
    else if (name == "moveFrom" || name == "moveTo")
      ++in_move_;
    else if (name == "r")
      run_ = {};
    else if (name == "rPr")
      in_run_look_ = true;
    else if (name == "tbl")
      ++tables_;
    else if (name == "rPrChange" || name == "pPrChange" || name == "tblPrChange" || name == "sectPrChange" ||
             name == "tcPrChange" || name == "trPrChange") {
      ++changes_;
      ++in_change_;
    } else if (name == "altChunk")
      emitter_.observe(
          {.trait = Trait::kAltChunk, .part = part_, .place = "a whole document inside, shown only by some programs"});
    else if (name == "t" || name == "delText" || name == "instrText" || name == "delInstrText")
      leaf_.begin();
    if (in_run_look_ && in_change_ == 0) look(name, attributes);
    if (name == "shd" && !in_run_look_ && in_change_ == 0) shade(attributes);
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "ins")
      --in_insertion_;
    else if (name == "del")
      --in_deletion_;
    else if (name == "moveFrom" || name == "moveTo")
      --in_move_;
    else if (name == "rPr")
      in_run_look_ = false;
    else if (name == "tbl")
      --tables_;
    else if (name.ends_with("PrChange"))
      --in_change_;
    else if (name == "t")
      words();
    else if (name == "delText" || name == "delInstrText")
      deleted_.cell(leaf_.end());
    else if (name == "instrText")
      field_ += leaf_.end();
    else if (name == "tc")
      cell_fill_.clear();
    if (name == "p") end_paragraph();
  }
  void close() {
    end_paragraph();
    visible_.close(Trait::kVisible, part_, "");
    inserted_.close(Trait::kInserted, part_, "text marked as inserted, with who inserted it when");
    deleted_.close(Trait::kDeleted, part_, "text marked as deleted, and still there");
    moved_.close(Trait::kMoved, part_, "text marked as moved");
    hidden_.close(Trait::kTextHidden, part_, "text formatted as hidden");
    unseen_.close(Trait::kTextUnseen, part_, "text in the colour of its background");
    tiny_.close(Trait::kTextTiny, part_, "text too small to be seen");
    fields_.close(Trait::kFieldCode, part_, "fields that fetch from elsewhere");
    if (changes_ > 0)
      emitter_.observe({.trait = Trait::kFormatChanged,
                        .part = part_,
                        .place = "changes of format, with who made them when",
                        .cells = changes_});
  }

 private:
  struct Run {
    bool hidden = false;
    std::uint64_t size = 0;
    std::string colour, fill;
  };

  void look(std::string_view name, const XmlAttributes& attributes) {
    const std::string_view value = attributes.get("val");
    const bool on = value.empty() || (value != "0" && value != "false" && value != "off");
    if (name == "vanish" || name == "webHidden") run_.hidden = name == "vanish" ? on : run_.hidden;
    if (name == "sz") run_.size = attributes.count("val", 0);
    if (name == "color") run_.colour = value;
    if (name == "shd") run_.fill = attributes.get("fill");
    if (name == "highlight") run_.fill = value == "black" ? "000000" : value == "white" ? "FFFFFF" : std::string(value);
  }
  void shade(const XmlAttributes& attributes) { (tables_ > 0 ? cell_fill_ : paragraph_fill_) = attributes.get("fill"); }
  bool is_unseen() const {
    const std::string& fill = !run_.fill.empty() && run_.fill != "auto"               ? run_.fill
                              : !paragraph_fill_.empty() && paragraph_fill_ != "auto" ? paragraph_fill_
                                                                                      : cell_fill_;
    const bool filled = !fill.empty() && fill != "auto";
    if (run_.colour.empty() || run_.colour == "auto") return false;  // a program turns automatic text white on black
    if (filled) return run_.colour == fill;
    return run_.colour == "FFFFFF" && tables_ == 0;  // a table's style may well be dark
  }
  void words() {
    const std::string& text = leaf_.end();
    bool seen = true;
    const auto put = [&](bool applies, Layer& layer) {
      if (!applies) return;
      layer.cell(text);
      seen = false;
    };
    put(in_deletion_ > 0, deleted_);
    put(in_move_ > 0, moved_);
    put(in_insertion_ > 0, inserted_);
    put(run_.hidden, hidden_);
    put(is_unseen(), unseen_);
    put(run_.size != 0 && run_.size < kSmallestType, tiny_);
    if (seen) line_ += text;
  }
  void end_paragraph() {
    visible_.cell(line_);
    line_.clear();
    for (const std::string_view fetching :
         {"INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DATABASE", "MERGEFIELD", "LINK ", "RD ", "DOCVARIABLE", "PRIVATE"})
      if (field_.find(fetching) != std::string::npos && field_.find("HYPERLINK") == std::string::npos) {
        fields_.cell(field_);
        break;
      }
    field_.clear();
    paragraph_fill_.clear();
    for (Layer* layer : {&visible_, &inserted_, &deleted_, &moved_, &hidden_, &unseen_, &tiny_, &fields_})
      layer->end_row();
  }

  Emitter& emitter_;
  const std::string& part_;
  DrawingWatcher watcher_;
  Layer visible_, inserted_, deleted_, moved_, hidden_, unseen_, tiny_, fields_;
  LeafText leaf_;
  Run run_;
  std::string line_, field_, paragraph_fill_, cell_fill_;
  int in_insertion_ = 0, in_deletion_ = 0, in_move_ = 0, in_change_ = 0, tables_ = 0;
  std::uint64_t changes_ = 0;
  bool in_run_look_ = false;
};

// settings.xml: variables, mail merge, locks.
class Settings : public XmlHandler {
 public:
  Settings(Emitter& emitter, const std::string& part)
      : emitter_(emitter), part_(part), variables_(emitter), merge_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "docVar") {
      variables_.cell(attributes.get("val"));
      variables_.end_row();
    }
    if (name == "mailMerge") in_merge_ = true;
    if (in_merge_ &&
        (name == "query" || name == "connectString" || name == "udl" || name == "table" || name == "mappedName"))
      merge_.cell(attributes.get("val"));
    if (name == "documentProtection" || name == "writeProtection")
      emitter_.observe({.trait = Trait::kProtection,
                        .part = part_,
                        .place = "the document is locked against changes, which hides nothing"});
  }
  void text(std::string_view) override {}
  void end(std::string_view name) override {
    if (name == "mailMerge") in_merge_ = false;
  }
  void close() {
    variables_.close(Trait::kVariable, part_, "variables of the document");
    merge_.close(Trait::kMailMerge, part_, "the query and source of a mail merge");
  }

 private:
  Emitter& emitter_;
  const std::string& part_;
  Layer variables_, merge_;
  bool in_merge_ = false;
};

}  // namespace

static void read_story(Package& package, const std::string& part) {
  Story story(package.emitter(), part);
  package.parse(part, story);
  story.close();
}

void read_word_document(Package& package) {
  Emitter& emitter = package.emitter();
  for (const std::string& part : package.parts()) {
    const std::string& type = package.type_of(part);
    const auto is = [&](std::string_view kind) { return type.find(kind) != std::string::npos; };
    if (is(".main+xml") || is("document.glossary+xml") || is("wordprocessingml.header+xml") ||
        is("wordprocessingml.footer+xml") || is("footnotes+xml") || is("endnotes+xml")) {
      read_story(package, part);
    } else if (is("wordprocessingml.settings+xml")) {
      Settings settings(emitter, part);
      package.parse(part, settings);
      settings.close();
    } else if (is("drawing") || is("diagramdata+xml") || is("chart+xml")) {
      read_drawing(package, part);
    } else {
      continue;
    }
    for (const Relation& relation : package.relations(part)) {
      if (relation.type == "attachedTemplate")
        emitter.observe({.trait = Trait::kTemplate,
                         .part = part,
                         .place = "the path of the template that it was made from",
                         .cells = 1});
      else if (relation.external && relation.type.starts_with("mailMerge"))
        emitter.observe(
            {.trait = Trait::kMailMerge, .part = part, .place = "the path of a mail merge's source", .cells = 1});
      else if (relation.external && relation.type != "hyperlink")
        emitter.observe(
            {.trait = Trait::kExternalTarget, .part = part, .place = "the path of something outside", .cells = 1});
    }
  }
}

}  // namespace tipstaff::document
