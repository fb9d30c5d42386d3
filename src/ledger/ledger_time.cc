#include "ledger/ledger_time.h"

#include <fmt/format.h>

#include <algorithm>

namespace tipstaff::ledger {

void LedgerTime::start_after(Instant last) {
  last_ = last.micros;
  ticked_ = false;
}

Result<Instant> LedgerTime::tick() {
  const Instant clock = clock_.now();
  const Duration elapsed = clock_.elapsed();
  // What the clock should show at most: within one run, the time that really passed; between runs, a closed office.
  const Instant expected = ticked_ ? seen_clock_ + (elapsed - seen_elapsed_) : last() + longest_pause_;
  if (!accepted_) {
    // Within one run the clock that was accepted counts, also while it has not caught up with the last entry.
    if (clock + tolerance_ < (ticked_ ? std::min(expected, last()) : last()))
      return fail(Code::kRefused,
                  fmt::format("the computer's clock has gone back to {}, before the ledger's last entry "
                              "({}); set it right, or have it accepted with ‘clock accept’",
                              to_rfc3339(clock), to_rfc3339(last())));
    if (ticked_ && clock + tolerance_ < expected)
      return fail(
          Code::kRefused,
          fmt::format("the computer's clock has been set back to {}, though not before the ledger's last entry; set it "
                      "right, or have it accepted with ‘clock accept’",
                      to_rfc3339(clock)));
    if (clock > expected + tolerance_)
      return fail(Code::kRefused, fmt::format("the computer's clock has leapt ahead to {}; set it right, or have it "
                                              "accepted with ‘clock accept’",
                                              to_rfc3339(clock)));
  }
  leap_.reset();
  const Instant reference = ticked_ ? expected : last();
  const bool back = clock + tolerance_ < reference;
  const bool ahead = clock > expected + tolerance_ && !after_a_gap_;
  if (accepted_ && (back || ahead)) leap_ = ClockLeap{reference, clock, ahead && !ticked_};
  accepted_ = after_a_gap_ = false;
  ticked_ = true;
  seen_clock_ = clock;
  seen_elapsed_ = elapsed;
  last_ = std::max(last(), clock).micros;
  return last();
}

}  // namespace tipstaff::ledger
