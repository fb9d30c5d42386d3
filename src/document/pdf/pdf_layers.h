// Which optional content a viewer shows on opening (ISO 32000-1 §8.11): the default configuration, and what it says of
// viewing as against printing.
#pragma once

#include <set>

#include "document/pdf/pdf_file.h"

namespace tipstaff::document {

class OptionalContent {
 public:
  explicit OptionalContent(PdfFile& file);
  // A group or a membership dictionary; anything else is shown.
  bool shows(PdfObject content) const;

 private:
  bool shows(PdfObject content, int depth) const;
  bool shows_expression(PdfObject expression, int depth) const;
  std::set<QPDFObjGen> off_;
};

}  // namespace tipstaff::document
