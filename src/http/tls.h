// How both ends set up OpenSSL: TLS 1.3 only, one authority, no session reuse. For server.cc and client.cc.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/authority.h"
#include "http/server.h"

namespace tipstaff::http {

// Errors: kTampered (certificate and key do not belong together, or are malformed).
Result<void> configure_server(SSL_CTX* context, const TlsSettings& settings);

// For browsers: TLS 1.3 with that certificate, no client certificate. Errors: kTampered.
Result<void> configure_web(SSL_CTX* context, const WebCertificate& certificate);

// Trusts an authority among the certificates that the server shows whose pin hash begins with `*pin` (16 to 32 bytes);
// `pin` must outlive the context. `own` may be null: then no client certificate is shown. Errors as above, and kInvalid
// (the pin's length).
Result<void> configure_client(SSL_CTX* context, const Bytes* pin, const Credential* own);

// The server at the other end must hold a certificate for `host` (a name or an IP address).
void expect_host(SSL* connection, const std::string& host);
// Certificates are judged at `now`, not by the machine's clock.
void set_verification_time(SSL* connection, Instant now);

struct PeerCertificate {
  Hash id{};
  Instant ends;
};
// After the handshake: the verified certificate of the other end, if it showed one.
std::optional<PeerCertificate> verified_peer(SSL* connection);
// After the handshake, at the client: the authority's certificate, DER.
Bytes verified_authority(SSL* connection);

}  // namespace tipstaff::http
