// age v1 files (C2SP age): X25519 recipients and passphrases (scrypt), binary or ASCII-armoured, so that a bureau opens
// its batch with the stock `age` tool. Nothing of a file's content is given out before all of it has been
// authenticated. A file does not say who made it: batches are signed beside it. Post-quantum (ML-KEM hybrid) recipients
// are recognised and refused as unsupported. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto::age {

struct Recipient {
  std::array<std::uint8_t, 32> public_key{};  // X25519
  std::string text() const;                   // "age1…"
};
// Errors: kInvalid.
Result<Recipient> parse_recipient(std::string_view text);

struct Identity {
  Plaintext secret;  // 32 bytes
  Recipient recipient;
  Plaintext text() const;  // "AGE-SECRET-KEY-1…"
};
Identity new_identity(Random& random);
// Errors: kInvalid.
Result<Identity> parse_identity(const Plaintext& text);

enum class Form { kBinary, kArmoured };

// Any one of the recipients can open it. Errors: kInvalid (no recipient, or one of small order).
Result<Bytes> encrypt(std::span<const Recipient> recipients, ByteView plaintext, Random& random,
                      Form form = Form::kBinary);
// At 2^work_factor scrypt rounds of 1 KiB each; the stock tool's 18 takes 256 MiB. Errors: kInvalid, kUnavailable
// (memory).
inline constexpr unsigned kDefaultWorkFactor = 18;
inline constexpr unsigned kMostWorkFactor = 20;  // 1 GiB: a file that asks for more is refused
Result<Bytes> encrypt_with_passphrase(const Plaintext& passphrase, ByteView plaintext, Random& random,
                                      Form form = Form::kBinary, unsigned work_factor = kDefaultWorkFactor);

// Binary or armoured. Errors: kInvalid (not an age file, malformed, unsupported), kUnauthorised (for other recipients,
// or the passphrase is wrong), kTampered.
Result<Plaintext> decrypt(ByteView file, std::span<const Identity> identities);
Result<Plaintext> decrypt_with_passphrase(ByteView file, const Plaintext& passphrase);

}  // namespace tipstaff::crypto::age
