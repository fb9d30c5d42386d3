// SVG drawings (SVG 2; those of version 1.1 too) as documents of their own: svg.cc what is in them, svg_canvas.cc what
// of it is seen. Shapes are kept as outlines in the order of painting, so that it is known what lies under a letter and
// over it. Not followed: clip paths, masks, filters, animation; what they would hide counts as shown, and what scripts
// would change too.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Whether text that begins with ‘<’ is a drawing: its first element.
bool is_svg(std::string_view text);
void read_svg(ByteView file, Emitter& emitter);

}  // namespace tipstaff::document
