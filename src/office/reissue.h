// New cards after a breach: the plan by the budgets of the presses that are left, and how far it is. Containment asks
// for the new cards, the protected first, then people at risk; ‘job make --paced’ sends them off in that order, within
// the budgets of the day.
#pragma once

#include "incident/reissue_picture.h"
#include "office/office.h"

namespace tipstaff::office {

inline constexpr std::uint32_t kHandOverDays = 2;  // from the press to the holder, in the plan

// Roles: security officer, dpo, auditor. Errors: kNotFound; kRefused: not contained yet.
Result<incident::Reissue> reissue(Office& office, const access::Actor& actor, IncidentId incident);

// The cards that the presses in an incident's scope were given, or asked for, that have not ended: what a revocation or
// suspension of all of them would name. Needs Clerk::look(). Errors: kNotFound.
Result<std::vector<CardId>> cards_touched(Office& office, IncidentId incident);

}  // namespace tipstaff::office
