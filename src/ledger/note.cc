#include "ledger/note.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/base64_ascii.h"
#include "crypto/hash.h"

namespace tipstaff::ledger {
namespace {

constexpr std::string_view kDash = "\u2014 ";  // signed-note: each signature line begins with an em dash and a space
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSignatureBytes = 64;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not a signed note: ") + what);
}

// The next code point of well-formed UTF-8 (Unicode table 3-7: no overlong forms, no surrogates, nothing past 10FFFF),
// or nothing.
std::optional<char32_t> next_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char head = byte(0);
  const std::size_t length = head < 0x80   ? 1
                             : head < 0xc2 ? 0
                             : head < 0xe0 ? 2
                             : head < 0xf0 ? 3
                             : head < 0xf5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t out = length == 1 ? head : head & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    out = out << 6 | (byte(i) & 0x3fU);
  }
  static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (out < kSmallest[length] || (out >= 0xd800 && out <= 0xdfff) || out > 0x10ffff) return std::nullopt;
  text.remove_prefix(length);
  return out;
}

// Unicode's White_Space property.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

// signed-note: UTF-8, and no ASCII control character but the newline.
bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto c = next_code_point(text);
    if (!c || (*c < 0x20 && *c != '\n')) return false;
  }
  return true;
}

Bytes typed(NoteKeyType type, ByteView key) {
  Bytes out = {static_cast<std::uint8_t>(type)};
  append(out, key);
  return out;
}

std::uint32_t key_id(std::string_view name, NoteKeyType type, ByteView public_key) {
  return get_u32(crypto::sha256({as_bytes(name), as_bytes("\n"), typed(type, public_key)}).data());
}

struct KeyText {
  std::string_view name;
  std::uint32_t id;
  NoteKeyType type;
  Plaintext key;
};

// "name+id+base64": of a public key and, after its prefix, of a secret one.
Result<KeyText> parse_key_text(std::string_view text) {
  const auto refused = [] { return fail(Code::kInvalid, "this is not a note key: it reads name+id+key"); };
  const std::size_t first = text.find('+');
  if (first == std::string_view::npos || text.size() < first + 10 || text[first + 9] != '+') return refused();
  const std::string_view name = text.substr(0, first);
  const std::string_view id_text = text.substr(first + 1, 8);
  const auto id = from_hex(id_text);
  auto key = crypto::from_ascii_base64(text.substr(first + 10));
  if (!is_key_name(name) || !id || hex(*id) != id_text || !key || key->size() != 33) return refused();
  const auto type = static_cast<NoteKeyType>(key->front());
  KeyText out{name, get_u32(id->data()), type, Plaintext::copy_of(ByteView(*key).subspan(1))};
  std::ranges::fill(*key, std::uint8_t{0});
  if (type != NoteKeyType::kEd25519 && type != NoteKeyType::kCosignature)
    return fail(Code::kInvalid, "this note key has a signature type that is not supported");
  return out;
}

// tlog-cosignature, "Format of the signed message".
std::string cosigned_message(std::string_view text, std::uint64_t seconds) {
  return fmt::format("cosignature/v1\ntime {}\n{}", seconds, text);
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return malformed("a signature line does not begin with a dash");
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return malformed("a signature line lacks the signature");
  const std::string_view name = line.substr(0, space);
  const auto value = crypto::from_ascii_base64(line.substr(space + 1));
  if (!is_key_name(name) || !value || value->size() < 5) return malformed("a signature line is damaged");
  return NoteSignature{std::string(name), get_u32(value->data()), to_bytes(ByteView(*value).subspan(4))};
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  while (!name.empty()) {
    const auto c = next_code_point(name);
    if (!c || is_space(*c) || *c == '+' || *c < 0x20) return false;
  }
  return true;
}

std::uint32_t VerifierKey::id() const { return key_id(name, type, public_key); }

std::string VerifierKey::text() const {
  return fmt::format("{}+{:08x}+{}", name, id(), base64(typed(type, public_key)));
}

Result<VerifierKey> parse_vkey(std::string_view text) {
  TRY_ASSIGN(const KeyText parsed, parse_key_text(text));
  VerifierKey out{std::string(parsed.name), parsed.type, {}};
  std::ranges::copy(parsed.key.reveal(), out.public_key.begin());
  if (out.id() != parsed.id) return fail(Code::kTampered, "this note key was altered: its id does not fit the key");
  return out;
}

Plaintext NoteSigner::secret_text() const {
  Bytes raw = typed(type, key.seed.reveal());
  std::string text = fmt::format("{}{}+{:08x}+{}", kSecretPrefix, name, verifier().id(), base64(raw));
  Plaintext out = Plaintext::copy_of(text);
  std::ranges::fill(text, '\0');
  std::ranges::fill(raw, std::uint8_t{0});
  return out;
}

Result<NoteSigner> parse_skey(const Plaintext& text) {
  std::string_view rest = text.reveal_text();
  if (!rest.starts_with(kSecretPrefix)) return fail(Code::kInvalid, "this is not the secret part of a note key");
  rest.remove_prefix(kSecretPrefix.size());
  TRY_ASSIGN(const KeyText parsed, parse_key_text(rest));
  TRY_ASSIGN(crypto::Ed25519Key key, crypto::ed25519_from_seed(parsed.key));
  NoteSigner out{std::string(parsed.name), parsed.type, std::move(key)};
  if (out.verifier().id() != parsed.id)
    return fail(Code::kTampered, "this note key was altered: its id does not fit the key");
  return out;
}

Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines) {
  std::vector<NoteSignature> out;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return malformed("its last line has no end");
    if (out.size() == kMostNoteSignatures) return malformed("it has too many signatures");
    TRY_ASSIGN(NoteSignature signature, parse_signature_line(lines.substr(0, end)));
    out.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  if (out.empty()) return malformed("it has no signature");
  return out;
}

Result<Note> parse_note(ByteView bytes) {
  if (bytes.size() > kLargestNoteBytes) return malformed("it is too large");
  const std::string_view whole = as_text(bytes);
  if (!is_note_text(whole)) return malformed("it is not plain UTF-8 text");
  // The text may hold empty lines of its own, so the signatures follow the last one.
  const std::size_t separator = whole.rfind("\n\n");
  if (separator == std::string_view::npos) return malformed("nothing separates the text from the signatures");
  TRY_ASSIGN(std::vector<NoteSignature> signatures, parse_signatures(whole.substr(separator + 2)));
  return Note{std::string(whole.substr(0, separator + 1)), std::move(signatures)};
}

std::string format_signature(const NoteSignature& signature) {
  Bytes value;
  put_u32(value, signature.key_id);
  append(value, signature.signature);
  return fmt::format("{}{} {}\n", kDash, signature.name, base64(value));
}

std::string format_note(const Note& note) {
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) out += format_signature(signature);
  return out;
}

NoteSignature sign_text(std::string_view text, const NoteSigner& signer, Instant at) {
  NoteSignature out{signer.name, signer.verifier().id(), {}};
  if (signer.type == NoteKeyType::kEd25519) {
    append(out.signature, crypto::ed25519_sign(signer.key, as_bytes(text)));
    return out;
  }
  const auto seconds = static_cast<std::uint64_t>(at.micros / 1'000'000);
  put_u64(out.signature, seconds);
  append(out.signature, crypto::ed25519_sign(signer.key, as_bytes(cosigned_message(text, seconds))));
  return out;
}

Result<Instant> verify_note(const Note& note, const VerifierKey& key) {
  const std::uint32_t id = key.id();
  const auto at = std::ranges::find_if(note.signatures,
                                       [&](const NoteSignature& s) { return s.name == key.name && s.key_id == id; });
  if (at == note.signatures.end())
    return fail(Code::kNotFound, fmt::format("the note has no signature by ‘{}’", key.name));
  const auto forged = [&] {
    return fail(Code::kTampered,
                fmt::format("the signature by ‘{}’ does not fit the note: one of them was altered", key.name));
  };
  const ByteView value = at->signature;
  if (key.type == NoteKeyType::kEd25519) {
    if (!crypto::ed25519_verify(key.public_key, as_bytes(note.text), value)) return forged();
    return kDawn;
  }
  if (value.size() != kTimeBytes + kSignatureBytes) return forged();
  const std::uint64_t seconds = get_u64(value.data());
  // Beyond what Instant can hold there is no honest time.
  if (seconds == 0 || seconds > INT64_MAX / 1'000'000) return forged();
  if (!crypto::ed25519_verify(key.public_key, as_bytes(cosigned_message(note.text, seconds)),
                              value.subspan(kTimeBytes)))
    return forged();
  return Instant{static_cast<std::int64_t>(seconds) * 1'000'000};
}

}  // namespace tipstaff::ledger
