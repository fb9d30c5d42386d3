// RAR, block by block (the format's own description, technote.txt of RAR 4 and of RAR 5): what is in it is unpacked by
// libarchive, which passes over blocks and fields that it has no use for. Here every byte of the file is accounted for.
#include <fmt/format.h>
#include <zlib.h>

#include <set>

#include "document/containers/archive.h"
#include "document/letters.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::string_view kFour("Rar!\x1a\x07\x00", 7), kFive("Rar!\x1a\x07\x01\x00", 8);
constexpr std::size_t kShortestWords = 16;

class Rar {
 public:
  Rar(ByteView file, Emitter& emitter) : file_(file), emitter_(emitter), members_(emitter) {}

  void look() {
    const bool five = as_text(file_).starts_with(kFive);
    at_ = five ? kFive.size() : kFour.size();
    while (!ended_ && at_ < file_.size())
      if (!(five ? block_of_five() : block_of_four())) return emitter_.unread("", "the archive is damaged");
    if (at_ < file_.size()) unexplained(fmt::format("{} bytes after the end of the archive", file_.size() - at_));
  }

 private:
  void unexplained(const std::string& what) {
    if (told_.insert(what).second) emitter_.observe({.trait = Trait::kUnexplained, .place = what});
  }
  // 7 bits in each byte, the lowest first; the top bit says that another follows.
  static std::optional<std::uint64_t> number(ByteView& from) {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < 9 && !from.empty(); ++i) {
      const std::uint8_t byte = from[0];
      from = from.subspan(1);
      out |= std::uint64_t{byte & 0x7fU} << (7 * i);
      if ((byte & 0x80) == 0) return out;
    }
    return std::nullopt;
  }
  void comment(std::size_t size) {
    emitter_.observe(
        {.trait = Trait::kArchiveComment, .place = "a comment in the archive", .cells = 1, .characters = size});
  }
  // What stands beside the files, by its name.
  void service(std::string_view name, ByteView data) {
    if (name == "CMT") return comment(data.size());
    if (name == "STM") return unexplained("a second stream of a file");
    if (name == "QO" || name == "ACL") return;
    if (name != "RR") unexplained("a block that is not known");
    for (const std::string& run : readable_runs(data, kShortestWords))
      if (reads_as_words(run)) return unexplained("words in the data for repairs");
  }

  bool block_of_five() {
    ByteView rest = file_.subspan(at_);
    if (rest.size() < 7) return false;
    const std::uint32_t sum = little32(rest, 0);
    rest = rest.subspan(4);
    ByteView head = rest;
    const auto size = number(head);
    if (!size || *size > head.size()) return false;
    const std::size_t lead = rest.size() - head.size();
    if (crc32_z(0, rest.data(), lead + static_cast<std::size_t>(*size)) != sum) return false;
    head = head.first(static_cast<std::size_t>(*size));
    const auto type = number(head), flags = number(head);
    if (!type || !flags) return false;
    const auto extra = (*flags & 1) != 0 ? number(head) : 0, data = (*flags & 2) != 0 ? number(head) : 0;
    const std::size_t end = at_ + 4 + lead + static_cast<std::size_t>(*size);
    if (!extra || !data || *extra > head.size() || *data > file_.size() - end) return false;
    const ByteView more = head.last(static_cast<std::size_t>(*extra));
    head = head.first(head.size() - more.size());
    at_ = end + static_cast<std::size_t>(*data);
    return fields_of_five(*type, head, more, file_.subspan(end, static_cast<std::size_t>(*data)));
  }
  // `head`: what is the kind's own.
  bool fields_of_five(std::uint64_t type, ByteView head, ByteView more, ByteView data) {
    enum : std::uint64_t { kMain = 1, kFile, kService, kEncryption, kEnd };
    if (type == kMain) {
      const auto flags = number(head);
      if (!flags || ((*flags & 2) != 0 && !number(head))) return false;
      records_of_five(more, {1, 2});
    } else if (type == kFile || type == kService) {
      const auto flags = number(head);
      if (!flags || !number(head) || !number(head)) return false;
      const std::size_t fixed = ((*flags & 2) != 0 ? 4U : 0U) + ((*flags & 4) != 0 ? 4U : 0U);
      if (head.size() < fixed) return false;
      head = head.subspan(fixed);
      if (!number(head) || !number(head)) return false;
      const auto name = number(head);
      if (!name || *name > head.size()) return false;
      if (type == kService) service(as_text(head.first(static_cast<std::size_t>(*name))), data);
      head = head.subspan(static_cast<std::size_t>(*name));
      records_of_five(more, {1, 2, 3, 4, 5, 6, 7});
    } else if (type == kEncryption) {
      ended_ = true;  // what follows cannot be read; libarchive tells that it is encrypted
      at_ = file_.size();
      return true;
    } else if (type == kEnd) {
      ended_ = true;
      if (!number(head)) return false;
    } else {
      unexplained("a block that is not known");
      return true;
    }
    if (!head.empty()) unexplained("words in a heading behind its last field");
    return true;
  }
  // Records beside a heading: of a file who owns it (6), where it leads (5).
  void records_of_five(ByteView more, std::initializer_list<std::uint64_t> known) {
    while (!more.empty()) {
      const auto size = number(more);
      if (!size || *size > more.size()) return unexplained("a field of a heading that is broken");
      ByteView record = more.first(static_cast<std::size_t>(*size));
      more = more.subspan(record.size());
      const auto type = number(record);
      if (!type || std::ranges::find(known, *type) == known.end())
        return unexplained("a field of a heading that is not known");
      if (*type == 6) owner(record);
      if (*type == 5) link(record);
      if (*type == 2 && known.size() == 2) comment(record.size());  // the archive's name when it was made, and the time
    }
  }
  void owner(ByteView record) {
    const auto flags = number(record);
    for (const std::uint64_t bit : {std::uint64_t{1}, std::uint64_t{2}}) {
      const auto size = (flags.value_or(0) & bit) != 0 ? number(record) : 0;
      if (!size || *size > record.size()) return unexplained("a field of a heading that is broken");
      const std::string_view name = as_text(record.first(static_cast<std::size_t>(*size)));
      if (*size > 0) members_.owner(name);
      record = record.subspan(static_cast<std::size_t>(*size));
    }
  }
  void link(ByteView record) {
    const auto type = number(record), flags = number(record), size = number(record);
    if (!type || !flags || !size || *size != record.size()) return unexplained("a field of a heading that is broken");
    members_.link("", as_text(record));
  }

  // RAR 1.5 to 4: a sum, a kind, flags, the heading's size; then its data where there are some.
  bool block_of_four() {
    enum : std::uint8_t {
      kMain = 0x73,
      kFile = 0x74,
      kOldComment = 0x75,
      kOldRepair = 0x78,
      kService = 0x7a,
      kEnd = 0x7b
    };
    const ByteView rest = file_.subspan(at_);
    if (rest.size() < 7) return false;
    const std::uint8_t type = rest[2];
    const unsigned flags = little16(rest, 3);
    const std::size_t size = little16(rest, 5);
    const bool has_data = (flags & 0x8000) != 0 || type == kFile || type == kService;
    if (size < 7 || size > rest.size() || (has_data && size < 11)) return false;
    const bool holds_comment = type == kMain && (flags & 2) != 0;
    if (!holds_comment && (crc32_z(0, &rest[2], size - 2) & 0xffff) != little16(rest, 0)) return false;
    std::uint64_t data = has_data ? little32(rest, 7) : 0;
    const bool is_file = type == kFile || type == kService;
    if (is_file && (flags & 0x100) != 0 && size >= 40) data |= std::uint64_t{little32(rest, 32)} << 32;
    if (data > rest.size() - size) return false;
    at_ += size + static_cast<std::size_t>(data);
    if (holds_comment || type == kOldComment) comment(size);
    if (is_file)
      return heading_of_four(rest.first(size), flags, type == kService,
                             rest.subspan(size, static_cast<std::size_t>(data)));
    if (type == kOldRepair)
      service("RR", rest.subspan(size, static_cast<std::size_t>(data)));
    else if (type == kMain && (flags & 0x80) != 0)
      at_ = file_.size();  // all headings are encrypted
    else if (type == kEnd)
      ended_ = true;
    else if (type != kMain && type != kOldComment)
      unexplained("a block that is not known");
    const std::size_t plain =
        type == kMain ? 13 + ((flags & 0x200) != 0 ? 1U : 0U)
                      : 7 + ((flags & 2) != 0 ? 4U : 0U) + ((flags & 4) != 0 ? 7U : 0U) + ((flags & 8) != 0 ? 2U : 0U);
    if ((type == kEnd || (type == kMain && !holds_comment)) && size > plain)
      unexplained("words in a heading behind its last field");
    return true;
  }
  bool heading_of_four(ByteView head, unsigned flags, bool is_service, ByteView data) {
    constexpr std::size_t kFixed = 32, kTimes = 26;
    const std::size_t begin = kFixed + ((flags & 0x100) != 0 ? 8U : 0U);
    if (head.size() < begin) return false;
    const std::size_t name = little16(head, 26);
    if (head.size() < begin + name) return false;
    if (is_service) service(as_text(head.subspan(begin, name)), data);
    const std::size_t known = begin + name + ((flags & 0x400) != 0 ? 8U : 0U) + ((flags & 0x1000) != 0 ? kTimes : 0U);
    if (!is_service && head.size() > known) unexplained("words in a heading behind its last field");
    return true;
  }

  ByteView file_;
  Emitter& emitter_;
  Members members_;
  std::size_t at_ = 0;
  bool ended_ = false;
  std::set<std::string> told_;
};

}  // namespace

void account_for_rar(ByteView file, Emitter& emitter) { Rar(file, emitter).look(); }

}  // namespace tipstaff::document
