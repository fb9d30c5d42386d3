#include "crypto/aead.h"

#include <sodium.h>

#include "crypto/fault.h"

namespace tipstaff::crypto {

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kSealOverheadBytes ==
              crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES);
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

Plaintext new_key(Random& random) {
  Plaintext key(kKeyBytes);
  random.fill(key.writable());
  return key;
}

Bytes seal(const Plaintext& key, ByteView additional, ByteView plaintext, Random& random) {
  require(key.size() == kKeyBytes, "a sealing key has 32 bytes");
  Bytes out(plaintext.size() + kSealOverheadBytes);
  random.fill(std::span(out).first(kNonceBytes));
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + kNonceBytes, nullptr, plaintext.data(), plaintext.size(),
                                             additional.data(), additional.size(), nullptr, out.data(),
                                             key.reveal().data());
  return out;
}

Result<Plaintext> open(const Plaintext& key, ByteView additional, ByteView sealed) {
  require(key.size() == kKeyBytes, "a sealing key has 32 bytes");
  if (sealed.size() < kSealOverheadBytes) return fail(Code::kTampered, "a sealed value is cut short");
  Plaintext out(sealed.size() - kSealOverheadBytes);
  const ByteView body = sealed.subspan(kNonceBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.writable().data(), nullptr, nullptr, body.data(), body.size(),
                                                 additional.data(), additional.size(), sealed.data(),
                                                 key.reveal().data()) != 0)
    return fail(Code::kTampered, "a sealed value does not open: it was altered, moved, or sealed under another key");
  return out;
}

}  // namespace tipstaff::crypto
