// Authenticated encryption: XChaCha20-Poly1305-IETF (libsodium; draft-irtf-cfrg-xchacha-03) with a random 24-byte
// nonce. A sealed value is nonce ‖ ciphertext ‖ tag: 40 bytes longer than the plaintext. Keys have 32 bytes. Who can
// write to the store can delete or repeat a sealed value; moving one elsewhere fails as long as the additional data
// names the place. Thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kSealOverheadBytes = 24 + 16;

Plaintext new_key(Random& random);

Bytes seal(const Plaintext& key, ByteView additional, ByteView plaintext, Random& random);
// Errors: kTampered when key, additional data or a single bit differ.
Result<Plaintext> open(const Plaintext& key, ByteView additional, ByteView sealed);

}  // namespace tipstaff::crypto
