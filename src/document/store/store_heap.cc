#include "document/store/store_heap.h"

#include <algorithm>

#include "document/charset.h"
#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr std::uint8_t kHeap = 0xec, kOfOne = 0xbc, kOfSeveral = 0x7c, kTree = 0xb5;  // §2.3.1.2
constexpr std::size_t kMostHeap = std::size_t{64} << 20, kMostLeaves = std::size_t{8} << 20;
constexpr std::size_t kMostText = std::size_t{16} << 20, kMostRows = 100'000;
constexpr unsigned kDeepest = 8;
constexpr std::uint16_t kNarrow = 0x1e, kWide = 0x1f, kMany = 0x1000;

auto damaged(const char* what) { return fail(Code::kInvalid, what); }
// Values of these stand beside their tag.
bool is_short(std::uint16_t type) {
  return type == 0x02 || type == 0x03 || type == 0x04 || type == 0x0a || type == 0x0b;
}

}  // namespace

Result<StoreHeap> StoreHeap::open(StoreFile& file, const StoreNode& node) {
  StoreHeap heap(file);
  TRY_ASSIGN(heap.pieces_, file.pieces(node.data, kMostHeap));
  TRY_ASSIGN(heap.nodes_, file.nodes(node.children));
  if (heap.pieces_.empty() || heap.pieces_[0].size() < 12 || heap.pieces_[0][2] != kHeap)
    return damaged("it has no values");
  heap.kind_ = heap.pieces_[0][3];
  heap.root_ = little32(heap.pieces_[0], 4);
  return heap;
}

const StoreNode* StoreHeap::node(std::uint32_t id) const {
  const auto found = std::ranges::find(nodes_, id, &StoreNode::id);
  return found == nodes_.end() ? nullptr : &*found;
}

// §2.3.1.1, §2.3.1.5: five bits say that it lies here, then which of which piece.
ByteView StoreHeap::item(std::uint32_t at) const {
  const bool large = file_.form() == StoreForm::kLargePages;
  const std::size_t number = at >> 5 & (large ? 0x3fffU : 0x7ffU), piece = at >> (large ? 19 : 16);
  if ((at & 0x1f) != 0 || number == 0 || piece >= pieces_.size()) return {};
  const ByteView bytes = pieces_[piece];
  const std::size_t map = little16(bytes, 0);
  if (number > little16(bytes, map)) return {};
  const std::size_t from = little16(bytes, map + 2 + 2 * number), to = little16(bytes, map + 4 + 2 * number);
  return to > from && to <= bytes.size() ? part_of(bytes, from, to - from) : ByteView();
}

Result<void> StoreHeap::gather(std::uint32_t at, unsigned level, std::size_t key, std::size_t value, Bytes& out) const {
  const ByteView list = item(at);
  if (out.size() + list.size() > kMostLeaves) return damaged("more values than are read of one thing");
  if (level == 0) {
    append(out, list.first(list.size() - list.size() % (key + value)));
    return {};
  }
  for (std::size_t i = 0; i + key + 4 <= list.size(); i += key + 4)
    TRY(gather(little32(list, i + key), level - 1, key, value, out));
  return {};
}

Result<Bytes> StoreHeap::leaves(std::uint32_t head, std::size_t key, std::size_t value) const {
  const ByteView heading = item(head);
  if (heading.size() < 8 || heading[0] != kTree || heading[1] != key || heading[2] != value || heading[3] > kDeepest)
    return damaged("its list of values is damaged");
  Bytes out;
  TRY(gather(little32(heading, 4), heading[3], key, value, out));
  return out;
}

Result<StoreValues> StoreHeap::properties() const {
  StoreValues out;
  if (kind_ != kOfOne) return out;
  TRY_ASSIGN(const Bytes list, leaves(root_, 2, 6));
  for (std::size_t i = 0; i < list.size(); i += 8)
    out.push_back({.tag = little16(list, i), .type = little16(list, i + 2), .at = little32(list, i + 4)});
  return out;
}

Result<std::vector<StoreValues>> StoreHeap::rows() const {
  std::vector<StoreValues> out;
  if (kind_ != kOfSeveral) return out;
  const ByteView heading = item(root_);
  if (heading.size() < 22 || heading[0] != kOfSeveral || heading.size() < 22 + 8 * std::size_t{heading[1]})
    return damaged("a table is damaged");
  const std::size_t bits = little16(heading, 6), size = little16(heading, 8);  // where they begin, and a row's bytes
  const std::uint32_t where = little32(heading, 14);
  if (where == 0) return out;
  if (size == 0 || bits > size) return damaged("a table is damaged");
  std::vector<Bytes> pieces;
  if ((where & 0x1f) == 0) {
    pieces.push_back(to_bytes(item(where)));
  } else if (const StoreNode* found = node(where)) {
    TRY_ASSIGN(pieces, file_.pieces(found->data, kMostHeap));
  }
  for (const Bytes& piece : pieces)
    for (std::size_t at = 0; at + size <= piece.size(); at += size) {  // no row lies in two pieces
      if (out.size() >= kMostRows) return damaged("more rows than are read of one table");
      StoreValues& row = out.emplace_back();
      for (std::size_t i = 0; i < heading[1]; ++i) {
        const ByteView column = part_of(heading, 22 + 8 * i, 8);
        const std::size_t bit = column[7], from = little16(column, 4);
        const bool there = bits + bit / 8 < size && (piece[at + bits + bit / 8] >> (7 - bit % 8) & 1U) != 0;
        if (!there || from + 4 > size) continue;
        row.push_back({.tag = little16(column, 2), .type = little16(column, 0), .at = little32(piece, at + from)});
      }
    }
  return out;
}

Result<Bytes> StoreHeap::bytes(const StoreValue& value, std::size_t most) const {
  if (is_short(value.type) || value.at == 0) return Bytes();
  if ((value.at & 0x1f) == 0) return to_bytes(item(value.at));
  const StoreNode* found = node(value.at);
  if (found == nullptr) return damaged("a value is missing");
  return file_.whole(found->data, most);
}

// §2.3.3.4.2: of several the number, then where each begins.
std::string StoreHeap::text(const StoreValue& value, std::string_view charset) const {
  const std::uint16_t type = value.type & ~kMany;
  if (type != kNarrow && type != kWide) return {};
  const auto found = bytes(value, kMostText);
  if (!found) return {};
  const auto decoded = [&](ByteView part) {
    std::string words = type == kWide ? from_utf16(part) : to_utf8(part, charset).value_or(from_code_page(part, 1252));
    words.resize(words.find_last_not_of('\0') + 1);  // some programs end them so
    return words;
  };
  if ((value.type & kMany) == 0) return decoded(*found);
  std::string out;
  const std::size_t count = std::min<std::size_t>(little32(*found, 0), found->size() / 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = little32(*found, 4 + 4 * i);
    const std::size_t to = i + 1 < count ? little32(*found, 8 + 4 * i) : found->size();
    if (to > from) out += (out.empty() ? "" : " ") + decoded(part_of(*found, from, to - from));
  }
  return out;
}

}  // namespace tipstaff::document
