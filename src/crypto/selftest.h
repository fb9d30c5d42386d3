// Known answers, asked at every start (each program's main): a library that was built wrong, replaced or miscompiled
// must not seal a roll. Takes a few milliseconds.
#pragma once

#include "base/result.h"

namespace tipstaff::crypto {

// Initialises libsodium. Errors: kUnavailable, naming the primitive whose answer differs; the program must not go on.
Result<void> self_test();

}  // namespace tipstaff::crypto
