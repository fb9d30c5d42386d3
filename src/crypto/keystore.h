// Where the root key comes from. The root key never leaves this process's locked memory; on disk it exists only
// wrapped. Formats: docs/formats/root-key.md.
//   passphrase  Argon2id (RFC 9106) over the passphrase, cost stored beside it, opens an AEAD wrap of the root key
//   quorum      any 3 of 5 share files: for each of the ten triples of shares, HKDF-SHA-256 over the three shares (in
//               order of their numbers) opens an AEAD wrap of the root key. Two shares open nothing. No secret-sharing
//               arithmetic of our own: only HKDF and AEAD
//   token       a PKCS#11 token wraps the root key (AES-256-GCM or AES key wrap inside the token, the token's key is
//   not
//               extractable)
// Who copies the root-key file can try passphrases at the cost stored in it, and nothing else. Thread-safe once open.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto {

struct ArgonCost {
  std::uint64_t operations = 3;
  std::size_t memory_bytes = std::size_t{256} << 20;
};

// Makes a root key and writes its wrapped form to `file` (must not exist). Returns the key.
Result<Plaintext> create_root_with_passphrase(Files& files, Random& random, const std::filesystem::path& file,
                                              const Plaintext& passphrase, ArgonCost cost);
// Writes the five share files NAME.share1 … NAME.share5 into `share_folder` (mode 0600), to be carried apart.
Result<Plaintext> create_root_with_quorum(Files& files, Random& random, const std::filesystem::path& file,
                                          const std::filesystem::path& share_folder);
struct TokenSettings {
  std::filesystem::path module;  // the PKCS#11 library
  std::string token_label;
  std::string key_label = "tipstaff-root";
};
Result<Plaintext> create_root_with_token(Files& files, Random& random, const std::filesystem::path& file,
                                         const TokenSettings& token, const Plaintext& pin);

// What opens an existing root-key file; the file says which of them it needs.
struct RootSecrets {
  Plaintext passphrase;                            // or the token's PIN
  std::vector<std::filesystem::path> share_files;  // for a quorum
};
enum class RootKind { kPassphrase, kQuorum, kToken };
Result<RootKind> root_kind(Files& files, const std::filesystem::path& file);
// Where the token is that opens the file; nothing when another kind does. Errors: kNotFound, kTampered.
Result<std::optional<TokenSettings>> root_token(Files& files, const std::filesystem::path& file);
// Errors: kUnauthorised (wrong passphrase, PIN or shares: the sentence says which), kTampered, kNotFound, kUnavailable
// (no token).
Result<Plaintext> open_root(Files& files, const std::filesystem::path& file, const RootSecrets& secrets);

// Re-wraps the same root key under a new passphrase.
Result<void> change_passphrase(Files& files, Random& random, const std::filesystem::path& file,
                               const RootSecrets& old_secrets, const Plaintext& new_passphrase, ArgonCost cost);

}  // namespace tipstaff::crypto
