// New warrant or staff numbers for people whose numbers are out: PSNI had to give them after its breach. Drawn at
// random, so that the new one cannot be worked out from the old; cards that are drawn from then on show them. A card in
// a hand keeps the old number until it is replaced. Within a request, by two people (two_people.h).
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// "NM######": 1 to 20 capital letters, digits and #, of which each # becomes a digit; ten times as many numbers as
// people at least, so that one does not tell the next. Errors: kInvalid, kUsage (no people).
Result<void> check_number_form(std::string_view form, std::size_t people);
// All or none. Errors: kNotFound (nobody serving), and those of check_number_form().
Result<void> give_numbers(Office& office, ledger::Write& write, const std::vector<PersonId>& people,
                          const std::string& form, const std::string& why, PrincipalId by, PrincipalId approver);

// Those whom an incident exposes with their number, certain or possible, serving; as exposure() this is read on record.
// Roles as there. `kind`: only holders of such a card; empty: all.
Result<std::vector<PersonId>> exposed_numbers(Office& office, const access::Actor& actor, IncidentId incident,
                                              const std::string& kind);

}  // namespace tipstaff::office
