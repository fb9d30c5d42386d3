// Ledger time: the computer's clock, made never to go back and refused when it leaps. Used by the clerk's thread;
// accept() and last() from any.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "base/result.h"

namespace tipstaff::ledger {

class LedgerTime {
 public:
  LedgerTime(const Clock& clock, Duration tolerance, Duration longest_pause)
      : clock_(clock), tolerance_(tolerance), longest_pause_(longest_pause) {}

  // The time of the newest group in the store.
  void start_after(Instant last);
  // The time of the next group. Errors: kRefused when the clock went back (before the last group; within one run, behind the
  // time that really passed), leapt ahead of that time, or the office was closed for longer than the pause allowed.
  Result<Instant> tick();
  // People have looked: the clock as it stands now is right.
  void accept() { accepted_ = true; }
  Instant last() const { return {last_.load()}; }

 private:
  const Clock& clock_;
  Duration tolerance_, longest_pause_;
  std::atomic<std::int64_t> last_{0};
  std::atomic<bool> accepted_{false};
  bool ticked_ = false;
  Instant seen_clock_;  // at the last tick that was accepted
  Duration seen_elapsed_{};
};

}  // namespace tipstaff::ledger
