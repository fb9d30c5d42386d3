// How many people of each rank an answer names. Ranks are sealed fields, so counting them is reading them: one entry a
// person, before it is read (law 1). The protected are counted together and not read (law 7).
#pragma once

#include "base/progress.h"
#include "office/breach.h"

namespace tipstaff::office {

// Roles: security officer, dpo. People exposed by rank, the largest number first; who has no rank on the roll, and the
// protected, under words that say so. Errors: kRefused, kTampered, kStorage.
Result<std::vector<std::pair<std::string, std::uint64_t>>> exposed_by_rank(Office& office, const access::Actor& actor,
                                                                           const Answer& answer,
                                                                           const Progress& progress);

}  // namespace tipstaff::office
