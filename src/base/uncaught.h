// The end of a program that meets a fault which nobody expected, on whichever thread: one sentence on standard error
// and exit code 70, instead of an abort.
#pragma once

#include <exception>

namespace tipstaff {

inline constexpr int kFaultExit = 70;  // sysexits.h: an internal fault

// For main, once: what is thrown and not caught, above all on another thread, is told as “PROGRAM: stopped by a fault:
// …”. Nothing is unwound. `program` must outlive the process.
void tell_uncaught(const char* program);

}  // namespace tipstaff
