// Outlook's stores of mail, .pst and .ost: their nodes and blocks ([MS-PST] §2.2). Three forms are read: ANSI, Unicode,
// and the one with pages of 4 KiB that Outlook 2013 and later write, whose blocks may be packed; that one the standard
// does not describe, and it is read as the files are. Encoded blocks are decoded (§5.1, §5.2); those that Windows
// encrypted are not. Nothing is allocated from a claimed size, and every walk goes down.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "document/byte_source.h"

namespace tipstaff::document {

enum class StoreForm : std::uint8_t { kNone, kAnsi, kUnicode, kLargePages };
enum class StoreCode : std::uint8_t { kPlain = 0, kPermuted = 1, kCyclic = 2, kEncrypted = 0x10 };

inline constexpr std::size_t kStoreHeader = 564;  // bytes that tell (§2.2.2.6)
StoreForm store_form(ByteView beginning);         // kNone: no such file, or of a form that nobody knows
StoreCode store_code(ByteView beginning);         // of one that is; what is not known counts as encrypted

// §5.1, in place: each byte stands for another.
void decode_permuted(std::span<std::uint8_t> bytes);
// §5.2, in place: as a rotor machine with three rotors. Encoding is the same. `key`: the lower half of the block's id.
void code_cyclic(std::span<std::uint8_t> bytes, std::uint32_t key);

struct StoreNode {
  std::uint32_t id = 0;
  std::uint64_t data = 0, children = 0;             // blocks; 0: none
  std::uint32_t kind() const { return id & 0x1f; }  // §2.2.2.1
};

class StoreFile {
 public:
  // `bytes` must outlive it. Errors: kInvalid, in words fit for a finding.
  static Result<StoreFile> open(ByteSource& bytes);

  StoreForm form() const { return form_; }
  // The first node of the file with at least this id; nothing behind the last. Errors: kInvalid, the index is damaged.
  Result<std::optional<StoreNode>> node_from(std::uint32_t id);
  // The bytes that hang off a block, in the pieces in which they lie. Errors: kInvalid, also beyond `most` bytes.
  Result<std::vector<Bytes>> pieces(std::uint64_t block, std::size_t most);
  Result<Bytes> whole(std::uint64_t block, std::size_t most);
  // Nodes within a node (§2.2.2.8.3.3). Errors: as above.
  Result<std::vector<StoreNode>> nodes(std::uint64_t children);

  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  struct Page {
    Bytes entries;         // as many as there are
    std::size_t size = 0;  // of each
    unsigned level = 0;
  };
  struct Block {
    Bytes bytes;
    bool internal = false;
  };
  explicit StoreFile(ByteSource& bytes) : bytes_(bytes) {}
  std::uint64_t wide(ByteView bytes, std::size_t at) const;  // an id or a place
  std::size_t width() const { return form_ == StoreForm::kAnsi ? 4 : 8; }
  Result<const Page*> page(std::uint64_t at, std::uint8_t type, unsigned below);
  Result<std::optional<StoreNode>> node_from(std::uint64_t page, unsigned below, std::uint32_t id);
  Result<Block> block(std::uint64_t id);
  Result<Bytes> block_at(std::uint64_t id, std::uint64_t at, std::size_t size, std::size_t unpacked);
  Result<void> gather(std::uint64_t block, unsigned below, std::size_t& left, std::vector<Bytes>& out);
  Result<void> gather_nodes(std::uint64_t block, unsigned below, std::vector<StoreNode>& out);

  ByteSource& bytes_;
  StoreForm form_ = StoreForm::kNone;
  StoreCode code_ = StoreCode::kPlain;
  std::uint64_t nodes_ = 0, blocks_ = 0;  // the roots' places
  std::uint64_t bytes_read_ = 0;
  std::map<std::uint64_t, Page> pages_;  // those of the indexes read last
};

}  // namespace tipstaff::document
