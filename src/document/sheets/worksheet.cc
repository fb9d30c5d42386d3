// One sheet, in one pass: every cell with something in it goes to the layer of each reason for which it is not seen, or
// to the visible one.
#include <fmt/format.h>

#include <charconv>
#include <ranges>

#include "document/address.h"
#include "document/sheets/sheet_cells.h"
#include "document/sheets/sheet_drawing.h"
#include "document/sheets/sheet_xml.h"
#include "document/sheets/workbook.h"
#include "document/sheets/workbook_styles.h"

namespace tipstaff::document {
namespace {

class SheetReader : public XmlHandler {
 public:
  SheetReader(Package& package, Workbook& book, const Sheet& sheet)
      : emitter_(package.emitter()),
        book_(book),
        sheet_(sheet),
        cells_(emitter_, sheet),
        validations_(emitter_),
        headers_(emitter_),
        scenarios_(emitter_),
        hints_(emitter_),
        remarks_(emitter_),
        unprinted_(emitter_) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name.size() == 1 && !in_own_look_) return start_short(name, attributes);
    if (name == "formula1" || name == "formula2" || name == "formula" || name.ends_with("Header") ||
        name.ends_with("Footer"))
      return leaf_.begin();
    if (name == "row") return start_row(attributes);
    if (name == "rPh") return begin_spoken();
    if (name == "sheetView") view_ = cell_at(attributes.get("topLeftCell"));
    if (name == "pane" && attributes.get("state").starts_with("frozen"))
      cells_.begins_at(
          {attributes.count("xSplit", 0) > 0 ? view_.column : 0, attributes.count("ySplit", 0) > 0 ? view_.row : 0});
    if (name == "headerFooter") {
      first_page_ = attributes.is_true("differentFirst");
      even_page_ = attributes.is_true("differentOddEven");
    }
    if (name == "colorScale") scale_.clear();
    if (name == "color") scale_.push_back(colour_of(Paint::read(attributes), book_.theme, book_.palette, kBlack));
    if (name == "col") return start_column(attributes);
    if (name == "sheetFormatPr") {
      rows_hidden_ = attributes.is_true("zeroHeight") || attributes.number("defaultRowHeight", 15) < kSmallestHeight;
      if (attributes.number("defaultColWidth", 8) < kSmallestWidth) cells_.columns_are_zero();
    }
    if (name == "filterColumn") cells_.is_filtered();
    if (name == "conditionalFormatting") condition_ = attributes.get("sqref");
    if (name == "cfRule") start_condition(attributes);
    if ((name == "dataBar" || name == "iconSet") && attributes.find("showValue") && !attributes.is_true("showValue"))
      add_condition(Workbook::Condition::kHides);
    if (name == "dxf") in_own_look_ = true;
    if (in_own_look_) own_look_.start(name, attributes);
    if (name == "sqref") return leaf_.begin();
    if (name == "mergeCell") merge(attributes.get("ref"));
    if (name == "drawing" || name == "legacyDrawing" || name == "oleObject" || name == "control" ||
        name == "tablePart" || name == "picture")
      cells_.draws();
    if (name == "dataValidation") {
      is_list_ = attributes.get("type") == "list";
      for (const auto words : {"promptTitle", "prompt", "errorTitle", "error"}) hint(attributes.get(words));
    }
    if (name == "hyperlink") hint(attributes.get("tooltip"));
    if (name == "is") inline_.begin();
    inline_.start(name, attributes);
    if (name == "inputCells") scenarios_.cell(attributes.get("val"));
    if (name == "sheetProtection")
      observe(Trait::kProtection, "the sheet is locked against changes, which hides nothing");
    if (name == "customSheetView") observe(Trait::kCustomView, "a person's own view of the sheet");
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name.size() == 1 && !in_own_look_) return end_short(name[0]);
    if (name == "row")
      cells_.end_row();
    else if ((name == "formula1" || name == "formula2" || name == "formula") && leaf_.on())
      end_formula(name);
    else if ((name.ends_with("Header") || name.ends_with("Footer")) && leaf_.on())
      end_header(name);
    else if (name == "rPh")
      end_spoken();
    else if (name == "colorScale" && !scale_.empty() &&
             std::ranges::all_of(scale_, [](Rgb each) { return look_same(each, kBlack); }))
      add_condition(Workbook::Condition::kHides);
    else if (name == "scenario")
      scenarios_.end_row();
    else if (name == "sqref" && leaf_.on())
      end_own_condition();
    if (in_own_look_) own_look_.end(name);
    if (name == "dxf") in_own_look_ = false;
  }

  void draw(const std::vector<SheetShape>& shapes) {
    for (const SheetShape& shape : shapes) cells_.shape(shape);
  }
  void close() {
    cells_.close();
    validations_.close(Trait::kListValidation, sheet_.part, place() + ", lists to choose from");
    hints_.close(Trait::kListValidation, sheet_.part, place() + ", hints that show when a cell is chosen");
    headers_.close(Trait::kHeaderFooter, sheet_.part, place() + ", header and footer");
    scenarios_.close(Trait::kScenario, sheet_.part, place() + ", scenarios");
    remarks_.close(Trait::kFormulaText, sheet_.part, place() + ", texts in formulas");
    unprinted_.close(Trait::kTextHidden, sheet_.part, place() + ", a header or footer that no page shows");
  }
  // A table that its style makes unseen.
  void table(std::string_view range, Workbook::Condition condition) {
    condition_ = range;
    add_condition(condition);
  }

 private:
  std::string place() const { return fmt::format("sheet ‘{}’", sheet_.name); }
  void observe(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = sheet_.part, .place = fmt::format("{}: {}", place(), what)});
  }

  // Nearly all elements of a large sheet.
  void start_short(std::string_view name, const XmlAttributes& attributes) {
    if (name == "c") return start_cell(attributes);
    if (name == "r" || name == "t") inline_.start(name, attributes);
    if (name == "v" || name == "t" || name == "f") leaf_.begin();
  }
  void end_short(char name) {
    if (name == 'c') return end_cell();
    if (name == 'f') return end_formula("f");
    if (name == 'v') {
      if (!value_.empty()) tell_twice();
      value_ = leaf_.end();
    }
    if (name != 't') return;
    if (in_spoken_) return void(spoken_ += leaf_.end());
    if (!inside_) tell_twice();
    inline_.words(leaf_.end(), book_.theme);
    value_ += leaf_.end();
  }
  // Programs differ in which of the two they show.
  void tell_twice() {
    if (!std::exchange(twice_, true))
      emitter_.observe({.trait = Trait::kUnexplained,
                        .part = sheet_.part,
                        .place = place() + ": a cell that says two things, of which one is shown"});
  }
  void end_formula(std::string_view name) {
    const std::string& formula = leaf_.end();
    if (name == "formula1" && is_list_) {
      if (formula.starts_with('"')) validations_.cell(formula);
      return;
    }
    for (const std::string& remark : remarks_in(formula)) {
      remarks_.cell(remark);
      remarks_.end_row();
    }
  }
  // How a text is spoken: of scripts that need it, not of Latin letters.
  void begin_spoken() {
    in_spoken_ = true;
    spoken_.clear();
  }
  void end_spoken() {
    in_spoken_ = false;
    if (!is_latin_words(spoken_)) return;
    remarks_.cell(spoken_);
    remarks_.end_row();
  }
  void end_header(std::string_view name) {
    const std::string& words = leaf_.end();
    const bool shown = name.starts_with("first") ? first_page_ : name.starts_with("even") ? even_page_ : true;
    (shown && !is_unseen_header(words) ? headers_ : unprinted_).cell(words);
  }

  void start_column(const XmlAttributes& attributes) {
    const bool hidden = attributes.is_true("hidden"), outline = attributes.count("outlineLevel", 0) > 0;
    const SheetCells::Columns which{attributes.count("min", 1), attributes.count("max", kMostColumns)};
    cells_.columns(which, hidden, attributes.number("width", 8) < kSmallestWidth, outline);
    cells_.width(which, attributes.number("width", 8));
  }
  void start_row(const XmlAttributes& attributes) {
    const std::uint32_t before = row_;
    row_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(attributes.count("r", row_ + 1), 20'000'000));
    if (row_ <= before) tell_twice();
    column_ = 0;
    const bool zero = attributes.find("ht") ? attributes.number("ht", 15) < kSmallestHeight : rows_hidden_;
    cells_.row(row_, attributes.is_true("hidden"), zero, attributes.count("outlineLevel", 0) > 0);
  }
  void start_cell(const XmlAttributes& attributes) {
    std::string_view place, style, type;
    for (const XmlAttribute& one : attributes.all() | std::views::reverse) {  // the first of a name counts
      if (one.name == "r") place = one.value;
      if (one.name == "s") style = one.value;
      if (one.name == "t") type = one.value;
    }
    const CellAt at = cell_at(place);
    if (at.column != 0 && at.column <= column_) tell_twice();
    column_ = at.column != 0 ? at.column : column_ + 1;
    if (at.row != 0) row_ = at.row;
    style_ = 0;
    std::from_chars(style.data(), style.data() + style.size(), style_);
    shared_ = type == "s";
    inside_ = type == "inlineStr";
    number_ = type.empty() || type == "n";
    boolean_ = type == "b";
    error_ = type == "e";
    value_.clear();
    inline_.begin();
  }

  std::string_view resolved() {
    if (!shared_) return value_;
    std::size_t index = SIZE_MAX;
    const auto read = std::from_chars(value_.data(), value_.data() + value_.size(), index);
    if (value_.empty()) return {};
    if (read.ptr != value_.data() + value_.size() &&
        !is_blank({read.ptr, static_cast<std::size_t>(value_.data() + value_.size() - read.ptr)}))
      tell_twice();
    if (index >= book_.strings.texts.size()) {
      if (!std::exchange(lost_, true)) emitter_.unread(sheet_.part, "a cell's text is missing from the workbook");
      return {};
    }
    book_.strings.used[index] = true;
    return book_.strings.texts[index];
  }
  void end_cell() {
    CellLook look = style_ < book_.looks.size() ? book_.looks[style_] : CellLook{};
    if (error_ && !value_.empty() && !value_.starts_with('#')) tell_twice();
    CellValue value;
    if (const auto read = std::from_chars(value_.data(), value_.data() + value_.size(), value.number);
        (number_ || boolean_) && read.ec == std::errc() && read.ptr == value_.data() + value_.size())
      value.kind = boolean_ ? CellValue::Kind::kBoolean : look.date ? CellValue::Kind::kDate : CellValue::Kind::kNumber;
    if (value.kind == CellValue::Kind::kDate) {
      value_ = number_text(value.number, true, book_.from_1904);
      value.number += book_.from_1904 ? kDays1904 : 0;
    }
    const std::string_view words = resolved();
    if (book_.has_charts && !number_) book_.said.insert(std::hash<std::string_view>()(words));
    if (const StringRuns& runs = runs_of_cell(); runs.white || runs.tiny) {
      look.font_is_fill = look.font_is_fill || (runs.white && look_same(look.fill, kWhite));
      look.tiny = look.tiny || runs.tiny;
    }
    cells_.cell({column_, row_}, look, words, value);
  }
  const StringRuns& runs_of_cell() const {
    if (!shared_ || book_.strings.runs.empty()) return inline_;
    std::size_t index = SIZE_MAX;
    std::from_chars(value_.data(), value_.data() + value_.size(), index);
    const auto found = book_.strings.runs.find(index);
    return found == book_.strings.runs.end() ? inline_ : found->second;
  }
  void hint(std::string_view words) {
    hints_.cell(words);
    hints_.end_row();
  }
  static std::pair<CellAt, CellAt> ends_of(std::string_view range) {
    const std::size_t colon = range.find(':');
    return {cell_at(range.substr(0, colon)),
            cell_at(colon == std::string_view::npos ? range : range.substr(colon + 1))};
  }
  void merge(std::string_view range) {
    const auto [low, high] = ends_of(range);
    cells_.merged(low, high);
  }
  void start_condition(const XmlAttributes& attributes) {
    const std::uint64_t format = attributes.count("dxfId", UINT64_MAX);
    if (format < book_.conditions.size()) add_condition(book_.conditions[format]);
  }
  // Of Office 2010: its look stands in the rule, its cells behind it.
  void end_own_condition() {
    condition_ = leaf_.end();
    add_condition(own_look_.condition(book_.theme, book_.palette));
    own_look_.clear();
  }
  void add_condition(Workbook::Condition condition) {
    if (condition == Workbook::Condition::kShows) return;
    for (std::string_view rest = condition_; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const auto [low, high] = ends_of(rest.substr(0, end));
      cells_.conditional(low, high, condition == Workbook::Condition::kWhiteLetters);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  Emitter& emitter_;
  Workbook& book_;
  const Sheet& sheet_;
  SheetCells cells_;
  Layer validations_, headers_, scenarios_, hints_, remarks_, unprinted_;
  ConditionReader own_look_;
  StringRuns inline_;
  LeafText leaf_;
  std::string value_, condition_, spoken_;
  std::vector<Rgb> scale_;
  CellAt view_;
  std::uint32_t row_ = 0, column_ = 0;
  std::uint64_t style_ = 0;
  bool shared_ = false, number_ = false, boolean_ = false, error_ = false, is_list_ = false, rows_hidden_ = false,
       lost_ = false, in_own_look_ = false, inside_ = false, twice_ = false, in_spoken_ = false, first_page_ = false,
       even_page_ = false;
};

// What a table's part says of its place and look (§18.5.1).
class TablePart : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "table") range = attributes.get("ref");
    if (name == "tableStyleInfo") style = attributes.get("name");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::string range, style;
};

}  // namespace

void read_sheet(Package& package, Workbook& book, const Sheet& sheet) {
  const std::string& type = package.type_of(sheet.part);
  if (type.find("macrosheet+xml") != std::string::npos)
    package.emitter().observe({.trait = Trait::kMacroSheet,
                               .part = sheet.part,
                               .place = fmt::format("sheet ‘{}’ of Excel 4 macros", sheet.name)});
  SheetReader reader(package, book, sheet);
  package.parse(sheet.part, reader, parse_sheet_xml);
  reader.draw(shapes_on(package, sheet.part));
  for (const Relation& relation : package.relations(sheet.part)) {
    if (relation.type != "table" || relation.external) continue;
    TablePart table;
    if (const auto bytes = package.glance(relation.target))
      (void)parse_xml([&](const auto& take) { return take(*bytes); }, table);  // its own reader tells what is damaged
    if (const auto look = book.tables.find(table.style); look != book.tables.end())
      reader.table(table.range, look->second);
  }
  reader.close();
  tell_links_to_files(package, sheet);
}

void tell_links_to_files(Package& package, const Sheet& sheet) {
  for (const Relation& relation : package.relations(sheet.part))
    if (relation.external && relation.type == "hyperlink" && is_path(relation.target))
      package.emitter().observe(
          {.trait = Trait::kExternalTarget,
           .part = sheet.part,
           .place = fmt::format("sheet ‘{}’: a link to a file on a computer or server", sheet.name),
           .cells = 1});
}

}  // namespace tipstaff::document
