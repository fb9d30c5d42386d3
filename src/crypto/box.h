// Anonymous public-key boxes: libsodium crypto_box_seal (X25519, XSalsa20-Poly1305). The office seals one item key to
// one press's public key; only that press opens it. A box is 48 bytes longer than its content. Thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto {

struct BoxKey {
  Plaintext secret;  // 32 bytes
  std::array<std::uint8_t, 32> public_key{};
};

BoxKey new_box_key(Random& random);
Result<BoxKey> box_key_from_secret(const Plaintext& secret);
// Errors: kInvalid for a public key of small order.
Result<Bytes> box_seal(ByteView public_key, ByteView content);
// Errors: kTampered.
Result<Plaintext> box_open(const BoxKey& key, ByteView box);

}  // namespace tipstaff::crypto
