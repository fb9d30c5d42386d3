// Putting a backup back (law 13). What is demanded, what then holds, and why: docs/formats/backup.md. Whoever can do
// this has the root's secrets and the backup, so has everything; what stands here keeps an honest office from an
// unnoticed step back, and makes its answers say what the step back cost.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

struct RestoreSettings {
  std::filesystem::path backup;      // the file
  std::filesystem::path folder;      // of the new store: absent or empty
  std::filesystem::path checkpoint;  // the newest, signed; or
  std::filesystem::path archive;     // an export of the ledger up to the newest, with its checkpoint
  std::filesystem::path erasures;    // the journal kept outside the store
  bool no_erasures = false;          // said outright: none since the backup
  bool without_witness = false;      // said outright: it is gone
  // What opens the root key that lies in the folder; called twice.
  std::function<Result<crypto::RootSecrets>(const std::filesystem::path& folder)> secrets;
  // The witness that the folder's file names.
  std::function<Result<ledger::Cosign>(const std::filesystem::path& folder)> witness;
};

struct RestoreDone {
  std::uint64_t epoch = 0;
  bool continued = false;  // the same log goes on; otherwise it has a new name and verifier key
  std::string origin;
  std::uint64_t old_size = 0, newest_size = 0;
  Instant gap_from, gap_to;
  std::uint64_t erased_again = 0;
  std::string keeper, token;  // a session of the first keeper: all others have ended
};

// Makes the store whole or not at all. Errors: kUsage (checkpoint or journal not named), kRefused (older checkpoint or
// journal; folder not empty), kTampered (backup, checkpoint, archive or journal changed; two histories; the witness
// knows a longer one), kUnauthorised (passphrase), kUnavailable (witness).
Result<RestoreDone> restore(const RestoreSettings& settings, const Clock& clock, Random& random);

}  // namespace tipstaff::office
