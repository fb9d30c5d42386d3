// Progress of long work, for a person: what, how many, how fast, how long still.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tipstaff {

struct ProgressReport {
  std::string what;  // "photos", "entries checked"
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
};

// Called from one thread at a time, as often as the worker likes; the listener decides what to show.
using Progress = std::function<void(const ProgressReport&)>;

// Writes to standard error: one line rewritten on a terminal, one line every ten seconds elsewhere.
Progress progress_on_stderr();
inline Progress no_progress() {
  return [](const ProgressReport&) {};
}

}  // namespace tipstaff
