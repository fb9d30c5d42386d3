// Documents: WordprocessingML (ECMA-376 part 1 §17): what is in them besides the text that is read.
#pragma once

#include "document/containers/package.h"

namespace tipstaff::document {

void read_word_document(Package& package);

}  // namespace tipstaff::document
