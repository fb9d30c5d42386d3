#include "crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <memory>

#include "crypto/fault.h"

namespace tipstaff::crypto {
namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* p) const {
    kFree(p);
  }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>>;

// OpenSSL 3 looks an algorithm up by name on each fetch, which costs more than hashing a tree node. So each is fetched
// once in the process, and each thread keeps one context that it restarts.
EVP_MD_CTX* started_sha256() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const DigestContext context = [] {
    DigestContext made(EVP_MD_CTX_new());
    require(kSha256 != nullptr && made != nullptr && EVP_DigestInit_ex2(made.get(), kSha256, nullptr) == 1,
            "SHA-256 is not available");
    return made;
  }();
  require(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1, "SHA-256 does not start");
  return context.get();
}

EVP_MAC_CTX* hmac_context() {
  static EVP_MAC* const kHmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  thread_local const MacContext context = [] {
    MacContext made(kHmac == nullptr ? nullptr : EVP_MAC_CTX_new(kHmac));
    char digest[] = "SHA256";
    const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
    require(made != nullptr && EVP_MAC_CTX_set_params(made.get(), params.data()) == 1, "HMAC is not available");
    return made;
  }();
  return context.get();
}

OSSL_PARAM octets(const char* name, ByteView value) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

}  // namespace

Hash sha256(std::initializer_list<ByteView> parts) {
  EVP_MD_CTX* context = started_sha256();
  bool good = true;
  for (const ByteView part : parts) good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  Hash out;
  require(good && EVP_DigestFinal_ex(context, out.data(), nullptr) == 1, "SHA-256 failed");
  return out;
}

Hash hmac_sha256(const Plaintext& key, ByteView message) {
  // OpenSSL takes a missing key to mean "the key of the last call".
  require(!key.empty(), "an HMAC needs a key");
  EVP_MAC_CTX* context = hmac_context();
  Hash out;
  std::size_t written = 0;
  const bool good = EVP_MAC_init(context, key.reveal().data(), key.size(), nullptr) == 1 &&
                    EVP_MAC_update(context, message.data(), message.size()) == 1 &&
                    EVP_MAC_final(context, out.data(), &written, out.size()) == 1 && written == out.size();
  // The context lives in ordinary memory and outlives the call: a key of zeros overwrites this one.
  static constexpr std::array<std::uint8_t, 32> kNoKey{};
  require(EVP_MAC_init(context, kNoKey.data(), kNoKey.size(), nullptr) == 1 && good, "HMAC failed");
  return out;
}

HmacSha256::HmacSha256(const Plaintext& key) : state_(sizeof(crypto_auth_hmacsha256_state)) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.reveal().data(), key.size());
  std::memcpy(state_.writable().data(), &state, sizeof state);
  sodium_memzero(&state, sizeof state);
}

Hash HmacSha256::of(ByteView message) const {
  require(!state_.empty(), "a message is hashed under no key");
  crypto_auth_hmacsha256_state state;
  std::memcpy(&state, state_.reveal().data(), sizeof state);
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  Hash out{};
  crypto_auth_hmacsha256_final(&state, out.data());
  return out;
}

ShortHash::ShortHash(const Plaintext& key) : key_(Plaintext::copy_of(key.reveal())) {
  require(key.size() == crypto_shorthash_siphashx24_KEYBYTES, "a SipHash key has 16 bytes");
}

std::array<std::uint8_t, 16> ShortHash::of(ByteView message) const {
  require(!key_.empty(), "a message is hashed under no key");
  std::array<std::uint8_t, 16> out{};
  static_assert(out.size() == crypto_shorthash_siphashx24_BYTES);
  crypto_shorthash_siphashx24(out.data(), message.data(), message.size(), key_.reveal().data());
  return out;
}

Hash blake2b_keyed(const Plaintext& key, std::initializer_list<ByteView> parts) {
  require(key.size() == crypto_generichash_KEYBYTES, "a row digest key has 32 bytes");
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.reveal().data(), key.size(), Hash{}.size());
  for (const ByteView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  Hash out;
  crypto_generichash_final(&state, out.data(), out.size());
  sodium_memzero(&state, sizeof state);
  return out;
}

Plaintext hkdf_sha256(ByteView secret, ByteView salt, std::string_view info, std::size_t size) {
  static EVP_KDF* const kHkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  const KdfContext context(kHkdf == nullptr ? nullptr : EVP_KDF_CTX_new(kHkdf));
  require(context != nullptr, "HKDF is not available");
  // RFC 5869 §2.2: no salt means a salt of zeros of the hash's length.
  static constexpr Hash kNoSalt{};
  if (salt.empty()) salt = kNoSalt;
  char digest[] = "SHA256";
  const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                             octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
                             octets(OSSL_KDF_PARAM_INFO, as_bytes(info)), OSSL_PARAM_construct_end()};
  Plaintext out(size);
  require(EVP_KDF_derive(context.get(), out.writable().data(), out.size(), params.data()) == 1, "HKDF failed");
  return out;
}

Plaintext derive_key(const Plaintext& secret, std::string_view info) {
  return hkdf_sha256(secret.reveal(), {}, info, 32);
}

}  // namespace tipstaff::crypto
