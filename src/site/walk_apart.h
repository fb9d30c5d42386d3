// A walk in a process of its own (law 10): what Chromium says is parsed there, and the process that afterwards opens a
// store gets a recording as bytes, checked like any from outside. The process is a copy of this one from before a store
// or a key was opened, with no descriptor but one to write into and no variable TIPSTAFF_… in its environment. It is
// not locked as sandboxed children are: it must start Chromium.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "site/browser.h"

namespace tipstaff::site {

// As walk(), in a process without other threads. More errors: kUnavailable when the process ended before its time,
// kInvalid when it answered nonsense.
Result<Walked> walk_apart(const WalkPlan& plan, const BrowserOptions& options);

// What it is made of. Calls `work` in a copy of this process, which must have no other thread: what such a thread holds
// at that moment nobody would ever release in the copy. Throws std::logic_error when there is one.
Result<Walked> apart(const std::function<Result<Walked>()>& work);
Bytes write_walked(const Result<Walked>& walked);
// Texts that are shown become printable, pictures that are none or too large are left out. Errors: that which was
// written; kInvalid.
Result<Walked> read_walked(ByteView bytes);

}  // namespace tipstaff::site
