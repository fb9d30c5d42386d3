// The command line: words to commands, results to exit codes (docs/errors.md).
#pragma once

namespace tipstaff::app {

int run(int argc, char** argv);

}  // namespace tipstaff::app
