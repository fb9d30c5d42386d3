// Signing keys that are made in a PKCS#11 token and never leave it (OASIS PKCS #11 v2.40 §2.3): P-256, sensitive, not
// extractable, each under a CKA_ID of its own. Who owns the machine can have things signed as long as the token is
// plugged in, and cannot take the key away. One session, opened when it is first needed and once more when the token
// went away meanwhile. Thread-safe; signatures wait for each other. While one exists, token_wrap() and token_unwrap()
// may be called from the same thread only.
#pragma once

#include <memory>
#include <mutex>

#include "crypto/keystore.h"

namespace tipstaff::crypto {

class TokenSession;

class TokenSigner {
 public:
  TokenSigner(TokenSettings token, Plaintext pin);
  ~TokenSigner();
  TokenSigner(const TokenSigner&) = delete;
  TokenSigner& operator=(const TokenSigner&) = delete;

  // Returns the public point, uncompressed, 65 bytes. Errors: kUnavailable, kUnauthorised (the PIN).
  Result<Bytes> make_es256(ByteView id);
  // As crypto::es256_sign(). Errors: kUnavailable, kUnauthorised, kNotFound (the token holds no such key).
  Result<Bytes> sign_es256(ByteView id, ByteView message);
  // Both halves, if they are there: for a key that was made and then not recorded.
  void destroy(ByteView id);

 private:
  Result<TokenSession*> session();

  const TokenSettings token_;
  const Plaintext pin_;
  std::mutex one_at_a_time_;
  std::unique_ptr<TokenSession> session_;
};

}  // namespace tipstaff::crypto
