#include "http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "press/openssl.h"

namespace tipstaff::http {
namespace {

using press::ensure;

constexpr std::size_t kShortestPin = 16;

void configure_both(SSL_CTX* context) {
  ensure(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
             SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
             SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1,
         "setting up TLS 1.3");
  // A resumed session would skip the check of the certificate (RFC 8446 §4.6.1), so there are none.
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  ensure(SSL_CTX_set_num_tickets(context, 0) == 1, "turning tickets off");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

Result<void> use_credential(SSL_CTX* context, const Credential& credential) {
  TRY_ASSIGN(const press::X509Ptr certificate, press::certificate_from_der(credential.certificate));
  TRY_ASSIGN(const press::PkeyPtr key, press::private_key_from_der(credential.key));
  if (SSL_CTX_use_certificate(context, certificate.get()) != 1 || SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    ERR_clear_error();
    return fail(Code::kTampered, "the TLS certificate does not belong to its key: restore both, or make new ones");
  }
  return {};
}

bool matches(X509* certificate, const Bytes& pin) {
  const Hash hash = press::spki_hash(certificate);
  return X509_check_ca(certificate) > 0 && equal_secret(ByteView(hash).first(pin.size()), pin);
}

// RFC 5280 §6 path validation, with the pinned authority as the only trust anchor. It is found among what the server
// shows, so a press needs nothing but the pin in its enrolment code.
int verify_pinned(X509_STORE_CTX* context, void* argument) {
  const auto& pin = *static_cast<const Bytes*>(argument);
  STACK_OF(X509)* shown = X509_STORE_CTX_get0_untrusted(context);
  for (int i = 0; shown != nullptr && i < sk_X509_num(shown); ++i) {
    X509* candidate = sk_X509_value(shown, i);
    if (!matches(candidate, pin)) continue;
    STACK_OF(X509)* trusted = sk_X509_new_null();
    ensure(trusted != nullptr && sk_X509_push(trusted, candidate) > 0, "a list of certificates");
    X509_STORE_CTX_set0_trusted_stack(context, trusted);
    const int verdict = X509_verify_cert(context);
    sk_X509_free(trusted);
    return verdict;
  }
  X509_STORE_CTX_set_error(context, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  return 0;
}

}  // namespace

Result<void> configure_server(SSL_CTX* context, const TlsSettings& settings) {
  configure_both(context);
  TRY(use_credential(context, settings.credential));
  TRY_ASSIGN(press::X509Ptr authority, press::certificate_from_der(settings.authority));
  ensure(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) == 1 &&
             SSL_CTX_add_client_CA(context, authority.get()) == 1,
         "trusting the authority");
  ensure(SSL_CTX_add_extra_chain_cert(context, authority.release()) == 1, "showing the authority");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_verify_depth(context, 1);
  return {};
}

Result<void> configure_web(SSL_CTX* context, const WebCertificate& certificate) {
  configure_both(context);
  const bool fine = SSL_CTX_use_certificate_chain_file(context, certificate.chain.c_str()) == 1 &&
                    SSL_CTX_use_PrivateKey_file(context, certificate.key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                    SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (!fine)
    return fail(Code::kTampered,
                fmt::format("‘{}’ and ‘{}’ are not a certificate and its key, both readable PEM without a passphrase",
                            certificate.chain.string(), certificate.key.string()));
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  return {};
}

Result<void> configure_client(SSL_CTX* context, const Bytes* pin, const Credential* own) {
  if (pin->size() < kShortestPin || pin->size() > sizeof(Hash))
    return fail(Code::kInvalid, "the authority's pin must have 16 to 32 bytes");
  configure_both(context);
  if (own != nullptr) TRY(use_credential(context, *own));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_pinned, const_cast<Bytes*>(pin));
  return {};
}

void expect_host(SSL* connection, const std::string& host) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(connection);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return;
  ERR_clear_error();
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_WILDCARDS);
  ensure(X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) == 1 &&
             SSL_set_tlsext_host_name(connection, host.c_str()) == 1,
         "naming the server");
}

void set_verification_time(SSL* connection, Instant now) {
  X509_VERIFY_PARAM_set_time(SSL_get0_param(connection), static_cast<time_t>(now.micros / 1'000'000));
}

std::optional<PeerCertificate> verified_peer(SSL* connection) {
  X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr || SSL_get_verify_result(connection) != X509_V_OK) return std::nullopt;
  const Bytes der = press::certificate_der(certificate);
  const auto ends = certificate_ends(der);
  if (!ends) return std::nullopt;
  return PeerCertificate{certificate_id(der), *ends};
}

Bytes verified_authority(SSL* connection) {
  STACK_OF(X509)* chain = SSL_get0_verified_chain(connection);
  if (chain == nullptr || sk_X509_num(chain) < 1) return {};
  return press::certificate_der(sk_X509_value(chain, sk_X509_num(chain) - 1));
}

}  // namespace tipstaff::http
