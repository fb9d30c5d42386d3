#include "crypto/age.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "crypto/age_format.h"
#include "crypto/fault.h"
#include "crypto/hash.h"

namespace tipstaff::crypto::age {
namespace {

constexpr std::string_view kRecipientPart = "age";
constexpr std::string_view kIdentityPart = "age-secret-key-";
constexpr std::string_view kX25519 = "X25519";
constexpr std::string_view kScrypt = "scrypt";
constexpr std::string_view kHybrid = "mlkem768x25519";
constexpr std::string_view kX25519Label = "age-encryption.org/v1/X25519";
constexpr std::string_view kScryptLabel = "age-encryption.org/v1/scrypt";
constexpr std::size_t kFileKeyBytes = 16;
constexpr std::size_t kTagBytes = crypto_aead_chacha20poly1305_ietf_ABYTES;
constexpr std::size_t kNonceBytes = 16;  // of the payload's key
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kChunkBytes = std::size_t{64} << 10;
using StreamNonce = std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not a well-formed age file: ") + what);
}

Error unsupported() {
  return {Code::kInvalid,
          "post-quantum age recipients (ML-KEM) are unsupported: use an X25519 key, which begins with age1"};
}

void seal_to(std::uint8_t* out, const Plaintext& key, const StreamNonce& nonce, ByteView plain) {
  crypto_aead_chacha20poly1305_ietf_encrypt(out, nullptr, plain.data(), plain.size(), nullptr, 0, nullptr, nonce.data(),
                                            key.reveal().data());
}

bool open_to(std::uint8_t* out, const Plaintext& key, const StreamNonce& nonce, ByteView sealed) {
  return crypto_aead_chacha20poly1305_ietf_decrypt(out, nullptr, nullptr, sealed.data(), sealed.size(), nullptr, 0,
                                                   nonce.data(), key.reveal().data()) == 0;
}

// File keys are wrapped with a nonce of zeros, as each wrapping key is used once.
Bytes wrap(const Plaintext& key, const Plaintext& file_key) {
  Bytes out(kFileKeyBytes + kTagBytes);
  seal_to(out.data(), key, StreamNonce{}, file_key.reveal());
  return out;
}

std::optional<Plaintext> unwrap(const Plaintext& key, ByteView body) {
  Plaintext file_key(kFileKeyBytes);
  if (!open_to(file_key.writable().data(), key, StreamNonce{}, body)) return std::nullopt;
  return file_key;
}

// Nothing when the shared secret is all zero: the other key is of small order (RFC 7748 §6.1).
std::optional<Plaintext> x25519_wrapping_key(const Plaintext& secret, ByteView their_public, ByteView share,
                                             ByteView recipient) {
  Plaintext shared(crypto_scalarmult_BYTES);
  if (crypto_scalarmult(shared.writable().data(), secret.reveal().data(), their_public.data()) != 0)
    return std::nullopt;
  Bytes salt = to_bytes(share);
  append(salt, recipient);
  return hkdf_sha256(shared.reveal(), salt, kX25519Label, 32);
}

Result<Plaintext> scrypt_wrapping_key(const Plaintext& passphrase, ByteView salt, unsigned work_factor) {
  Bytes labelled = to_bytes(as_bytes(kScryptLabel));
  append(labelled, salt);
  Plaintext out(32);
  if (crypto_pwhash_scryptsalsa208sha256_ll(passphrase.reveal().data(), passphrase.size(), labelled.data(),
                                            labelled.size(), std::uint64_t{1} << work_factor, 8, 1,
                                            out.writable().data(), out.size()) != 0)
    return fail(Code::kUnavailable, "there is not enough memory to open a file that is locked with a passphrase");
  return out;
}

Hash header_mac(const Plaintext& file_key, ByteView authenticated) {
  return hmac_sha256(hkdf_sha256(file_key.reveal(), {}, "header", 32), authenticated);
}

Plaintext payload_key(const Plaintext& file_key, ByteView nonce) {
  return hkdf_sha256(file_key.reveal(), nonce, "payload", 32);
}

// STREAM: an eleven-byte big-endian counter and a flag for the last chunk.
StreamNonce chunk_nonce(std::uint64_t counter, bool last) {
  StreamNonce out{};
  for (unsigned i = 0; i < 8; ++i) out[10 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
  out[11] = last ? 1 : 0;
  return out;
}

void append_payload(Bytes& out, const Plaintext& key, ByteView plaintext) {
  std::uint64_t counter = 0;
  do {
    const ByteView chunk = plaintext.first(std::min(plaintext.size(), kChunkBytes));
    plaintext = plaintext.subspan(chunk.size());
    const std::size_t at = out.size();
    out.resize(at + chunk.size() + kTagBytes);
    seal_to(out.data() + at, key, chunk_nonce(counter++, plaintext.empty()), chunk);
  } while (!plaintext.empty());
}

Result<Plaintext> open_payload(const Plaintext& file_key, ByteView payload) {
  const auto tampered = [] { return fail(Code::kTampered, "the age file was altered or cut short"); };
  if (payload.size() < kNonceBytes) return malformed("it ends before its content begins");
  const Plaintext key = payload_key(file_key, payload.first(kNonceBytes));
  payload = payload.subspan(kNonceBytes);
  constexpr std::size_t kSealedChunk = kChunkBytes + kTagBytes;
  const std::size_t chunks = (payload.size() + kSealedChunk - 1) / kSealedChunk;
  if (chunks == 0 || payload.size() < chunks * kTagBytes) return tampered();
  Plaintext out(payload.size() - chunks * kTagBytes);
  std::size_t written = 0;
  for (std::size_t i = 0; i < chunks; ++i) {
    const ByteView chunk = payload.first(std::min(payload.size(), kSealedChunk));
    payload = payload.subspan(chunk.size());
    // Only an empty file ends with an empty chunk.
    if (chunk.size() < kTagBytes || (chunk.size() == kTagBytes && i > 0)) return tampered();
    if (!open_to(out.writable().data() + written, key, chunk_nonce(i, payload.empty()), chunk)) return tampered();
    written += chunk.size() - kTagBytes;
  }
  return out;
}

Bytes assemble(const std::vector<Stanza>& stanzas, const Plaintext& file_key, ByteView plaintext, Random& random,
               Form form) {
  std::string header = format_header(stanzas);
  header += " " + unpadded(header_mac(file_key, as_bytes(header))) + "\n";
  Bytes out = to_bytes(as_bytes(header));
  const Bytes nonce = random.bytes(kNonceBytes);
  append(out, nonce);
  append_payload(out, payload_key(file_key, nonce), plaintext);
  return form == Form::kBinary ? out : to_bytes(as_bytes(armour(out)));
}

Plaintext new_file_key(Random& random) {
  Plaintext out(kFileKeyBytes);
  random.fill(out.writable());
  return out;
}

Result<Plaintext> finish(const Header& header, const Plaintext& file_key) {
  if (!equal_secret(header_mac(file_key, header.authenticated), header.mac))
    return fail(Code::kTampered, "the age file's header was altered");
  return open_payload(file_key, header.payload);
}

// The file key, if this stanza holds it for one of the identities. Errors: kInvalid for a stanza that claims to be
// X25519 and is not.
Result<std::optional<Plaintext>> try_x25519(const Stanza& stanza, std::span<const Identity> identities) {
  if (stanza.arguments.size() != 2) return malformed("an X25519 recipient has the wrong number of arguments");
  TRY_ASSIGN(const Bytes share, from_unpadded(stanza.arguments[1]));
  if (share.size() != 32 || stanza.body.size() != kFileKeyBytes + kTagBytes)
    return malformed("an X25519 recipient has the wrong length");
  for (const Identity& identity : identities) {
    const auto key = x25519_wrapping_key(identity.secret, share, share, identity.recipient.public_key);
    if (!key) return malformed("an X25519 recipient's share is of small order");
    if (auto file_key = unwrap(*key, stanza.body)) return file_key;
  }
  return std::nullopt;
}

Result<unsigned> parse_work_factor(const std::string& text) {
  unsigned out = 0;
  // Two digits at most, so that no sum can overflow; a leading zero is another spelling of the same number.
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 2 || !digits || text[0] == '0') return malformed("its work factor is not a number");
  for (const char c : text) out = out * 10 + static_cast<unsigned>(c - '0');
  if (out > kMostWorkFactor)
    return fail(Code::kInvalid, "the age file asks for more memory than is given to a passphrase");
  return out;
}

// An armoured file is decoded into `storage`, which must outlive what is returned.
Result<Header> read_header(ByteView file, Bytes& storage) {
  if (is_armoured(file)) {
    TRY_ASSIGN(storage, dearmour(file));
    file = storage;
  }
  TRY_ASSIGN(Header header, parse_header(file));
  const auto is_scrypt = [](const Stanza& s) { return s.arguments[0] == kScrypt; };
  if (header.stanzas.size() > 1 && std::ranges::any_of(header.stanzas, is_scrypt))
    return malformed("a passphrase does not stand alone");
  return header;
}

Error no_match(const Header& header) {
  if (std::ranges::any_of(header.stanzas, [](const Stanza& s) { return s.arguments[0] == kHybrid; }))
    return unsupported();
  return {Code::kUnauthorised, "the age file was made for other recipients"};
}

}  // namespace

std::string Recipient::text() const { return std::string(bech32_encode(kRecipientPart, public_key).reveal_text()); }

Result<Recipient> parse_recipient(std::string_view text) {
  if (text.starts_with("age1pq1") || text.starts_with("AGE1PQ1")) return fail(unsupported());
  TRY_ASSIGN(const Plaintext key, bech32_decode(kRecipientPart, text));
  Recipient out;
  if (key.size() != out.public_key.size())
    return fail(Code::kInvalid, "this is not an age recipient: it has the wrong length");
  std::ranges::copy(key.reveal(), out.public_key.begin());
  return out;
}

Plaintext Identity::text() const {
  Plaintext out = bech32_encode(kIdentityPart, secret.reveal());
  for (std::uint8_t& c : out.writable())
    if (c >= 'a' && c <= 'z') c = static_cast<std::uint8_t>(c - 'a' + 'A');
  return out;
}

Identity new_identity(Random& random) {
  Identity out{Plaintext(crypto_scalarmult_SCALARBYTES), {}};
  random.fill(out.secret.writable());
  crypto_scalarmult_base(out.recipient.public_key.data(), out.secret.reveal().data());
  return out;
}

Result<Identity> parse_identity(const Plaintext& text) {
  std::string_view trimmed = text.reveal_text();
  while (!trimmed.empty() && (trimmed.back() == '\n' || trimmed.back() == '\r')) trimmed.remove_suffix(1);
  if (trimmed.starts_with("AGE-SECRET-KEY-PQ-1")) return fail(unsupported());
  TRY_ASSIGN(Plaintext secret, bech32_decode(kIdentityPart, trimmed));
  if (secret.size() != crypto_scalarmult_SCALARBYTES)
    return fail(Code::kInvalid, "this is not an age identity: it has the wrong length");
  Identity out{std::move(secret), {}};
  crypto_scalarmult_base(out.recipient.public_key.data(), out.secret.reveal().data());
  return out;
}

Result<Bytes> encrypt(std::span<const Recipient> recipients, ByteView plaintext, Random& random, Form form) {
  if (recipients.empty()) return fail(Code::kInvalid, "an age file needs a recipient");
  const Plaintext file_key = new_file_key(random);
  std::vector<Stanza> stanzas;
  for (const Recipient& recipient : recipients) {
    const Identity ephemeral = new_identity(random);
    const ByteView share = ephemeral.recipient.public_key;
    const auto key = x25519_wrapping_key(ephemeral.secret, recipient.public_key, share, recipient.public_key);
    if (!key) return fail(Code::kInvalid, "this age recipient is not a usable X25519 key");
    stanzas.push_back({{std::string(kX25519), unpadded(share)}, wrap(*key, file_key)});
  }
  return assemble(stanzas, file_key, plaintext, random, form);
}

Result<Bytes> encrypt_with_passphrase(const Plaintext& passphrase, ByteView plaintext, Random& random, Form form,
                                      unsigned work_factor) {
  if (passphrase.empty() || work_factor == 0 || work_factor > kMostWorkFactor)
    return fail(Code::kInvalid, "a passphrase is needed, with a work factor from 1 to 20");
  const Plaintext file_key = new_file_key(random);
  const Bytes salt = random.bytes(kSaltBytes);
  TRY_ASSIGN(const Plaintext key, scrypt_wrapping_key(passphrase, salt, work_factor));
  const Stanza stanza{{std::string(kScrypt), unpadded(salt), fmt::to_string(work_factor)}, wrap(key, file_key)};
  return assemble({stanza}, file_key, plaintext, random, form);
}

Result<Plaintext> decrypt(ByteView file, std::span<const Identity> identities) {
  Bytes storage;
  TRY_ASSIGN(const Header header, read_header(file, storage));
  for (const Stanza& stanza : header.stanzas) {
    if (stanza.arguments[0] != kX25519) continue;
    TRY_ASSIGN(const std::optional<Plaintext> file_key, try_x25519(stanza, identities));
    if (file_key) return finish(header, *file_key);
  }
  return fail(no_match(header));
}

Result<Plaintext> decrypt_with_passphrase(ByteView file, const Plaintext& passphrase) {
  Bytes storage;
  TRY_ASSIGN(const Header header, read_header(file, storage));
  const Stanza& stanza = header.stanzas[0];
  if (stanza.arguments[0] != kScrypt) return fail(no_match(header));
  if (stanza.arguments.size() != 3) return malformed("a passphrase has the wrong number of arguments");
  TRY_ASSIGN(const Bytes salt, from_unpadded(stanza.arguments[1]));
  TRY_ASSIGN(const unsigned work_factor, parse_work_factor(stanza.arguments[2]));
  if (salt.size() != kSaltBytes || stanza.body.size() != kFileKeyBytes + kTagBytes)
    return malformed("a passphrase's salt or body has the wrong length");
  TRY_ASSIGN(const Plaintext key, scrypt_wrapping_key(passphrase, salt, work_factor));
  const auto file_key = unwrap(key, stanza.body);
  if (!file_key) return fail(Code::kUnauthorised, "the passphrase does not open the age file");
  return finish(header, *file_key);
}

}  // namespace tipstaff::crypto::age
