// What kind of file this is, by its content, and what is in it.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// "xlsx", "docx", "csv", "pdf", …; "unknown". A kind has a name before it has a reader.
std::string kind_of(ByteView file);

// Tells `sink` everything; returns the kind. Never fails: what cannot be read is a kUnread. Runs in the sandboxed child
// (document_child.h); in the same process only for fuzzing.
std::string read_document(ByteView file, Sink& sink, SheetTaker* taker = nullptr);

// A file inside a file (an archive's member, an attachment, an embedded object): the same, and its places begin with
// `name`. Returns its kind.
std::string read_inside(ByteView file, std::string_view name, Emitter& emitter);

// Call once before a process locks itself. Sets its time zone to UTC.
void prepare_readers();

}  // namespace tipstaff::document
