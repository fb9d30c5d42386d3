// Charts of an OpenDocument workbook (ODF 1.3 part 3 §11): each keeps what it draws in a table of its own, be it a copy
// of cells or not.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "document/emitter.h"

namespace tipstaff::document {

// What the cells of a workbook say, blanks apart.
class SaidWords {
 public:
  void add(std::string_view words);
  bool has(std::string_view words) const;

 private:
  std::set<std::size_t> hashes_;
};

// `content`: a chart's content.xml. Tells, as Trait::kChartCache, words in its table that are a copy of no cell, and
// those of a table that holds its only data which it does not draw. A content that cannot be parsed says nothing here.
void read_odf_chart_table(ByteView content, const std::string& part, const SaidWords& said, Emitter& emitter);

}  // namespace tipstaff::document
