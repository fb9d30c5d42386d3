// Runs of the site check on record: that somebody judged which pages when, by which policy, with what verdict, and the SHA-256 of the record
// recipient × data × page. What was told to whom stays in the record: the ledger holds no value of it. Site checks name nobody
// of the roll.
#pragma once

#include "office/office.h"
#include "site/report.h"

namespace tipstaff::office {

// Roles: sponsor, registrar, approver, issuer, security officer, dpo. `record`: of site::record_as_csv. Errors: kRefused; the clerk's.
Result<EntryIndex> record_site_check(Office& office, const access::Actor& actor, const site::Report& report, std::string_view record);

}  // namespace tipstaff::office
