#include "document/odf/odf_table.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

constexpr std::uint64_t kMostRepeated = 100'000;
constexpr double kThin = 3;  // points

std::size_t repeated(const XmlAttributes& attributes) {
  return static_cast<std::size_t>(
      std::clamp<std::uint64_t>(attributes.count("number-columns-repeated", 1), 1, kMostRepeated));
}

}  // namespace

OdfTable::OdfTable(const XmlAttributes& table, std::size_t rows, bool in_text)
    : template_(table.get("template-name")),
      first_row_(table.is_true("use-first-row-styles")),
      last_row_(table.is_true("use-last-row-styles")),
      first_column_(table.is_true("use-first-column-styles")),
      last_column_(table.is_true("use-last-column-styles")),
      row_bands_(table.is_true("use-banding-rows-styles")),
      column_bands_(table.is_true("use-banding-columns-styles")),
      told_(!in_text),
      rows_(rows) {
  for (const char* part : {"use-first-row-styles", "use-last-row-styles", "use-first-column-styles",
                           "use-last-column-styles", "use-banding-rows-styles", "use-banding-columns-styles"})
    told_ = told_ || table.find(part).has_value();
}

void OdfTable::column(const XmlAttributes& column, const OdfStyles& styles) {
  const bool thin = styles.style("table-column", column.get("style-name")).width.value_or(kThin) < kThin;
  for (std::size_t i = 0; thin && i < repeated(column); ++i) thin_columns_.insert(columns_ + i + 1);
  columns_ += repeated(column);
}

void OdfTable::row(const XmlAttributes& row, const OdfStyles& styles) {
  thin_row_ = styles.style("table-row", row.get("style-name")).height.value_or(kThin) < kThin;
  ++row_;
  next_ = 1;
}

void OdfTable::cell(const XmlAttributes& cell, const OdfStyles& styles, OdfStyle& own) {
  column_ = next_;
  next_ += repeated(cell);
  if (template_.empty() || own.fill) return;
  const OdfStyle from_template = painted(styles);
  if (!own.background) {
    own.fill = from_template.fill;
    own.fill_colour = from_template.fill_colour;
    own.background = from_template.background;
  }
  if (!own.colour) own.colour = from_template.colour;
}

// As LibreOffice does it: rows before columns before bands, whose first is an even one; what a template does not have
// gives way to the next.
OdfStyle OdfTable::painted(const OdfStyles& styles) const {
  const struct {
    bool applies;
    const char* part;
  } kParts[] = {
      {first_row_ && row_ == 1, "first-row"},
      {last_row_ && row_ == rows_, "last-row"},
      {first_column_ && column_ == 1, "first-column"},
      {last_column_ && column_ == columns_, "last-column"},
      {row_bands_ && row_ % 2 == 1, "even-rows"},
      {row_bands_ && row_ % 2 == 0, "odd-rows"},
      {column_bands_ && column_ % 2 == 1, "even-columns"},
      {column_bands_ && column_ % 2 == 0, "odd-columns"},
      {true, "body"},
  };
  // Texts do not say which parts are used: a program uses all, or none.
  if (!told_ && styles.paints_parts(template_)) {
    OdfStyle out;
    out.fill = "unknown";
    return out;
  }
  if (last_row_ && rows_ == 0) return {};
  for (const auto& [applies, part] : kParts)
    if (applies)
      if (auto style = styles.template_cell(template_, part)) return std::move(*style);
  return {};
}

}  // namespace tipstaff::document
