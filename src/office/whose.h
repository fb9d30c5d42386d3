// Whose copy leaked: which of the copies on record a set of people that was found somewhere most resembles (find
// --whose).
//
// Every holder's copies are looked at as they stood at each moment at which one of these people came to him: who of the
// people found he had by then, and how many he had in all. That a list was drawn from exactly that copy is weighed
// against every other copy on record, and against none of them (a likelihood for each, shares by Bayes' rule with even
// odds before; the arithmetic stands in docs/find.md). A smaller copy that holds them all is likelier than a larger
// one. Fields in the file that a holder never had count against him. Locked copies are left out: they say nothing
// without their key. An answer names the likeliest source, not a culprit.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct Resemblance {
  custody::HolderKind kind{};
  std::string holder;
  Instant as_of;             // when the last of them had come to him
  std::uint64_t shared = 0;  // of the people found, those he had by then
  std::uint64_t held = 0;    // people he had by then in all
  FieldSet lacking;          // fields found that he never had of any of them
  double share = 0;          // 0 to 1, over all copies on record and “none of these”
};

struct WhoseCopy {
  std::uint64_t people = 0;         // told apart in what was found
  std::vector<Resemblance> copies;  // likeliest first, holders with nobody of them left out
  double none = 0;                  // share of “none of the copies on record”
};

inline constexpr std::size_t kFewestForWhose = 3;

// `found`: distinct people of this roll; `fields`: what the file shows of them. Roles: security officer, dpo. The
// question is on record. Errors: kRefused (role), kUsage (fewer than kFewestForWhose people).
Result<WhoseCopy> whose_copy(Office& office, const access::Actor& actor, const std::vector<PersonId>& found,
                             FieldSet fields);

}  // namespace tipstaff::office
