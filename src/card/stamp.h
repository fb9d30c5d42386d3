// The stamp: what the signed code on a card's back says. CWT claims (RFC 8392) in a COSE_Sign1, as base45 after a short
// prefix. Format: docs/formats/stamp.md.
// A full stamp repeats the card's face, because a stamp that is photographed and printed onto another card is still a
// true stamp: only who compares the face in front of him with the stamp's picture notices. A minimal stamp says no
// name, so no verdict over it can say who. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "card/cose.h"

namespace tipstaff::card {

inline constexpr std::string_view kStampPrefix = "TS1:";
inline constexpr std::size_t kMostStampText =
    1451;  // characters in a QR code of 117 modules at level M (ISO/IEC 18004 table 7)
inline constexpr std::size_t kNonceBytes = 8;

struct StampedFace {
  std::string kind, name, rank, number;  // UTF-8, as the card shows them
  Bytes photo;                           // WebP, grey or colour; empty: none
  bool operator==(const StampedFace&) const = default;
};

struct Stamp {
  std::string issuer;       // the force
  Instant expires;          // whole seconds
  Bytes nonce;              // kNonceBytes
  std::uint64_t index = 0;  // in the status list
  std::string list;         // its address: a name to look up among what the verifier has, never a place to go to
  std::optional<StampedFace> face;  // none: a minimal stamp
  bool operator==(const Stamp&) const = default;
};

Bytes encode_claims(const Stamp& stamp);
// One form only: what encode_claims() would not write is refused. Errors: kInvalid.
Result<Stamp> decode_claims(ByteView claims);

// The code's text. Errors: those of `sign`; kInvalid when it does not fit kMostStampText.
Result<std::string> make_stamp(const Stamp& stamp, const cose::Headers& headers, const cose::Sign& sign);
// Bytes that a photograph may have so that this stamp's text fits; 0: none.
std::size_t room_for_photo(const Stamp& without_photo);

// The signed message inside the code's text. Errors: kInvalid.
Result<Bytes> message_of_stamp(std::string_view text);

}  // namespace tipstaff::card
