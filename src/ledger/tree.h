// The Merkle tree of RFC 6962 §2.1 with SHA-256: hashing, proofs and their verification. Pure functions; thread-safe.
// A proof shows that an entry is in, or that an old tree is the beginning of, the tree whose root the reader trusts; it
// says nothing about whether others are shown the same root (that is what witnesses are for).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::ledger {

Hash leaf_hash(ByteView leaf);                        // SHA-256(0x00 ‖ leaf)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
Hash empty_root();                                    // SHA-256 of nothing

// The root of the full subtree over the 2^level leaves from index·2^level on.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const Node&) const = default;
};
// Asked only for nodes that are full in the tree at hand.
using HashReader = std::function<Result<Hash>(Node)>;
using Proof = std::vector<Hash>;

// Errors of these three: kInvalid when an argument is out of range, else what the reader returns.
Result<Hash> tree_root(std::uint64_t size, const HashReader& read);
// PATH(index, D[size]), from the leaf upwards; index < size.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashReader& read);
// PROOF(old_size, D[size]); old_size <= size. Empty when they are equal or old_size is 0.
Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t size, const HashReader& read);

// Errors: kNo, with what does not fit. RFC 9162 §2.1.3.2 and §2.1.4.2.
Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                              const Hash& root);
// An old size of 0 is refused: every tree follows from it, so who accepts that must say so himself.
Result<void> verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                                std::span<const Hash> proof);

}  // namespace tipstaff::ledger
