#include "document/containers/zip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <set>

#include "base/text.h"
#include "document/containers/unpack.h"
#include "document/emitter.h"

namespace tipstaff::document {
namespace {

constexpr std::uint64_t kMostOfNothing = 5;
constexpr std::size_t kEndSize = 22, kCentralSize = 46, kLocalSize = 30;
constexpr std::uint32_t kEndMark = 0x06054b50, kCentralMark = 0x02014b50, kLocalMark = 0x04034b50,
                        kDescriptorMark = 0x08074b50;

std::uint16_t le16(const std::uint8_t* at) { return static_cast<std::uint16_t>(at[0] | at[1] << 8); }
std::uint32_t le32(const std::uint8_t* at) { return le16(at) | std::uint32_t{le16(at + 2)} << 16; }
std::uint64_t le64(const std::uint8_t* at) { return le32(at) | std::uint64_t{le32(at + 4)} << 32; }

tl::unexpected<Error> damaged(std::string_view why) {
  return fail(Code::kInvalid, fmt::format("the archive is damaged: {}", why));
}

}  // namespace

Result<Zip> Zip::open(ByteView file) {
  Zip zip(file);
  if (file.size() < kEndSize) return damaged("it is too short");
  const std::size_t lowest = file.size() - std::min<std::size_t>(file.size(), kEndSize + 0xffff);
  for (std::size_t at = file.size() - kEndSize + 1; at-- > lowest;) {
    if (le32(&file[at]) != kEndMark) continue;
    const std::size_t comment = le16(&file[at + 20]);
    if (comment > file.size() - at - kEndSize) continue;
    zip.comment_bytes_ = comment;
    zip.spans_.push_back({at, at + kEndSize + comment});
    TRY(zip.read_directory(at));
    TRY(zip.look_for_gaps());
    return zip;
  }
  return damaged("its directory is missing");
}

Result<void> Zip::read_directory(std::size_t end_record) {
  const std::uint8_t* end = &file_[end_record];
  const std::size_t count = le16(end + 10), size = le32(end + 12), begin = le32(end + 16);
  if (le16(end + 4) != 0 || le16(end + 6) != 0 || le16(end + 8) != count) return damaged("it is a part of several");
  if (count > kMostParts) return fail(Code::kInvalid, fmt::format("the archive has more than {} parts", kMostParts));
  if (begin > end_record || size > end_record - begin) return damaged("its directory lies outside of it");
  std::size_t at = begin;
  for (std::size_t i = 0; i < count; ++i) {
    TRY_ASSIGN(at, read_entry(at));
    if (at > begin + size) return damaged("its directory is longer than it says");
  }
  spans_.push_back({begin, at});
  std::set<std::string> seen;
  for (const ZipEntry& entry : entries_)
    if (!seen.insert(lower(entry.name)).second) duplicates_.push_back(entry.name);
  return {};
}

// One line of the directory; returns where the next begins.
Result<std::size_t> Zip::read_entry(std::size_t at) {
  if (file_.size() - at < kCentralSize || le32(&file_[at]) != kCentralMark)
    return damaged("a line of its directory is none");
  const std::uint8_t* line = &file_[at];
  const std::size_t name = le16(line + 28), extra = le16(line + 30), comment = le16(line + 32);
  if (file_.size() - at - kCentralSize < name + extra + comment) return damaged("its directory is cut short");
  ZipEntry entry;
  entry.encrypted = (le16(line + 8) & 0x2041) != 0;  // bits 0, 6 and 13
  entry.method = le16(line + 10);
  entry.crc = le32(line + 16);
  entry.packed = le32(line + 20);
  entry.unpacked = le32(line + 24);
  std::uint64_t local = le32(line + 42);
  entry.name = std::string(as_text(file_.subspan(at + kCentralSize, name)));
  if (!read_extra(file_.subspan(at + kCentralSize + name, extra), entry, &local))
    unexplained_.push_back("a field of the archive's directory that is not known");
  // Nothing packs to two bytes, or to five where it is not packed.
  if (entry.unpacked == 0 && entry.packed > (entry.method == 0 ? 0U : kMostOfNothing))
    unexplained_.push_back("a part that is said to be empty, and is not");
  comment_bytes_ += comment;
  if (local > file_.size()) return damaged("a part lies outside of it");
  TRY(read_local(entry, static_cast<std::size_t>(local), file_.subspan(at + kCentralSize, name)));
  entries_.push_back(std::move(entry));
  return at + kCentralSize + name + extra + comment;
}

Result<void> Zip::read_local(ZipEntry& entry, std::size_t at, ByteView name) {
  if (file_.size() - at < kLocalSize || le32(&file_[at]) != kLocalMark) return damaged("a part has no heading");
  const std::uint8_t* head = &file_[at];
  const std::size_t name_size = le16(head + 26), extra = le16(head + 28), lead = kLocalSize + name_size + extra;
  if (file_.size() - at < lead) return damaged("a part's heading is cut short");
  if (!std::ranges::equal(name, file_.subspan(at + kLocalSize, name_size))) return damaged("a part has two names");
  if (le16(head + 8) != entry.method) return damaged("a part is packed in two ways");
  if (!read_extra(file_.subspan(at + kLocalSize + name_size, extra), entry, nullptr))
    unexplained_.push_back("a field of a part's heading that is not known");
  entry.begin = at + lead;
  if (entry.packed > file_.size() - entry.begin) return damaged("a part is cut short");
  std::size_t end = entry.begin + static_cast<std::size_t>(entry.packed);
  if ((le16(head + 6) & 8) != 0) {  // a data descriptor follows: APPNOTE §4.3.9
    const std::size_t mark = file_.size() - end >= 4 && le32(&file_[end]) == kDescriptorMark ? 4 : 0;
    const auto fits = [&](std::size_t width) {
      if (file_.size() - end < mark + 4 + 2 * width || le32(&file_[end + mark]) != entry.crc) return false;
      const std::uint8_t* sizes = &file_[end + mark + 4];
      return width == 4 ? le32(sizes) == entry.packed && le32(sizes + 4) == entry.unpacked
                        : le64(sizes) == entry.packed && le64(sizes + 8) == entry.unpacked;
    };
    if (fits(4))
      end += mark + 12;
    else if (fits(8))
      end += mark + 20;
  } else if (le32(head + 14) != entry.crc) {
    return damaged("a part has two checksums");
  }
  spans_.push_back({at, end});
  return {};
}

// Extra fields (APPNOTE §4.5). True when all of them are known and hold no more than they should; the padding of Office
// (0xa220) must be empty. `offset`: of a line of the directory, whose sizes it may give; in a part's own heading they
// must be those.
bool Zip::read_extra(ByteView extra, ZipEntry& entry, std::uint64_t* offset) {
  while (extra.size() >= 4) {
    const std::uint16_t id = le16(extra.data());
    const std::size_t size = le16(extra.data() + 2);
    if (size > extra.size() - 4) return false;
    const ByteView field = extra.subspan(4, size);
    if (id == 0x0001) {
      std::size_t at = 0;
      if (offset != nullptr) {
        for (std::uint64_t* value : {&entry.unpacked, &entry.packed, offset})
          if (*value == 0xffffffff && at + 8 <= size) *value = le64(&field[std::exchange(at, at + 8)]);
        if (size - at == 4)
          at += std::ranges::all_of(field.subspan(at), [](std::uint8_t byte) { return byte == 0; })
                    ? 4U
                    : 0U;  // the number of its disk
      }
      // Some programs give sizes here that stand in the line already.
      for (; at + 8 <= size; at += 8)
        if (const std::uint64_t value = le64(&field[at]);
            value != 0 && value != entry.unpacked && value != entry.packed && (offset == nullptr || value != *offset))
          return false;
      if (at != size) return false;
    } else if (id == 0xa220) {
      for (std::size_t i = 4; i < size; ++i)
        if (field[i] != 0) return false;
    } else if (!((id == 0x5455 && size <= 13) || (id == 0x7875 && size <= 11) || (id == 0x000a && size <= 32) ||
                 (id == 0x5855 && size <= 12) || (id == 0x7855 && size <= 4) || (id == 0xcafe && size == 0))) {
      return false;
    }
    extra = extra.subspan(4 + size);
  }
  return std::ranges::all_of(extra, [](std::uint8_t byte) { return byte == 0; });
}

Result<void> Zip::look_for_gaps() {
  std::ranges::sort(spans_, {}, &Span::begin);
  std::size_t at = 0;
  for (const Span& span : spans_) {
    if (span.begin < at) return damaged("its parts overlap");
    if (span.begin > at)
      unexplained_.push_back(
          fmt::format("{} bytes {}", span.begin - at, at == 0 ? "before the archive" : "between its parts"));
    at = span.end;
  }
  if (at < file_.size()) unexplained_.push_back(fmt::format("{} bytes after the archive's end", file_.size() - at));
  return {};
}

const ZipEntry* Zip::find(std::string_view name) const {
  const std::string wanted = lower(name);
  const auto found = std::ranges::find_if(entries_, [&](const ZipEntry& entry) { return lower(entry.name) == wanted; });
  return found == entries_.end() ? nullptr : &*found;
}

Result<void> Zip::unpack(const ZipEntry& entry, const std::function<Result<void>(ByteView piece)>& take) const {
  const ByteView packed = file_.subspan(entry.begin, static_cast<std::size_t>(entry.packed));
  if (entry.encrypted) return fail(Code::kInvalid, "it is encrypted");
  if (entry.method == 0) {
    if (entry.packed != entry.unpacked || crc32_z(0, packed.data(), packed.size()) != entry.crc)
      return damaged("a checksum does not fit");
    return take(packed);
  }
  if (entry.method != Z_DEFLATED) return fail(Code::kInvalid, "it is packed in a way that is not read here");
  std::uint64_t total = 0;
  Result<void> taken;  // the taker's own failure goes on as it is
  const auto inflated = inflate_in_pieces(packed, [&](ByteView piece) -> Result<void> {
    total += piece.size();
    if (total > entry.unpacked) return taken = damaged("a part is larger than it says");
    return taken = take(piece);
  });
  if (!taken) return taken;
  if (!inflated) return damaged("a part does not unpack");
  if (inflated->size != entry.unpacked || inflated->crc != entry.crc || inflated->behind != 0)
    return damaged("a checksum or a size does not fit");
  return {};
}

Result<Bytes> Zip::whole(const ZipEntry& entry, std::size_t most) const {
  Bytes out;
  TRY(unpack(entry, [&](ByteView piece) -> Result<void> {
    if (piece.size() > most - out.size())
      return fail(Code::kInvalid, fmt::format("it is larger than {} MiB", most >> 20));
    append(out, piece);
    return {};
  }));
  return out;
}

}  // namespace tipstaff::document
