// A table on a slide, whose template paints the cells that say nothing of their own (ODF 1.3 part 3 §16.20, §19.739, §19.742 on).
#pragma once

#include <string>

#include "document/odf_styles.h"

namespace tipstaff::document {

class OdfTable {
 public:
  OdfTable() = default;
  explicit OdfTable(const XmlAttributes& table)
      : template_(table.get("template-name")),
        first_row_(table.is_true("use-first-row-styles")),
        known_(!table.is_true("use-last-row-styles") && !table.is_true("use-first-column-styles") && !table.is_true("use-last-column-styles")),
        banded_(table.is_true("use-banding-rows-styles") || table.is_true("use-banding-columns-styles")) {}
  bool from_template() const { return !template_.empty(); }
  void row() { ++row_; }
  // Adds what the template says of the row's cells, as far as all of them look alike: the cell's own style goes before it.
  void cell(const OdfStyles& styles, OdfStyle& own) const {
    const bool heading = first_row_ && row_ == 1;
    if (template_.empty() || !known_ || (banded_ && !heading)) return;
    const OdfStyle painted = styles.template_cell(template_, heading ? "first-row" : "body");
    if (!own.fill) {
      own.fill = painted.fill;
      own.fill_colour = painted.fill_colour;
    }
    if (!own.colour) own.colour = painted.colour;
  }

 private:
  std::string template_;
  bool first_row_ = false, known_ = true, banded_ = false;
  std::size_t row_ = 0;  // from one
};

}  // namespace tipstaff::document
