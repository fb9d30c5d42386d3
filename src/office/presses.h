// Suppliers and presses as people handle them. Role: security officer; a press takes two of them (law 8).
#pragma once

#include "office/office.h"

namespace tipstaff::office {

Result<SupplierId> add_supplier(Office& office, const access::Actor& actor, supplier::Supplier contract);

// Returns the one-time code to hand to the press's operator.
Result<Plaintext> invite_press(Office& office, const access::Actor& actor, const std::string& supplier,
                               const std::string& press, bool inside);
// `fingerprint` as the operator read it aloud. Errors: kRefused (another fingerprint or none, the same person as
// invited, wrong state).
Result<void> approve_press(Office& office, const access::Actor& actor, const std::string& press,
                           const std::string& fingerprint);
// As two people read them to each other: spaces and capitals do not matter. Nothing is the same as nothing.
bool same_fingerprint(std::string_view aloud, std::string_view known);
Result<void> revoke_press(Office& office, const access::Actor& actor, const std::string& press, const std::string& why);

}  // namespace tipstaff::office
