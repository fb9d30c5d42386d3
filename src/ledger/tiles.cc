#include "ledger/tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>

namespace tipstaff::ledger {
namespace {

constexpr unsigned kTileHeight = 8;
constexpr unsigned kLevels = 8;

std::uint64_t nodes_at(std::uint64_t size, unsigned tile_level) { return size >> (kTileHeight * tile_level); }

// tlog-tiles, "Merkle Tree": groups of three digits, all but the last with an x before them.
std::string index_path(std::uint64_t index, unsigned width) {
  std::string out = fmt::format("{:03}", index % 1000);
  while ((index /= 1000) > 0) out = fmt::format("x{:03}/", index % 1000) + out;
  if (width < kTileWidth) out += fmt::format(".p/{}", width);
  return out;
}

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_index(std::string_view text, std::uint64_t& out) {
  std::string digits;
  while (!text.empty() && text[0] == 'x') {
    if (text.size() < 5 || text[4] != '/') return false;
    digits += text.substr(1, 3);
    text.remove_prefix(5);
  }
  return text.size() == 3 && parse_number(digits += text, out);
}

// The hash of full subtrees: `hashes` has a power of two of them.
Hash fold(std::span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes[0];
  const std::size_t half = hashes.size() / 2;
  return node_hash(fold(hashes.first(half)), fold(hashes.subspan(half)));
}

Error wrong_width() {
  return {Code::kTampered, "a stored tile does not have the number of hashes that its place in the tree calls for"};
}

}  // namespace

std::string tile_path(TileId tile) { return fmt::format("tile/{}/{}", tile.level, index_path(tile.index, tile.width)); }

std::string entries_path(std::uint64_t index, unsigned width) { return "tile/entries/" + index_path(index, width); }

Result<TilePath> parse_tile_path(std::string_view path) {
  const auto refused = [] { return fail(Code::kInvalid, "this is not the path of a tile"); };
  constexpr std::string_view kTile = "tile/";
  if (path.size() > 80 || !path.starts_with(kTile)) return refused();
  std::string_view rest = path.substr(kTile.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return refused();
  const std::string_view level = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  TilePath out;
  out.entries = level == "entries";
  if (!out.entries && (!parse_number(level, out.tile.level) || out.tile.level >= kLevels)) return refused();
  const std::size_t partial = rest.find(".p/");
  if (partial != std::string_view::npos) {
    if (!parse_number(rest.substr(partial + 3), out.tile.width) || out.tile.width == 0 || out.tile.width >= kTileWidth)
      return refused();
    rest = rest.substr(0, partial);
  }
  if (!parse_index(rest, out.tile.index)) return refused();
  // Only one spelling is accepted: what we would write ourselves.
  const std::string canonical = out.entries ? entries_path(out.tile.index, out.tile.width) : tile_path(out.tile);
  if (canonical != path) return refused();
  return out;
}

Bytes encode_tile(std::span<const Hash> hashes) {
  Bytes out;
  out.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes) tipstaff::append(out, hash);
  return out;
}

Result<std::vector<Hash>> parse_tile(ByteView bytes, unsigned width) {
  if (bytes.size() != width * sizeof(Hash)) return fail(wrong_width());
  std::vector<Hash> out(width);
  for (std::size_t i = 0; i < width; ++i)
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * 32), 32, out[i].begin());
  return out;
}

Result<void> append_entry(Bytes& bundle, ByteView entry) {
  if (entry.size() > UINT16_MAX)
    return fail(Code::kInvalid, "a ledger entry is larger than the 65535 bytes a bundle can hold");
  put_u16(bundle, static_cast<std::uint16_t>(entry.size()));
  tipstaff::append(bundle, entry);
  return {};
}

Result<std::vector<ByteView>> parse_bundle(ByteView bundle, unsigned width) {
  std::vector<ByteView> out;
  while (!bundle.empty() && out.size() < width) {
    if (bundle.size() < 2 || bundle.size() - 2 < get_u16(bundle.data())) break;
    const std::size_t length = get_u16(bundle.data());
    out.push_back(bundle.subspan(2, length));
    bundle = bundle.subspan(2 + length);
  }
  if (!bundle.empty() || out.size() != width)
    return fail(Code::kTampered, "an entry bundle does not hold the entries that its place in the tree calls for");
  return out;
}

std::vector<TileId> partial_tiles(std::uint64_t size) {
  std::vector<TileId> out;
  for (unsigned level = 0; level < kLevels; ++level) {
    const std::uint64_t nodes = nodes_at(size, level);
    if (nodes % kTileWidth != 0) out.push_back({level, nodes / kTileWidth, static_cast<unsigned>(nodes % kTileWidth)});
  }
  return out;
}

std::vector<TileId> new_tiles(std::uint64_t old_size, std::uint64_t size) {
  std::vector<TileId> out;
  for (unsigned level = 0; level < kLevels; ++level) {
    const std::uint64_t nodes = nodes_at(size, level);
    const std::uint64_t had = nodes_at(old_size, level);
    for (std::uint64_t index = had / kTileWidth; index < nodes / kTileWidth; ++index)
      out.push_back({level, index, kTileWidth});
    if (nodes != had && nodes % kTileWidth != 0)
      out.push_back({level, nodes / kTileWidth, static_cast<unsigned>(nodes % kTileWidth)});
  }
  return out;
}

Result<TreeBuilder> TreeBuilder::restore(std::uint64_t size, const TileSource& source) {
  TreeBuilder out;
  out.size_ = size;
  for (const TileId id : partial_tiles(size)) {
    TRY_ASSIGN(std::vector<Hash> hashes, source(id));
    if (hashes.size() != id.width) return fail(wrong_width());
    if (out.rows_.size() <= id.level) out.rows_.resize(id.level + 1);
    out.rows_[id.level] = std::move(hashes);
  }
  // A peak lies in the partial tile of its level: the row cut into full subtrees of falling size.
  for (std::size_t i = out.rows_.size(); i > 0; --i) {
    std::span<const Hash> row = out.rows_[i - 1];
    while (!row.empty()) {
      const std::size_t part = std::bit_floor(row.size());
      out.peaks_.push_back(fold(row.first(part)));
      row = row.subspan(part);
    }
  }
  return out;
}

void TreeBuilder::append(const Hash& leaf, std::vector<Tile>& completed) {
  Hash at = leaf;
  unsigned level = 0;
  for (;; ++level) {
    if (level % kTileHeight == 0) {
      const unsigned tile_level = level / kTileHeight;
      if (rows_.size() <= tile_level) rows_.resize(tile_level + 1);
      rows_[tile_level].push_back(at);
      if (rows_[tile_level].size() == kTileWidth) {
        completed.push_back(
            {{tile_level, nodes_at(size_, tile_level) / kTileWidth, kTileWidth}, std::move(rows_[tile_level])});
        rows_[tile_level] = {};
        rows_[tile_level].reserve(kTileWidth);
      }
    }
    if ((size_ >> level & 1) == 0) break;
    at = node_hash(peaks_.back(), at);
    peaks_.pop_back();
  }
  peaks_.push_back(at);
  ++size_;
}

Hash TreeBuilder::root() const {
  if (peaks_.empty()) return empty_root();
  Hash out = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) out = node_hash(peaks_[i - 1], out);
  return out;
}

std::vector<Tile> TreeBuilder::partial() const {
  std::vector<Tile> out;
  for (const TileId id : partial_tiles(size_)) out.push_back({id, rows_[id.level]});
  return out;
}

// A tile with every node inside it that is full.
struct TileCache::Expanded {
  TileId id;
  std::vector<std::vector<Hash>> levels;  // levels[h][i]: the node of height h over hashes i·2^h …

  Expanded(TileId of, std::vector<Hash> hashes) : id(of) {
    levels.push_back(std::move(hashes));
    while (levels.back().size() > 1) {
      const std::vector<Hash>& below = levels.back();
      std::vector<Hash> row;
      row.reserve(below.size() / 2);
      for (std::size_t i = 0; i + 1 < below.size(); i += 2) row.push_back(node_hash(below[i], below[i + 1]));
      levels.push_back(std::move(row));
    }
  }
};

Result<std::shared_ptr<const TileCache::Expanded>> TileCache::tile(TileId id) {
  const std::pair key(id.level, id.index);
  {
    const std::lock_guard hold(mutex_);
    const auto at = found_.find(key);
    // A wider tile of the same place holds all that a narrower one did.
    if (at != found_.end() && (*at->second)->id.width >= id.width) {
      recent_.splice(recent_.begin(), recent_, at->second);
      return recent_.front();
    }
  }
  TRY_ASSIGN(std::vector<Hash> hashes, source_(id));
  if (hashes.size() != id.width) return fail(wrong_width());
  auto made = std::make_shared<const Expanded>(id, std::move(hashes));
  const std::lock_guard hold(mutex_);
  if (const auto at = found_.find(key); at != found_.end()) {
    recent_.erase(at->second);
    found_.erase(at);
  }
  recent_.push_front(made);
  found_[key] = recent_.begin();
  if (recent_.size() > most_tiles_) {
    found_.erase({recent_.back()->id.level, recent_.back()->id.index});
    recent_.pop_back();
  }
  return made;
}

HashReader TileCache::reader(std::uint64_t size) {
  return [this, size](Node node) -> Result<Hash> {
    if (node.level >= 64 || node.index >= size >> node.level)
      return fail(Code::kInvalid, "this node is not in a tree of this size");
    const unsigned height = node.level % kTileHeight;
    const std::uint64_t first = node.index << height;
    TileId id{node.level / kTileHeight, first / kTileWidth, kTileWidth};
    id.width =
        static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, nodes_at(size, id.level) - id.index * kTileWidth));
    TRY_ASSIGN(const auto expanded, tile(id));
    return expanded->levels.at(height).at(first % kTileWidth >> height);
  };
}

}  // namespace tipstaff::ledger
