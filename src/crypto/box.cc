#include "crypto/box.h"

#include <sodium.h>

namespace tipstaff::crypto {

Result<BoxKey> box_key_from_secret(const Plaintext& secret) {
  if (secret.size() != crypto_box_SECRETKEYBYTES) return fail(Code::kInvalid, "a box key's secret has 32 bytes");
  BoxKey out{secret.clone(), {}};
  crypto_scalarmult_base(out.public_key.data(), secret.reveal().data());
  return out;
}

BoxKey new_box_key(Random& random) {
  Plaintext secret(crypto_box_SECRETKEYBYTES);
  random.fill(secret.writable());
  return std::move(*box_key_from_secret(secret));
}

Result<Bytes> box_seal(ByteView public_key, ByteView content) {
  if (public_key.size() != crypto_box_PUBLICKEYBYTES) return fail(Code::kInvalid, "a box's public key has 32 bytes");
  Bytes out(content.size() + crypto_box_SEALBYTES);
  // libsodium refuses a key of small order here, because the shared secret would be all zero (RFC 7748 §6.1).
  if (crypto_box_seal(out.data(), content.data(), content.size(), public_key.data()) != 0)
    return fail(Code::kInvalid, "a box's public key is not a usable X25519 key");
  return out;
}

Result<Plaintext> box_open(const BoxKey& key, ByteView box) {
  if (box.size() < crypto_box_SEALBYTES) return fail(Code::kTampered, "a box is cut short");
  Plaintext out(box.size() - crypto_box_SEALBYTES);
  if (crypto_box_seal_open(out.writable().data(), box.data(), box.size(), key.public_key.data(),
                           key.secret.reveal().data()) != 0)
    return fail(Code::kTampered, "a box does not open: it was altered or sealed to another key");
  return out;
}

}  // namespace tipstaff::crypto
