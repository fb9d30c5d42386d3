// What a node of a store of mail holds ([MS-PST] §2.3): a heap of small values, and on it the properties of one thing
// (a mail, an attachment) or a table of several (recipients).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/store/store_file.h"

namespace tipstaff::document {

// A value of a property, as [MS-OXCDATA] §2.11.1 numbers its type.
struct StoreValue {
  std::uint16_t tag = 0, type = 0;
  std::uint32_t at = 0;  // the value itself where it has four bytes at most; otherwise where it is
};
using StoreValues = std::vector<StoreValue>;

class StoreHeap {
 public:
  // `file` must outlive it. Errors: kInvalid, in words fit for a finding.
  static Result<StoreHeap> open(StoreFile& file, const StoreNode& node);

  // The properties of one thing (§2.3.3), or nothing if it is a table. Errors: as above.
  Result<StoreValues> properties() const;
  // The rows of a table (§2.3.4), or nothing if it is none.
  Result<std::vector<StoreValues>> rows() const;

  // Nodes within the node.
  const std::vector<StoreNode>& nodes() const { return nodes_; }
  const StoreNode* node(std::uint32_t id) const;  // nullptr: none

  // Bytes of a value that is text, binary or an object; at most `most`.
  Result<Bytes> bytes(const StoreValue& value, std::size_t most) const;
  // UTF-8; of several texts in one value all, with a blank between. Empty: it is no text, or damaged.
  std::string text(const StoreValue& value, std::string_view charset) const;
  ByteView item(std::uint32_t at) const;  // on the heap; empty: there is none

 private:
  explicit StoreHeap(StoreFile& file) : file_(file) {}
  // The leaves of a tree on the heap (§2.3.2): key and value behind each other.
  Result<Bytes> leaves(std::uint32_t head, std::size_t key, std::size_t value) const;
  Result<void> gather(std::uint32_t at, unsigned level, std::size_t key, std::size_t value, Bytes& out) const;

  StoreFile& file_;
  std::vector<Bytes> pieces_;
  std::vector<StoreNode> nodes_;
  std::uint32_t root_ = 0;
  std::uint8_t kind_ = 0;
};

}  // namespace tipstaff::document
