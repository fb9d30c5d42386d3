// The ledger as others may check it: the whole of it verified against itself, proofs of single entries, and an export
// in the layout of C2SP tlog-tiles that independent software reads. On the clerk's thread (Clerk::read). Errors:
// kTampered, naming the first entry or tile that is not what was written.
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "ledger/clerk_store.h"
#include "ledger/note.h"

namespace tipstaff::ledger {

struct Verified {
  std::uint64_t size = 0;
  std::uint64_t erased = 0;  // entries without detail
  Hash root{};
};
// Opens every entry, hashes every leaf, compares every full tile and the head's root.
Result<Verified> verify_ledger(db::Database& db, const Keys& keys, const Progress& progress);

// An entry with its proof under `size`: enough to verify offline, with nothing of ours.
struct EntryProof {
  StoredEntry entry;
  std::uint64_t size = 0;
  Proof path;
};
// Proves many entries under one size; keeps the tiles that it has read. `db` and `keys` must outlive it.
class Prover {
 public:
  Prover(db::Database& db, const Keys& keys, std::uint64_t size);
  Result<EntryProof> prove(EntryIndex index);

 private:
  db::Database& db_;
  const Keys& keys_;
  std::uint64_t size_;
  TileCache tiles_;
};

// OUT/checkpoint, OUT/tile/…, OUT/tile/entries/…. Private details are not exported: a leaf is all that is public.
Result<void> export_ledger(db::Database& db, std::string_view checkpoint, std::uint64_t size,
                           const std::filesystem::path& out, const Progress& progress);

// The key that verifies this ledger's checkpoints.
VerifierKey verifier_key(const Keys& keys);

}  // namespace tipstaff::ledger
