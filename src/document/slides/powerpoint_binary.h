// Presentations of PowerPoint 97 to 2003 ([MS-PPT]; .ppt): the slides that the last edit uses, what is not shown of
// them, and what earlier edits left in the file.
#pragma once

#include "document/containers/compound.h"

namespace tipstaff::document {

void read_powerpoint(Compound& file, const CompoundEntry& storage, Emitter& emitter);

}  // namespace tipstaff::document
