// Ending copies by evidence that does not rest on their holder (law 6: only that excludes somebody afterwards).
#pragma once

#include "office/two_people.h"

namespace tipstaff::office {

// The open copies that the act means. Needs Clerk::look() or a request. Errors: kNotFound (no such holder or sub-batch,
// nothing open), kRefused (a sub-batch that is still to be printed).
Result<std::vector<CustodyId>> copies_meant(Office& office, const CustodyClosure& act);

// Within a request. They end now, not when they were destroyed: that rests on words. One entry each.
Result<void> close_by_evidence(Office& office, ledger::Write& write, const CustodyClosure& act, PrincipalId asked,
                               PrincipalId decided);

}  // namespace tipstaff::office
