// For tests that start their own program anew as a sandboxed child: define test_child() in the test program and it is
// called before GoogleTest sees the arguments.
#pragma once

#include <optional>

namespace tipstaff {

// The exit status when argv names a sandboxed child; nothing otherwise. The default knows no child.
std::optional<int> test_child(int argc, char** argv);

}  // namespace tipstaff
