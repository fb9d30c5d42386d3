// The still part of both sides as PDF objects: drawn once by librsvg into cairo's PDF writer and then taken apart.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "card/template.h"

namespace tipstaff::card {

struct CairoPages {
  std::vector<std::string> objects;    // by object number, "n 0 obj … endobj\n"; empty where there is none
  std::array<std::size_t, 2> forms{};  // front and back, as form XObjects
};

// Errors: kInvalid when a side cannot be drawn or cairo writes something that we do not know.
Result<CairoPages> draw_pages(const Template& design);

}  // namespace tipstaff::card
