// PDF (ISO 32000-1 and -2): its newest version, what earlier versions inside it said, and its bytes that belong to
// neither.
#pragma once

#include "base/bytes.h"
#include "document/byte_source.h"
#include "document/emitter.h"

namespace tipstaff::document {

// The header may stand anywhere within the first 1,024 bytes; behind other bytes only when the end is a PDF's too.
bool is_pdf(ByteView file);
void read_pdf(ByteView file, Emitter& emitter);
// One of any size, for a search: its newest version. That there are earlier ones is a kUnread.
void read_large_pdf(ByteSource& bytes, std::uint64_t size, Emitter& emitter);
// Call once before a process locks itself.
void prepare_pdf();

}  // namespace tipstaff::document
