// The text of a document of Word 97 to 2003, with its formats ([MS-DOC] §2.4, §2.6).
#pragma once

#include "document/word/word_aside.h"

namespace tipstaff::document {

// Every story of it, to the layers of what it looks like. Pictures that stand in the text are read.
void read_word_text(const WordFile& file, Coverage& used, WordAside& aside, Emitter& emitter);

}  // namespace tipstaff::document
