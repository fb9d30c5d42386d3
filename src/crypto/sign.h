// Signatures. Ed25519 (RFC 8032, libsodium): ledger, jobs, receipts, verdicts. ES256 (FIPS 186-5 ECDSA over P-256 with
// SHA-256, OpenSSL; raw r ‖ s of 64 bytes as COSE and JOSE write it): stamps. Thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto {

struct Ed25519Key {
  Plaintext seed;  // 32 bytes
  std::array<std::uint8_t, 32> public_key{};
};

Ed25519Key new_ed25519_key(Random& random);
Result<Ed25519Key> ed25519_from_seed(const Plaintext& seed);
std::array<std::uint8_t, 64> ed25519_sign(const Ed25519Key& key, ByteView message);
bool ed25519_verify(ByteView public_key, ByteView message, ByteView signature);

// P-256. The private key is the 32-byte scalar; the public key is the uncompressed point, 65 bytes.
struct Es256Key {
  Plaintext scalar;
  Bytes public_key;
};
Result<Es256Key> new_es256_key();
Result<Bytes> es256_sign(const Es256Key& key, ByteView message);
bool es256_verify(ByteView public_key, ByteView message, ByteView signature);

}  // namespace tipstaff::crypto
