// Signed notes (C2SP signed-note): a text, an empty line, and one line per signature. Here with Ed25519 keys (type 1)
// and the timestamped cosignatures of witnesses (type 4, C2SP tlog-cosignature). Formats: docs/formats/checkpoint.md.
// Who can alter a note can drop or add signatures; he cannot make one. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/sign.h"

namespace tipstaff::ledger {

enum class NoteKeyType : std::uint8_t { kEd25519 = 1, kCosignature = 4 };

struct VerifierKey {
  std::string name;
  NoteKeyType type = NoteKeyType::kEd25519;
  std::array<std::uint8_t, 32> public_key{};

  // First four bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key).
  std::uint32_t id() const;
  std::string text() const;  // "name+1a2b3c4d+base64": the vkey to hand out
};
// Errors: kInvalid; kTampered when the id does not fit the key.
Result<VerifierKey> parse_vkey(std::string_view text);

struct NoteSigner {
  std::string name;
  NoteKeyType type = NoteKeyType::kEd25519;
  crypto::Ed25519Key key;

  VerifierKey verifier() const { return {name, type, key.public_key}; }
  Plaintext secret_text() const;  // "PRIVATE+KEY+name+1a2b3c4d+base64"
};
Result<NoteSigner> parse_skey(const Plaintext& text);

// A key's name: not empty, UTF-8, no space of any kind, no "+".
bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;  // what follows the key id
};
struct Note {
  std::string text;  // ends with its newline
  std::vector<NoteSignature> signatures;
};
inline constexpr std::size_t kLargestNoteBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMostNoteSignatures = 100;

// Errors: kInvalid. The text is then well formed, but nothing is verified yet.
Result<Note> parse_note(ByteView bytes);
std::string format_note(const Note& note);
std::string format_signature(const NoteSignature& signature);  // "— name base64\n"
// One or more such lines, as a witness answers. Errors: kInvalid.
Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines);

// `text` must be fit for a note. `at` counts, in whole seconds, for cosignatures only.
NoteSignature sign_text(std::string_view text, const NoteSigner& signer, Instant at = {});

// Whether `key` has signed the note. Errors: kNotFound (no signature of this key), kTampered (one that does not
// verify). The value is the time that a cosignature states; the dawn for Ed25519.
Result<Instant> verify_note(const Note& note, const VerifierKey& key);

}  // namespace tipstaff::ledger
