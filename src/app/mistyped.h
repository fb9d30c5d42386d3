// What to say of words that no command understands: which one was mistyped or is missing, what was perhaps meant, and
// where the help is. For the programs' main only; includes CLI11, which is slow to compile.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace tipstaff::app {

// One sentence without the program's name in front. `app` is the program's own; `fault` is the parser's words.
std::string what_is_wrong(CLI::App& app, const std::string& program, const std::vector<std::string>& words,
                          const std::string& fault);

}  // namespace tipstaff::app
