// For tests that use an office: their program, started anew as a sandboxed child, is what the office's program would
// be.
#include "office/sandbox_roles.h"
#include "test_child.h"

namespace tipstaff {

std::optional<int> test_child(int argc, char** argv) {
  return run_if_sandboxed_child(argc, argv, office::sandbox_roles());
}

}  // namespace tipstaff
