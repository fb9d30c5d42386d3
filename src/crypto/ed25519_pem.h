// Ed25519 public keys as the rest of the world writes them: SubjectPublicKeyInfo (RFC 8410 §4) in PEM (RFC 7468), as
// `openssl pkey -pubout` prints it. Pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::crypto {

using Ed25519PublicKey = std::array<std::uint8_t, 32>;

std::string ed25519_to_pem(const Ed25519PublicKey& key);
// One PEM block, with white space around it. Errors: kInvalid (not PEM, another kind of key, a private key).
Result<Ed25519PublicKey> ed25519_from_pem(std::string_view text);

// SHA-256 of the DER form in 64 hexadecimal digits, as `openssl pkey -pubin -outform DER | sha256sum` prints it.
std::string ed25519_fingerprint(const Ed25519PublicKey& key);

}  // namespace tipstaff::crypto
