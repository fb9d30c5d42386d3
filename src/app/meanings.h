// What an option or argument means that many commands have and none explains for itself: for their help. For the
// programs' main only; includes CLI11, which is slow to compile.
#pragma once

#include <CLI/CLI.hpp>

namespace tipstaff::app {

// Gives each of this command's and its commands' options that says nothing the usual words for its name, where there
// are some.
void explain_the_usual(CLI::App& app);

}  // namespace tipstaff::app
