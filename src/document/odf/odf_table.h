// A table on a slide or in a text, whose template paints the cells that say nothing of their own (ODF 1.3 part 3
// §16.20, §19.736 on).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "document/odf/odf_styles.h"

namespace tipstaff::document {

// How many rows the tables of a document have, in order: those within others do not count. For those that end in a row
// of its own look.
class OdfTableRows : public XmlHandler {
 public:
  static bool matter(std::string_view source) { return source.find("use-last-row-styles") != std::string_view::npos; }
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "body") in_body_ = true;
    if (name == "table" && in_body_ && depth_++ == 0) rows_.push_back(0);
    if (name == "table-row" && depth_ == 1) ++rows_.back();
  }
  void end(std::string_view name) override {
    if (name == "table" && depth_ > 0) --depth_;
  }
  void text(std::string_view) override {}
  std::vector<std::size_t> take() { return std::move(rows_); }

 private:
  std::vector<std::size_t> rows_;
  std::size_t depth_ = 0;
  bool in_body_ = false;
};

class OdfTable {
 public:
  OdfTable() = default;
  // `rows`: how many it has; nought: nobody counted. A table in a text may leave unsaid which parts of its template it
  // uses.
  OdfTable(const XmlAttributes& table, std::size_t rows, bool in_text);
  bool from_template() const { return !template_.empty(); }
  void column(const XmlAttributes& column, const OdfStyles& styles);
  void row(const XmlAttributes& row, const OdfStyles& styles);
  // The cell that was asked for last has no room for letters.
  bool is_thin() const { return thin_row_ || thin_columns_.contains(column_); }
  // The next cell of the row, one that is covered too: adds what the template says of it. The cell's own style goes
  // before.
  void cell(const XmlAttributes& cell, const OdfStyles& styles, OdfStyle& own);

 private:
  OdfStyle painted(const OdfStyles& styles) const;

  std::string template_;
  bool first_row_ = false, last_row_ = false, first_column_ = false, last_column_ = false, row_bands_ = false,
       column_bands_ = false;
  bool told_ = true;                    // which of its parts are used
  std::size_t rows_ = 0, columns_ = 0;  // how many there are
  std::set<std::size_t> thin_columns_;
  bool thin_row_ = false;
  std::size_t row_ = 0, column_ = 0, next_ = 1;  // from one; the next cell's column
};

}  // namespace tipstaff::document
