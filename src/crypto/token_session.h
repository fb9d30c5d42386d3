// One logged-in session with a PKCS#11 token (OASIS PKCS #11 v2.40), for token.cc and token_signer.cc. What was opened
// is closed in the reverse order. Not thread-safe.
#pragma once

#include <p11-kit/pkcs11.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/keystore.h"

namespace tipstaff::crypto {

class TokenSession {
 public:
  // Errors: kUnavailable (no module, no such token), kUnauthorised (the PIN is wrong, or locked).
  static Result<std::unique_ptr<TokenSession>> log_in(const TokenSettings& token, const Plaintext& pin);
  ~TokenSession();
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;

  // AES-256, sensitive and not extractable, that encrypts and decrypts. `id`: CKA_ID.
  Result<CK_OBJECT_HANDLE> make_aes_key(const std::string& label, ByteView id);
  Result<Bytes> encrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView plain);
  Result<Plaintext> decrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView sealed);

  // P-256, the private half sensitive and not extractable. Returns the public point, uncompressed, 65 bytes.
  Result<Bytes> make_signing_key(const std::string& label, ByteView id);
  // ECDSA over `digest` (32 bytes): raw r ‖ s, 64 bytes.
  Result<Bytes> sign(CK_OBJECT_HANDLE key, ByteView digest);

  // Errors: kNotFound.
  Result<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS object_class, ByteView id);
  void destroy(CK_OBJECT_HANDLE key) { call_->C_DestroyObject(session_, key); }
  // Whether the token gives the object's secret out: for tests, which ask it to.
  bool reveals(CK_OBJECT_HANDLE key);

 private:
  TokenSession() = default;
  Result<void> load(const TokenSettings& token);
  Result<CK_SLOT_ID> find_slot(const TokenSettings& token);

  CK_FUNCTION_LIST* call_ = nullptr;
  CK_SESSION_HANDLE session_ = CK_INVALID_HANDLE;
  bool initialised_here_ = false;
};

}  // namespace tipstaff::crypto
