#include "document/workbook.h"

#include <fmt/format.h>

namespace tipstaff::document {
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
    } else if (name == "fileSharing" || (name == "workbookProtection" && (attributes.is_true("lockStructure") || attributes.is_true("lockWindows") ||
                                                                          attributes.is_true("lockRevision")))) {
      emitter_.observe({.trait = Trait::kProtection, .part = part, .place = "the workbook is locked against changes"});
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

 private:
  Emitter& emitter_;
  LeafText leaf_;
};

// A colour as comparable words; white and black have many spellings (§18.8.3).
std::string colour(const XmlAttributes& attributes) {
  const double tint = attributes.number("tint", 0);
  if (const auto rgb = attributes.find("rgb"); rgb && rgb->size() >= 6 && tint == 0) {
    std::string out(rgb->substr(rgb->size() - 6));
    for (char& c : out) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    return out;
  }
  const std::uint64_t theme = attributes.count("theme", UINT64_MAX), indexed = attributes.count("indexed", UINT64_MAX);
  if ((theme == 0 || indexed == 1 || indexed == 9 || indexed == 65) && tint == 0) return "FFFFFF";
  if ((theme == 1 || indexed == 0 || indexed == 8 || indexed == 64 || attributes.is_true("auto")) && tint == 0)
    return "000000";
  return fmt::format("{} {} {} {}", theme, indexed, attributes.get("rgb"), attributes.get("tint"));
}

class Styles : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "fonts" || name == "fills" || name == "cellXfs" || name == "dxfs") list_ = name;
    if (name == "numFmt" && list_.empty()) {
      const std::uint64_t id = attributes.count("numFmtId", 0);
      if (attributes.get("formatCode") == ";;;") hiding_.push_back(id);
      if (shows_date(attributes.get("formatCode"))) dates_.push_back(id);
    }
    if (list_ == "fonts" && name == "font") fonts_.push_back("000000");
    if (list_ == "fonts" && name == "color" && !fonts_.empty()) fonts_.back() = colour(attributes);
    if (list_ == "fills" && name == "fill") fills_.push_back("FFFFFF");
    if (list_ == "fills" && name == "patternFill") solid_ = attributes.get("patternType") == "solid";
    if (list_ == "fills" && name == "fgColor" && solid_ && !fills_.empty()) fills_.back() = colour(attributes);
    if (list_ == "dxfs") start_condition(name, attributes);
    if (list_ == "cellXfs" && name == "xf") {
      const std::uint64_t font = attributes.count("fontId", 0), fill = attributes.count("fillId", 0);
      CellLook look;
      look.hides = std::ranges::find(hiding_, attributes.count("numFmtId", 0)) != hiding_.end();
      const std::uint64_t number = attributes.count("numFmtId", 0);
      look.date = (number >= 14 && number <= 17) || number == 22 || std::ranges::find(dates_, number) != dates_.end();  // §18.8.30
      look.font_is_fill = font < fonts_.size() && fill < fills_.size() && fonts_[font] == fills_[fill];
      look.on_white = fill >= fills_.size() || fills_[fill] == "FFFFFF";
      looks.push_back(look);
    }
  }
  void end(std::string_view name) override {
    if (list_ == "dxfs" && name == "font") in_font_ = false;
    if (list_ == "dxfs" && name == "dxf") {
      const bool same = !letters_.empty() && letters_ == background_, white = letters_ == "FFFFFF" && background_.empty();
      conditions.push_back(shows_nothing_ || same ? Workbook::Condition::kHides : white ? Workbook::Condition::kWhiteLetters : Workbook::Condition::kShows);
    }
    if (name == list_) list_.clear();
  }
  void text(std::string_view) override {}
  std::vector<CellLook> looks;
  std::vector<Workbook::Condition> conditions;

 private:
  void start_condition(std::string_view name, const XmlAttributes& attributes) {
    if (name == "dxf") {
      letters_.clear();
      background_.clear();
      shows_nothing_ = in_font_ = false;
    }
    if (name == "font") in_font_ = true;
    if (name == "color" && in_font_) letters_ = colour(attributes);
    if (name == "bgColor" || (name == "fgColor" && background_.empty())) background_ = colour(attributes);
    if (name == "numFmt") shows_nothing_ = attributes.get("formatCode") == ";;;";
  }
  std::string letters_, background_;  // of a conditional format; empty: the cell's own
  bool shows_nothing_ = false, in_font_ = false;
  std::string list_;
  std::vector<std::uint64_t> hiding_, dates_;
  std::vector<std::string> fonts_, fills_;
  bool solid_ = false;
};

class StringTable : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") item_.clear();
    if (name == "rPh") phonetic_ = true;  // how it is spoken, not what is written
    if (name == "t" && !phonetic_) leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "t" && leaf_.on()) item_ += leaf_.end();
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    bytes_ += item_.size();
    texts.push_back(bytes_ < kMostStringBytes ? std::move(item_) : std::string());
    item_.clear();
  }
  bool too_many() const { return bytes_ >= kMostStringBytes; }
  std::vector<std::string> texts;

 private:
  LeafText leaf_;
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
    if (name.formula.find('[') != std::string::npos && name.formula.find("]") != std::string::npos &&
        name.formula.find('!') != std::string::npos) {
      external.cell(name.formula);
      external.end_row();
    } else if (name.formula.starts_with('"') || name.formula.starts_with('{')) {
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
  if (const std::string part = package.part_of_type("spreadsheetml.styles+xml"); !part.empty()) {
    Styles styles;
    package.parse(part, styles);
    book.looks = std::move(styles.looks);
    book.conditions = std::move(styles.conditions);
  }
  const std::string strings_part = package.part_of_type("sharedstrings+xml");
  if (!strings_part.empty()) {
    StringTable strings;
    package.parse(strings_part, strings);
    if (strings.too_many()) package.emitter().unread(strings_part, "it holds more text than is read");
    book.strings.texts = std::move(strings.texts);
    book.strings.used.resize(book.strings.texts.size());
  }
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
