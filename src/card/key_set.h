// The published keys of an issuer: a JSON Web Key Set (RFC 7517; EC keys RFC 7518 §6.2, Ed25519 RFC 8037), which a
// verifier gets once by a way that he trusts and then keeps. The only place that a key is ever taken from. Format:
// docs/formats/stamp.md. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "card/cose.h"

namespace tipstaff::card {

struct IssuerKey {
  cose::PublicKey key;
  Instant since;         // signs from then on
  bool revoked = false;  // nothing that it ever signed counts
};

struct KeySet {
  std::string issuer;              // the force, as the stamps name it
  std::vector<std::string> lists;  // addresses of its status lists
  std::vector<IssuerKey> keys;
  const IssuerKey* find(ByteView id) const;
};

std::string to_json(const KeySet& keys);
// Strict: an unknown type of key is passed over, a malformed one of a known type is refused, and so is a private key.
// Errors: kInvalid.
Result<KeySet> parse_key_set(std::string_view json);

}  // namespace tipstaff::card
