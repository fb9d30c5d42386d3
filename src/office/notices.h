// Telling people (UK GDPR article 34): the decision, and the letters. Role of both: dpo.
#pragma once

#include "base/caller_files.h"
#include "base/progress.h"
#include "incident/letters.h"
#include "office/breach.h"

namespace tipstaff::office {

// Records whether those concerned are told, and why. Errors: kNotFound, kUsage (no reason).
Result<void> decide_notify(Office& office, const access::Actor& actor, IncidentId incident, bool notify,
                           const std::string& why);

struct NoticesWritten {
  std::uint64_t written = 0;
  std::uint64_t held_back = 0;  // a letter home could harm them: for a human to tell, nothing was written
  std::uint64_t unchanged = 0;  // told all of it before
};
// For everyone certain or possible: PERSON-number.pdf and .eml (mode 0600) in `out_folder`, each read logged first,
// each written copy in custody (host:notices). Who was told before is told only what is new. `facts`: force, incident
// and date are filled in here. Errors: kRefused (no decision to notify), kNotFound, kStorage; letters written before an
// error stay and are recorded.
Result<NoticesWritten> write_notices(Office& office, const access::Actor& actor, IncidentId incident,
                                     incident::LetterFacts facts, const std::filesystem::path& out_folder,
                                     CallerFiles& files, const Progress& progress);

// The letters written so far for this incident are on their way: `evidence` (who posted them, the post's receipt) in 1
// to 500 characters. Their copies in custody of ‘notices’ end on that word, so that they no longer stand in an
// erasure's way; each notice is then sent. Role: dpo. Returns how many letters. Errors: kNotFound, kUsage.
Result<std::uint64_t> letters_posted(Office& office, const access::Actor& actor, IncidentId incident,
                                     const std::string& evidence);

}  // namespace tipstaff::office
