#include "ledger/tree.h"

#include <bit>
#include <cstring>

#include "crypto/hash.h"

namespace tipstaff::ledger {
namespace {

// The largest power of two smaller than `size` (k of RFC 6962 §2.1); size >= 2.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

// The hash of leaves [from, from + size), where from is a multiple of bit_ceil(size): full subtrees of falling size,
// joined from the right.
Result<Hash> range_hash(std::uint64_t from, std::uint64_t size, const HashReader& read) {
  std::vector<Hash> parts;
  while (size > 0) {
    const std::uint64_t part = std::bit_floor(size);
    const auto level = static_cast<unsigned>(std::countr_zero(part));
    TRY_ASSIGN(const Hash hash, read({level, from >> level}));
    parts.push_back(hash);
    from += part;
    size -= part;
  }
  Hash out = parts.back();
  for (std::size_t i = parts.size() - 1; i > 0; --i) out = node_hash(parts[i - 1], out);
  return out;
}

struct Range {
  std::uint64_t from;
  std::uint64_t size;
};

// Proofs are found from the root downwards and given from the leaf upwards.
Result<Proof> hash_reversed(const std::vector<Range>& ranges, const HashReader& read) {
  Proof out;
  for (std::size_t i = ranges.size(); i > 0; --i) {
    TRY_ASSIGN(const Hash hash, range_hash(ranges[i - 1].from, ranges[i - 1].size, read));
    out.push_back(hash);
  }
  return out;
}

tl::unexpected<Error> no(const char* why) { return fail(Code::kNo, std::string("the proof does not hold: ") + why); }

}  // namespace

Hash leaf_hash(ByteView leaf) {
  static constexpr std::uint8_t kPrefix[] = {0};
  return crypto::sha256({ByteView(kPrefix), leaf});
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 65> input;  // in one piece: this is the ledger's innermost loop
  input[0] = 1;
  std::memcpy(input.data() + 1, left.data(), 32);
  std::memcpy(input.data() + 33, right.data(), 32);
  return crypto::sha256(ByteView(input));
}

Hash empty_root() { return crypto::sha256({}); }

Result<Hash> tree_root(std::uint64_t size, const HashReader& read) {
  if (size == 0) return empty_root();
  return range_hash(0, size, read);
}

Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashReader& read) {
  if (index >= size) return fail(Code::kInvalid, "there is no such entry in a tree of this size");
  std::vector<Range> siblings;
  Range at{0, size};
  while (at.size > 1) {
    const std::uint64_t left = split(at.size);
    if (index - at.from < left) {
      siblings.push_back({at.from + left, at.size - left});
      at.size = left;
    } else {
      siblings.push_back({at.from, left});
      at = {at.from + left, at.size - left};
    }
  }
  return hash_reversed(siblings, read);
}

Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t size, const HashReader& read) {
  if (old_size > size) return fail(Code::kInvalid, "the old tree is larger than the new one");
  if (old_size == 0 || old_size == size) return Proof{};
  // SUBPROOF of RFC 6962 §2.1.2; `whole` is its flag b: the old tree is still the left part of everything seen.
  std::vector<Range> parts;
  Range at{0, size};
  bool whole = true;
  while (old_size - at.from != at.size) {
    const std::uint64_t left = split(at.size);
    if (old_size - at.from <= left) {
      parts.push_back({at.from + left, at.size - left});
      at.size = left;
    } else {
      parts.push_back({at.from, left});
      at = {at.from + left, at.size - left};
      whole = false;
    }
  }
  if (!whole) parts.push_back(at);
  return hash_reversed(parts, read);
}

Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                              const Hash& root) {
  if (index >= size) return no("the entry lies outside the tree");
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash at = leaf;
  for (const Hash& sibling : proof) {
    if (sn == 0) return no("it has too many hashes");
    if ((fn & 1) != 0 || fn == sn) {
      at = node_hash(sibling, at);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      at = node_hash(at, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return no("it has too few hashes");
  if (at != root) return no("it leads to another root");
  return {};
}

Result<void> verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                                std::span<const Hash> proof) {
  if (old_size > size) return no("the old tree is larger than the new one");
  if (old_size == 0) return no("an empty tree is the beginning of every tree, which proves nothing");
  if (old_size == size) {
    if (!proof.empty()) return no("it has too many hashes");
    if (old_root != root) return no("trees of one size have different roots");
    return {};
  }
  if (proof.empty()) return no("it has too few hashes");
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = size - 1;
  const int shared_levels = std::countr_one(fn);
  fn >>= shared_levels;
  sn >>= shared_levels;
  // When the old tree is full, its root is a node of the new one and the proof leaves it out.
  const bool old_is_full = std::has_single_bit(old_size);
  Hash fr = old_is_full ? old_root : proof[0];
  Hash sr = fr;
  for (const Hash& c : old_is_full ? proof : proof.subspan(1)) {
    if (sn == 0) return no("it has too many hashes");
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return no("it has too few hashes");
  if (fr != old_root) return no("it leads to another old root");
  if (sr != root) return no("it leads to another new root");
  return {};
}

}  // namespace tipstaff::ledger
