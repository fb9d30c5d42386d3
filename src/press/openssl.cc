#include "press/openssl.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "crypto/hash.h"

namespace tipstaff::press {

void ensure(bool fine, const char* what) {
  if (fine) return;
  ERR_clear_error();
  throw OpensslFault(std::string("OpenSSL failed: ") + what);
}

PkeyPtr new_p256_key() {
  PkeyPtr key(EVP_EC_gen("P-256"));
  ensure(key != nullptr, "making a P-256 key");
  return key;
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (key == nullptr || EVP_PKEY_is_a(key, "EC") != 1 ||
      EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &length) != 1) {
    ERR_clear_error();
    return false;
  }
  return std::string_view(group.data(), length) == SN_X9_62_prime256v1;
}

Plaintext private_key_der(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PrivateKey(key, &der);
  ensure(length > 0, "encoding a private key");
  const auto size = static_cast<std::size_t>(length);
  Plaintext out = Plaintext::copy_of(ByteView{der, size});
  OPENSSL_clear_free(der, size);
  return out;
}

Result<PkeyPtr> private_key_from_der(const Plaintext& der) {
  const unsigned char* at = der.reveal().data();
  PkeyPtr key(d2i_PrivateKey(EVP_PKEY_EC, nullptr, &at, static_cast<long>(der.size())));
  if (!is_p256(key.get())) {
    ERR_clear_error();
    return fail(Code::kTampered, "a stored private key is not a P-256 key: restore it from a backup");
  }
  return key;
}

Bytes certificate_der(X509* certificate) {
  const int length = i2d_X509(certificate, nullptr);
  ensure(length > 0, "encoding a certificate");
  Bytes out(static_cast<std::size_t>(length));
  unsigned char* at = out.data();
  i2d_X509(certificate, &at);
  return out;
}

Result<X509Ptr> certificate_from_der(ByteView der) {
  const unsigned char* at = der.data();
  X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (certificate == nullptr || at != der.data() + der.size()) {
    ERR_clear_error();
    return fail(Code::kTampered, "these bytes are not a certificate");
  }
  return certificate;
}

Hash spki_hash(X509* certificate) {
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), nullptr);
  ensure(length > 0, "encoding a public key");
  Bytes der(static_cast<std::size_t>(length));
  unsigned char* at = der.data();
  i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &at);
  return crypto::sha256(der);
}

}  // namespace tipstaff::press
