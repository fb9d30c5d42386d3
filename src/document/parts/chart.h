// Charts (DrawingML, ECMA-376 part 1 §21.2; Office 2016's chartex), and which of their words are drawn: a chart keeps
// copies of the cells behind it, and titles, names and labels that were switched off.
#pragma once

#include <string>
#include <string_view>

#include "document/colour.h"
#include "document/containers/package.h"

namespace tipstaff::document {

struct Workbook;

struct ChartPlace {
  const Theme& theme;
  const Workbook* book = nullptr;  // whose cells it draws; nothing: it lies in a document or on a slide, and has none
  bool on_white = true;            // what lies behind it where it paints nothing; false: nobody knows
};

bool is_chart(std::string_view type);  // by a part's content type, in lower case
void read_chart(Package& package, const std::string& part, const ChartPlace& place);

}  // namespace tipstaff::document
