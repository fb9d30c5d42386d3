// The roll for the matcher: everyone's names, numbers and posts are read once, on record, and what stays is an index of
// fingerprints under a key of this process (match/index.h). The matcher itself never sees the roll.
#pragma once

#include "base/progress.h"
#include "base/shared_bytes.h"
#include "match/index.h"
#include "office/office.h"

namespace tipstaff::office {

// What of a person is looked for.
inline constexpr FieldSet kMatchedFields = {Field::kSurname,  Field::kForenames,     Field::kRank,      Field::kUnit,
                                            Field::kLocation, Field::kWarrantNumber, Field::kPayNumber, Field::kEmail};

// Any role, with a grant for identity, pay and contact that covers the protected, whether there are any or not (law 7):
// they are on the roll and are looked for at the store like everybody. One entry a person, before it is read (law 1);
// nobody is shown anything. `numbered`: who the index's numbers are. `elsewhere`: the key of an index that leaves this
// process (match/index_file.h). Errors: kRefused (no grant), kTampered, kStorage, kUnavailable.
Result<match::Index> roll_for_matching(Office& office, const access::Actor& actor, const std::string& purpose,
                                       const Progress& progress, std::vector<PersonId>* numbered = nullptr,
                                       const Plaintext* elsewhere = nullptr);

// The same for a search in the actor's own process, while this one has the store: the index as in
// formats/roll-index.md, the protected among them as at the store, sealed in memory that nobody can change, under a key
// of its own. It is the roll in another form, so one copy of everybody is in the actor's custody before this returns:
// seen, and ended on his word (law 5). Errors: as roll_for_matching().
struct HandedRoll {
  SharedBytes sealed;
  Plaintext key;
};
Result<HandedRoll> roll_for_search(Office& office, const access::Actor& actor, const std::string& purpose,
                                   const Progress& progress, std::vector<PersonId>* numbered);

// The fields that rows showed: `kinds` as match::Met has them. An initial is taken for the forenames.
FieldSet fields_of(std::uint16_t kinds);

// Opens what `durable` covers of these people and adds it to an index that is being built.
Result<void> add_to_index(Office& office, const ledger::Durable& durable, const std::vector<roll::SealedPerson>& people,
                          match::Builder& builder);

}  // namespace tipstaff::office
