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

// The mails of a store of mail (store/store_mails.h) of any size, which is open at `store`: its children ask for the
// bytes that they need. One child for some 64 MiB of what mails hold; where one dies, its mail is told as kUnread and
// the next goes on behind it. `between`: after each child, whose layers' numbers begin anew. Returns how many mails
// were begun. Errors: as above.
Result<std::uint64_t> read_store_safely(int store, Sink& sink, const std::function<void()>& between,
                                        SandboxLimits limits = document_role().limits);

}  // namespace tipstaff::document
