// The enrolment code that an office hands to a press's operator, and what binds the press's keys to it
// (docs/formats/press-protocol.md, "The enrolment code"). Pure functions: the office keeps the invitation (used or not,
// until when, approved by whom).
//
// Who sees the code before it is used can enrol a press of his own in its place, which the second person notices by the
// fingerprint. Who sees it afterwards has nothing. Who sits between press and office without the code can neither
// change a key (MAC) nor pose as the office (pin).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "press/wire.h"

namespace tipstaff::press {

inline constexpr std::chrono::hours kInvitationLife{24};

struct Invitation {
  std::string code_id;  // 8 symbols: the public half
  Plaintext secret;     // 16 bytes
  Bytes pin;            // the first 16 bytes of the authority's pin hash
};

// `pin_hash`: SHA-256 of the authority's SubjectPublicKeyInfo.
Invitation new_invitation(const Hash& pin_hash, Random& random);

// The code as it is handed over: 16 groups of 4 symbols. It is a secret.
Plaintext invitation_text(const Invitation& invitation);
// Forgives case, spaces, dashes, and O for 0, I and L for 1. Errors: kUsage (the sentence says what is wrong: length, a
// foreign symbol and its group, or a slip that the checksum shows).
Result<Invitation> parse_invitation(std::string_view text);

// HMAC-SHA-256 over the enrolment's other fields under the code's secret.
Bytes enrolment_mac(const Enrolment& enrolment, const Plaintext& secret);
// In constant time.
bool enrolment_mac_is_right(const Enrolment& enrolment, const Plaintext& secret);

// Of the keys in an enrolment, the same at both ends: sixteen groups of four hex digits, to be read aloud.
std::string enrolment_fingerprint(const Enrolment& enrolment);

}  // namespace tipstaff::press
