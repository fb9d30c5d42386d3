// Checkpoints (C2SP tlog-checkpoint): what the ledger signs after each group of entries. Format:
// docs/formats/checkpoint.md. A checkpoint binds whoever signed it to one history up to its size; two checkpoints that
// do not follow from one another prove that the signer told two stories. Thread-safe.
#pragma once

#include "ledger/note.h"

namespace tipstaff::ledger {

struct Checkpoint {
  std::string origin;  // the ledger's name, and that of its key
  std::uint64_t size = 0;
  Hash root{};
  std::vector<std::string> extensions;  // further lines, not empty
};

std::string format_checkpoint(const Checkpoint& checkpoint);  // the text to be signed
// Errors: kInvalid.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// The signed note. The checkpoint's origin and the signer's name should be the same.
std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer);
// Errors: kInvalid; kTampered (signature, or an origin other than the key's name); kNotFound (not signed by this key).
Result<Checkpoint> open_checkpoint(ByteView note, const VerifierKey& log);

struct Cosignature {
  std::string witness;
  Instant at;
};
// Those of `witnesses` who have cosigned. Errors: kInvalid; kTampered when a known witness's signature does not verify.
Result<std::vector<Cosignature>> cosignatures(ByteView note, const std::vector<VerifierKey>& witnesses);
// A checkpoint with what a witness added to it, and when that was by the witness's own clock: whole seconds, rounded
// down.
struct Cosigned {
  Cosigned(std::string note, std::string by = {}, Instant when = kDawn)
      : checkpoint(std::move(note)), witness(std::move(by)), at(when) {}
  std::string checkpoint, witness;
  Instant at;  // the dawn: it states no time
};

// Adds a witness's answer, replacing an older cosignature of the same key. Errors: kInvalid, kNotFound, kTampered.
Result<std::string> with_cosignature(std::string_view note, std::string_view lines, const VerifierKey& witness);

}  // namespace tipstaff::ledger
