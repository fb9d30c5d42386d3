// Files read in the sandboxed child (law 10): the file is shared, rows and observations come out. One child of
// the process's nursery (nursery.h) a file, so that a file which takes its child over cannot speak for the next; what
// it can do is forge what is said of itself, which whoever wrote the file may do anyway by leaving things out. Its
// words are made printable again here.
#pragma once

#include <functional>

#include "base/sandbox.h"
#include "document/observation.h"

namespace tipstaff::document {

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole document_role();

// Reads `file` and tells `sink`; returns its kind. A child that dies, overruns its limits or answers nonsense is told
// as kUnread, after whatever it had said before. Errors: kUnavailable when no child can be started. `limits`: tighter
// ones than the role's own, for tests.
Result<std::string> read_safely(const SharedBytes& file, Sink& sink, SandboxLimits limits = document_role().limits);
Result<std::string> read_safely(ByteView file, Sink& sink, SandboxLimits limits = document_role().limits);  // of a copy

// Files of any size that are read in turns, each by a child of its own, which asks for the bytes that it needs: the
// mails of a store of mail (store/store_mails.h), what is in an archive (containers/large_archive.h); and a PDF
// (pdf/pdf.h), in one turn. Where a child
// dies, the mail or file that it had begun is told as kUnread, and the next child goes on behind it. `file`: open, of
// `size` bytes. `between`: after each child, whose layers' numbers begin anew. Returns how many mails, or files, were
// begun. Errors: as above.
enum class InTurns : std::uint8_t { kMailStore, kArchive, kPdf };
Result<std::uint64_t> read_in_turns(InTurns what, int file, std::uint64_t size, Sink& sink,
                                    const std::function<void()>& between,
                                    SandboxLimits limits = document_role().limits);

}  // namespace tipstaff::document
