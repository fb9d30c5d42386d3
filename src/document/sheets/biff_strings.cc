#include "document/sheets/biff.h"

namespace tipstaff::document {
namespace {

constexpr std::uint16_t kContinue = 0x3c;

}  // namespace

std::optional<BiffRecord> BiffRecords::next() {
  BiffRecord out;
  out.offset = at_;
  while (part_of(stream_, at_).size() >= 4) {
    const std::uint16_t id = little16(stream_, at_), size = little16(stream_, at_ + 2);
    if (!out.pieces.empty() && id != kContinue) break;
    if (out.pieces.empty()) out.id = id;
    const ByteView data = part_of(stream_, at_ + 4, size);
    if (data.size() < size || (id == 0 && size == 0)) {
      if (out.pieces.empty()) return std::nullopt;
      break;
    }
    out.pieces.push_back(data);
    at_ += 4 + std::size_t{size};
  }
  if (out.pieces.empty()) return std::nullopt;
  return out;
}

std::string biff_letters(LittleWalk& walk, std::size_t count) {
  return biff_letters(walk, count, (walk.u8() & 1) != 0);
}

std::string biff_letters(LittleWalk& walk, std::size_t count, bool wide) {
  std::string out;
  Bytes units;
  for (std::size_t i = 0; i < count && walk.ok(); ++i) {
    if (walk.next_piece()) wide = (walk.u8() & 1) != 0;
    const std::uint16_t unit = wide ? walk.u16() : walk.u8();
    if (!walk.ok()) break;
    units.push_back(static_cast<std::uint8_t>(unit));
    units.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return from_utf16(units);
}

std::string biff_text(LittleWalk& walk) {
  const std::size_t count = walk.u16();
  return biff_letters(walk, count);
}
std::string biff_short_text(LittleWalk& walk) {
  const std::size_t count = walk.u8();
  return biff_letters(walk, count);
}

std::string biff_rich_text(LittleWalk& walk, Bytes& beside) {
  const std::size_t count = walk.u16();
  const std::uint8_t flags = walk.u8();
  const std::size_t runs = (flags & 8) != 0 ? walk.u16() : 0;
  const std::size_t more = (flags & 4) != 0 ? walk.u32() : 0;
  std::string out = biff_letters(walk, count, (flags & 1) != 0);
  for (std::size_t left = 4 * runs + more; left > 0 && !walk.at_end(); --left) beside.push_back(walk.u8());
  return out;
}

}  // namespace tipstaff::document
