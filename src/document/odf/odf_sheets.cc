// The tables of an OpenDocument workbook (ODF 1.3 part 3 §9), in one pass.
#include <fmt/format.h>

#include <cmath>

#include "document/geometry.h"
#include "document/odf/odf.h"
#include "document/odf/odf_ends.h"
#include "document/sheets/sheet_cells.h"
#include "document/sheets/sheet_drawing.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

// A row or cell with something in it may be repeated a million times in one line.
constexpr std::uint64_t kMostRepeats = 1000;
constexpr double kSample = 37;             // stands for any number
constexpr double kColumn = 64, kRow = 15;  // points, as programs make them

// "Sheet1.A1:Sheet1.D9" as SheetCells reads it.
std::string area_of(std::string_view ranges) {
  const auto cell = [](std::string_view address) {
    return std::string(address.substr(address.rfind('.') + 1));
  };  // npos + 1 is the whole
  const std::size_t colon = std::min(ranges.find(':'), ranges.size());
  const std::string low = cell(ranges.substr(0, colon));
  return "!" + low + ":" + (colon == ranges.size() ? low : cell(ranges.substr(colon + 1)));
}

// Ranges with blanks between them, which the names of sheets may have too, in quotation marks.
std::vector<std::string_view> ranges_in(std::string_view list) {
  std::vector<std::string_view> out;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '\'') quoted = !quoted;
    if (i < list.size() && (list[i] != ' ' || quoted)) continue;
    if (i > begin) out.push_back(list.substr(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

std::string print_area(std::string_view list) {
  const auto ranges = ranges_in(list);
  return ranges.size() == 1 ? area_of(ranges[0]) : std::string();  // several are not told apart
}

class SheetsReader : public OdfContent {
 public:
  SheetsReader(OdfStyles& styles, std::string part, Emitter& emitter)
      : styles_(styles),
        part_(std::move(part)),
        emitter_(emitter),
        comments_(emitter),
        cached_(emitter),
        scenario_(emitter),
        changes_(emitter),
        names_(emitter),
        external_names_(emitter),
        hidden_names_(emitter),
        validations_(emitter),
        hints_(emitter),
        connections_(emitter),
        items_(emitter),
        covered_(emitter),
        shapes_(emitter),
        remarks_(emitter) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    styles_.start(name, attributes);
    if (comments_.start(name, attributes)) return;
    if (name == "tracked-changes") in_changes_ = true;
    if (in_changes_) return start_change(name);
    if (name == "table") return start_table(attributes);
    if (name == "table-source") external_ = true;
    if (name == "scenario") is_scenario_ = true;
    if (name == "table-column") return start_column(attributes);
    if (name == "table-row") return start_row(attributes);
    if (name == "table-row-group" || name == "table-column-group" || name == "table-header-rows" ||
        name == "table-header-columns")
      return groups_.push_back(attributes.find("display") && attributes.get("display") == "false");
    if (name == "table-cell" || name == "covered-table-cell") return start_cell(name, attributes);
    if (name == "shapes") on_sheet_ = true;
    if ((name == "p" || name == "h") && (in_cell_ || in_shape_ > 0)) {
      if (!words_.empty() && in_shape_ == 0) words_ += ' ';
      leaf_.begin();
    }
    if (is_shape(name) && (in_cell_ || on_sheet_)) ++in_shape_;
    if (is_shape(name) || name == "shapes" || name == "line") start_shape(name, attributes);
    if ((name == "image" || name == "object") && shape_) shape_->says = shape_fills_ = true;
    if (name == "image" || name == "a" || name == "object") read_link(attributes.get("href"));
    if (name == "conditional-format") condition_ = attributes.get("target-range-address");
    if (name == "condition" && cells_) start_condition(attributes.get("apply-style-name"));
    if (name == "help-message" || name == "error-message") {
      in_hint_ = true;
      hints_.cell(attributes.get("title"));
    }
    if (in_hint_ && name == "p") leaf_.begin();
    start_outside_tables(name, attributes);
  }
  void text(std::string_view piece) override {
    styles_.text(piece);
    if (comments_.text(piece)) return;
    leaf_.add(piece);
  }
  void end(std::string_view name) override {
    styles_.end(name);
    if (comments_.end(name)) return;
    if (in_changes_) return end_change(name);
    if (in_hint_) return end_hint(name);
    if ((name == "p" || name == "h") && leaf_.on()) {
      if (in_shape_ > 0)
        end_shape_words(leaf_.end());
      else
        words_ += leaf_.end();
    }
    if (name == "shapes") on_sheet_ = false;
    if (is_shape(name) && in_shape_ > 0 && --in_shape_ == 0) end_shape();
    if (name == "table-cell" || name == "covered-table-cell") end_cell();
    if (name == "table-row") end_row();
    if ((name == "table-row-group" || name == "table-column-group" || name == "table-header-rows" ||
         name == "table-header-columns") &&
        !groups_.empty())
      groups_.pop_back();
    if (name == "table" && cells_) end_table();
  }
  void close() override {
    comments_.close(part_);
    names_.close(Trait::kNameValue, part_, "names that hold text or lists themselves");
    external_names_.close(Trait::kNameExternal, part_, "names that lead into another workbook");
    hidden_names_.close(Trait::kNameHidden, part_, "names that the name manager does not show");
    validations_.close(Trait::kListValidation, part_, "lists to choose from");
    hints_.close(Trait::kListValidation, part_, "hints that show when a cell is chosen");
    connections_.close(Trait::kConnection, part_, "connections to databases or files");
    items_.close(Trait::kPivotItems, part_, "the values of a pivot table's fields");
    remarks_.close(Trait::kFormulaText, part_, "texts in formulas, and values that cells do not show");
    covered_.close(Trait::kCovered, part_, "cells under a merged one");
    changes_.close(Trait::kRevision, part_, "the history of changes, with what stood there before");
  }

 private:
  // What a conditional format leaves to be seen of a cell.
  enum class Sight : std::uint8_t { kSeen, kWhite, kNothing };
  struct Cell {
    std::uint32_t column;
    std::uint64_t repeats;
    CellLook look;
    std::string words;
    CellValue value;
    Sight under;  // a condition of its style
  };

  static bool is_shape(std::string_view name) {
    return name == "frame" || name == "custom-shape" || name == "rect" || name == "ellipse";
  }
  std::string place() const { return fmt::format("sheet ‘{}’", sheet_.name); }
  void observe(Trait trait, std::string_view what) {
    emitter_.observe({.trait = trait, .part = part_, .place = fmt::format("{}: {}", place(), what), .cells = 1});
  }
  bool folded() const { return std::ranges::find(groups_, true) != groups_.end(); }

  void start_table(const XmlAttributes& attributes) {
    if (cells_) return;  // a table inside a cell's shape: its cells count where they stand
    sheet_ = {};
    sheet_.name = attributes.get("name");
    sheet_.part = part_;
    const OdfStyle style = styles_.style("table", attributes.get("style-name"));
    if (style.hidden.value_or(false)) sheet_.state = SheetState::kHidden;
    sheet_.print_area = print_area(attributes.get("print-ranges"));
    external_ = sheet_.name.starts_with("'file:") || sheet_.name.starts_with("'http");
    is_scenario_ = false;
    row_ = 0;
    columns_ = 0;
    cells_.emplace(emitter_, sheet_);
    if (attributes.is_true("protected"))
      observe(Trait::kProtection, "the sheet is locked against changes, which hides nothing");
  }
  // Shapes that are bound to the sheet stand before its rows.
  void lay_shapes() {
    const auto cell = [&](double x, double y) {
      return CellAt{columns_end_.number_at(x, kColumn), rows_end_.number_at(y, kRow)};
    };
    for (const PageBox& box : laid_) cells_->shape({{cell(box.x0, box.y0), cell(box.x1, box.y1)}, true, std::nullopt});
    laid_.clear();
    columns_end_ = rows_end_ = {};
  }
  void end_table() {
    lay_shapes();
    if (external_) {
      cached_.close(Trait::kExternalCache, part_, "cells of another workbook");
    } else if (is_scenario_) {
      scenario_.close(Trait::kScenario, part_, place());
      cells_->close();
    } else {
      cells_->close();
    }
    shapes_.close(sheet_.state == SheetState::kVisible ? Trait::kVisible : Trait::kSheetHidden, part_,
                  place() + ", text in shapes");
    if (empty_hidden_ > 0)
      emitter_.observe({.trait = Trait::kRowHidden,
                        .part = part_,
                        .place = fmt::format("{}: hidden rows without content", place()),
                        .rows = empty_hidden_});
    empty_hidden_ = 0;
    cells_.reset();
    groups_.clear();
  }

  void start_column(const XmlAttributes& attributes) {
    if (!cells_) return;
    const std::uint64_t repeats = std::min<std::uint64_t>(attributes.count("number-columns-repeated", 1), kMostColumns);
    const std::string_view seen = attributes.get("visibility");
    const OdfStyle style = styles_.style("table-column", attributes.get("style-name"));
    const bool hidden = seen == "collapse" || seen == "filter", zero = style.width && *style.width < kSmallestHeight;
    if (hidden || zero || folded())
      cells_->columns({columns_ + 1, columns_ + repeats}, hidden || folded(), zero, folded());
    columns_end_.add(repeats, hidden || folded() ? 0 : style.width.value_or(kColumn));
    columns_ = std::min<std::uint64_t>(columns_ + repeats, kMostColumns);
  }
  void start_row(const XmlAttributes& attributes) {
    row_repeats_ = std::max<std::uint64_t>(attributes.count("number-rows-repeated", 1), 1);
    const std::string_view seen = attributes.get("visibility");
    const OdfStyle style = styles_.style("table-row", attributes.get("style-name"));
    row_hidden_ = seen == "collapse" || seen == "filter" || folded();
    row_zero_ = style.height && *style.height < kSmallestHeight;
    rows_end_.add(row_repeats_, row_hidden_ ? 0 : style.height.value_or(kRow));
    if (seen == "filter" && cells_) cells_->is_filtered();
    column_ = 0;
    kept_.clear();
  }
  void start_cell(std::string_view name, const XmlAttributes& attributes) {
    in_cell_ = true;
    is_covered_ = name == "covered-table-cell";
    cell_repeats_ = std::max<std::uint64_t>(attributes.count("number-columns-repeated", 1), 1);
    words_.clear();
    value_ = attributes.find("string-value") ? attributes.get("string-value")
             : attributes.find("date-value") ? attributes.get("date-value")
                                             : attributes.get("value");
    other_value_ = attributes.find("string-value").has_value();
    for (const std::string& remark : remarks_in(attributes.get("formula"))) remarks_.cell(remark), remarks_.end_row();
    held_ = {};
    held_under_ = Sight::kSeen;
    const std::string_view type = attributes.get("value-type");
    if (type == "float" || type == "percentage" || type == "currency")
      held_ = {CellValue::Kind::kNumber, attributes.number("value", 0)};
    if (type == "boolean") held_ = {CellValue::Kind::kBoolean, attributes.get("boolean-value") == "true" ? 1.0 : 0.0};
    const OdfStyle style = styles_.style("table-cell", attributes.get("style-name"));
    look_ = {};
    const std::optional<double> number = held_.kind == CellValue::Kind::kNumber ? std::optional(held_.number)
                                         : type == "date" || type == "time"     ? std::optional(40000.0)
                                         : attributes.find("value") ? std::optional(attributes.number("value", 0))
                                                                    : std::nullopt;
    look_.hides = held_.kind != CellValue::Kind::kBoolean && styles_.masks(style, number);
    const std::string colour = styles_.number_colour(style, number).value_or(style.colour.value_or("automatic")),
                      fill = style.background.value_or("transparent");
    const bool white = fill == "transparent" || fill == "#ffffff";
    look_.fill = rgb_of(fill).value_or(kWhite);
    look_.tiny = style.type_size && *style.type_size < kSmallestLetters;
    for (const std::string& other : style.conditional)
      if (const Sight sight = sight_of(other); sight != Sight::kSeen) held_under_ = sight;
    look_.font_is_fill = colour != "automatic" && look_same(colour, white ? "#ffffff" : fill);
  }
  Sight sight_of(std::string_view name) const {
    const OdfStyle style = styles_.style("table-cell", name);
    const std::string colour = style.colour.value_or("automatic"), fill = style.background.value_or("transparent");
    if (styles_.masks(style, kSample) || styles_.masks(style, std::nullopt) ||
        (fill != "transparent" && look_same(colour == "automatic" ? "#000000" : colour, fill)))
      return Sight::kNothing;
    return fill == "transparent" && look_same(colour, "#ffffff") ? Sight::kWhite : Sight::kSeen;
  }
  // LibreOffice's own element, after a sheet's rows (calcext); Excel's formats come to it as this.
  void start_condition(std::string_view style) {
    const Sight sight = sight_of(style);
    if (sight == Sight::kSeen) return;
    for (const std::string_view range : ranges_in(condition_)) {
      const std::string plain = area_of(range);
      const std::size_t colon = plain.find(':');
      cells_->conditional(cell_at(std::string_view(plain).substr(1, colon - 1)),
                          cell_at(std::string_view(plain).substr(colon + 1)), sight == Sight::kWhite);
    }
  }
  static std::string closed_up(std::string_view text) {
    std::string out;
    for (const char c : text)
      if (static_cast<unsigned char>(c) > ' ') out += c;
    return out;
  }
  void end_cell() {
    // It shows its words and keeps another value.
    if (other_value_ && !is_blank(words_) && reads_as_words(value_) && closed_up(words_) != closed_up(value_))
      remarks_.cell(value_), remarks_.end_row();
    if (words_.empty()) words_ = value_;
    if (!is_blank(words_) && is_covered_ && cells_) {
      covered_.cell(words_);
    } else if (!is_blank(words_)) {
      kept_.push_back({static_cast<std::uint32_t>(std::min<std::uint64_t>(column_ + 1, UINT32_MAX)), cell_repeats_,
                       look_, words_, held_, held_under_});
    }
    column_ += cell_repeats_;
    in_cell_ = false;
    in_shape_ = 0;
  }
  void end_row() {
    if (!cells_) return;
    const std::uint64_t first = row_ + 1;
    row_ = std::min(row_ + row_repeats_, kMostRows);
    covered_.end_row();
    if (kept_.empty()) {
      empty_hidden_ += row_hidden_ ? row_repeats_ : 0;
      return;
    }
    for (std::uint64_t i = 0; i < std::min(row_repeats_, kMostRepeats); ++i) {
      const auto number = static_cast<std::uint32_t>(first + i);
      if (!external_) cells_->row(number, row_hidden_, row_zero_, folded());
      for (const Cell& cell : kept_)
        for (std::uint64_t k = 0; k < std::min(cell.repeats, kMostRepeats); ++k)
          put({cell.column + static_cast<std::uint32_t>(k), number}, cell);
      cached_.end_row();
      scenario_.end_row();
      cells_->end_row();
    }
  }
  void put(CellAt at, const Cell& cell) {
    if (external_) return cached_.cell(cell.words);
    if (is_scenario_) scenario_.cell(cell.words);
    cells_->cell(at, cell.look, cell.words, cell.value);
    if (cell.under != Sight::kSeen) cells_->conditional(at, at, cell.under == Sight::kWhite);
  }

  // Where it is bound to a cell it says where it ends (ODF 1.3 part 3 §19.617).
  void start_shape(std::string_view name, const XmlAttributes& attributes) {
    if (cells_) cells_->draws();
    shape_.reset();
    const std::string end = area_of(attributes.get("end-cell-address"));
    const CellAt last = cell_at(std::string_view(end).substr(end.rfind(':') + 1));
    if (on_sheet_ && is_shape(name) && attributes.get("visible") != "false") {
      const auto points = [&](std::string_view which) {
        return std::clamp(odf_length(attributes.get(which)).value_or(0), 0.0, 1e9);
      };
      laying_ = {points("x"), points("y"), points("x") + points("width"), points("y") + points("height")};
      shape_.emplace();
    } else if (in_cell_ && cells_ && name != "line" && attributes.get("visible") != "false") {
      const auto points = [&](std::string_view which) {
        return std::clamp(odf_length(attributes.get(which)).value_or(0), 0.0, 1e6);
      };
      const auto move = [](std::uint64_t& cell, double& rest) {
        cell += static_cast<std::uint64_t>(rest / 100);
        rest = std::fmod(rest, 100);
      };
      ShapeCorners corners{column_, row_, column_, row_, points("x") / kColumn * 100, points("y") / kRow * 100, 0, 0};
      if (last.row != 0) {
        corners.to_column = last.column - 1U, corners.to_x = points("end-x") / kColumn * 100;
        corners.to_row = last.row - 1U, corners.to_y = points("end-y") / kRow * 100;
      } else {
        corners.to_x = corners.from_x + points("width") / kColumn * 100;
        corners.to_y = corners.from_y + points("height") / kRow * 100;
        move(corners.to_column, corners.to_x), move(corners.to_row, corners.to_y);
      }
      shape_ = SheetShape{place_between(corners), false, area_between(corners)};
      const OdfStyle style = styles_.style("graphic", attributes.get("style-name"));
      shape_fills_ = name != "frame" && style.fill.value_or("solid") != "none" && style.opacity.value_or(100) >= 90;
    }
    if (attributes.get("visible") == "false" || attributes.get("display") == "none")
      emitter_.observe(
          {.trait = Trait::kHiddenShape, .part = part_, .place = place() + ": a shape that is not shown", .cells = 1});
  }
  void end_shape_words(const std::string& words) {
    if (shape_ && !is_blank(words)) shape_->says = true;
    shapes_.cell(words);
    shapes_.end_row();
  }
  void end_shape() {
    if (shape_ && !shape_fills_) shape_->covered.reset();
    if (on_sheet_ && shape_ && shape_->says)
      laid_.push_back(laying_);
    else if (!on_sheet_ && shape_ && cells_)
      cells_->shape(*shape_);
    shape_.reset();
  }
  void read_link(std::string_view target) {
    if (target.starts_with("file:") || target.starts_with("//"))
      emitter_.observe(
          {.trait = Trait::kExternalTarget, .part = part_, .place = "the path of a file elsewhere", .cells = 1});
  }

  void start_outside_tables(std::string_view name, const XmlAttributes& attributes) {
    if (name == "content-validation" && attributes.get("condition").find("is-in-list(\"") != std::string_view::npos) {
      validations_.cell(attributes.get("condition"));
      validations_.end_row();
    }
    if (name == "named-range" || name == "named-expression") {
      const std::string_view formula =
          name == "named-range" ? attributes.get("cell-range-address") : attributes.get("expression");
      if (formula.find("'file:") != std::string_view::npos) {
        external_names_.cell(formula);
        external_names_.end_row();
      } else if (formula.starts_with("\"") || formula.starts_with("{") || formula.starts_with("of:=\"") ||
                 formula.starts_with("of:={")) {
        names_.cell(formula);
        names_.end_row();
      } else if (attributes.is_true("hidden") && !attributes.get("name").starts_with("_xl")) {  // LibreOffice's own
        hidden_names_.cell(attributes.get("name"));
        hidden_names_.end_row();
      }
    }
    if (name == "database-source-sql" || name == "database-source-query" || name == "database-source-table" ||
        name == "dde-source" || name == "cell-range-source") {
      connections_.cell(name == "cell-range-source"
                            ? attributes.get("href")
                            : attributes.get(name == "dde-source" ? "dde-item" : "database-name"));
      connections_.cell(attributes.get("sql-statement"));
      connections_.end_row();
    }
    if (name == "data-pilot-table")
      emitter_.observe({.trait = Trait::kPivotSource,
                        .part = part_,
                        .place = fmt::format("pivot table ‘{}’", attributes.get("name")),
                        .cells = 1});
    if (name == "data-pilot-member") {
      items_.cell(attributes.get("name"));
      items_.end_row();
    }
    if (name == "hidden" && attributes.find("value"))
      emitter_.observe({.trait = Trait::kHiddenInput, .part = part_, .place = "a hidden field of a form", .cells = 1});
  }

  void end_hint(std::string_view name) {
    if (leaf_.on()) hints_.cell(leaf_.end());
    if (name != "help-message" && name != "error-message") return;
    hints_.end_row();
    in_hint_ = false;
  }

  // table:tracked-changes: each change is a row of who, when and what stood there.
  void start_change(std::string_view name) {
    if (name == "p" || name == "creator" || name == "date") leaf_.begin();
  }
  void end_change(std::string_view name) {
    if (leaf_.on()) changes_.cell(leaf_.end());
    if (name == "cell-content-change" || name == "insertion" || name == "deletion" || name == "movement")
      changes_.end_row();
    if (name == "tracked-changes") in_changes_ = false;
  }

  OdfStyles& styles_;
  std::string part_;
  Emitter& emitter_;
  OdfComments comments_;
  Layer cached_, scenario_, changes_, names_, external_names_, hidden_names_, validations_, hints_, connections_,
      items_, covered_, shapes_, remarks_;
  Sheet sheet_;
  std::optional<SheetCells> cells_;
  std::vector<bool> groups_;
  std::vector<Cell> kept_;
  LeafText leaf_;
  std::optional<SheetShape> shape_;  // that is being told
  PageBox laying_;                   // bound to the sheet, in points; and of those before it
  std::vector<PageBox> laid_;
  Ends columns_end_, rows_end_;
  std::string words_, value_, condition_;
  Sight held_under_ = Sight::kSeen;
  CellLook look_;
  CellValue held_;
  std::uint64_t row_ = 0, column_ = 0, columns_ = 0, row_repeats_ = 1, cell_repeats_ = 1, empty_hidden_ = 0;
  int in_shape_ = 0;
  bool in_hint_ = false, in_cell_ = false, on_sheet_ = false, shape_fills_ = false, other_value_ = false,
       is_covered_ = false, row_hidden_ = false, row_zero_ = false, external_ = false, is_scenario_ = false,
       in_changes_ = false;
};

}  // namespace

std::unique_ptr<OdfContent> odf_sheets(OdfStyles& styles, const std::string& part, Emitter& emitter) {
  return std::make_unique<SheetsReader>(styles, part, emitter);
}

}  // namespace tipstaff::document
