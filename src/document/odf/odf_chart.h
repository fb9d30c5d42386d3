// Charts of an OpenDocument workbook (ODF 1.3 part 3 §11): each keeps what it draws in a table of its own, be it a copy
// of cells or not.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "document/containers/package.h"
#include "document/emitter.h"
#include "document/sheets/cells.h"

namespace tipstaff::document {

// What the cells of a workbook say, blanks apart.
class SaidWords {
 public:
  void add(std::string_view words);
  bool has(std::string_view words) const;

 private:
  std::set<std::size_t> hashes_;
};

// Reads a chart's content (content.xml, or what lies in a flat document) and tells, as Trait::kChartCache, words in its
// table that are a copy of no cell, and those of a table that holds its only data which it does not draw.
class OdfChartTable : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override;
  void tell(const std::string& part, const SaidWords& said, Emitter& emitter) const;

 private:
  struct Cell {
    CellAt at;
    bool header;
    std::string words;
  };
  struct Range {
    CellAt low, high;
  };

  void draw(std::string_view range);
  bool is_drawn(CellAt at) const;
  void end_cell();

  std::vector<Cell> cells_;
  std::vector<Range> drawn_;
  std::vector<std::string> texts_;
  LeafText leaf_;
  CellAt at_{0, 0};
  bool in_table_ = false, in_header_ = false, copies_cells_ = false;
};

}  // namespace tipstaff::document
