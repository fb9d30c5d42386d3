// The office's certificate authority (X.509, RFC 5280; P-256 with ECDSA-SHA-256). It certifies the office's own HTTPS
// servers and the presses, and nothing else.
//
// Who holds the authority's key can pose as the office towards presses and as a press towards TLS, but not towards the
// office: a press is known there by the hash of one certificate that two people approved. Who can only send requests
// gets nothing of his own into a certificate but the public key: names, times, uses and serial are ours.
//
// The key is handed out as Plaintext for the caller to seal; nothing here writes to disk. Thread-safe once made.
// OpenSSL running out of memory throws press::OpensslFault.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::http {

inline constexpr std::chrono::days kAuthorityLife{3652};
inline constexpr std::chrono::days kServerCertificateLife{365};
inline constexpr std::chrono::days kPressCertificateLife{90};

// A certificate and its key, as a server or a client presents them.
struct Credential {
  Bytes certificate;  // DER
  Plaintext key;      // ECPrivateKey, DER
};

class Authority {
 public:
  // A new key and a self-signed certificate for `force` (the name shown in certificates; 1 to 64 bytes), valid for
  // kAuthorityLife. Errors: kInvalid (the name).
  static Result<Authority> create(std::string_view force, Instant now);
  // From what was stored. Errors: kTampered (malformed, or the key is not the certificate's).
  static Result<Authority> open(const Plaintext& key, ByteView certificate);

  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;
  ~Authority();

  Plaintext key() const;
  const Bytes& certificate() const { return certificate_; }  // DER
  // SHA-256 of the authority's SubjectPublicKeyInfo, base64url: what an enrolment code carries (cut, see invitation.h).
  std::string pin() const;
  Hash pin_hash() const;

  // For the office's own server: a new key, serverAuth, the names given (host names or IP addresses, at least one).
  // Errors: kInvalid (a name that is neither).
  Result<Credential> issue_server(std::span<const std::string> names, Instant now) const;

  // Answers a press's PKCS#10 request (RFC 2986, DER): its self-signature must verify and its key be P-256; only the
  // public key is taken from it. Returns a clientAuth certificate (DER) of kPressCertificateLife, its serial 128 random
  // bits, its subject the force and `press`. Errors: kInvalid.
  Result<Bytes> sign_press(ByteView request, std::string_view press, Instant now) const;

 private:
  struct Keys;
  Authority(std::unique_ptr<Keys> keys, Bytes certificate);
  std::unique_ptr<Keys> keys_;
  Bytes certificate_;
};

// What a certificate is called everywhere else: SHA-256 of its DER form.
Hash certificate_id(ByteView certificate);
// The end of a certificate's validity. Errors: kTampered (not a certificate).
Result<Instant> certificate_ends(ByteView certificate);

}  // namespace tipstaff::http
