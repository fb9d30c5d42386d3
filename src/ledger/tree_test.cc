#include "ledger/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "crypto/hash.h"
#include "test_support.h"

namespace tipstaff::ledger {
namespace {

namespace json = boost::json;

// RFC 6962 §2.1 by the letter, as slow as it reads.
Hash slow_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return crypto::sha256({});
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(slow_root(leaves.first(k)), slow_root(leaves.subspan(k)));
}

std::vector<Hash> some_leaves(std::size_t count) {
  std::vector<Hash> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(leaf_hash(as_bytes("entry " + std::to_string(i))));
  return out;
}

HashReader reader_of(const std::vector<Hash>& leaves) {
  return [&leaves](Node node) -> Result<Hash> {
    const std::size_t width = std::size_t{1} << node.level;
    return slow_root(std::span(leaves).subspan(node.index * width, width));
  };
}

TEST(Tree, ProofsOfEverySmallTreeHoldAndFitNothingElse) {
  const std::vector<Hash> leaves = some_leaves(40);
  const HashReader read = reader_of(leaves);
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    const Hash root = slow_root(std::span(leaves).first(size));
    ASSERT_EQ(*tree_root(size, read), root);
    for (std::size_t i = 0; i < size; ++i) {
      const Proof proof = *inclusion_proof(i, size, read);
      ASSERT_TRUE(verify_inclusion(leaves[i], i, size, proof, root)) << i << " of " << size;
      if (size > 1) {
        ASSERT_FALSE(verify_inclusion(leaves[i], (i + 1) % size, size, proof, root));
      }
      ASSERT_FALSE(verify_inclusion(leaves[i ^ 1], i, size, proof, root));
    }
    EXPECT_EQ(inclusion_proof(size, size, read).error().code(), Code::kInvalid);
    for (std::size_t old = 1; old <= size; ++old) {
      const Hash old_root = slow_root(std::span(leaves).first(old));
      const Proof proof = *consistency_proof(old, size, read);
      ASSERT_TRUE(verify_consistency(old, old_root, size, root, proof)) << old << " of " << size;
      ASSERT_FALSE(verify_consistency(old, leaves[0], size, slow_root(leaves), proof) && old > 1);
    }
    EXPECT_EQ(consistency_proof(size + 1, size, read).error().code(), Code::kInvalid);
  }
}

RC_GTEST_PROP(Tree, AForkHasNoProof, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(2, 200);
  const auto old = *rc::gen::inRange<std::size_t>(1, size);
  const auto altered = *rc::gen::inRange<std::size_t>(0, old);
  std::vector<Hash> leaves = some_leaves(size);
  const Hash old_root = slow_root(std::span(leaves).first(old));
  leaves[altered][0] ^= 1;
  const Proof proof = *consistency_proof(old, size, reader_of(leaves));
  RC_ASSERT(!verify_consistency(old, old_root, size, slow_root(leaves), proof));
}

// The vectors hold "roots" that are not hashes; padding keeps equal ones equal and different ones different.
Hash padded(const json::value& text) {
  const Bytes raw = *from_base64(std::string_view(text.as_string()));
  Hash out{};
  std::copy_n(raw.begin(), std::min(raw.size(), out.size()), out.begin());
  return out;
}

Proof proof_of(const json::object& vector) {
  Proof out;
  if (const json::value& proof = vector.at("proof"); !proof.is_null())
    for (const json::value& hash : proof.as_array()) out.push_back(padded(hash));
  return out;
}

template <class Check>
int for_each_vector(const std::filesystem::path& folder, Check check) {
  int seen = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::stringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const json::value parsed = json::parse(text.str());
    const json::object& vector = parsed.as_object();
    EXPECT_EQ(!check(vector), vector.at("wantErr").as_bool()) << file.path();
    ++seen;
  }
  return seen;
}

TEST(TreeVectors, Inclusion) {
  TIPSTAFF_SHARED_DATA(folder, "vectors/merkle/inclusion");
  const int seen = for_each_vector(folder, [](const json::object& v) {
    // A leaf or root that is not 32 bytes long cannot even be asked about: that is what those vectors want refused.
    for (const char* name : {"leafHash", "root"})
      if (from_base64(std::string_view(v.at(name).as_string()))->size() != sizeof(Hash)) return false;
    return verify_inclusion(padded(v.at("leafHash")), v.at("leafIdx").to_number<std::uint64_t>(),
                            v.at("treeSize").to_number<std::uint64_t>(), proof_of(v), padded(v.at("root")))
        .has_value();
  });
  EXPECT_GT(seen, 80);
}

TEST(TreeVectors, Consistency) {
  TIPSTAFF_SHARED_DATA(folder, "vectors/merkle/consistency");
  const int seen = for_each_vector(folder, [](const json::object& v) {
    return verify_consistency(v.at("size1").to_number<std::uint64_t>(), padded(v.at("root1")),
                              v.at("size2").to_number<std::uint64_t>(), padded(v.at("root2")), proof_of(v))
        .has_value();
  });
  EXPECT_GT(seen, 80);
}

}  // namespace
}  // namespace tipstaff::ledger
