// A document's settings (settings.xml, ECMA-376 part 1 §17.15).
#pragma once

#include <string>

#include "document/containers/package.h"
#include "document/word/word_shown.h"

namespace tipstaff::document {

// Tells variables, mail merge and locks; `shown` hears which headers there are.
void read_word_settings(Package& package, const std::string& part, Shown& shown);

}  // namespace tipstaff::document
