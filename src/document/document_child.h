// Files read in the sandboxed child (law 10): the file is shared, rows and observations come out. One child of
// the process's nursery (nursery.h) a file, so that a file which takes its child over cannot speak for the next; what
// it can do is forge what is said of itself, which whoever wrote the file may do anyway by leaving things out. Its
// words are made printable again here.
#pragma once

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

}  // namespace tipstaff::document
