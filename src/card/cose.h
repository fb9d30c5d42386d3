// COSE_Sign1 (RFC 9052 §4.2) for stamps and status lists: ES256 (RFC 9053 §2.1) and Ed25519 as EdDSA (§2.2). Nothing
// else is accepted, and no key is held here: who signs passes a function in. Stricter than the standard, because what
// is shown at a door must have one form: the tag 18 is required, the algorithm stands in the protected header, a header
// key occurs once, `crit` (label 2) may name only what is understood here, and nothing follows the structure. Pure
// functions, any thread.
#pragma once

#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::card::cose {

// Labels of the COSE registry; a private key's owner says which one he signs with.
enum class Algorithm : std::int64_t { kEs256 = -7, kEdDsa = -8 };

struct PublicKey {
  Algorithm algorithm = Algorithm::kEs256;
  Bytes point;  // ES256: uncompressed, 65 bytes; EdDSA: Ed25519, 32 bytes
  // The first eight bytes of SHA-256 over the point. Names a key, proves nothing.
  Bytes id() const;
};

struct Headers {
  Algorithm algorithm = Algorithm::kEs256;
  Bytes key_id;      // label 4
  std::string type;  // label 16 (RFC 9596); empty: none
};

// Gives the raw 64-byte signature over these bytes.
using Sign = std::function<Result<Bytes>(ByteView to_be_signed)>;
Result<Bytes> sign1(const Headers& headers, ByteView payload, const Sign& sign);

// Views into what was parsed.
struct Signed {
  Headers headers;
  ByteView protected_header, payload, signature;
  Bytes to_be_signed(ByteView external = {}) const;  // Sig_structure (RFC 9052 §4.4)
};
// Errors: kInvalid.
Result<Signed> parse_sign1(ByteView bytes);
// False when the key is of another algorithm, too.
bool verify(const Signed& message, const PublicKey& key, ByteView external = {});

}  // namespace tipstaff::card::cose
