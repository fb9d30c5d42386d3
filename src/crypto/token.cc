#include "crypto/token.h"

#include "crypto/token_session.h"

namespace tipstaff::crypto {

Result<Bytes> token_wrap(const TokenSettings& token, const Plaintext& pin, ByteView additional, const Plaintext& secret,
                         const TokenWrap& wrap) {
  TRY_ASSIGN(const std::unique_ptr<TokenSession> session, TokenSession::log_in(token, pin));
  TRY_ASSIGN(const CK_OBJECT_HANDLE key, session->make_aes_key(token.key_label, wrap.key_id));
  auto out = session->encrypt(key, wrap.nonce, additional, secret.reveal());
  if (!out) session->destroy(key);
  return out;
}

Result<Plaintext> token_unwrap(const TokenSettings& token, const Plaintext& pin, ByteView additional,
                               const TokenWrap& wrap) {
  TRY_ASSIGN(const std::unique_ptr<TokenSession> session, TokenSession::log_in(token, pin));
  TRY_ASSIGN(const CK_OBJECT_HANDLE key, session->find(CKO_SECRET_KEY, wrap.key_id));
  return session->decrypt(key, wrap.nonce, additional, wrap.ciphertext);
}

Result<std::filesystem::path> find_token_module() {
  for (const char* path :
       {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so"}) {
    if (std::filesystem::exists(path)) return path;
  }
  return fail(Code::kUnavailable,
              "no PKCS#11 module was found; install the token's module (softhsm2 for a trial) or name it");
}

}  // namespace tipstaff::crypto
