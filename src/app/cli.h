// The command line of the office's program.
#pragma once

#include "app/counter.h"
#include "office/office.h"

namespace tipstaff::app {

// Runs one command, in this process or through the server that has its store open. Returns the exit code.
int run(int argc, char** argv);

// In that server: the same command for a caller at its socket, on the office that is open.
Outcome run_for_caller(const std::vector<std::string>& words, std::shared_ptr<Caller> caller,
                       std::shared_ptr<office::Office> office);

}  // namespace tipstaff::app
