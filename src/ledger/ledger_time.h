// Ledger time: the computer's clock, made never to go back and refused when it leaps. Used by the clerk's thread;
// accept() and last() from any.
#pragma once

#include <atomic>
#include <optional>

#include "base/clock.h"
#include "base/result.h"

namespace tipstaff::ledger {

// People accepted a clock that shows another time than the ledger expected.
struct ClockLeap {
  Instant expected;         // within one run the time that passed since; after a closed office the last entry's
  Instant clock;            // what it showed when it was accepted
  bool was_closed = false;  // it was ahead when the office opened, by longer than a pause may last
};

class LedgerTime {
 public:
  LedgerTime(const Clock& clock, Duration tolerance, Duration longest_pause)
      : clock_(clock), tolerance_(tolerance), longest_pause_(longest_pause) {}

  // The time of the newest group in the store.
  void start_after(Instant last);
  // The time of the next group. Errors: kRefused when the clock went back (before the last group; within one run,
  // behind the time that really passed), leapt ahead of that time, or the office was closed for longer than the pause
  // allowed.
  Result<Instant> tick();
  // People have looked: the clock as it stands now is right. `after_a_gap`: time is known to have passed without
  // entries, so that a clock that is ahead is no leap.
  void accept(bool after_a_gap = false) {
    after_a_gap_ = after_a_gap;
    accepted_ = true;
  }
  // Of the newest tick, when it was one that only accept() let pass.
  const std::optional<ClockLeap>& leap() const { return leap_; }
  Instant last() const { return {last_.load()}; }

 private:
  const Clock& clock_;
  Duration tolerance_, longest_pause_;
  std::atomic<std::int64_t> last_{0};
  std::atomic<bool> accepted_{false}, after_a_gap_{false};
  std::optional<ClockLeap> leap_;
  bool ticked_ = false;
  Instant seen_clock_;  // at the last tick that was accepted
  Duration seen_elapsed_{};
};

}  // namespace tipstaff::ledger
