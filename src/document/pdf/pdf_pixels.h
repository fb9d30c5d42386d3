// The pixels of a picture inside a PDF, as far as they can be unpacked (not JBIG2, JPX, fax): whether anything is on
// it.
#pragma once

#include <optional>

#include "document/pdf/pdf_file.h"

namespace tipstaff::document {

class Pixels {
 public:
  Pixels(PdfObject picture, PdfFile& file);
  // Whether all of the box, in the picture's own unit square, is one colour; nothing when that cannot be told.
  std::optional<bool> even(const PageBox& box) const;
  // The value of all its samples, 0 to 255, where they have one.
  std::optional<int> only() const;

 private:
  int sample(std::size_t x, std::size_t y, std::size_t k, std::size_t depth) const;

  std::size_t wide_, high_, bits_, line_ = 0;
  std::shared_ptr<const std::string> samples_;
};

}  // namespace tipstaff::document
