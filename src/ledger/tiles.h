// The tree in storage: tiles of height 8 and entry bundles, laid out and named as C2SP tlog-tiles says, so that any
// reader of that format can check the ledger. A tile of level L holds up to 256 hashes of nodes of level 8·L.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "ledger/tree.h"

namespace tipstaff::ledger {

inline constexpr unsigned kTileWidth = 256;

struct TileId {
  unsigned level = 0;  // 0 to 7: eight levels of tiles hold 2^64 leaves
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // hashes in it; fewer than 256 only at the right edge
  auto operator<=>(const TileId&) const = default;
};
struct Tile {
  TileId id;
  std::vector<Hash> hashes;
};

std::string tile_path(TileId tile);                             // "tile/0/x001/067", "tile/1/000.p/3"
std::string entries_path(std::uint64_t index, unsigned width);  // "tile/entries/x001/067.p/8"
struct TilePath {
  bool entries = false;  // an entry bundle; `tile.level` is then 0
  TileId tile;
};
// Errors: kInvalid for anything but the one spelling of a tile.
Result<TilePath> parse_tile_path(std::string_view path);

Bytes encode_tile(std::span<const Hash> hashes);
// Errors: kTampered unless it has exactly `width` hashes.
Result<std::vector<Hash>> parse_tile(ByteView bytes, unsigned width);

// Entries in a bundle: a big-endian uint16 length, then the entry. Errors: kInvalid when it has more than 65535 bytes.
Result<void> append_entry(Bytes& bundle, ByteView entry);
// Views into `bundle`. Errors: kTampered unless it holds exactly `width` whole entries.
Result<std::vector<ByteView>> parse_bundle(ByteView bundle, unsigned width);

// The partial tiles of a tree of `size` leaves, one at most per level.
std::vector<TileId> partial_tiles(std::uint64_t size);
// Every tile of a tree of `size` that a tree of `old_size` does not have: newly full ones and new partial ones.
std::vector<TileId> new_tiles(std::uint64_t old_size, std::uint64_t size);

// Gives a tile of exactly the width asked for. Errors: kNotFound, kTampered, kStorage.
using TileSource = std::function<Result<std::vector<Hash>>(TileId)>;

// Grows a tree; holds its right edge only (at most 256 hashes per tile level). Copy it to be able to go back: a copy
// costs about 10 µs. Not thread-safe.
class TreeBuilder {
 public:
  TreeBuilder() = default;
  // Takes up a tree of `size` leaves from its partial tiles. The caller compares root() with what was signed.
  // Errors: the source's; kTampered when a tile has another width.
  static Result<TreeBuilder> restore(std::uint64_t size, const TileSource& source);

  // Adds leaf_hash(entry); tiles that became full are appended to `completed`, lower levels first.
  void append(const Hash& leaf, std::vector<Tile>& completed);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  // The right edge, to be stored with the tree's size.
  std::vector<Tile> partial() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;              // of the full subtree at each set bit of size_, largest first
  std::vector<std::vector<Hash>> rows_;  // per tile level, the hashes of its partial tile
};

// Reads nodes out of tiles and keeps the tiles used last, with their inner nodes, in memory: a tile costs 16 KiB.
// Thread-safe if the source is.
class TileCache {
 public:
  explicit TileCache(TileSource source, std::size_t most_tiles = 1024)
      : source_(std::move(source)), most_tiles_(most_tiles) {}
  // For proofs in the tree of `size` leaves; the reader must not outlive the cache.
  HashReader reader(std::uint64_t size);

 private:
  struct Expanded;
  Result<std::shared_ptr<const Expanded>> tile(TileId id);

  TileSource source_;
  std::size_t most_tiles_;
  std::mutex mutex_;
  std::list<std::shared_ptr<const Expanded>> recent_;  // used last in front
  std::map<std::pair<unsigned, std::uint64_t>, decltype(recent_)::iterator> found_;
};

}  // namespace tipstaff::ledger
