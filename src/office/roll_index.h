// An index of the roll for use away from the store (docs/formats/roll-index.md). Names can be guessed, so it is the
// roll's identities in another form: it takes two people (propose(RollIndexMaking), decide()), each person in it has a
// copy in custody, the protected are left out, and no supplier gets one.
#pragma once

#include "base/progress.h"
#include "match/index.h"
#include "office/made_files.h"
#include "office/office.h"

namespace tipstaff::office {

struct RollIndex {
  match::Index index;
  MadeFile file;  // to be recorded with the hash of what is written, before that leaves: record_made_file()
};

// Role: security officer: who proposed it, once another has approved it, and once only, within the proposal's life.
// Custody (holder: the one proposed) is open for everybody in it before this returns. `key`: that of the file to be
// written. Errors: kNotFound, kRefused (not approved, another's, used, too old), those of reading.
Result<RollIndex> make_roll_index(Office& office, const access::Actor& actor, std::uint64_t proposal,
                                  const Plaintext& key, const Progress& progress);

}  // namespace tipstaff::office
