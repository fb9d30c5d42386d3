// Who wants a workbook's cells, and not only what there is to say about them: those that a reader of the page sees,
// with their places and values. For clean copies (clean/workbook_copy.h).
#pragma once

#include <string_view>

#include "document/sheets/cells.h"

namespace tipstaff::document {

class NumberFormat;  // number_format.h

// What a cell holds, beside the words that it shows.
struct CellValue {
  enum class Kind : std::uint8_t { kText, kNumber, kBoolean, kDate };
  Kind kind = Kind::kText;
  double number = 0;  // kNumber; kBoolean: 0 or 1; kDate: days as a book counts them that begins in 1900
  const NumberFormat* format = nullptr;  // of the number, where it has one; while the call lasts
};

class SheetTaker {
 public:
  virtual ~SheetTaker() = default;
  // A visible sheet begins; what follows is of it, until the next begins.
  virtual void sheet(std::string_view name) = 0;
  virtual void cell(CellAt at, const CellValue& value, std::string_view words) = 0;
  // Not seen after all: under a merged cell, or from this column on, far away from what is looked at.
  virtual void drop(CellAt at) = 0;
  virtual void drop_columns(std::uint32_t from) = 0;
};

}  // namespace tipstaff::document
