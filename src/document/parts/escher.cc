#include "document/parts/escher.h"

#include "document/containers/package.h"
#include "document/containers/unpack.h"
#include "document/letters.h"
#include "document/pictures/picture.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostDepth = 32, kMostRecords = 1'000'000, kMostPicture = std::size_t{64} << 20;

std::string text_at(ByteView data, std::size_t at, std::size_t size) {
  std::string out = from_utf16(part_of(data, at, size));
  out.resize(std::min(out.size(), out.find('\0')));
  return out;
}

// §2.3: properties, each a number, a flag for what follows behind them, and a value.
void read_properties(const EscherRecord& record, EscherShape& shape) {
  std::size_t more = 6 * std::size_t{record.instance};
  for (std::size_t i = 0; i < record.instance; ++i) {
    const ByteView at = part_of(record.data, 6 * i, 6);
    if (at.size() < 6) return;
    const unsigned id = little16(at, 0) & 0x3fffU;
    const std::uint32_t value = little32(at, 2);
    const bool complex = (little16(at, 0) & 0x8000) != 0;
    if (id == 0x3bf && (value & 0x20000) != 0) shape.hidden = (value & 2) != 0;
    if (id == 0x3bf && (value & 0x200000) != 0) shape.behind_text = (value & 0x20) != 0;
    if (id == 0x38f || id == 0x391) shape.aligned[id == 0x38f ? 0 : 1] = value;
    if (id == 0x390 || id == 0x392) shape.aligned_from[id == 0x390 ? 0 : 1] = value;
    // Shares of the picture in 1/65536 that are cut off; below zero it is extended.
    if (id >= 0x100 && id <= 0x103 && static_cast<std::int32_t>(value) > 655) shape.cropped = true;
    if (id == 0x80) shape.has_text = value != 0;
    if (id == 0x180) shape.fill_kind = value;
    if (id == 0x181) shape.fill_colour = value;
    if (id == 0x182) shape.fill_opacity = value;
    if (id == 0x1bf && (value & 0x100000) != 0) shape.filled = (value & 0x10) != 0;
    if (complex) {
      if (id == 0x380) shape.name = from_utf16(part_of(record.data, more, value));
      if (id == 0x381) shape.description = from_utf16(part_of(record.data, more, value));
      if (id == 0xc0) shape.art = text_at(record.data, more, value);
      if (id == 0x3a9) shape.carried = part_of(record.data, more, value);
      more += value;
    }
  }
}

}  // namespace

bool walk_escher(ByteView bytes, const std::function<void(const EscherRecord&)>& take) {
  std::vector<std::size_t> ends{bytes.size()};
  std::size_t at = 0;
  for (std::size_t count = 0; count < kMostRecords; ++count) {
    while (!ends.empty() && at >= ends.back()) ends.pop_back();
    if (ends.empty()) return true;
    if (ends.back() - at < 8) return false;
    EscherRecord record;
    const std::uint16_t head = little16(bytes, at);
    record.version = head & 0xf;
    record.instance = static_cast<std::uint16_t>(head >> 4);
    record.type = little16(bytes, at + 2);
    const std::size_t size = little32(bytes, at + 4);
    if (record.type < 0xf000 || size > ends.back() - at - 8) return false;
    record.offset = at + 8;
    record.data = part_of(bytes, at + 8, size);
    take(record);
    if (record.version == 0xf && record.type != 0xf00d && record.type != 0xf011) {  // those two are the host program's
      if (ends.size() > kMostDepth) return false;
      ends.push_back(at + 8 + size);
      at += 8;
    } else {
      at += 8 + size;
    }
  }
  return false;
}

std::vector<EscherShape> escher_shapes(ByteView drawing) {
  std::vector<EscherShape> out;
  walk_escher(drawing, [&](const EscherRecord& record) {
    if (record.type == 0xf004) out.emplace_back();
    if (out.empty()) return;
    EscherShape& shape = out.back();
    if (record.type == 0xf00a) {
      shape.id = little32(record.data, 0);
      shape.type = record.instance;
      shape.group = (little32(record.data, 4) & 1) != 0;
      shape.deleted = (little32(record.data, 4) & 8) != 0;
      shape.background = (little32(record.data, 4) & 0x400) != 0;
    }
    if (record.type == 0xf00b || record.type == 0xf121 || record.type == 0xf122) read_properties(record, shape);
    if (record.type == 0xf011) shape.has_data = true;
    if (record.type == 0xf010 && record.data.size() == 18) {
      shape.corners.emplace();
      for (std::size_t i = 0; i < 8; ++i)
        (*shape.corners)[i] = static_cast<std::uint16_t>(little16(record.data, 2 + 2 * i));
    }
  });
  return out;
}

namespace {

void look_through_properties(const EscherRecord& record, RecordWords& words, Layer& spoken) {
  std::size_t more = 6 * std::size_t{record.instance};
  for (std::size_t i = 0; i < record.instance; ++i) {
    const ByteView at = part_of(record.data, 6 * i, 6);
    if (at.size() < 6 || (little16(at, 0) & 0x8000) == 0) continue;
    const unsigned id = little16(at, 0) & 0x3fffU;
    const std::size_t size = little32(at, 2);
    const ByteView value = part_of(record.data, more, size);
    switch (id) {
      case 0xc0:   // drawn
      case 0x3a9:  // looked through by the host
        break;
      case 0x380:  // names: of the shape, of fonts, of files of pictures
      case 0xc3:
      case 0xc5:
      case 0x105:
      case 0x107:
      case 0x187:
      case 0x1c7:
        words.name(text_at(value, 0, value.size()));
        break;
      case 0x381:
      case 0x38d:
        spoken.cell(text_at(value, 0, value.size()));
        spoken.end_row();
        break;
      case 0x382:
        words.remarks(value);
        break;
      default:
        words.add(value);
    }
    more += size;
  }
  words.add(part_of(record.data, more));
}

}  // namespace

void look_through_drawing(ByteView drawing, bool alone, RecordWords& words, Layer& spoken) {
  walk_escher(drawing, [&](const EscherRecord& record) {
    const bool hosts = record.type == 0xf00d || record.type == 0xf011;
    if (is_escher_picture(record.type) || (hosts ? !alone : record.version == 0xf)) return;
    if (record.type == 0xf00b || record.type == 0xf121 || record.type == 0xf122)
      return look_through_properties(record, words, spoken);
    if (record.type == 0xf007)
      return words.names(part_of(record.data, 36, record.data.size() > 33 ? record.data[33] : 0));
    words.add(record.data);
  });
}

bool is_escher_picture(std::uint16_t type) {
  return (type >= 0xf01a && type <= 0xf01f) || type == 0xf029 || type == 0xf02a;
}

void read_escher_picture(const EscherRecord& record, const std::string& part, Emitter& emitter) {
  const bool drawn = record.type <= 0xf01c;  // EMF, WMF, PICT: with a heading of 34 bytes, mostly packed
  // One name of 16 bytes, or two: the instance says so (§2.2.24 on).
  const bool two = (record.instance & 1) != 0;
  const std::size_t head = (two ? 32 : 16) + (drawn ? 34 : 1);
  const ByteView data = part_of(record.data, head);
  if (data.empty()) return emitter.unread(part, "a picture is cut short");
  const bool packed = drawn && record.data[head - 2] == 0;
  if (!packed) return read_picture(data, part, emitter);
  const auto plain = unpack_zlib(data, kMostPicture);
  if (plain)
    read_picture(*plain, part, emitter);
  else
    emitter.unread(part, "a packed picture is damaged");
}

}  // namespace tipstaff::document
