// Starting this same program again as a process of its own.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tipstaff::app {

using Environment = std::vector<std::pair<std::string, std::string>>;

// Starts it with these arguments and further variables; standard output goes nowhere. Errors: kUnavailable.
Result<pid_t> start_self(const std::vector<std::string>& arguments, const Environment& extra);
// Whether it has not ended yet; wait_for() is still to be called.
bool runs_still(pid_t child);
// Waits for it. Errors: kNo with its exit status.
Result<void> wait_for(pid_t child);
// Starts it, waits, and returns what it wrote to standard output.
Result<std::string> run_self(const std::vector<std::string>& arguments, const Environment& extra);

}  // namespace tipstaff::app
