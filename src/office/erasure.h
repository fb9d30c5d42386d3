// Erasure (law 9): the person goes, the log stays provable. Two steps, so that many people cost one rotation of the
// keys:
//   erase_person()        ciphertext, index rows and the details of the entries about the person are deleted,
//   unreleased
//                         items and their keys with them; the erasure journal outside the store says so; the person is
//                         then *pending*, to be complete within a stated number of days
//   complete_erasures()   the class keys and the keys of details, rows and items are rotated and their old epochs
//                         destroyed: no older copy of the store can be opened for these people any more, neither their
//                         fields nor who had them. The person is *erased* once every backup made before that is
//                         destroyed too
// The entries that record the erasure itself keep their details: a number, no field's value. What an older copy of the
// store still shows to who has today's keys: that a warrant or pay number that he can name was on the roll (the blind
// index).
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// UK GDPR article 12(3): without undue delay, at the latest within one month.
inline constexpr std::uint32_t kErasureDays = 30;

// Role: dpo. Errors: kRefused (a copy is still out, other than a backup; erased already), kNotFound, kStorage (the
// journal could not be written: the person is pending, run complete_erasures() to write it).
Result<void> erase_person(Office& office, const access::Actor& actor, PersonId person);

// Role: dpo. Returns how many people are erased now; rotates only when somebody waits for it. Nothing else may use the
// office meanwhile. A stop at any point leaves them pending and the store whole; run it again. Errors: kStorage.
Result<std::uint64_t> complete_erasures(Office& office, const access::Actor& actor);

struct ErasureStatus {
  PersonId person;
  Erasure row;
  bool overdue = false;                // pending after `due`
  bool needs_rotation = false;         // complete_erasures() has not run since
  std::vector<std::uint64_t> backups;  // that still hold a key which opens the person
};
// Roles: dpo, auditor. In the order of people.
Result<std::vector<ErasureStatus>> erasures(Office& office, const access::Actor& actor);

// Role: dpo. 1 to 90 days, for erasures begun from now on. Errors: kInvalid.
Result<void> set_erasure_days(Office& office, const access::Actor& actor, std::uint32_t days);
std::uint32_t erasure_days(Office& office);

// Within a request, after a restore: as erase_person(), whatever copies the put-back record still shows open.
Result<void> erase_again(Office& office, ledger::Write& write, PersonId person, PrincipalId by);
// Within a request: those who wait for nothing more. Returns how many.
Result<std::uint64_t> finish_ready(Office& office, ledger::Write& write, PrincipalId by);

}  // namespace tipstaff::office
