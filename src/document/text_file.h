// Plain text and tables as text (CSV, TSV; RFC 4180): UTF-8, UTF-16 with its mark, otherwise Windows-1252.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

enum class TextKind : std::uint8_t { kNone, kText, kTable, kMail, kMarkup };

// By content. kNone: it is no text.
TextKind text_kind(ByteView file);
// As UTF-8 without a mark; nothing when it is no text.
std::optional<std::string> text_as_utf8(ByteView file);
// Rows become rows of one visible layer. What is encoded in it, unseen by a reader, is kUnexplained.
void read_text(ByteView file, Emitter& emitter);
// Tells of what programs write into a text and nobody can read there: messages that are encrypted (RFC 9580 §6.2), and
// files as letters (uuencode, POSIX.1-2017; yEnc), which are not unpacked.
void look_for_packed(std::string_view text, Emitter& emitter);

}  // namespace tipstaff::document
