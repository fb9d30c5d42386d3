// Hashes and keyed hashes. SHA-256: FIPS 180-4 (OpenSSL). HMAC-SHA-256: RFC 2104. HKDF-SHA-256: RFC 5869.
// Keyed BLAKE2b: RFC 7693 (libsodium). All thread-safe.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "base/secret.h"

namespace tipstaff::crypto {

// Of the concatenation of the parts.
Hash sha256(std::initializer_list<ByteView> parts);
inline Hash sha256(ByteView bytes) { return sha256({bytes}); }

Hash hmac_sha256(const Plaintext& key, ByteView message);

// The same for many short messages under one key: what depends on the key alone is worked out once. Thread-safe once
// made.
class HmacSha256 {
 public:
  HmacSha256() = default;
  explicit HmacSha256(const Plaintext& key);
  Hash of(ByteView message) const;

 private:
  Plaintext state_;
};

// SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012): for many short texts that stay in memory. Key: 16 bytes.
class ShortHash {
 public:
  ShortHash() = default;
  explicit ShortHash(const Plaintext& key);
  std::array<std::uint8_t, 16> of(ByteView message) const;

 private:
  Plaintext key_;
};

// Fast keyed digest of stored rows; 32-byte key.
Hash blake2b_keyed(const Plaintext& key, std::initializer_list<ByteView> parts);

// `size` bytes, at most 8160 (RFC 5869 §2.3), for formats that fix salt and info. An empty salt means no salt.
Plaintext hkdf_sha256(ByteView secret, ByteView salt, std::string_view info, std::size_t size);

// 32 bytes derived from `secret` for the use that `info` names ("tipstaff row digest v1"); no salt.
Plaintext derive_key(const Plaintext& secret, std::string_view info);

}  // namespace tipstaff::crypto
