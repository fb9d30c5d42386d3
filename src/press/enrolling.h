// A press's side of its enrolment: one code, one office, keys that never leave the press. The state is in the identity,
// which the caller saves after each step that says so; a lost answer costs nothing, the step is done again.
#pragma once

#include <string>
#include <string_view>

#include "press/identity.h"
#include "press/invitation.h"
#include "press/office_link.h"

namespace tipstaff::press {

// New keys for the office at `url` by the code that it gave. Save it before enrol(). Errors: kUsage (the code).
Result<Identity> begin_enrolment(const std::string& url, std::string_view code, Random& random);

// A fresh request under the identity's keys; sets identity.code_id and identity.enrolment_mac: save it before it is
// sent.
Result<Enrolment> make_enrolment(Identity& identity, const Invitation& invitation);

// Sends it. The fingerprint in the answer must be the one that the keys here have. Sets identity.press, and
// identity.certificate when the office has approved at once. Errors: the office's; kTampered (another fingerprint).
Result<Enrolled> enrol(Identity& identity, const Enrolment& enrolment, OfficeLink& office);

// Asks whether a second person has approved. Sets identity.press, and identity.certificate when so (it must be for our
// TLS key). Errors: the office's; kTampered.
Result<Enrolled> ask_enrolled(Identity& identity, OfficeLink& office);

}  // namespace tipstaff::press
