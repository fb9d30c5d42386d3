// What kind of file this is, by its content, and what is in it.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/observation.h"

namespace tipstaff::document {

// "xlsx", "docx", "csv", "pdf", …; "unknown". A kind has a name before it has a reader.
std::string kind_of(ByteView file);

// Tells `sink` everything; returns the kind. Never fails: what cannot be read is a kUnread. Runs in the sandboxed child
// (document_child.h); in the same process only for fuzzing.
std::string read_document(ByteView file, Sink& sink);

// Call once before a process locks itself.
void prepare_readers();

}  // namespace tipstaff::document
