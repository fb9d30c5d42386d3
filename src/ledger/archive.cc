#include "ledger/archive.h"

#include <fmt/format.h>

#include "ledger/sql.h"

namespace tipstaff::ledger {
namespace {

constexpr std::uint64_t kBatch = 4096;

Result<void> write_file(const std::filesystem::path& path, ByteView content) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return fail(storage_error("cannot make", path.parent_path(), error.value()));
  SystemFiles files;
  return files.replace_unsynced(path, content, 0644);
}

}  // namespace

VerifierKey verifier_key(const Keys& keys) { return {keys.origin, NoteKeyType::kEd25519, keys.signing.public_key}; }

Result<Verified> verify_ledger(db::Database& db, const Keys& keys, const Progress& progress) {
  ClerkStore store(db, keys);
  TRY(store.load());
  Verified out;
  TreeBuilder tree;
  std::vector<Tile> completed;
  for (std::uint64_t first = 0; first < store.head().size; first += kBatch) {
    TRY(db.query(sql::kEntriesFrom, {db::number(first), db::number(std::min(first + kBatch, store.head().size))},
                 [&](const db::Row& row) -> Result<void> {
                   TRY_ASSIGN(const StoredEntry entry,
                              open_entry(keys, EntryIndex{row.number(0)}, row.bytes(1), row.bytes(2), row.is_null(2)));
                   if (entry.index.value != out.size)
                     return fail(Code::kTampered, fmt::format("the ledger's entry {} is missing", out.size));
                   ++out.size;
                   if (!entry.detail) ++out.erased;
                   tree.append(leaf_hash(entry.leaf), completed);
                   return {};
                 }));
    for (const Tile& tile : completed) {
      TRY_ASSIGN(const std::vector<Hash> stored, read_tile(db, tile.id));
      if (stored != tile.hashes)
        return fail(Code::kTampered, fmt::format("the ledger's {} is not what its entries give", tile_path(tile.id)));
    }
    completed.clear();
    progress({"entries checked", out.size, store.head().size});
  }
  out.root = tree.root();
  if (out.size != store.head().size || out.root != store.head().root)
    return fail(Code::kTampered, "the ledger's entries do not give the root that was signed");
  return out;
}

Prover::Prover(db::Database& db, const Keys& keys, std::uint64_t size)
    : db_(db), keys_(keys), size_(size), tiles_([&db](TileId tile) { return read_tile(db, tile); }) {}

Result<EntryProof> Prover::prove(EntryIndex index) {
  EntryProof out;
  TRY_ASSIGN(out.entry, read_entry(db_, keys_, index));
  out.size = size_;
  TRY_ASSIGN(out.path, inclusion_proof(index.value, size_, tiles_.reader(size_)));
  return out;
}

Result<void> export_ledger(db::Database& db, std::string_view checkpoint, std::uint64_t size,
                           const std::filesystem::path& out, const Progress& progress) {
  for (const TileId tile : new_tiles(0, size)) {
    TRY_ASSIGN(const std::vector<Hash> hashes, read_tile(db, tile));
    TRY(write_file(out / tile_path(tile), encode_tile(hashes)));
  }
  for (std::uint64_t first = 0; first < size; first += kTileWidth) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, size - first));
    Bytes bundle;
    TRY(db.query(sql::kEntriesFrom, {db::number(first), db::number(first + width)},
                 [&](const db::Row& row) { return append_entry(bundle, row.bytes(1)); }));
    TRY(write_file(out / entries_path(first / kTileWidth, width), bundle));
    progress({"entries exported", first + width, size});
  }
  return write_file(out / "checkpoint", as_bytes(checkpoint));
}

}  // namespace tipstaff::ledger
