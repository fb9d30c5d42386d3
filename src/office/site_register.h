// Runs of the site check and of the watch on record: that somebody judged which pages when, by which policy or pins,
// with what verdict, and the SHA-256 of the record. What was told to whom stays in the record: the ledger holds no
// value of it. Site checks name nobody of the roll.
#pragma once

#include "office/office.h"
#include "site/judge.h"

namespace tipstaff::office {

struct SiteRun {
  site::Verdict verdict = site::Verdict::kUnknown;
  std::string source;  // as the person gave it; the first 300 bytes are kept
  Hash record{};       // SHA-256 of site::record_as_csv, or of what the watch said as JSON
  Hash judged_by{};    // SHA-256 of the policy, or of the pins; zeros: the built-in policy
  std::uint64_t pages = 0;
};
// On the word of `actor`: nothing of the run is looked at. Roles: sponsor, registrar, approver, issuer, security
// officer, dpo. Errors: kRefused; the clerk's.
Result<EntryIndex> record_site_run(Office& office, const access::Actor& actor, const SiteRun& run);

}  // namespace tipstaff::office
