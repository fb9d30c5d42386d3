// Clean copies made in the sandboxed child (law 10), one child a file. The copy is the child's word: whoever uses it
// has it checked by another child first (disclosure/clean_file.h).
#pragma once

#include "base/sandbox.h"
#include "clean/clean.h"

namespace tipstaff::clean {

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole clean_role();

// Errors: kRefused with the reason, also when the child died or overran its limits; kUnavailable when none can be
// started.
Result<Copy> clean_safely(ByteView file, SandboxLimits limits = clean_role().limits);

}  // namespace tipstaff::clean
