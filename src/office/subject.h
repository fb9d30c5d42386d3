// What a person may ask of the force (UK GDPR article 15): all their data, who has had it, and every entry about them.
// Format: docs/formats/subject-export.md.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

inline constexpr const char* kSubjectAccess = "subject access";  // the purpose of the grant it needs

struct SubjectExport {
  Plaintext json, text, pdf;
};
// Role: dpo, with a grant for kSubjectAccess that covers every class kept (for protected people: a grant by two).
// Logged and in custody of the actor before it is given. Linear in the ledger. Errors: kRefused, kNotFound (nobody, or
// erased).
Result<SubjectExport> export_person(Office& office, const access::Actor& actor, PersonId person);

// Roles: dpo, security officer. Ends a copy that no receipt ends (files of a principal, letters, declared copies):
// `evidence` in 1 to 500 characters. It ends on somebody's word, so it excludes nobody from an incident. Errors:
// kNotFound, kRefused (ended already, a backup: destroy_backup(); a press's: its receipt), kUsage.
Result<void> close_copy(Office& office, const access::Actor& actor, CustodyId copy, const std::string& evidence);

}  // namespace tipstaff::office
