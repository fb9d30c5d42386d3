#include "document/slides/powerpoint_records.h"

#include "document/letters.h"

namespace tipstaff::document::powerpoint {
namespace {

constexpr std::size_t kMostDepth = 32;

}  // namespace

std::optional<Record> record_at(ByteView bytes, std::size_t at) {
  const ByteView head = part_of(bytes, at, 8);
  const std::size_t size = little32(head, 4);
  if (head.size() < 8 || part_of(bytes, at + 8).size() < size) return std::nullopt;
  Record out;
  out.container = (little16(head, 0) & 0xf) == 0xf;
  out.instance = static_cast<std::uint16_t>(little16(head, 0) >> 4);
  out.type = little16(head, 2);
  out.data = part_of(bytes, at + 8, size);
  out.end = at + 8 + size;
  return out;
}

bool walk(ByteView bytes, const std::function<bool(const Record&)>& take, std::size_t depth) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto record = record_at(bytes, at);
    if (!record || depth > kMostDepth) return false;
    if (take(*record) && !walk(record->data, take, depth + 1)) return false;
    at = record->end;
  }
  return true;
}

}  // namespace tipstaff::document::powerpoint
