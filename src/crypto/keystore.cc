#include "crypto/keystore.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "base/cbor.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/token.h"

namespace tipstaff::crypto {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "tipstaff root key v1";
constexpr std::string_view kShareMagic = "tipstaff root share v1";
constexpr std::size_t kSaltBytes = crypto_pwhash_SALTBYTES;
constexpr unsigned kShares = 5;
constexpr unsigned kNeeded = 3;
constexpr std::size_t kSetIdBytes = 16;
// A file names its own cost; beyond these it was not written by us and would only tie up the machine.
constexpr std::uint64_t kMostOperations = 64;
constexpr std::size_t kMostMemory = std::size_t{4} << 30;

Error damaged(const fs::path& file) {
  return {Code::kTampered,
          fmt::format("‘{}’ is damaged or is not what its name says; restore it from a copy", file.string())};
}

// Every file ends with the SHA-256 of what is before it, so that damage and a wrong passphrase are told apart. It is no
// protection against a forger: that is the work of the wrap, whose additional data is the whole head.
Bytes with_checksum(Bytes content) {
  append(content, sha256(content));
  return content;
}

Result<Bytes> read_checked(Files& files, const fs::path& file) {
  TRY_ASSIGN(Bytes content, files.read(file));
  constexpr std::size_t kSum = sizeof(Hash);
  if (content.size() < kSum ||
      !std::ranges::equal(sha256(ByteView(content).first(content.size() - kSum)), ByteView(content).last(kSum)))
    return fail(damaged(file));
  content.resize(content.size() - kSum);
  return content;
}

// Asked before anything is made, so that a second attempt cannot spoil the first one's files.
Result<void> must_be_absent(Files& files, const fs::path& file) {
  const auto there = files.read(file);
  if (there)
    return fail(Code::kRefused, fmt::format("‘{}’ exists already; a root key is never overwritten", file.string()));
  if (there.error().code() != Code::kNotFound) return fail(there.error());
  return {};
}

Result<void> write_root(Files& files, const fs::path& file, Bytes content) {
  return files.replace(file, with_checksum(std::move(content)), 0600);
}

// What a root-key file says before its wraps. The bytes of `head` are the wraps' additional data.
struct RootFile {
  RootKind kind{};
  Bytes salt;           // passphrase; the set id for a quorum; the token key's id for a token
  ArgonCost cost;       // passphrase
  TokenSettings token;  // token
  Bytes nonce;          // token
  Bytes head;
  std::vector<Bytes> wraps;
};

void write_head(RootFile& file) {
  cbor::Writer w;
  w.array(9).text(kMagic).uint(static_cast<std::uint64_t>(file.kind) + 1).bytes(file.salt);
  w.uint(file.cost.operations).uint(file.cost.memory_bytes);
  w.text(file.token.module.string()).text(file.token.token_label).text(file.token.key_label).bytes(file.nonce);
  file.head = w.take();
}

Bytes to_file(const RootFile& file) {
  Bytes out = file.head;
  cbor::Writer w;
  w.array(file.wraps.size());
  for (const Bytes& wrap : file.wraps) w.bytes(wrap);
  append(out, w.view());
  return out;
}

Result<RootFile> parse_root(ByteView content) {
  RootFile out;
  cbor::Reader r(content);
  TRY_ASSIGN(const std::size_t parts, r.array());
  TRY_ASSIGN(const std::string_view magic, r.text());
  if (parts != 9 || magic != kMagic) return fail(Code::kTampered, "this is not a root-key file of this version");
  TRY_ASSIGN(const std::uint64_t kind, r.uint());
  if (kind < 1 || kind > 3) return fail(Code::kTampered, "the root-key file is of an unknown kind");
  out.kind = static_cast<RootKind>(kind - 1);
  TRY_ASSIGN(const ByteView salt, r.bytes());
  TRY_ASSIGN(out.cost.operations, r.uint());
  TRY_ASSIGN(out.cost.memory_bytes, r.uint());
  TRY_ASSIGN(const std::string_view module, r.text());
  TRY_ASSIGN(const std::string_view token_label, r.text());
  TRY_ASSIGN(const std::string_view key_label, r.text());
  TRY_ASSIGN(const ByteView nonce, r.bytes());
  out.salt = to_bytes(salt);
  out.token = {fs::path(module), std::string(token_label), std::string(key_label)};
  out.nonce = to_bytes(nonce);
  out.head = to_bytes(content.first(content.size() - r.rest().size()));
  TRY_ASSIGN(const std::size_t wraps, r.array());
  if (wraps != (out.kind == RootKind::kQuorum ? 10 : 1))
    return fail(Code::kTampered, "the root-key file has lost a part");
  for (std::size_t i = 0; i < wraps; ++i) {
    TRY_ASSIGN(const ByteView wrap, r.bytes());
    out.wraps.push_back(to_bytes(wrap));
  }
  TRY(r.expect_end());
  return out;
}

Result<RootFile> read_root(Files& files, const fs::path& file) {
  TRY_ASSIGN(const Bytes content, read_checked(files, file));
  auto out = parse_root(content);
  if (!out) return fail(Error(Code::kTampered, damaged(file).message()));
  return out;
}

Result<Plaintext> passphrase_key(const Plaintext& passphrase, ByteView salt, ArgonCost cost) {
  if (salt.size() != kSaltBytes || cost.operations < crypto_pwhash_OPSLIMIT_MIN || cost.operations > kMostOperations ||
      cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN || cost.memory_bytes > kMostMemory)
    return fail(Code::kTampered, "the root-key file states a cost that tipstaff never writes");
  Plaintext key(kKeyBytes);
  const std::string_view words = passphrase.reveal_text();
  if (crypto_pwhash(key.writable().data(), key.size(), words.data(), words.size(), salt.data(), cost.operations,
                    cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::kUnavailable, fmt::format("there is not enough memory to open the root key: it takes {} MiB",
                                                cost.memory_bytes >> 20));
  return key;
}

Result<Bytes> passphrase_file(const Plaintext& root, const Plaintext& passphrase, ArgonCost cost, Random& random) {
  if (passphrase.empty()) return fail(Code::kInvalid, "the passphrase is empty");
  RootFile file;
  file.kind = RootKind::kPassphrase;
  file.salt = random.bytes(kSaltBytes);
  file.cost = cost;
  write_head(file);
  TRY_ASSIGN(const Plaintext key, passphrase_key(passphrase, file.salt, cost));
  file.wraps.push_back(seal(key, file.head, root.reveal(), random));
  return to_file(file);
}

struct Share {
  unsigned number = 0;  // from 1
  Plaintext secret;
};

Bytes share_file(ByteView set_id, const Share& share) {
  cbor::Writer w;
  w.array(4).text(kShareMagic).bytes(set_id).uint(share.number).bytes(share.secret.reveal());
  return with_checksum(w.take());
}

Result<Share> read_share(const fs::path& path, ByteView set_id) {
  // Not through Files: a share is a secret and is read into locked memory.
  TRY_ASSIGN(const Plaintext content, read_secret_file(path));
  const ByteView all = content.reveal();
  constexpr std::size_t kSum = sizeof(Hash);
  if (all.size() < kSum || !std::ranges::equal(sha256(all.first(all.size() - kSum)), all.last(kSum)))
    return fail(damaged(path));
  cbor::Reader r(all.first(all.size() - kSum));
  TRY_ASSIGN(const std::size_t parts, r.array());
  TRY_ASSIGN(const std::string_view magic, r.text());
  if (parts != 4 || magic != kShareMagic) return fail(damaged(path));
  TRY_ASSIGN(const ByteView set, r.bytes());
  TRY_ASSIGN(const std::uint64_t number, r.uint());
  TRY_ASSIGN(const ByteView secret, r.bytes());
  if (!std::ranges::equal(set, set_id))
    return fail(Code::kUnauthorised, fmt::format("the share ‘{}’ belongs to another root key", path.string()));
  if (number < 1 || number > kShares || secret.size() != kKeyBytes || !r.at_end()) return fail(damaged(path));
  return Share{static_cast<unsigned>(number), Plaintext::copy_of(secret)};
}

// The ten triples in the order in which their wraps are stored.
std::vector<std::array<unsigned, kNeeded>> triples() {
  std::vector<std::array<unsigned, kNeeded>> out;
  for (unsigned a = 1; a <= kShares; ++a)
    for (unsigned b = a + 1; b <= kShares; ++b)
      for (unsigned c = b + 1; c <= kShares; ++c) out.push_back({a, b, c});
  return out;
}

Plaintext triple_key(const std::vector<Share>& shares, std::array<unsigned, kNeeded> triple, ByteView set_id) {
  Plaintext joined(kNeeded * kKeyBytes);
  std::span<std::uint8_t> at = joined.writable();
  for (const unsigned number : triple) {
    const auto share = std::ranges::find(shares, number, &Share::number);
    std::ranges::copy(share->secret.reveal(), at.begin());
    at = at.subspan(kKeyBytes);
  }
  return hkdf_sha256(joined.reveal(), set_id,
                     fmt::format("tipstaff quorum v1 {} {} {}", triple[0], triple[1], triple[2]), kKeyBytes);
}

Result<Plaintext> open_quorum(const RootFile& file, const std::vector<fs::path>& share_files) {
  std::vector<Share> shares;
  for (const fs::path& path : share_files) {
    TRY_ASSIGN(Share share, read_share(path, file.salt));
    if (std::ranges::find(shares, share.number, &Share::number) == shares.end()) shares.push_back(std::move(share));
  }
  if (shares.size() < kNeeded)
    return fail(Code::kUnauthorised, fmt::format("the root key needs {} different shares of {}; {} {} given", kNeeded,
                                                 kShares, shares.size(), shares.size() == 1 ? "was" : "were"));
  const auto all = triples();
  const auto held = [&](unsigned number) { return std::ranges::find(shares, number, &Share::number) != shares.end(); };
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!std::ranges::all_of(all[i], held)) continue;
    if (auto root = open(triple_key(shares, all[i], file.salt), file.head, file.wraps[i])) return root;
  }
  return fail(Code::kUnauthorised, "these shares do not open the root key: at least one of them was altered");
}

Result<Plaintext> open_file(const RootFile& file, const RootSecrets& secrets) {
  switch (file.kind) {
    case RootKind::kPassphrase: {
      if (secrets.passphrase.empty()) return fail(Code::kUnauthorised, "no passphrase was given");
      TRY_ASSIGN(const Plaintext key, passphrase_key(secrets.passphrase, file.salt, file.cost));
      auto root = open(key, file.head, file.wraps[0]);
      if (!root) return fail(Code::kUnauthorised, "the passphrase is wrong");
      return root;
    }
    case RootKind::kQuorum:
      return open_quorum(file, secrets.share_files);
    case RootKind::kToken:
      return token_unwrap(file.token, secrets.passphrase, file.head, {file.salt, file.nonce, file.wraps[0]});
  }
  return fail(Code::kTampered, "the root-key file is of an unknown kind");
}

}  // namespace

Result<Plaintext> create_root_with_passphrase(Files& files, Random& random, const fs::path& file,
                                              const Plaintext& passphrase, ArgonCost cost) {
  TRY(must_be_absent(files, file));
  Plaintext root = new_key(random);
  TRY_ASSIGN(Bytes content, passphrase_file(root, passphrase, cost, random));
  TRY(write_root(files, file, std::move(content)));
  return root;
}

Result<Plaintext> create_root_with_quorum(Files& files, Random& random, const fs::path& file,
                                          const fs::path& share_folder) {
  const auto share_path = [&](unsigned number) {
    return share_folder / fmt::format("{}.share{}", file.filename().string(), number);
  };
  TRY(must_be_absent(files, file));
  for (unsigned number = 1; number <= kShares; ++number) TRY(must_be_absent(files, share_path(number)));
  Plaintext root = new_key(random);
  RootFile out;
  out.kind = RootKind::kQuorum;
  out.salt = random.bytes(kSetIdBytes);
  out.cost = {0, 0};
  write_head(out);
  std::vector<Share> shares;
  for (unsigned number = 1; number <= kShares; ++number) shares.push_back({number, new_key(random)});
  for (const auto& triple : triples())
    out.wraps.push_back(seal(triple_key(shares, triple, out.salt), out.head, root.reveal(), random));
  // The shares first: a root-key file without its shares would be a store that nobody can ever open.
  for (const Share& share : shares) {
    Bytes content = share_file(out.salt, share);
    const auto written = files.replace(share_path(share.number), content, 0600);
    sodium_memzero(content.data(), content.size());
    TRY(written);
  }
  TRY(write_root(files, file, to_file(out)));
  return root;
}

Result<Plaintext> create_root_with_token(Files& files, Random& random, const fs::path& file, const TokenSettings& token,
                                         const Plaintext& pin) {
  TRY(must_be_absent(files, file));
  Plaintext root = new_key(random);
  RootFile out;
  out.kind = RootKind::kToken;
  out.cost = {0, 0};
  out.token = token;
  // The token's key id and nonce are part of the head, which is the wrap's additional data: so they are chosen here.
  out.salt = random.bytes(kSetIdBytes);
  out.nonce = random.bytes(12);
  write_head(out);
  TRY_ASSIGN(Bytes wrap, token_wrap(token, pin, out.head, root, {out.salt, out.nonce, {}}));
  out.wraps.push_back(std::move(wrap));
  TRY(write_root(files, file, to_file(out)));
  return root;
}

Result<RootKind> root_kind(Files& files, const fs::path& file) {
  TRY_ASSIGN(const RootFile found, read_root(files, file));
  return found.kind;
}

Result<std::optional<TokenSettings>> root_token(Files& files, const fs::path& file) {
  TRY_ASSIGN(RootFile found, read_root(files, file));
  if (found.kind != RootKind::kToken) return std::optional<TokenSettings>();
  return std::optional(std::move(found.token));
}

Result<Plaintext> open_root(Files& files, const fs::path& file, const RootSecrets& secrets) {
  TRY_ASSIGN(const RootFile found, read_root(files, file));
  TRY_ASSIGN(Plaintext root, open_file(found, secrets));
  if (root.size() != kKeyBytes) return fail(damaged(file));
  return root;
}

Result<void> change_passphrase(Files& files, Random& random, const fs::path& file, const RootSecrets& old_secrets,
                               const Plaintext& new_passphrase, ArgonCost cost) {
  TRY_ASSIGN(const RootKind kind, root_kind(files, file));
  if (kind != RootKind::kPassphrase) return fail(Code::kRefused, "this root key is not opened by a passphrase");
  TRY_ASSIGN(const Plaintext root, open_root(files, file, old_secrets));
  TRY_ASSIGN(Bytes content, passphrase_file(root, new_passphrase, cost, random));
  return write_root(files, file, std::move(content));
}

}  // namespace tipstaff::crypto
