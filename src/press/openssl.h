// Owners for OpenSSL's objects, and the few X.509 steps that both sides of the press protocol need. For .cc files.
// OpenSSL calls that can only fail for want of memory or through a broken invariant throw OpensslFault (a fault, not a
// failure); whatever hostile bytes can cause comes back as Result.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::press {

class OpensslFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, FreeWith<X509_free>>;
using X509ReqPtr = std::unique_ptr<X509_REQ, FreeWith<X509_REQ_free>>;

// Empties OpenSSL's error queue and throws when `fine` is false.
void ensure(bool fine, const char* what);

PkeyPtr new_p256_key();
bool is_p256(const EVP_PKEY* key);
// ECPrivateKey (RFC 5915 §3), DER.
Plaintext private_key_der(EVP_PKEY* key);
// Errors: kTampered.
Result<PkeyPtr> private_key_from_der(const Plaintext& der);

Bytes certificate_der(X509* certificate);
// Errors: kTampered (not one whole DER certificate).
Result<X509Ptr> certificate_from_der(ByteView der);
// SHA-256 of the SubjectPublicKeyInfo, DER: what an authority's pin is made of (as in RFC 7469 §2.4).
Hash spki_hash(X509* certificate);

}  // namespace tipstaff::press
