// Clocks outside, held against the office's. A clock that was wrong while the office was closed and never leaps
// afterwards is noticed by nothing inside; but the witness states the time on every cosignature, and a press on every
// receipt.
//
//   the witness  is believed that the clocks differ. When they do, by more than two minutes (what an answer allows for
//   anyway),
//                the difference is on record before the cosigned group is answered, and answers about a breach allow
//                for it: for everything since the clocks last agreed, until the clock is accepted and a second person
//                has confirmed it; for what came before that acceptance, for ever.
//   a supplier   is not: he may be the thief. A difference of more than five minutes is on record and told with every
//   answer.
//                Only when two suppliers say the same do answers allow for it, and for no more than both say. What a
//                receipt shows is a least difference: it was made after the key's release and before it arrived.
//
// No clock outside ever makes an answer narrower: that they agree only tells where a later doubt begins, and only the
// witness's tells that. A witness that lies can widen answers until two people look, and can hide what nobody else
// noticed either. Format: docs/formats/outside-clocks.md.
#pragma once

#include "office/office.h"
#include "press/wire.h"

namespace tipstaff::office {

inline constexpr Duration kWitnessBound = std::chrono::minutes(2);
inline constexpr Duration kPressBound = std::chrono::minutes(5);
inline constexpr Duration kMostDifference = std::chrono::hours(24 * 36525);  // more is counted as this: a hundred years

// For ClerkSettings::on_witnessed: what is to be written down about this cosignature, if anything.
std::function<Result<void>(ledger::Write&)> compare_with_witness(Keeping& keeping, const ledger::Witnessed& seen);

// Within the request that takes the receipt, before it is taken.
Result<void> compare_with_press(Office& office, ledger::Write& write, PressId press, const press::Receipt& receipt);

// The clock was accepted as it stands. Returns how many differences wait for a second person now.
Result<std::size_t> accept_differences(Keeping& keeping, ledger::Write& write, PrincipalId by, EntryIndex entry);
// A second person. Returns how many are confirmed now; those that nobody has accepted stay. Errors: kRefused (the same
// person).
Result<std::size_t> confirm_differences(Keeping& keeping, ledger::Write& write, const access::Actor& by,
                                        const std::string& why);

// What the differences throw doubt on. Needs Clerk::look() or a request.
std::vector<incident::ClockDoubt> outside_doubts(const Keeping& keeping);

// What is not settled, for people to read: one sentence each, the witness's first. Needs Clerk::look().
std::vector<std::string> open_differences(const Office& office);

}  // namespace tipstaff::office
