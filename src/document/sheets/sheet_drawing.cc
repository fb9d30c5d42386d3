#include "document/sheets/sheet_drawing.h"

#include <algorithm>
#include <charconv>

namespace tipstaff::document {
namespace {

// Of a column and a row as programs make them when nobody says otherwise, in units of which an inch has 914 400.
constexpr double kColumn = 609'600, kRow = 190'500;
constexpr double kEdge = 30;        // hundredths of a cell that may stick out
constexpr double kOpaque = 90'000;  // thousandths of a hundredth
constexpr std::uint64_t kMostCells = 20'000'000;
constexpr std::size_t kMostShapes = 20'000;

// Shapes that are mostly hole or line.
bool is_open(std::string_view shape) {
  for (const std::string_view open : {"line", "Connector", "bracket", "Bracket", "brace", "Brace", "frame", "Frame",
                                      "donut", "arc", "Arc", "noSmoking", "corner"})
    if (shape.find(open) != std::string_view::npos) return true;
  return false;
}

class Anchors : public XmlHandler {
 public:
  std::vector<SheetShape> shapes;

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name.ends_with("CellAnchor") || name == "absoluteAnchor") return start_anchor(name);
    if (name == "from" || name == "to") in_to_ = name == "to";
    if (name == "col" || name == "colOff" || name == "row" || name == "rowOff" || name == "t") return leaf_.begin();
    if (name == "pos" && !in_object_) at_ = {attributes.number("x", 0), attributes.number("y", 0)};
    if (name == "ext" && !in_object_) size_ = {attributes.number("cx", 0), attributes.number("cy", 0)};
    if (name == "sp" || name == "pic" || name == "graphicFrame") start_object(name);
    if (in_object_) start_look(name, attributes);
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (leaf_.on() && name == "t")
      says_ = says_ || (!hidden_ && !is_blank(leaf_.end()));
    else if (leaf_.on())
      end_number(name);
    if (name == "spPr") in_look_ = false;
    if (name == "ln") in_line_ = false;
    if (name == "sp" || name == "pic" || name == "graphicFrame") {
      covers_ = covers_ || (filled_ && !hidden_);
      says_ = says_ || (name != "sp" && !hidden_);
      drawn_ = drawn_ || (name != "sp" && !hidden_);
      in_object_ = false;
    }
    if (name.ends_with("CellAnchor") || name == "absoluteAnchor") end_anchor();
  }

 private:
  void start_anchor(std::string_view name) {
    corners_ = {};
    at_ = size_ = {};
    covers_ = says_ = drawn_ = in_object_ = false;
    two_ = name == "twoCellAnchor";
    absolute_ = name == "absoluteAnchor";
  }
  void start_object(std::string_view name) {
    in_object_ = true;
    hidden_ = in_look_ = in_line_ = told_ = false;
    filled_ = name != "sp";
  }
  void start_look(std::string_view name, const XmlAttributes& attributes) {
    if (name == "cNvPr") hidden_ = attributes.is_true("hidden");
    if (name == "spPr") in_look_ = true;
    if (name == "ln") in_line_ = true;
    if (in_look_ && !in_line_) {
      if (name == "noFill") set(false);
      if (name == "solidFill" || name == "gradFill" || name == "pattFill" || name == "blipFill") set(true);
      if ((name == "alpha" || name == "alphaModFix") &&
          attributes.number(name == "alpha" ? "val" : "amt", 100'000) < kOpaque)
        set(false);
      if (name == "prstGeom" && is_open(attributes.get("prst"))) {
        set(false);
        in_look_ = false;
      }
    }
    if (name == "fillRef" && !told_) set(attributes.count("idx", 0) > 0);
  }
  void set(bool filled) {
    filled_ = filled;
    told_ = true;
  }
  void end_number(std::string_view name) {
    const std::string& words = leaf_.end();
    std::int64_t value = 0;
    std::from_chars(words.data(), words.data() + words.size(), value);
    const std::uint64_t count = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    if (name == "col") (in_to_ ? corners_.to_column : corners_.from_column) = count;
    if (name == "row") (in_to_ ? corners_.to_row : corners_.from_row) = count;
    if (name == "colOff") (in_to_ ? corners_.to_x : corners_.from_x) = static_cast<double>(value) / kColumn * 100;
    if (name == "rowOff") (in_to_ ? corners_.to_y : corners_.from_y) = static_cast<double>(value) / kRow * 100;
  }
  static void advance(std::uint64_t& cell, double& rest, double by, double size) {
    const double whole = rest / 100 + std::clamp(by / size, 0.0, 1e6);
    cell += static_cast<std::uint64_t>(whole);
    rest = (whole - static_cast<double>(static_cast<std::uint64_t>(whole))) * 100;
  }
  bool is_tiny() const {
    constexpr double kTiny = 4;  // hundredths of a cell as programs make them
    return corners_.to_column == corners_.from_column && corners_.to_row == corners_.from_row &&
           corners_.to_x - corners_.from_x < kTiny && corners_.to_y - corners_.from_y < kTiny;
  }
  void end_anchor() {
    if (!covers_ && !says_) return;
    if (absolute_) {
      advance(corners_.from_column, corners_.from_x, at_.first, kColumn);
      advance(corners_.from_row, corners_.from_y, at_.second, kRow);
    }
    if (!two_) {
      corners_.to_column = corners_.from_column, corners_.to_x = corners_.from_x;
      corners_.to_row = corners_.from_row, corners_.to_y = corners_.from_y;
      advance(corners_.to_column, corners_.to_x, size_.first, kColumn);
      advance(corners_.to_row, corners_.to_y, size_.second, kRow);
    }
    if (shapes.size() < kMostShapes)
      shapes.push_back(
          {place_between(corners_), says_, covers_ ? area_between(corners_) : std::nullopt, drawn_ && is_tiny()});
  }

  LeafText leaf_;
  ShapeCorners corners_;
  std::pair<double, double> at_, size_;
  bool in_to_ = false, two_ = false, absolute_ = false, covers_ = false, says_ = false, drawn_ = false,
       in_object_ = false, hidden_ = false, in_look_ = false, in_line_ = false, filled_ = false, told_ = false;
};

}  // namespace

std::optional<SheetArea> area_between(const ShapeCorners& corners) {
  const std::uint64_t left = corners.from_column + (corners.from_x > kEdge ? 1 : 0),
                      top = corners.from_row + (corners.from_y > kEdge ? 1 : 0);
  const std::uint64_t right = corners.to_column + (corners.to_x >= 100 - kEdge ? 1 : 0),
                      bottom = corners.to_row + (corners.to_y >= 100 - kEdge ? 1 : 0);
  if (left >= right || top >= bottom || std::max(right, bottom) > kMostCells) return std::nullopt;
  const auto cell = [](std::uint64_t column, std::uint64_t row) {
    return CellAt{static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row)};
  };
  return SheetArea{cell(left + 1, top + 1), cell(right, bottom)};
}

SheetArea place_between(const ShapeCorners& corners) {
  const auto cell = [](std::uint64_t column, std::uint64_t row) {
    return CellAt{static_cast<std::uint32_t>(std::min(column, kMostCells) + 1),
                  static_cast<std::uint32_t>(std::min(row, kMostCells) + 1)};
  };
  return {cell(corners.from_column, corners.from_row),
          cell(std::max(corners.from_column, corners.to_column), std::max(corners.from_row, corners.to_row))};
}

std::vector<SheetShape> shapes_on(Package& package, const std::string& sheet) {
  Anchors anchors;
  for (const Relation& relation : package.relations(sheet)) {
    if (relation.external || relation.type != "drawing") continue;
    const auto bytes = package.glance(relation.target);  // its own reader tells what is missing or damaged
    if (bytes) (void)parse_xml([&](const auto& take) { return take(*bytes); }, anchors);
  }
  return std::move(anchors.shapes);
}

}  // namespace tipstaff::document
