#include "crypto/sign.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include <algorithm>
#include <memory>

#include "crypto/fault.h"

namespace tipstaff::crypto {
namespace {

constexpr std::size_t kScalarBytes = 32;
constexpr std::size_t kPointBytes = 65;

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* p) const {
    kFree(p);
  }
};
using PKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using PKeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

// `scalar` empty: a public key.
PKey load_p256(ByteView point, ByteView scalar) {
  const Builder builder(OSSL_PARAM_BLD_new());
  const Number number(scalar.empty() ? nullptr : BN_secure_new());
  bool good = OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
              OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1;
  if (!scalar.empty()) {
    good = good && BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()) != nullptr &&
           OSSL_PARAM_BLD_push_BN_pad(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get(), kScalarBytes) == 1;
  }
  if (!good) return nullptr;
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const PKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, scalar.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, params.get()) !=
          1)
    return nullptr;
  return PKey(made);
}

// A verifier checks many stamps under one issuer's key, and decoding the point costs as much as half a check.
EVP_PKEY* public_p256(ByteView point) {
  thread_local Bytes last_point;
  thread_local PKey last_key;
  if (last_key == nullptr || !std::ranges::equal(point, last_point)) {
    last_key = point.size() == kPointBytes ? load_p256(point, {}) : nullptr;
    last_point = to_bytes(point);
  }
  return last_key.get();
}

}  // namespace

Result<Ed25519Key> ed25519_from_seed(const Plaintext& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return fail(Code::kInvalid, "an Ed25519 seed has 32 bytes");
  Ed25519Key out{seed.clone(), {}};
  Plaintext secret(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(out.public_key.data(), secret.writable().data(), seed.reveal().data());
  return out;
}

Ed25519Key new_ed25519_key(Random& random) {
  Plaintext seed(crypto_sign_SEEDBYTES);
  random.fill(seed.writable());
  return std::move(*ed25519_from_seed(seed));
}

std::array<std::uint8_t, 64> ed25519_sign(const Ed25519Key& key, ByteView message) {
  require(key.seed.size() == crypto_sign_SEEDBYTES, "an Ed25519 seed has 32 bytes");
  Plaintext secret(crypto_sign_SECRETKEYBYTES);  // libsodium's form: seed ‖ public key
  std::ranges::copy(key.seed.reveal(), secret.writable().begin());
  std::ranges::copy(key.public_key, secret.writable().begin() + crypto_sign_SEEDBYTES);
  std::array<std::uint8_t, 64> out;
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret.reveal().data());
  return out;
}

bool ed25519_verify(ByteView public_key, ByteView message, ByteView signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) == 0;
}

Result<Es256Key> new_es256_key() {
  const PKey made(EVP_EC_gen("P-256"));
  require(made != nullptr, "P-256 is not available");
  Es256Key out{Plaintext(kScalarBytes), Bytes(kPointBytes)};
  BIGNUM* scalar = nullptr;
  require(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_PRIV_KEY, &scalar) == 1, "a P-256 key has no scalar");
  const Number owned(scalar);
  std::size_t written = 0;
  require(BN_bn2binpad(scalar, out.scalar.writable().data(), kScalarBytes) == int{kScalarBytes} &&
              EVP_PKEY_get_octet_string_param(made.get(), OSSL_PKEY_PARAM_PUB_KEY, out.public_key.data(),
                                              out.public_key.size(), &written) == 1 &&
              written == kPointBytes,
          "a P-256 key has an unexpected form");
  return out;
}

Result<Bytes> es256_sign(const Es256Key& key, ByteView message) {
  const bool sized = key.scalar.size() == kScalarBytes && key.public_key.size() == kPointBytes;
  const PKey loaded = sized ? load_p256(key.public_key, key.scalar.reveal()) : nullptr;
  if (loaded == nullptr) return fail(Code::kInvalid, "this is not a P-256 key");
  const DigestContext context(EVP_MD_CTX_new());
  Bytes der(80);
  std::size_t length = der.size();
  require(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, loaded.get(), nullptr) == 1 &&
              EVP_DigestSign(context.get(), der.data(), &length, message.data(), message.size()) == 1,
          "ES256 failed");
  const std::uint8_t* at = der.data();
  const Signature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
  Bytes out(2 * kScalarBytes);
  require(
      parsed != nullptr &&
          BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out.data(), kScalarBytes) == int{kScalarBytes} &&
          BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out.data() + kScalarBytes, kScalarBytes) == int{kScalarBytes},
      "ES256 made a signature of an unexpected form");
  return out;
}

bool es256_verify(ByteView public_key, ByteView message, ByteView signature) {
  if (signature.size() != 2 * kScalarBytes) return false;
  EVP_PKEY* key = public_p256(public_key);
  if (key == nullptr) return false;
  const Signature raw(ECDSA_SIG_new());
  Number r(BN_bin2bn(signature.data(), kScalarBytes, nullptr));
  Number s(BN_bin2bn(signature.data() + kScalarBytes, kScalarBytes, nullptr));
  require(raw != nullptr && ECDSA_SIG_set0(raw.get(), r.release(), s.release()) == 1, "out of memory");
  std::array<std::uint8_t, 80> der;
  std::uint8_t* at = der.data();
  const int length = i2d_ECDSA_SIG(raw.get(), &at);
  const DigestContext context(EVP_MD_CTX_new());
  return length > 0 && EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(length), message.data(),
                          message.size()) == 1;
}

}  // namespace tipstaff::crypto
