#include "document/sheets/workbook.h"

#include <fmt/format.h>

#include "document/sheets/workbook_styles.h"

namespace tipstaff::document {

void StringRuns::start(std::string_view name, const XmlAttributes& attributes) {
  begun_ = true;
  if (name == "r") begin_run();
  if (name == "rPr") in_look_ = true;
  if (name == "color" && in_look_) paint_ = std::make_shared<Paint>(Paint::read(attributes));
  if (name == "sz" && in_look_) size_ = attributes.number("val", 11);
  if (name == "t") in_look_ = false;
}
void StringRuns::words(std::string_view text, const Theme& theme) {
  begun_ = true;
  if (is_blank(text)) return;
  white = white || (paint_ != nullptr && look_same(colour_of(*paint_, theme, {}, kBlack), kWhite));
  tiny = tiny || size_ < kSmallestLetters;
}

namespace {

constexpr std::size_t kMostStringBytes = std::size_t{256} << 20;

struct DefinedName {
  std::string name, formula;
  bool hidden = false;
  std::uint64_t sheet = UINT64_MAX;
};

class Book : public XmlHandler {
 public:
  explicit Book(Emitter& emitter) : emitter_(emitter) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sheet") {
      const std::string_view state = attributes.get("state");
      sheets.push_back({std::string(attributes.get("name")),
                        std::string(attributes.get("id")),
                        state == "veryHidden" ? SheetState::kVeryHidden
                        : state == "hidden"   ? SheetState::kHidden
                                              : SheetState::kVisible,
                        {}});
    } else if (name == "definedName") {
      names.push_back({std::string(attributes.get("name")),
                       {},
                       attributes.is_true("hidden"),
                       attributes.count("localSheetId", UINT64_MAX)});
      leaf_.begin();
    } else if (name == "workbookPr") {
      from_1904 = attributes.is_true("date1904");
    } else if (name == "absPath") {
      emitter_.observe({.trait = Trait::kAbsolutePath,
                        .part = part,
                        .place = "the folder where it was last saved, which may hold a user's name",
                        .cells = 1});
    } else if (name == "fileSharing" || (name == "workbookProtection" &&
                                         (attributes.is_true("lockStructure") || attributes.is_true("lockWindows") ||
                                          attributes.is_true("lockRevision")))) {
      emitter_.observe({.trait = Trait::kProtection, .part = part, .place = "the workbook is locked against changes"});
    } else if (name == "workbookView") {
      windows.add(attributes.get("visibility").ends_with("idden"),
                  !attributes.find("showSheetTabs") || attributes.is_true("showSheetTabs"),
                  attributes.count("activeTab", 0));
    } else if (name == "customWorkbookView") {
      emitter_.observe({.trait = Trait::kCustomView, .part = part, .place = "a person's own view of the workbook"});
    }
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "definedName" && !names.empty()) names.back().formula = leaf_.end();
  }

  std::string part;
  std::vector<Sheet> sheets;
  std::vector<DefinedName> names;
  bool from_1904 = false;
  Windows windows;

 private:
  Emitter& emitter_;
  LeafText leaf_;
};

class StringTable : public XmlHandler {
 public:
  explicit StringTable(const Theme& theme) : theme_(theme) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "si") {
      item_.clear();
      run_.begin();
    }
    run_.start(name, attributes);
    if (name == "rPh") phonetic_ = true;  // how it is spoken, not what is written
    if (name == "t") leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" && phonetic_ && leaf_.on()) {
      if (is_latin_words(leaf_.end())) spoken.push_back(leaf_.end());
    } else if (name == "t" && leaf_.on()) {
      run_.words(leaf_.end(), theme_);
      item_ += leaf_.end();
    }
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    bytes_ += item_.size();
    if (run_.white || run_.tiny) runs.insert_or_assign(texts.size(), run_);
    texts.push_back(bytes_ < kMostStringBytes ? std::move(item_) : std::string());
    item_.clear();
  }
  bool too_many() const { return bytes_ >= kMostStringBytes; }
  std::vector<std::string> texts;
  std::map<std::size_t, StringRuns> runs;
  std::vector<std::string> spoken;  // in Latin letters, which need no such help

 private:
  const Theme& theme_;
  LeafText leaf_;
  StringRuns run_;
  std::string item_;
  bool phonetic_ = false;
  std::size_t bytes_ = 0;
};

// Names are formulas that no cell shows.
void judge_names(const std::vector<DefinedName>& names, const std::string& part, std::vector<Sheet>& sheets,
                 Emitter& emitter) {
  Layer values(emitter), hidden(emitter), external(emitter);
  for (const DefinedName& name : names) {
    if (name.name == "_xlnm.Print_Area" && name.sheet < sheets.size()) sheets[name.sheet].print_area = name.formula;
    if (name.formula.find('[') != std::string::npos && name.formula.find(']') != std::string::npos &&
        name.formula.find('!') != std::string::npos) {
      external.cell(name.formula);
      external.end_row();
    } else if (name.formula.starts_with('"') || name.formula.starts_with('{') || !remarks_in(name.formula).empty()) {
      values.cell(name.formula);
      values.end_row();
    } else if (name.hidden && !name.name.starts_with("_xl") && name.formula.find("#REF!") == std::string::npos) {
      hidden.cell(name.name);
      hidden.end_row();
    }
  }
  values.close(Trait::kNameValue, part, "names that hold text or lists themselves");
  hidden.close(Trait::kNameHidden, part, "names that the name manager does not show");
  external.close(Trait::kNameExternal, part, "names that lead into another workbook");
}

}  // namespace

void report_unused(const Strings& strings, const std::string& part, Emitter& emitter) {
  Layer unused(emitter);
  for (std::size_t i = 0; i < strings.texts.size(); ++i) {
    if (strings.used[i]) continue;
    unused.cell(strings.texts[i]);
    unused.end_row();
  }
  unused.close(Trait::kUnusedString, part, "texts that no cell uses any more");
}

void read_workbook(Package& package) {
  Workbook book;
  Book list(package.emitter());
  list.part = package.part_of_type(".main+xml");
  package.parse(list.part, list);
  const auto relations = package.relations(list.part);
  for (Sheet& sheet : list.sheets) {
    const auto found = std::ranges::find(relations, sheet.part, &Relation::id);
    sheet.part = found == relations.end() ? "" : found->target;
  }
  judge_names(list.names, list.part, list.sheets, package.emitter());
  book.from_1904 = list.from_1904;
  book.sheets = std::move(list.sheets);
  list.windows.hide(book.sheets);
  if (const std::string part = package.part_of_type("theme+xml"); !part.empty()) package.parse(part, book.theme);
  if (const std::string part = package.part_of_type("spreadsheetml.styles+xml"); !part.empty()) {
    WorkbookStyles styles;
    package.parse(part, styles);
    styles.finish(book);
  }
  const std::string strings_part = package.part_of_type("sharedstrings+xml");
  if (!strings_part.empty()) {
    StringTable strings(book.theme);
    package.parse(strings_part, strings);
    Layer spoken(package.emitter());
    for (const std::string& words : strings.spoken) spoken.cell(words), spoken.end_row();
    spoken.close(Trait::kFormulaText, strings_part, "how texts are spoken, in Latin letters");
    if (strings.too_many()) package.emitter().unread(strings_part, "it holds more text than is read");
    book.strings.texts = std::move(strings.texts);
    book.strings.runs = std::move(strings.runs);
    book.strings.used.resize(book.strings.texts.size());
  }
  book.has_charts = !package.part_of_type("drawingml.chart+xml").empty();
  for (const Sheet& sheet : book.sheets) {
    if (package.has(sheet.part))
      read_sheet(package, book, sheet);
    else
      package.emitter().unread(list.part, fmt::format("sheet ‘{}’ is missing", sheet.name));
  }
  report_unused(book.strings, strings_part, package.emitter());
  read_workbook_parts(package, book);
}

}  // namespace tipstaff::document
