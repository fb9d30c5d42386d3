#include "http/authority.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "crypto/hash.h"
#include "press/openssl.h"

namespace tipstaff::http {

using press::ensure;
using press::FreeWith;
using press::PkeyPtr;
using press::X509Ptr;
using press::X509ReqPtr;

struct Authority::Keys {
  PkeyPtr key;
  X509Ptr certificate;
};

namespace {

constexpr std::size_t kLongestName = 64;  // RFC 5280 appendix A, ub-common-name
constexpr std::size_t kLargestRequest = 4096;

// Certificates begin a little in the past, so that a peer whose clock is slow accepts them at once.
constexpr std::chrono::hours kSlowClocks{1};

bool fit_for_subject(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  return true;
}

void set_serial(X509* certificate) {
  std::array<unsigned char, 16> random{};
  ensure(RAND_bytes(random.data(), random.size()) == 1, "random bytes");
  random[0] |= 0x40;  // never zero and always as long
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> number(BN_bin2bn(random.data(), random.size(), nullptr));
  ensure(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "a serial number");
}

void set_time(ASN1_TIME* time, Instant at) {
  const auto seconds = static_cast<time_t>(at.micros / 1'000'000);
  ensure(ASN1_TIME_adj(time, seconds, 0, 0) != nullptr, "a certificate's time");
}

void add_name(X509_NAME* name, const char* part, std::string_view value) {
  ensure(X509_NAME_add_entry_by_txt(name, part, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0) == 1,
         "a certificate's name");
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  ensure(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "a certificate's extension");
}

// Version 3, serial, times and key: what every certificate of ours has in common.
X509Ptr begin_certificate(EVP_PKEY* subject_key, Instant now, Duration life) {
  X509Ptr out(X509_new());
  ensure(out && X509_set_version(out.get(), X509_VERSION_3) == 1, "a certificate");
  set_serial(out.get());
  set_time(X509_getm_notBefore(out.get()), now - kSlowClocks);
  set_time(X509_getm_notAfter(out.get()), now + life);
  ensure(X509_set_pubkey(out.get(), subject_key) == 1, "a certificate's key");
  return out;
}

Bytes finish_certificate(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  ensure(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "an issuer's name");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
  ensure(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signing a certificate");
  return press::certificate_der(certificate);
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> raw{};
  return inet_pton(AF_INET, name.c_str(), raw.data()) == 1 || inet_pton(AF_INET6, name.c_str(), raw.data()) == 1;
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 253 || name.front() == '-' || name.front() == '.') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
         std::string_view::npos;
}

Result<std::string> alternative_names(std::span<const std::string> names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ',';
    if (is_address(name))
      out += "IP:" + name;
    else if (is_host_name(name))
      out += "DNS:" + name;
    else
      return fail(Code::kInvalid, fmt::format("‘{}’ is neither a host name nor an IP address", name));
  }
  if (out.empty()) return fail(Code::kInvalid, "a server certificate needs a host name or an IP address");
  return out;
}

std::string organisation_of(X509* certificate) {
  const X509_NAME* name = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
  if (at < 0) return "tipstaff";
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  unsigned char* utf8 = nullptr;
  const int length = ASN1_STRING_to_UTF8(&utf8, text);
  ensure(length >= 0, "reading a certificate's name");
  std::string out(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(length));
  OPENSSL_free(utf8);
  return out;
}

}  // namespace

Authority::Authority(std::unique_ptr<Keys> keys, Bytes certificate)
    : keys_(std::move(keys)), certificate_(std::move(certificate)) {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

Result<Authority> Authority::create(std::string_view force, Instant now) {
  if (!fit_for_subject(force))
    return fail(Code::kInvalid, "the force's name must have 1 to 64 bytes and no control characters");
  auto keys = std::make_unique<Keys>();
  keys->key = press::new_p256_key();
  keys->certificate = begin_certificate(keys->key.get(), now, kAuthorityLife);
  X509* certificate = keys->certificate.get();
  add_name(X509_get_subject_name(certificate), "O", force);
  add_name(X509_get_subject_name(certificate), "CN", "tipstaff authority");
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  Bytes der = finish_certificate(certificate, certificate, keys->key.get());
  return Authority(std::move(keys), std::move(der));
}

Result<Authority> Authority::open(const Plaintext& key, ByteView certificate) {
  auto keys = std::make_unique<Keys>();
  TRY_ASSIGN(keys->key, press::private_key_from_der(key));
  TRY_ASSIGN(keys->certificate, press::certificate_from_der(certificate));
  if (X509_check_private_key(keys->certificate.get(), keys->key.get()) != 1) {
    ERR_clear_error();
    return fail(Code::kTampered, "the authority's certificate does not belong to its key: restore both from a backup");
  }
  return Authority(std::move(keys), to_bytes(certificate));
}

Plaintext Authority::key() const { return press::private_key_der(keys_->key.get()); }
Hash Authority::pin_hash() const { return press::spki_hash(keys_->certificate.get()); }
std::string Authority::pin() const { return base64url(pin_hash()); }

Result<Credential> Authority::issue_server(std::span<const std::string> names, Instant now) const {
  TRY_ASSIGN(const std::string alternatives, alternative_names(names));
  const PkeyPtr key = press::new_p256_key();
  const X509Ptr certificate = begin_certificate(key.get(), now, kServerCertificateLife);
  X509* issuer = keys_->certificate.get();
  add_name(X509_get_subject_name(certificate.get()), "O", organisation_of(issuer));
  add_name(X509_get_subject_name(certificate.get()), "CN", "tipstaff office");
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer, NID_ext_key_usage, "serverAuth");
  add_extension(certificate.get(), issuer, NID_subject_alt_name, alternatives.c_str());
  Credential out;
  out.certificate = finish_certificate(certificate.get(), issuer, keys_->key.get());
  out.key = press::private_key_der(key.get());
  return out;
}

Result<Bytes> Authority::sign_press(ByteView request, std::string_view press, Instant now) const {
  if (!fit_for_subject(press))
    return fail(Code::kInvalid, "a press's name must have 1 to 64 bytes and no control characters");
  if (request.size() > kLargestRequest) return fail(Code::kInvalid, "the certificate request is too large");
  const unsigned char* at = request.data();
  const X509ReqPtr parsed(d2i_X509_REQ(nullptr, &at, static_cast<long>(request.size())));
  EVP_PKEY* key = parsed ? X509_REQ_get0_pubkey(parsed.get()) : nullptr;
  // Who asks must own the key: RFC 2986 §3, the request is signed with it.
  if (key == nullptr || at != request.data() + request.size() || !press::is_p256(key) ||
      X509_REQ_verify(parsed.get(), key) != 1) {
    ERR_clear_error();
    return fail(Code::kInvalid, "the certificate request is not a P-256 request signed by its own key");
  }
  const X509Ptr certificate = begin_certificate(key, now, kPressCertificateLife);
  X509* issuer = keys_->certificate.get();
  add_name(X509_get_subject_name(certificate.get()), "O", organisation_of(issuer));
  add_name(X509_get_subject_name(certificate.get()), "CN", press);
  add_extension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer, NID_ext_key_usage, "clientAuth");
  return finish_certificate(certificate.get(), issuer, keys_->key.get());
}

Hash certificate_id(ByteView certificate) { return crypto::sha256(certificate); }

Result<Instant> certificate_ends(ByteView certificate) {
  TRY_ASSIGN(const X509Ptr parsed, press::certificate_from_der(certificate));
  struct tm parts {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(parsed.get()), &parts) != 1)
    return fail(Code::kTampered, "the certificate states no end of its validity");
  return Instant{static_cast<std::int64_t>(timegm(&parts)) * 1'000'000};
}

}  // namespace tipstaff::http
