// Pixels of any kind that photo_decode.h makes, as sRGB. Hostile profiles: called in the sandboxed child only.
#pragma once

#include "card/pixels.h"

namespace tipstaff::card {

// By an ICC profile where there is one that fits; else as they are, or as inks on white paper.
Pixels to_rgb(Pixels from, const Bytes& icc);

// Call once before a process locks itself.
void prepare_colours();

}  // namespace tipstaff::card
