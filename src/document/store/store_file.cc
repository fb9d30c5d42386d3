#include "document/store/store_file.h"

#include <algorithm>

#include "document/containers/unpack.h"
#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr std::uint8_t kBlockPage = 0x80, kNodePage = 0x81;  // §2.2.2.7.1
constexpr unsigned kDeepest = 8;                             // levels of an index
constexpr std::size_t kMostPages = 1024, kMostNodes = 100'000;
constexpr std::uint8_t kDataList = 1, kNodeList = 2;  // §2.2.2.8.3.2, §2.2.2.8.3.3

// §5.1: the table by which an encoded byte is read, and the middle rotor of §5.2; the first rotor is the reverse of the
// former.
constexpr std::array<std::uint8_t, 256> kRead = {
    0x47, 0xf1, 0xb4, 0xe6, 0x0b, 0x6a, 0x72, 0x48, 0x85, 0x4e, 0x9e, 0xeb, 0xe2, 0xf8, 0x94, 0x53, 0xe0, 0xbb, 0xa0,
    0x02, 0xe8, 0x5a, 0x09, 0xab, 0xdb, 0xe3, 0xba, 0xc6, 0x7c, 0xc3, 0x10, 0xdd, 0x39, 0x05, 0x96, 0x30, 0xf5, 0x37,
    0x60, 0x82, 0x8c, 0xc9, 0x13, 0x4a, 0x6b, 0x1d, 0xf3, 0xfb, 0x8f, 0x26, 0x97, 0xca, 0x91, 0x17, 0x01, 0xc4, 0x32,
    0x2d, 0x6e, 0x31, 0x95, 0xff, 0xd9, 0x23, 0xd1, 0x00, 0x5e, 0x79, 0xdc, 0x44, 0x3b, 0x1a, 0x28, 0xc5, 0x61, 0x57,
    0x20, 0x90, 0x3d, 0x83, 0xb9, 0x43, 0xbe, 0x67, 0xd2, 0x46, 0x42, 0x76, 0xc0, 0x6d, 0x5b, 0x7e, 0xb2, 0x0f, 0x16,
    0x29, 0x3c, 0xa9, 0x03, 0x54, 0x0d, 0xda, 0x5d, 0xdf, 0xf6, 0xb7, 0xc7, 0x62, 0xcd, 0x8d, 0x06, 0xd3, 0x69, 0x5c,
    0x86, 0xd6, 0x14, 0xf7, 0xa5, 0x66, 0x75, 0xac, 0xb1, 0xe9, 0x45, 0x21, 0x70, 0x0c, 0x87, 0x9f, 0x74, 0xa4, 0x22,
    0x4c, 0x6f, 0xbf, 0x1f, 0x56, 0xaa, 0x2e, 0xb3, 0x78, 0x33, 0x50, 0xb0, 0xa3, 0x92, 0xbc, 0xcf, 0x19, 0x1c, 0xa7,
    0x63, 0xcb, 0x1e, 0x4d, 0x3e, 0x4b, 0x1b, 0x9b, 0x4f, 0xe7, 0xf0, 0xee, 0xad, 0x3a, 0xb5, 0x59, 0x04, 0xea, 0x40,
    0x55, 0x25, 0x51, 0xe5, 0x7a, 0x89, 0x38, 0x68, 0x52, 0x7b, 0xfc, 0x27, 0xae, 0xd7, 0xbd, 0xfa, 0x07, 0xf4, 0xcc,
    0x8e, 0x5f, 0xef, 0x35, 0x9c, 0x84, 0x2b, 0x15, 0xd5, 0x77, 0x34, 0x49, 0xb6, 0x12, 0x0a, 0x7f, 0x71, 0x88, 0xfd,
    0x9d, 0x18, 0x41, 0x7d, 0x93, 0xd8, 0x58, 0x2c, 0xce, 0xfe, 0x24, 0xaf, 0xde, 0xb8, 0x36, 0xc8, 0xa1, 0x80, 0xa6,
    0x99, 0x98, 0xa8, 0x2f, 0x0e, 0x81, 0x65, 0x73, 0xe4, 0xc2, 0xa2, 0x8a, 0xd4, 0xe1, 0x11, 0xd0, 0x08, 0x8b, 0x2a,
    0xf2, 0xed, 0x9a, 0x64, 0x3f, 0xc1, 0x6c, 0xf9, 0xec,
};
constexpr std::array<std::uint8_t, 256> kMiddle = {
    0x14, 0x53, 0x0f, 0x56, 0xb3, 0xc8, 0x7a, 0x9c, 0xeb, 0x65, 0x48, 0x17, 0x16, 0x15, 0x9f, 0x02, 0xcc, 0x54, 0x7c,
    0x83, 0x00, 0x0d, 0x0c, 0x0b, 0xa2, 0x62, 0xa8, 0x76, 0xdb, 0xd9, 0xed, 0xc7, 0xc5, 0xa4, 0xdc, 0xac, 0x85, 0x74,
    0xd6, 0xd0, 0xa7, 0x9b, 0xae, 0x9a, 0x96, 0x71, 0x66, 0xc3, 0x63, 0x99, 0xb8, 0xdd, 0x73, 0x92, 0x8e, 0x84, 0x7d,
    0xa5, 0x5e, 0xd1, 0x5d, 0x93, 0xb1, 0x57, 0x51, 0x50, 0x80, 0x89, 0x52, 0x94, 0x4f, 0x4e, 0x0a, 0x6b, 0xbc, 0x8d,
    0x7f, 0x6e, 0x47, 0x46, 0x41, 0x40, 0x44, 0x01, 0x11, 0xcb, 0x03, 0x3f, 0xf7, 0xf4, 0xe1, 0xa9, 0x8f, 0x3c, 0x3a,
    0xf9, 0xfb, 0xf0, 0x19, 0x30, 0x82, 0x09, 0x2e, 0xc9, 0x9d, 0xa0, 0x86, 0x49, 0xee, 0x6f, 0x4d, 0x6d, 0xc4, 0x2d,
    0x81, 0x34, 0x25, 0x87, 0x1b, 0x88, 0xaa, 0xfc, 0x06, 0xa1, 0x12, 0x38, 0xfd, 0x4c, 0x42, 0x72, 0x64, 0x13, 0x37,
    0x24, 0x6a, 0x75, 0x77, 0x43, 0xff, 0xe6, 0xb4, 0x4b, 0x36, 0x5c, 0xe4, 0xd8, 0x35, 0x3d, 0x45, 0xb9, 0x2c, 0xec,
    0xb7, 0x31, 0x2b, 0x29, 0x07, 0x68, 0xa3, 0x0e, 0x69, 0x7b, 0x18, 0x9e, 0x21, 0x39, 0xbe, 0x28, 0x1a, 0x5b, 0x78,
    0xf5, 0x23, 0xca, 0x2a, 0xb0, 0xaf, 0x3e, 0xfe, 0x04, 0x8c, 0xe7, 0xe5, 0x98, 0x32, 0x95, 0xd3, 0xf6, 0x4a, 0xe8,
    0xa6, 0xea, 0xe9, 0xf3, 0xd5, 0x2f, 0x70, 0x20, 0xf2, 0x1f, 0x05, 0x67, 0xad, 0x55, 0x10, 0xce, 0xcd, 0xe3, 0x27,
    0x3b, 0xda, 0xba, 0xd7, 0xc2, 0x26, 0xd4, 0x91, 0x1d, 0xd2, 0x1c, 0x22, 0x33, 0xf8, 0xfa, 0xf1, 0x5a, 0xef, 0xcf,
    0x90, 0xb6, 0x8b, 0xb5, 0xbd, 0xc0, 0xbf, 0x08, 0x97, 0x1e, 0x6c, 0xe2, 0x61, 0xe0, 0xc6, 0xc1, 0x59, 0xab, 0xbb,
    0x58, 0xde, 0x5f, 0xdf, 0x60, 0x79, 0x7e, 0xb2, 0x8a,
};
constexpr std::array<std::uint8_t, 256> kWrite = [] {
  std::array<std::uint8_t, 256> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[kRead[i]] = static_cast<std::uint8_t>(i);
  return out;
}();

// Where things stand in a page, by form (§2.2.2.7.7.1).
struct PageForm {
  std::size_t size, count, entry_size, level, type;  // bytes; places
};
constexpr PageForm page_form(StoreForm form) {
  if (form == StoreForm::kAnsi) return {512, 496, 498, 499, 500};
  if (form == StoreForm::kUnicode) return {512, 488, 490, 491, 496};
  return {4096, 4056, 4060, 4061, 4072};
}

auto damaged(const char* what) { return fail(Code::kInvalid, what); }

}  // namespace

StoreForm store_form(ByteView beginning) {
  if (beginning.size() < kStoreHeader || !as_text(beginning).starts_with("!BDN")) return StoreForm::kNone;
  switch (little16(beginning, 10)) {
    case 14:
    case 15:
      return StoreForm::kAnsi;
    case 21:
    case 23:
      return StoreForm::kUnicode;
    case 36:
      return StoreForm::kLargePages;
    default:
      return StoreForm::kNone;
  }
}

StoreCode store_code(ByteView beginning) {
  const std::uint8_t code = beginning[store_form(beginning) == StoreForm::kAnsi ? 461 : 513];
  return code <= 2 ? StoreCode{code} : StoreCode::kEncrypted;
}

void decode_permuted(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = kRead[byte];
}

void code_cyclic(std::span<std::uint8_t> bytes, std::uint32_t key) {
  auto turn = static_cast<std::uint16_t>(key ^ key >> 16);
  for (std::uint8_t& byte : bytes) {
    const auto low = static_cast<std::uint8_t>(turn), high = static_cast<std::uint8_t>(turn >> 8);
    byte = kWrite[static_cast<std::uint8_t>(byte + low)];
    byte = kMiddle[static_cast<std::uint8_t>(byte + high)];
    byte = kRead[static_cast<std::uint8_t>(byte - high)];
    byte = static_cast<std::uint8_t>(byte - low);
    ++turn;
  }
}

Result<StoreFile> StoreFile::open(ByteSource& bytes) {
  StoreFile file(bytes);
  Bytes header(kStoreHeader);
  if (!bytes.read(0, header)) return damaged("it is cut short");
  file.form_ = store_form(header);
  if (file.form_ == StoreForm::kNone) return damaged("a form of store that is not known");
  file.code_ = store_code(header);
  if (file.code_ == StoreCode::kEncrypted) return damaged("it is encrypted");
  const bool ansi = file.form_ == StoreForm::kAnsi;
  file.nodes_ = file.wide(header, ansi ? 188 : 224);
  file.blocks_ = file.wide(header, ansi ? 196 : 240);
  return file;
}

std::uint64_t StoreFile::wide(ByteView bytes, std::size_t at) const {
  return form_ == StoreForm::kAnsi ? little32(bytes, at) : little64(bytes, at);
}

Result<const StoreFile::Page*> StoreFile::page(std::uint64_t at, std::uint8_t type, unsigned below) {
  auto found = pages_.find(at);
  if (found == pages_.end()) {
    const PageForm form = page_form(form_);
    Bytes bytes(form.size);
    if (!bytes_.read(at, bytes)) return damaged("its index leads beyond its end");
    bytes_read_ += bytes.size();
    if (bytes[form.type] != type || bytes[form.type + 1] != type) return damaged("a page of its index is damaged");
    Page page{.entries = {}, .size = bytes[form.entry_size], .level = bytes[form.level]};
    const std::size_t count = form.size == 4096 ? little16(bytes, form.count) : bytes[form.count];
    const std::size_t fewest = page.level > 0 ? 3 * width() : type == kNodePage ? 4 * width() : width() == 4 ? 12 : 24;
    if (page.size < fewest || count * page.size > form.count) return damaged("a page of its index is damaged");
    bytes.resize(count * page.size);
    page.entries = std::move(bytes);
    if (pages_.size() >= kMostPages) pages_.clear();
    found = pages_.emplace(at, std::move(page)).first;
  }
  if (found->second.level >= below) return damaged("its index turns back on itself");
  return &found->second;
}

Result<std::optional<StoreNode>> StoreFile::node_from(std::uint32_t id) { return node_from(nodes_, kDeepest, id); }

Result<std::optional<StoreNode>> StoreFile::node_from(std::uint64_t at, unsigned below, std::uint32_t id) {
  TRY_ASSIGN(const Page* found, page(at, kNodePage, below));
  const Page here = *found;  // pages go when there are too many
  const std::size_t step = width();
  for (std::size_t i = 0; i < here.entries.size(); i += here.size) {
    if (here.level == 0) {
      const StoreNode node{.id = little32(here.entries, i),
                           .data = wide(here.entries, i + step),
                           .children = wide(here.entries, i + 2 * step)};
      if (node.id >= id) return std::optional(node);
      continue;
    }
    const std::size_t next = i + here.size;  // whose first node is too late
    if (next < here.entries.size() && wide(here.entries, next) <= id) continue;
    TRY_ASSIGN(std::optional<StoreNode> node, node_from(wide(here.entries, i + 2 * step), here.level, id));
    if (node) return node;
  }
  return std::optional<StoreNode>();
}

// §2.2.2.8.1; of packed ones the standard says nothing.
Result<Bytes> StoreFile::block_at(std::uint64_t id, std::uint64_t at, std::size_t size, std::size_t unpacked) {
  Bytes bytes(size);
  if (!bytes_.read(at, bytes)) return damaged("a block lies beyond its end");
  bytes_read_ += size;
  if ((id & 2) == 0) {
    if (code_ == StoreCode::kPermuted) decode_permuted(bytes);
    if (code_ == StoreCode::kCyclic) code_cyclic(bytes, static_cast<std::uint32_t>(id));
  }
  if (form_ != StoreForm::kLargePages || unpacked == size) return bytes;
  auto out = unpack_zlib(bytes, unpacked);
  if (!out || out->size() != unpacked) return damaged("a packed block is damaged");
  return out;
}

Result<StoreFile::Block> StoreFile::block(std::uint64_t id) {
  const std::uint64_t wanted = id & ~std::uint64_t{1};
  const std::size_t step = width();
  std::uint64_t at = blocks_;
  for (unsigned below = kDeepest;;) {
    TRY_ASSIGN(const Page* here, page(at, kBlockPage, below));
    below = here->level;
    std::optional<std::size_t> last;  // that does not begin too late
    for (std::size_t i = 0; i < here->entries.size(); i += here->size)
      if ((wide(here->entries, i) & ~std::uint64_t{1}) <= wanted) last = i;
    if (!last) return damaged("a block is missing");
    if (below > 0) {
      at = wide(here->entries, *last + 2 * step);
      continue;
    }
    if ((wide(here->entries, *last) & ~std::uint64_t{1}) != wanted) return damaged("a block is missing");
    const std::size_t size = little16(here->entries, *last + 2 * step);
    const std::uint64_t place = wide(here->entries, *last + step);
    TRY_ASSIGN(Bytes bytes, block_at(wanted, place, size, little16(here->entries, *last + 2 * step + 2)));
    return Block{.bytes = std::move(bytes), .internal = (wanted & 2) != 0};
  }
}

Result<void> StoreFile::gather(std::uint64_t id, unsigned below, std::size_t& left, std::vector<Bytes>& out) {
  TRY_ASSIGN(Block found, block(id));
  if (!found.internal) {
    if (found.bytes.size() > left) return damaged("more than is read of one value");
    left -= found.bytes.size();
    out.push_back(std::move(found.bytes));
    return {};
  }
  const unsigned level = found.bytes.size() < 8 || found.bytes[0] != kDataList ? 0 : found.bytes[1];
  const std::size_t count = little16(found.bytes, 2);
  if (level == 0 || level >= below || 8 + count * width() > found.bytes.size())
    return damaged("a list of blocks is damaged");
  for (std::size_t i = 0; i < count; ++i) TRY(gather(wide(found.bytes, 8 + i * width()), level, left, out));
  return {};
}

Result<std::vector<Bytes>> StoreFile::pieces(std::uint64_t id, std::size_t most) {
  std::vector<Bytes> out;
  if (id != 0) TRY(gather(id, 3, most, out));
  return out;
}

Result<Bytes> StoreFile::whole(std::uint64_t id, std::size_t most) {
  TRY_ASSIGN(std::vector<Bytes> found, pieces(id, most));
  if (found.size() == 1) return std::move(found[0]);
  Bytes out;
  for (Bytes& piece : found) append(out, std::exchange(piece, {}));
  return out;
}

Result<void> StoreFile::gather_nodes(std::uint64_t id, unsigned below, std::vector<StoreNode>& out) {
  TRY_ASSIGN(const Block found, block(id));
  const ByteView list = found.bytes;
  const std::size_t step = width(), count = little16(list, 2), first = step;  // behind four bytes, or eight
  const unsigned level = list.size() > 1 ? list[1] : kDeepest;
  const std::size_t size = (level == 0 ? 3 : 2) * step;
  if (!found.internal || list.empty() || list[0] != kNodeList || level >= below || first + count * size > list.size())
    return damaged("a list of nodes is damaged");
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = first + i * size;
    if (level > 0) {
      TRY(gather_nodes(wide(list, at + step), level, out));
    } else if (out.size() >= kMostNodes) {
      return damaged("more nodes than are read of one");
    } else {
      out.push_back({.id = little32(list, at), .data = wide(list, at + step), .children = wide(list, at + 2 * step)});
    }
  }
  return {};
}

Result<std::vector<StoreNode>> StoreFile::nodes(std::uint64_t children) {
  std::vector<StoreNode> out;
  if (children != 0) TRY(gather_nodes(children, 2, out));
  return out;
}

}  // namespace tipstaff::document
