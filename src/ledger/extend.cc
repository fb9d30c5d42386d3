#include "ledger/extend.h"

#include <fmt/format.h>

#include "ledger/sql.h"

namespace tipstaff::ledger {
namespace {

constexpr std::size_t kLeafBytes = 41;

// Bundles of a tree of `size`: full ones, and at its right edge a partial one.
Result<Bytes> read_bundle(const std::filesystem::path& archive, std::uint64_t index, std::uint64_t size) {
  const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, size - index * kTileWidth));
  SystemFiles files;
  Result<Bytes> out = files.read(archive / entries_path(index, width));
  if (!out) return fail(Error(out.error()).under("the archive of the ledger is not whole"));
  return out;
}

}  // namespace

Result<Head> head_of(db::Database& db) {
  Head head;
  TRY(db.query(sql::kHead, {}, [&](const db::Row& row) -> Result<void> {
    head.size = row.number(0);
    TRY_ASSIGN(head.root, to_hash(row.bytes(1)));
    head.at = Instant{row.integer(2)};
    head.anchored = row.number(3);
    return {};
  }));
  return head;
}

Result<Checkpoint> check_newest(db::Database& db, const Keys& keys, ByteView newest) {
  const VerifierKey key{keys.origin, NoteKeyType::kEd25519, keys.signing.public_key};
  const Result<Checkpoint> signed_head = open_checkpoint(newest, key);
  if (!signed_head)
    return fail(Code::kTampered,
                "this checkpoint is not of the backup's ledger, or was changed: " + signed_head.error().text());
  TRY_ASSIGN(const Head head, head_of(db));
  if (signed_head->size < head.size)
    return fail(
        Code::kRefused,
        fmt::format(
            "this checkpoint is of {} entries, the backup has {} already: it is not the newest; give the newest "
            "one, from beside the old store, the witness or the last export",
            signed_head->size, head.size));
  if (signed_head->size == head.size && signed_head->root != head.root)
    return fail(Code::kTampered,
                "this checkpoint and the backup are two histories of one ledger: one of them is forged");
  return *signed_head;
}

Result<void> continue_from(db::Database& db, const Keys& keys, const std::filesystem::path& archive,
                           const Checkpoint& newest) {
  TRY_ASSIGN(Head head, head_of(db));
  TRY_ASSIGN(TreeBuilder tree, TreeBuilder::restore(head.size, [&](TileId tile) { return read_tile(db, tile); }));
  if (head.size == newest.size) return {};
  TRY(db.begin());
  std::vector<Tile> completed;
  std::int64_t minute = 0;
  for (std::uint64_t at = head.size; at < newest.size;) {
    const std::uint64_t bundle_index = at / kTileWidth;
    TRY_ASSIGN(const Bytes bundle, read_bundle(archive, bundle_index, newest.size));
    const auto width =
        static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, newest.size - bundle_index * kTileWidth));
    TRY_ASSIGN(const std::vector<ByteView> leaves, parse_bundle(bundle, width));
    for (std::size_t i = at % kTileWidth; i < leaves.size(); ++i, ++at) {
      if (leaves[i].size() != kLeafBytes)
        return fail(Code::kTampered, "the archive of the ledger has a leaf of another length");
      TRY(db.run(sql::kInsertEntry, {db::number(at), leaves[i], nullptr}));
      tree.append(leaf_hash(leaves[i]), completed);
      minute = std::max(minute, static_cast<std::int64_t>(get_u64(leaves[i].data() + 1)));
    }
  }
  if (tree.root() != newest.root)
    return fail(Code::kTampered,
                "the backup is not the beginning of the history that the newest checkpoint signs, or the archive "
                "was changed");
  for (const Tile& tile : completed) {
    const Bytes hashes = encode_tile(tile.hashes);
    TRY(db.run(sql::kInsertTile, {db::number(tile.id.level), db::number(tile.id.index), ByteView(hashes)}));
  }
  head.at = std::max(head.at, Instant{minute * 60'000'000});
  TRY(db.run(sql::kUpdateHead,
             {db::number(newest.size), ByteView(newest.root), head.at.micros, db::number(head.anchored)}));
  TRY(db.commit());
  ClerkStore store(db, keys);
  return store.load();
}

Result<void> sign_head(db::Database& db, const Keys& keys, const std::filesystem::path& checkpoint_file) {
  ClerkStore store(db, keys);
  TRY(store.load());
  SystemFiles files;
  return files.replace(checkpoint_file, as_bytes(store.sign_checkpoint()), 0644);
}

}  // namespace tipstaff::ledger
