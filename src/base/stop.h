// Being asked to stop: SIGINT (Ctrl-C) and SIGTERM, for programs that run until then. One for the process; any thread
// may ask.
#pragma once

#include <chrono>

namespace tipstaff {

// From here on the two signals no longer end the process but are remembered.
void heed_stop_signals();

bool stop_asked();

// Sleeps for `period` at most, less when a stop is asked (within a tenth of a second). True while none is.
bool sleep_unless_stopped(std::chrono::milliseconds period);

// Returns when a stop is asked.
void sleep_until_stopped();

}  // namespace tipstaff
