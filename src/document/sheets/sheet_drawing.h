// What lies on a sheet beside and over its cells: shapes, pictures and charts (ECMA-376 part 1 §20.5.2).
#pragma once

#include <vector>

#include "document/containers/package.h"
#include "document/sheets/cells.h"

namespace tipstaff::document {

// Where a shape begins and ends, cells counted from 0, offsets in hundredths of a column's width or row's height.
struct ShapeCorners {
  std::uint64_t from_column = 0, from_row = 0, to_column = 0, to_row = 0;
  double from_x = 0, from_y = 0, to_x = 0, to_y = 0;
};
std::optional<SheetArea> area_between(const ShapeCorners& corners);  // what it covers; nothing: no cell
SheetArea place_between(const ShapeCorners& corners);

// Of the drawings of a sheet, as far as they are shown; in the order of the file.
std::vector<SheetShape> shapes_on(Package& package, const std::string& sheet);

}  // namespace tipstaff::document
