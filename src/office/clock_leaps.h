// A clock that leapt and was accepted: either it was wrong before or it is wrong since, and the computer cannot tell
// which. So the record keeps both readings, and an answer about a breach allows for the difference on either side (law
// 6): what it makes doubtful is possible. A second person who has looked at the clock too ends the doubt about what
// came after; the doubt about what came before stays.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// Within the first group of entries that bear the new time (ClerkSettings::on_leap).
Result<void> record_leap(Keeping& keeping, ledger::Write& write, const ledger::ClockLeap& leap);

struct ClockAccepted {
  bool leapt = false;
  std::size_t differences = 0;  // from clocks outside (outside_clocks.h), not confirmed yet
};
// Role: keeper. The clock is taken as it stands. Errors: kStorage.
Result<ClockAccepted> accept_clock(Office& office, const access::Actor& actor, const std::string& why);
// Roles: keeper, security officer; not who accepted it. Returns how many leaps and differences are confirmed now.
// Errors: kRefused (the same person; differences that nobody has accepted), kNotFound (nothing to confirm).
Result<std::size_t> confirm_clock(Office& office, const access::Actor& actor, const std::string& why);

struct ClockState {
  Instant agreed;                  // ledger time when the witness's clock last did; the dawn: never
  std::vector<std::string> lines;  // what nobody has confirmed yet, a sentence each
};
// Roles: keeper, security officer, dpo, auditor.
Result<ClockState> clock_state(Office& office, const access::Actor& actor);

// What the leaps, and the clocks outside, throw doubt on. Needs Clerk::look() or a request.
std::vector<incident::ClockDoubt> clock_doubts(const Keeping& keeping);

}  // namespace tipstaff::office
