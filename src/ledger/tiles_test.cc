#include "ledger/tiles.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace tipstaff::ledger {
namespace {

// A builder with everything it has emitted, as a store would keep it.
struct Stored {
  TreeBuilder builder;
  std::map<std::pair<unsigned, std::uint64_t>, std::vector<Hash>> tiles;

  void grow_to(std::uint64_t size) {
    std::vector<Tile> completed;
    while (builder.size() < size)
      builder.append(leaf_hash(as_bytes("entry " + std::to_string(builder.size()))), completed);
    for (const Tile& tile : completed) tiles[{tile.id.level, tile.id.index}] = tile.hashes;
    for (const Tile& tile : builder.partial()) tiles[{tile.id.level, tile.id.index}] = tile.hashes;
  }
  TileSource source() const {
    return [this](TileId id) -> Result<std::vector<Hash>> {
      const auto at = tiles.find({id.level, id.index});
      if (at == tiles.end() || at->second.size() < id.width) return fail(Code::kNotFound, "no such tile");
      return std::vector<Hash>(at->second.begin(), at->second.begin() + id.width);
    };
  }
};

TEST(Tiles, PathsAreThoseOfTheStandard) {
  EXPECT_EQ(tile_path({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({1, 0, 3}), "tile/1/000.p/3");
  EXPECT_EQ(entries_path(1067, 8), "tile/entries/x001/067.p/8");
  for (const char* path : {"tile/0/x001/x234/067", "tile/1/000.p/3", "tile/7/999", "tile/0/x001/000"})
    EXPECT_EQ(tile_path(parse_tile_path(path)->tile), path);
  EXPECT_TRUE(parse_tile_path("tile/entries/x001/067.p/8")->entries);
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/1",
                           "tile/0/0001",
                           "tile/0/x000/001",
                           "tile/00/001",
                           "tile/8/001",
                           "tile/-1/001",
                           "tile/0/001.p/0",
                           "tile/0/001.p/256",
                           "tile/0/001.p/01",
                           "tile/0/001.p/",
                           "tile/0/x001/x234/06a",
                           "tile/0/x1/067",
                           "tile/0/../067",
                           "tile/0/+01",
                           "tile/entries",
                           "/tile/0/001",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/001/",
                           "tile/0/001.p/3/4"})
    EXPECT_FALSE(parse_tile_path(path)) << path;
}

TEST(Tiles, BundlesHoldWholeEntriesOnly) {
  Bytes bundle;
  EXPECT_TRUE(append_entry(bundle, as_bytes("one")));
  EXPECT_TRUE(append_entry(bundle, {}));
  EXPECT_TRUE(append_entry(bundle, Bytes(65535, 7)));
  EXPECT_EQ(append_entry(bundle, Bytes(65536, 7)).error().code(), Code::kInvalid);
  EXPECT_EQ(hex(ByteView(bundle).first(9)), "00036f6e650000ffff");
  const auto entries = *parse_bundle(bundle, 3);
  EXPECT_EQ(as_text(entries[0]), "one");
  EXPECT_EQ(entries[1].size(), 0U);
  EXPECT_EQ(entries[2].size(), 65535U);
  for (const unsigned width : {0U, 2U, 4U}) EXPECT_FALSE(parse_bundle(bundle, width));
  for (const std::size_t size : {0U, 1U, 4U, 6U, 100U}) EXPECT_FALSE(parse_bundle(ByteView(bundle).first(size), 3));
}

TEST(Tiles, ABuilderCanBeTakenUpAtAnySize) {
  for (const std::uint64_t size : {0U, 1U, 2U, 255U, 256U, 257U, 511U, 512U, 1000U, 65535U, 65536U, 65537U, 66000U}) {
    Stored whole;
    whole.grow_to(size);
    auto restored = TreeBuilder::restore(size, whole.source());
    ASSERT_TRUE(restored) << size;
    EXPECT_EQ(restored->root(), whole.builder.root()) << size;
    std::vector<Tile> ours, theirs;
    for (int i = 0; i < 700; ++i) {
      const Hash leaf = leaf_hash(as_bytes(std::to_string(i)));
      restored->append(leaf, ours);
      whole.builder.append(leaf, theirs);
    }
    EXPECT_EQ(restored->root(), whole.builder.root()) << size;
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(ours[i].id, theirs[i].id);
      EXPECT_EQ(ours[i].hashes, theirs[i].hashes);
    }
  }
}

TEST(Tiles, ProofsFromTilesHold) {
  Stored stored;
  stored.grow_to(66000);
  TileCache cache(stored.source(), 4);
  const HashReader read = cache.reader(66000);
  EXPECT_EQ(*tree_root(66000, read), stored.builder.root());
  for (const std::uint64_t index : {0U, 255U, 256U, 40000U, 65535U, 65536U, 65999U}) {
    const Proof proof = *inclusion_proof(index, 66000, read);
    EXPECT_TRUE(verify_inclusion(leaf_hash(as_bytes("entry " + std::to_string(index))), index, 66000, proof,
                                 stored.builder.root()));
  }
  for (const std::uint64_t old : {1U, 255U, 256U, 257U, 65536U, 65537U, 65999U}) {
    const Hash old_root = *tree_root(old, cache.reader(old));
    const Proof proof = *consistency_proof(old, 66000, read);
    EXPECT_TRUE(verify_consistency(old, old_root, 66000, stored.builder.root(), proof)) << old;
  }
  EXPECT_FALSE(read({0, 66000}));
  EXPECT_FALSE(read({64, 0}));
}

TEST(Tiles, ACacheFollowsAGrowingTree) {
  Stored stored;
  TileCache cache(stored.source());
  for (std::uint64_t size = 1; size < 600; size += 7) {
    stored.grow_to(size);
    EXPECT_EQ(*tree_root(size, cache.reader(size)), stored.builder.root());
  }
}

TEST(Tiles, NewTilesAreThoseThatChanged) {
  std::uint64_t old = 0;
  std::map<std::string, int> written;
  for (const std::uint64_t size : {1U, 256U, 300U, 65536U, 65800U}) {
    for (const TileId id : new_tiles(old, size)) ++written[tile_path(id)];
    for (const TileId id : partial_tiles(size)) EXPECT_TRUE(written.contains(tile_path(id))) << tile_path(id);
    old = size;
  }
  for (const auto& [path, times] : written) EXPECT_EQ(times, 1) << path;
  for (std::uint64_t index = 0; index < 257; ++index) EXPECT_TRUE(written.contains(tile_path({0, index, 256})));
  EXPECT_TRUE(written.contains("tile/1/000"));
  EXPECT_TRUE(written.contains("tile/2/000.p/1"));
  EXPECT_FALSE(written.contains("tile/0/257"));
}

TEST(Tiles, WrongWidthsAreTampering) {
  EXPECT_EQ(parse_tile(Bytes(33), 1).error().code(), Code::kTampered);
  EXPECT_EQ(parse_tile(encode_tile(std::vector<Hash>(5)), 4).error().code(), Code::kTampered);
  EXPECT_EQ(parse_tile(encode_tile(std::vector<Hash>(5)), 5)->size(), 5U);
  const TileSource narrow = [](TileId) -> Result<std::vector<Hash>> { return std::vector<Hash>(1); };
  EXPECT_EQ(TreeBuilder::restore(2, narrow).error().code(), Code::kTampered);
  TileCache cache(narrow);
  EXPECT_EQ(cache.reader(2)({0, 0}).error().code(), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::ledger
