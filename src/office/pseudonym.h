// Cards under an authorised pseudonym, for covert work. The other identity is a person on the roll like any other,
// protected, with sealed fields of its own; a sealed row of numbers says who bears it, and nothing else does. So its
// card is made only inside (law 7), its stamp says what its face says, and neither names the bearer; only the
// photograph is his, read on record when the card is drawn. After a breach he is counted, not his pseudonym. Whoever
// has the store and its keys learns who bears which; a press, an outside one above all, cannot.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// Both on the roll, serving and protected; neither bears or is a pseudonym already the other way round, and the alias
// has no card and no photograph of its own. Needs Clerk::look() or a request. Errors: kNotFound, kRefused, each naming
// the remedy.
Result<void> check_pseudonym(Office& office, PersonId person, PersonId alias);
// Within a request, by two people (two_people.h).
Result<void> authorise_pseudonym(Office& office, ledger::Write& write, PersonId person, PersonId alias, PrincipalId by,
                                 PrincipalId approver);

// Both need Clerk::look() or a request.
std::optional<PersonId> bearer_of(Office& office, PersonId alias);
std::vector<PersonId> aliases_of(Office& office, PersonId person);

// What an answer says of pseudonyms it says of their bearers, and the pseudonyms leave the population.
void count_bearers(Office& office, incident::Exposure& exposure);

}  // namespace tipstaff::office
