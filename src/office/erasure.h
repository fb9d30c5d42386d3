// Erasure (law 9): the person goes, the log stays provable. Two steps, so that many people cost one rotation of the keys:
//   erase_person()        ciphertext, index rows and the details of the entries about the person are deleted, unreleased
//                         items and their keys with them; the person is then *pending*
//   complete_erasures()   the class keys are rotated and their old epochs destroyed: no older copy of the store can be
//                         opened for these people any more. The person is then *erased*
// The entries that record the erasure itself keep their details: a number, no field's value. An older copy of the store
// still opens the details of entries (who had what, by number) under the key of the ledger.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// Role: dpo. Errors: kRefused (a copy is still out; erased already), kNotFound.
Result<void> erase_person(Office& office, const access::Actor& actor, PersonId person);

// Role: dpo. Returns how many people are now erased; 0 rotates nothing. Nothing else may use the office meanwhile. A stop at
// any point leaves them pending and the store whole; run it again. Errors: kStorage.
Result<std::uint64_t> complete_erasures(Office& office, const access::Actor& actor);

}  // namespace tipstaff::office
