#include "ledger/clerk_store.h"

#include <fmt/format.h>

#include <future>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "ledger/checkpoint.h"
#include "ledger/sql.h"

namespace tipstaff::ledger {
namespace {

constexpr std::uint8_t kLeafVersion = 1;
constexpr std::size_t kNonceBytes = 32;

Bytes entry_place(EntryIndex index, ByteView leaf) {
  Bytes out;
  out.reserve(8 + leaf.size());
  put_u64(out, index.value);
  append(out, leaf);
  return out;
}

// Randomness that was drawn before: what seals on a second thread draws none there.
class Drawn : public Random {
 public:
  explicit Drawn(ByteView bytes) : rest_(bytes) {}
  void fill(std::span<std::uint8_t> out) override {
    if (out.size() > rest_.size()) throw std::logic_error("an entry was to take more randomness than was drawn for it");
    std::copy_n(rest_.begin(), out.size(), out.begin());
    rest_ = rest_.subspan(out.size());
  }

 private:
  ByteView rest_;
};

constexpr std::size_t kDrawnBytes = kNonceBytes + 24;  // and the nonce of the box (crypto/aead.h)
constexpr std::size_t kAtOnce = 4096;                  // entries sealed before they are stored: some 2 MB
constexpr std::size_t kWorthAThread = 256;             // from here on a second thread costs less than it saves

struct SealedDraft {
  Bytes leaf, box;
  Hash hash{};  // of the leaf, as the tree has it
};

void seal_part(const Keys& keys, std::span<const Detail> drafts, EntryIndex first, Instant now, ByteView drawn,
               std::span<SealedDraft> out) {
  Drawn random(drawn);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Bytes encoded = encode(drafts[i]);
    Bytes opening;  // nonce ‖ detail
    opening.reserve(kNonceBytes + encoded.size());
    opening.resize(kNonceBytes);
    random.fill(opening);
    append(opening, encoded);
    out[i].leaf = make_leaf(now, crypto::sha256(opening));
    out[i].box = seal_opening(keys, EntryIndex{first.value + i}, out[i].leaf, opening, random);
    out[i].hash = leaf_hash(out[i].leaf);
  }
}

std::vector<SealedDraft> seal_drafts(const Keys& keys, std::span<const Detail> drafts, EntryIndex first, Instant now,
                                     Random& random) {
  const Bytes drawn = random.bytes(drafts.size() * kDrawnBytes);
  std::vector<SealedDraft> out(drafts.size());
  const auto seal = [&](std::size_t from, std::size_t to) {
    seal_part(keys, drafts.subspan(from, to - from), EntryIndex{first.value + from}, now,
              ByteView(drawn).subspan(from * kDrawnBytes), std::span(out).subspan(from, to - from));
  };
  const std::size_t half = drafts.size() < kWorthAThread ? drafts.size() : drafts.size() / 2;
  std::future<void> second;
  if (half < drafts.size()) second = std::async(std::launch::async, seal, half, drafts.size());
  seal(0, half);
  if (second.valid()) second.get();
  return out;
}

Error put_back(std::string_view what) {
  return {Code::kTampered,
          fmt::format("the store has been tampered with or put back to an older state: {}; see ‘ledger "
                      "verify’ and docs/errors.md",
                      what)};
}

}  // namespace

Bytes make_leaf(Instant at, const Hash& commitment) {
  Bytes leaf;
  leaf.reserve(41);
  leaf.push_back(kLeafVersion);
  put_u64(leaf, static_cast<std::uint64_t>(at.micros / 60'000'000));
  append(leaf, commitment);
  return leaf;
}

Result<StoredEntry> open_entry(const Keys& keys, EntryIndex index, ByteView leaf, ByteView box, bool erased) {
  StoredEntry out;
  out.index = index;
  out.leaf = to_bytes(leaf);
  if (erased) return out;
  const auto wrong = [&](std::string_view why) { return fail(put_back(fmt::format("entry {} {}", index.value, why))); };
  Result<Plaintext> content = crypto::open(keys.detail, entry_place(index, leaf), box);
  for (auto old = keys.old_details.begin(); !content && old != keys.old_details.end(); ++old)
    content = crypto::open(*old, entry_place(index, leaf), box);
  if (!content || content->size() < kNonceBytes) return wrong("does not open");
  out.nonce = to_bytes(content->reveal().first(kNonceBytes));
  out.encoded = to_bytes(content->reveal().subspan(kNonceBytes));
  const Hash commitment = crypto::sha256({out.nonce, out.encoded});
  TRY_ASSIGN(out.detail, decode_detail(out.encoded));
  if (out.leaf != make_leaf(out.detail->at, commitment)) return wrong("has a leaf that does not commit to its detail");
  return out;
}

Bytes seal_opening(const Keys& keys, EntryIndex index, ByteView leaf, ByteView opening, Random& random) {
  return crypto::seal(keys.detail, entry_place(index, leaf), opening, random);
}

Result<StoredEntry> read_entry(db::Database& db, const Keys& keys, EntryIndex index) {
  std::optional<StoredEntry> entry;
  TRY(db.query(sql::kEntry, {db::number(index.value)}, [&](const db::Row& row) -> Result<void> {
    TRY_ASSIGN(entry, open_entry(keys, index, row.bytes(0), row.bytes(1), row.is_null(1)));
    return {};
  }));
  if (!entry) return fail(Code::kNotFound, fmt::format("the ledger has no entry {}", index.value));
  return *std::move(entry);
}

Result<void> ClerkStore::create_schema() { return db_.script(sql::kSchema); }

Result<Head> ClerkStore::read_head() {
  Head head;
  bool found = false;
  TRY(db_.query(sql::kHead, {}, [&](const db::Row& row) -> Result<void> {
    found = true;
    head.size = row.number(0);
    TRY_ASSIGN(head.root, to_hash(row.bytes(1)));
    head.at = Instant{row.integer(2)};
    head.anchored = row.number(3);
    return {};
  }));
  if (!found) return fail(put_back("the ledger's head is missing"));
  return head;
}

Result<void> ClerkStore::load() {
  TRY_ASSIGN(head_, read_head());
  pending_ = head_;
  const TileSource source = [this](TileId tile) -> Result<std::vector<Hash>> { return read_tile(db_, tile); };
  TRY_ASSIGN(tree_, TreeBuilder::restore(head_.size, source));
  if (tree_.root() != head_.root) return fail(put_back("the ledger's newest entries do not give its root"));
  return {};
}

Result<std::vector<Hash>> read_tile(db::Database& db, TileId tile) {
  std::vector<Hash> hashes;
  if (tile.width == kTileWidth) {
    TRY(db.query(sql::kTile, {db::number(tile.level), db::number(tile.index)}, [&](const db::Row& row) -> Result<void> {
      TRY_ASSIGN(hashes, parse_tile(row.bytes(0), kTileWidth));
      return {};
    }));
    if (hashes.size() != kTileWidth) return fail(put_back(fmt::format("{} is missing", tile_path(tile))));
    return hashes;
  }
  // A partial tile is not stored: it follows from the entries, or from the full tiles one level down.
  const std::uint64_t first = tile.index * kTileWidth;
  if (tile.level == 0) {
    TRY(db.query(sql::kEntriesFrom, {db::number(first), db::number(first + tile.width)},
                 [&](const db::Row& row) -> Result<void> {
                   hashes.push_back(leaf_hash(row.bytes(1)));
                   return {};
                 }));
  } else {
    for (std::uint64_t index = first; index < first + tile.width; ++index) {
      TRY_ASSIGN(std::vector<Hash> row, read_tile(db, TileId{tile.level - 1, index, kTileWidth}));
      for (std::size_t width = row.size(); width > 1; width /= 2)
        for (std::size_t i = 0; i < width / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
      hashes.push_back(row[0]);
    }
  }
  if (hashes.size() != tile.width) return fail(put_back(fmt::format("entries under {} are missing", tile_path(tile))));
  return hashes;
}

Result<void> ClerkStore::append(std::vector<Detail>& drafts, Instant now, bool anchored, Random& random) {
  pending_ = head_;
  std::vector<Tile> completed;
  for (std::span<const Detail> rest = drafts; !rest.empty();) {
    const std::span<const Detail> part = rest.first(std::min(rest.size(), kAtOnce));
    rest = rest.subspan(part.size());
    for (const SealedDraft& sealed : seal_drafts(keys_, part, EntryIndex{pending_.size}, now, random)) {
      TRY(db_.run(sql::kInsertEntry, {db::number(pending_.size++), ByteView(sealed.leaf), ByteView(sealed.box)}));
      tree_.append(sealed.hash, completed);
    }
  }
  for (const Tile& tile : completed) TRY(insert_tile(tile));
  if (anchored) pending_.anchored = pending_.size - 1;
  pending_.root = tree_.root();
  pending_.at = now;
  const char* sql = head_.size == 0 ? sql::kInsertHead : sql::kUpdateHead;
  return db_.run(
      sql, {db::number(pending_.size), ByteView(pending_.root), pending_.at.micros, db::number(pending_.anchored)});
}

Result<void> ClerkStore::insert_tile(const Tile& tile) {
  const Bytes hashes = encode_tile(tile.hashes);
  return db_.run(sql::kInsertTile, {db::number(tile.id.level), db::number(tile.id.index), ByteView(hashes)});
}

Result<void> ClerkStore::forget_uncommitted() { return load(); }

Result<bool> ClerkStore::was_committed() {
  TRY_ASSIGN(const Head there, read_head());
  return there.size == pending_.size && there.root == pending_.root;
}

std::string ClerkStore::sign_checkpoint() const {
  const NoteSigner signer{keys_.origin, NoteKeyType::kEd25519, {keys_.signing.seed.clone(), keys_.signing.public_key}};
  return ledger::sign_checkpoint(Checkpoint{keys_.origin, head_.size, head_.root, {}}, signer);
}

Result<void> ClerkStore::check_anchor(const RowSums& sums) {
  const Result<StoredEntry> entry = read_entry(db_, keys_, EntryIndex{head_.anchored});
  if (!entry || !entry->detail || entry->detail->anchor.empty())
    return fail(put_back("the ledger's anchor is missing"));
  if (!equal_secret(entry->detail->anchor, sums.anchor()))
    return fail(put_back("its rows are not those that the ledger last recorded"));
  // A later anchor would have to stand in a later entry: none of those may carry one.
  return db_.query(sql::kEntriesFrom, {db::number(head_.anchored + 1), db::number(head_.size)},
                   [&](const db::Row& row) -> Result<void> {
                     TRY_ASSIGN(const StoredEntry later, open_entry(keys_, EntryIndex{row.number(0)}, row.bytes(1),
                                                                    row.bytes(2), row.is_null(2)));
                     if (later.detail && !later.detail->anchor.empty())
                       return fail(put_back("its rows are older than the ledger's newest anchor"));
                     return {};
                   });
}

Result<void> ClerkStore::check_outside_copy(Files& files, const std::filesystem::path& file) {
  const Result<Bytes> content = files.read(file);
  if (!content) return fail(put_back("the file ‘checkpoint’ beside the store is missing"));
  const VerifierKey key{keys_.origin, NoteKeyType::kEd25519, keys_.signing.public_key};
  const Result<Checkpoint> outside = open_checkpoint(*content, key);
  if (!outside)  // whatever is wrong with it: we wrote it, and somebody changed it
    return fail(put_back("the file ‘checkpoint’ beside the store is not ours: " + outside.error().text()));
  if (outside->size > head_.size)
    return fail(put_back(
        fmt::format("the checkpoint beside it is of {} entries, the store has {}", outside->size, head_.size)));
  TRY_ASSIGN(const Hash root, root_at(outside->size));
  if (root != outside->root) return fail(put_back("the checkpoint beside it belongs to another history"));
  return {};
}

Result<Hash> ClerkStore::root_at(std::uint64_t size) {
  TRY_ASSIGN(const TreeBuilder tree, TreeBuilder::restore(size, [this](TileId tile) { return read_tile(db_, tile); }));
  return tree.root();
}

}  // namespace tipstaff::ledger
