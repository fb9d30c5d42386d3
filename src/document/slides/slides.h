// Slides: PresentationML (ECMA-376 part 1 §19; .pptx): hidden ones, and what shapes hold. Notes and comments:
// package_parts.cc.
#pragma once

#include "document/colour.h"
#include "document/containers/package.h"

namespace tipstaff::document {

void read_slides(Package& package);
// The shapes on a sheet: text in them that cannot be seen, as on a slide of white.
void read_shapes(Package& package, const std::string& part, const Theme& theme);

}  // namespace tipstaff::document
