// Layouts of a presentation that no slide has: what stands on them beside their placeholders.
#pragma once

#include <string>

#include "document/containers/package.h"

namespace tipstaff::document {

void read_unused_layout(Package& package, const std::string& part);

}  // namespace tipstaff::document
