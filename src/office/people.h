// Single people: contractors and volunteers whom no export holds, and what a person may ask about himself.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// Role: registrar. Errors: kInvalid (a value that cannot stand in its field; surname and warrant number are needed),
// kRefused (a number that another person has).
Result<PersonId> add_person(Office& office, const access::Actor& actor, roll::NewPerson person,
                            const std::string& reason);
// `marks`: set, never taken away: nobody loses protection by one person's word (two_people.h: MarkRemoval).
// Errors: kUsage (neither values nor marks).
Result<FieldSet> change_person(Office& office, const access::Actor& actor, PersonId person, const roll::Values& values,
                               roll::Marks marks, const std::string& reason);
// Role: registrar. He leaves: his cards that are not in his hand are revoked at once, one in his hand too, and those of
// his pseudonyms.
Result<void> person_leaves(Office& office, const access::Actor& actor, PersonId person, const std::string& reason);

// The same within a request, the actor's role checked.
Result<void> leave_with_cards(Office& office, ledger::Write& write, PersonId person, PrincipalId by,
                              const std::string& reason);
// Who becomes protected waits for no outside press (law 7): what is queued or locked there is taken back, to be made
// inside.
Result<bool> mark_person(Office& office, ledger::Write& write, PersonId person, roll::Marks marks, PrincipalId by,
                         const std::string& reason);

// Some fields of one person, for `purpose`: what a logged read is. The reader's having seen them is a copy in custody.
// `fields` empty: all that are held but the photograph. Any role, with a grant that covers it (the protected need one
// that two people gave). Errors: kNotFound, kRefused (no grant), kUnavailable (nothing is read without its entry).
Result<roll::Values> read_person(Office& office, const access::Actor& actor, PersonId person, FieldSet fields,
                                 const std::string& purpose);

// Who has, or has had, which of a person's data (UK GDPR article 15(1)(c)). Roles: dpo, auditor.
struct HeldCopy {
  std::string holder;  // "press:NAME"
  CustodyId id;
  custody::Interval copy;
};
Result<std::vector<HeldCopy>> copies_of(Office& office, const access::Actor& actor, PersonId person);

}  // namespace tipstaff::office
