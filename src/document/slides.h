// Slides: PresentationML (ECMA-376 part 1 §19; .pptx): hidden ones, and what shapes hold. Notes and comments:
// package_parts.cc.
#pragma once

#include "document/package.h"

namespace tipstaff::document {

void read_slides(Package& package);

}  // namespace tipstaff::document
