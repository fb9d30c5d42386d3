// One sheet, in one pass: every cell with something in it goes to the layer of each reason for which it is not seen, or
// to the visible one.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "document/workbook.h"

namespace tipstaff::document {
namespace {

// Less than this nobody sees: a row in points, a column in characters.
constexpr double kSmallestHeight = 2, kSmallestWidth = 0.4;
// So many empty rows or columns lie between what is looked at and what is far away from it.
constexpr std::uint32_t kFarRows = 200, kFarColumns = 50, kMostColumns = 16'384;

enum class Why : std::uint8_t {
  kVisible,
  kSheet,
  kRowHidden,
  kRowZero,
  kRowOutline,
  kColumnHidden,
  kColumnZero,
  kColumnOutline,
  kFont,
  kFormat,
  kFar,
  kLast = kFar
};
constexpr std::size_t kWhys = static_cast<std::size_t>(Why::kLast) + 1;

struct ColumnRange {
  std::uint64_t from, to;
  Why why;
};

class SheetReader : public XmlHandler {
 public:
  SheetReader(Package& package, Workbook& book, const Sheet& sheet)
      : emitter_(package.emitter()),
        book_(book),
        sheet_(sheet),
        validations_(emitter_),
        headers_(emitter_),
        scenarios_(emitter_),
        columns_used_(kMostColumns + 1),
        layers_{filled(std::make_index_sequence<kWhys>(), emitter_)} {
    const std::size_t range = sheet.print_area.rfind('!');
    if (range == std::string::npos || sheet.print_area.find(',') != std::string::npos) return;
    std::string plain = sheet.print_area.substr(range + 1);
    std::erase(plain, '$');
    const std::size_t colon = plain.find(':');
    print_low_ = cell_at(plain);
    print_high_ = colon == std::string::npos ? print_low_ : cell_at(std::string_view(plain).substr(colon + 1));
  }

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "c") return start_cell(attributes);
    if (name == "v" || name == "t" || name == "formula1" || name.ends_with("Header") || name.ends_with("Footer"))
      return leaf_.begin();
    if (name == "row") return start_row(attributes);
    if (name == "col") return start_column(attributes);
    if (name == "sheetFormatPr") {
      rows_hidden_ = attributes.is_true("zeroHeight") || attributes.number("defaultRowHeight", 15) < kSmallestHeight;
      if (attributes.number("defaultColWidth", 8) < kSmallestWidth) default_column_ = Why::kColumnZero;
    }
    if (name == "filterColumn") filtered_ = true;
    if (name == "drawing" || name == "legacyDrawing" || name == "oleObject" || name == "control" ||
        name == "tablePart" || name == "picture")
      draws_ = true;
    if (name == "dataValidation") is_list_ = attributes.get("type") == "list";
    if (name == "inputCells") scenarios_.cell(attributes.get("val"));
    if (name == "sheetProtection")
      observe(Trait::kProtection, "the sheet is locked against changes, which hides nothing");
    if (name == "customSheetView") observe(Trait::kCustomView, "a person's own view of the sheet");
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "v")
      value_ = leaf_.end();
    else if (name == "t")
      value_ += leaf_.end();
    else if (name == "c")
      end_cell();
    else if (name == "row")
      end_rows();
    else if (name == "formula1" && leaf_.end().starts_with('"') && is_list_)
      validations_.cell(leaf_.end());
    else if ((name.ends_with("Header") || name.ends_with("Footer")) && leaf_.on())
      headers_.cell(leaf_.end());
    else if (name == "scenario")
      scenarios_.end_row();
  }

  void close() {
    const bool very = sheet_.state == SheetState::kVeryHidden;
    close(Why::kVisible, Trait::kVisible);
    if (sheet_.state != SheetState::kVisible && layers_[static_cast<std::size_t>(Why::kSheet)].cells() == 0)
      emitter_.observe({.trait = very ? Trait::kSheetVeryHidden : Trait::kSheetHidden,
                        .part = sheet_.part,
                        .place = fmt::format("{}, {}", place(), draws_ ? "with shapes or tables on it" : "empty"),
                        .cells = draws_ ? 1U : 0U});
    close(Why::kSheet, very ? Trait::kSheetVeryHidden : Trait::kSheetHidden);
    close(Why::kRowHidden, filtered_ ? Trait::kRowFiltered : Trait::kRowHidden);
    close(Why::kRowZero, Trait::kRowZero);
    close(Why::kRowOutline, Trait::kRowOutline);
    close(Why::kColumnHidden, Trait::kColumnHidden);
    close(Why::kColumnZero, Trait::kColumnZero);
    close(Why::kColumnOutline, Trait::kColumnOutline);
    close(Why::kFont, Trait::kFontIsFill);
    close(Why::kFormat, Trait::kFormatHides);
    close(Why::kFar, Trait::kFarCell);
    validations_.close(Trait::kListValidation, sheet_.part, place() + ", lists to choose from");
    headers_.close(Trait::kHeaderFooter, sheet_.part, place() + ", header and footer");
    scenarios_.close(Trait::kScenario, sheet_.part, place() + ", scenarios");
    if (outside_print_ > 0)
      emitter_.observe({.trait = Trait::kOutsidePrint, .part = sheet_.part, .place = place(), .cells = outside_print_});
    look_for_far_columns();
  }

 private:
  template <std::size_t... kIndex>
  static std::array<Layer, kWhys> filled(std::index_sequence<kIndex...>, Emitter& emitter) {
    return {((void)kIndex, Layer(emitter))...};
  }
  std::string place() const { return fmt::format("sheet ‘{}’", sheet_.name); }
  void observe(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = sheet_.part, .place = fmt::format("{}: {}", place(), what)});
  }
  void close(Why why, Trait trait) {
    const auto index = static_cast<std::size_t>(why);
    std::string which;
    if (why >= Why::kRowHidden && why <= Why::kRowOutline) which = ", rows " + boxes_[index].rows();
    if (why >= Why::kColumnHidden && why <= Why::kColumnOutline) which = ", columns " + boxes_[index].columns();
    layers_[index].close(trait, sheet_.part, fmt::format("{} {}{}", place(), boxes_[index].text(), which));
  }

  void start_column(const XmlAttributes& attributes) {
    const bool hidden = attributes.is_true("hidden"), outline = attributes.count("outlineLevel", 0) > 0;
    const bool zero = attributes.number("width", 8) < kSmallestWidth;
    const Why why = hidden && outline ? Why::kColumnOutline
                    : hidden && !zero ? Why::kColumnHidden
                    : hidden || zero  ? Why::kColumnZero
                                      : Why::kVisible;
    // Excel writes width 0 with many a hidden column: hidden says more.
    ranges_.push_back({attributes.count("min", 1), attributes.count("max", kMostColumns),
                       hidden && why == Why::kColumnZero ? Why::kColumnHidden : why});
    if (ranges_.size() > kMostColumns) ranges_.pop_back();
  }
  void start_row(const XmlAttributes& attributes) {
    row_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(attributes.count("r", row_ + 1), 20'000'000));
    column_ = 0;
    const bool hidden = attributes.is_true("hidden"), outline = attributes.count("outlineLevel", 0) > 0;
    const bool zero = attributes.find("ht") ? attributes.number("ht", 15) < kSmallestHeight : rows_hidden_;
    row_why_ = hidden && outline ? Why::kRowOutline : hidden ? Why::kRowHidden : zero ? Why::kRowZero : Why::kVisible;
  }
  void start_cell(const XmlAttributes& attributes) {
    const CellAt at = cell_at(attributes.get("r"));
    column_ = at.column != 0 ? at.column : column_ + 1;
    if (at.row != 0) row_ = at.row;
    style_ = attributes.count("s", 0);
    shared_ = attributes.get("t") == "s";
    value_.clear();
  }

  std::string_view resolved() {
    if (!shared_) return value_;
    std::size_t index = SIZE_MAX;
    std::from_chars(value_.data(), value_.data() + value_.size(), index);
    if (value_.empty()) return {};
    if (index >= book_.strings.texts.size()) {
      if (!std::exchange(lost_, true)) emitter_.unread(sheet_.part, "a cell's text is missing from the workbook");
      return {};
    }
    book_.strings.used[index] = true;
    return book_.strings.texts[index];
  }
  Why column_why() const {
    for (const ColumnRange& range : ranges_)
      if (column_ >= range.from && column_ <= range.to) return range.why;
    return default_column_;
  }

  void end_cell() {
    const std::string_view words = resolved();
    if (is_blank(words)) return;
    const bool far = last_row_ != 0 && row_ > last_row_ + kFarRows;
    far_ = far_ || far;
    last_row_ = std::max(last_row_, row_);
    if (column_ <= kMostColumns) ++columns_used_[column_];
    if (print_low_.row != 0 && print_high_.row != 0 &&
        (row_ < print_low_.row || row_ > print_high_.row || column_ < print_low_.column ||
         column_ > print_high_.column))
      ++outside_print_;
    const CellLook look = style_ < book_.looks.size() ? book_.looks[style_] : CellLook{};
    bool seen = true;
    for (const Why why : {sheet_.state != SheetState::kVisible ? Why::kSheet : Why::kVisible, row_why_, column_why(),
                          look.font_is_fill ? Why::kFont : Why::kVisible, look.hides ? Why::kFormat : Why::kVisible,
                          far_ ? Why::kFar : Why::kVisible}) {
      if (why == Why::kVisible) continue;
      seen = false;
      put(why, words);
    }
    if (seen) put(Why::kVisible, words);
  }
  void put(Why why, std::string_view words) {
    const auto index = static_cast<std::size_t>(why);
    layers_[index].cell(words);
    boxes_[index].add({column_, row_});
  }
  void end_rows() {
    for (Layer& layer : layers_) layer.end_row();
  }
  void look_for_far_columns() {
    std::uint64_t beyond = 0;
    std::uint32_t last = 0, far_from = 0;
    for (std::uint32_t i = 1; i <= kMostColumns; ++i) {
      if (columns_used_[i] == 0) continue;
      if (far_from == 0 && last != 0 && i > last + kFarColumns) far_from = i;
      if (far_from != 0) beyond += columns_used_[i];
      last = i;
    }
    if (beyond > 0)
      emitter_.observe({.trait = Trait::kFarCell,
                        .part = sheet_.part,
                        .place = fmt::format("{}, columns from {} on", place(), far_from),
                        .cells = beyond});
  }

  Emitter& emitter_;
  Workbook& book_;
  const Sheet& sheet_;
  Layer validations_, headers_, scenarios_;
  std::vector<std::uint32_t> columns_used_;
  std::array<Layer, kWhys> layers_;
  std::array<Box, kWhys> boxes_;
  std::vector<ColumnRange> ranges_;
  LeafText leaf_;
  std::string value_;
  CellAt print_low_, print_high_;
  std::uint32_t row_ = 0, column_ = 0, last_row_ = 0;
  std::uint64_t style_ = 0, outside_print_ = 0;
  Why row_why_ = Why::kVisible, default_column_ = Why::kVisible;
  bool shared_ = false, filtered_ = false, is_list_ = false, rows_hidden_ = false, far_ = false, lost_ = false,
       draws_ = false;
};

}  // namespace

void read_sheet(Package& package, Workbook& book, const Sheet& sheet) {
  const std::string& type = package.type_of(sheet.part);
  if (type.find("macrosheet+xml") != std::string::npos)
    package.emitter().observe({.trait = Trait::kMacroSheet,
                               .part = sheet.part,
                               .place = fmt::format("sheet ‘{}’ of Excel 4 macros", sheet.name)});
  SheetReader reader(package, book, sheet);
  package.parse(sheet.part, reader);
  reader.close();
}

}  // namespace tipstaff::document
