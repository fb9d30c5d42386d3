// A PDF's bytes from first to last, without trust in its cross-references: which belong to objects, tables and
// trailers, and which to nothing; and where each version of it ends.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::document {

struct PdfBytes {
  struct Stretch {
    std::size_t at = 0, size = 0;
  };
  struct Object {
    int number = 0, generation = 0;
    std::size_t at = 0;
    bool table = false;  // a stream of cross-references, which need not name itself (§7.5.8)
  };
  std::size_t header = 0;            // where %PDF- stands
  std::vector<std::size_t> ends;     // behind each %%EOF that closes a version, in order
  std::vector<Stretch> unexplained;  // no blanks, no short comments
  std::vector<Object> objects;       // as they stand
};

// `length_of`: what a cross-referenced length is, or nothing.
PdfBytes scan_pdf(ByteView file, const std::function<std::optional<std::size_t>(int number)>& length_of);

}  // namespace tipstaff::document
