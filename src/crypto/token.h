// A PKCS#11 token (OASIS PKCS #11 v2.40) as the keeper of the root key: an AES-256 key made in the token, marked
// sensitive and not extractable, encrypts the root key there with AES-GCM. Who has the file but not token and PIN has
// nothing; who has the token for a while can open the root key then, and with it all that the root key opens later. The
// module is loaded, used and finalised within each call. Calls must not overlap with each other.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/keystore.h"

namespace tipstaff::crypto {

struct TokenWrap {
  Bytes key_id;      // CKA_ID of the token's key: 16 bytes
  Bytes nonce;       // 12 bytes
  Bytes ciphertext;  // with its 16-byte tag
};

// Makes a new key in the token under wrap.key_id and encrypts `secret` with it and wrap.nonce; gives the ciphertext.
// The nonce is used once, because the key is. Errors: kUnavailable (no module, no such token), kUnauthorised (PIN),
// kRefused.
Result<Bytes> token_wrap(const TokenSettings& token, const Plaintext& pin, ByteView additional, const Plaintext& secret,
                         const TokenWrap& wrap);
// Errors: as token_wrap; kNotFound (the token holds no such key), kTampered.
Result<Plaintext> token_unwrap(const TokenSettings& token, const Plaintext& pin, ByteView additional,
                               const TokenWrap& wrap);

// The first module that is installed in a usual place. Errors: kUnavailable, saying what to install.
Result<std::filesystem::path> find_token_module();

}  // namespace tipstaff::crypto
