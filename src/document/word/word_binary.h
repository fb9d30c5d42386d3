// Documents of Word 97 to 2003 ([MS-DOC]; .doc): what hangs off the file's heading, and its text (word_text.h). Earlier
// versions are kUnread.
#pragma once

#include "document/containers/compound.h"
#include "document/emitter.h"

namespace tipstaff::document {

void read_word_binary(Compound& file, const CompoundEntry& storage, Emitter& emitter);

}  // namespace tipstaff::document
