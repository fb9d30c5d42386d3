#include "crypto/ed25519_pem.h"

#include "crypto/hash.h"

namespace tipstaff::crypto {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
// SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 33 bytes with no unused bits }.
constexpr std::array<std::uint8_t, 12> kPrefix = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                  0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

Bytes der_of(const Ed25519PublicKey& key) {
  Bytes out(kPrefix.begin(), kPrefix.end());
  append(out, key);
  return out;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::string ed25519_to_pem(const Ed25519PublicKey& key) {
  return std::string(kBegin) + "\n" + base64(der_of(key)) + "\n" + std::string(kEnd) + "\n";
}

Result<Ed25519PublicKey> ed25519_from_pem(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (!text.starts_with(kBegin) || !text.ends_with(kEnd) || text.size() > 400)
    return fail(Code::kInvalid, "this is no public key in PEM; ‘openssl pkey -in KEY -pubout’ prints one");
  std::string body;
  for (const char c : text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size()))
    if (!is_space(c)) body += c;
  const Result<Bytes> der = from_base64(body);
  Ed25519PublicKey out{};
  if (!der || der->size() != kPrefix.size() + out.size() || !std::equal(kPrefix.begin(), kPrefix.end(), der->begin()))
    return fail(Code::kInvalid, "this is no Ed25519 key; ‘openssl genpkey -algorithm ed25519’ makes one");
  std::copy(der->begin() + kPrefix.size(), der->end(), out.begin());
  return out;
}

std::string ed25519_fingerprint(const Ed25519PublicKey& key) { return hex(sha256(der_of(key))); }

}  // namespace tipstaff::crypto
