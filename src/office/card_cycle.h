// Cards by the calendar and by the budget: expiry, renewal ahead of it, and what is drawn next after a breach.
#pragma once

#include "office/issuing.h"

namespace tipstaff::office {

// Cards in people's hands, suspended ones too, whose date has passed become expired. Roles: sponsor, issuer, activator.
// Returns how many. Errors: kRefused also while the clock is not believed: a leap must not end every card.
Result<std::uint64_t> expire_cards(Office& office, const access::Actor& actor);
// The same by the program itself, as the server does every minute.
Result<std::uint64_t> expire_cards(Office& office);

// Cards that were counted in and that nobody collected within uncollected_days() are revoked. Roles: sponsor, issuer,
// activator. Returns how many. Errors: as expire_cards().
Result<std::uint64_t> end_uncollected(Office& office, const access::Actor& actor);
// The same by the program itself, as the server does every minute.
Result<std::uint64_t> end_uncollected(Office& office);
inline constexpr std::uint32_t kUncollectedDays = 30;  // unless set
std::uint32_t uncollected_days(Office& office);
// Role: security officer; 1 to 365.
Result<void> set_uncollected_days(Office& office, const access::Actor& actor, std::uint32_t days);

// Active cards that end within `length` and have no replacement on its way, soonest first. Roles: sponsor, issuer,
// auditor.
struct Renewal {
  CardId card;
  PersonId person;
  Instant expires;
};
Result<std::vector<Renewal>> renewals(Office& office, const access::Actor& actor, Duration length);

// How many more cards may be set going today: what the budgets of suppliers with an approved press leave of the day,
// less what waits already.
std::uint64_t room_today(Office& office);

struct RenewalsAsked {
  std::uint64_t asked = 0, waiting = 0;  // waiting: beyond today's room
};
// Role: sponsor. Asks for renewals, soonest first, as far as room_today() goes. The old card stays until the new one is
// active. Errors: as request_cards().
Result<RenewalsAsked> request_renewals(Office& office, const access::Actor& actor, Duration length, Duration valid);

// Approved cards for the next jobs, protected people first, then by number; no more for either press than its
// supplier's budget leaves of the day. What goes outside does not depend on how many are protected (law 7).
std::vector<CardId> paced_cards(Office& office, const JobPlan& plan);

}  // namespace tipstaff::office
