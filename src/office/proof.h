// One person's answer, so that it can be checked offline and without our program: docs in the JSON's own words.
#pragma once

#include "office/breach.h"

namespace tipstaff::office {

// JSON: the grade, the fields, the signed checkpoint, and each entry that proves the grade: index, leaf, nonce, detail
// (hex) and its inclusion path (RFC 6962). Whoever checks it computes SHA-256(nonce ‖ detail), finds that in the leaf
// (docs/formats/ledger-leaf.md), and climbs the path to the checkpoint's root. A grade without entries (excluded, or
// one that rests on the scope alone) has instead a signed note, bound to the checkpoint's size, that says it is a
// statement and no proof. Roles: dpo, auditor. The answer and the giving of the proof are both recorded. Errors:
// kNotFound; kTampered.
Result<std::string> prove_person(Office& office, const access::Actor& actor, IncidentId incident, PersonId person);

}  // namespace tipstaff::office
