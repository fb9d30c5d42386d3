#include "document/containers/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zlib.h>

#include <memory>
#include <set>

#include "base/text.h"
#include "document/letters.h"
#include "document/reader.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

std::string_view base_name(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

// Bytes of a piece of packed data may unpack to so much.
std::size_t most_for(std::size_t packed) {
  return std::min<std::uint64_t>(kLargestFile, std::max<std::uint64_t>(packed * kMostRatio, std::uint64_t{16} << 20));
}

using Reader = std::unique_ptr<::archive, decltype(&archive_read_free)>;

enum class Wanted { kSevenZip, kRar, kPacked };

Reader open_reader(ByteView file, Wanted wanted) {
  Reader out(archive_read_new(), &archive_read_free);
  // Only formats and filters by name: “all” would also start other programs.
  if (wanted == Wanted::kSevenZip) archive_read_support_format_7zip(out.get());
  if (wanted == Wanted::kRar) {
    archive_read_support_format_rar(out.get());
    archive_read_support_format_rar5(out.get());
  }
  if (wanted == Wanted::kPacked) {
    archive_read_support_filter_bzip2(out.get());
    archive_read_support_filter_xz(out.get());
    archive_read_support_filter_zstd(out.get());
    archive_read_support_format_raw(out.get());
  }
  if (archive_read_open_memory(out.get(), file.data(), file.size()) != ARCHIVE_OK) out.reset();
  return out;
}

std::optional<Bytes> content_of(::archive* reader, std::size_t most) {
  Bytes out, chunk(std::size_t{1} << 16);
  for (;;) {
    const la_ssize_t got = archive_read_data(reader, chunk.data(), chunk.size());
    if (got == 0) return out;
    if (got < 0 || out.size() + static_cast<std::size_t>(got) > most) return std::nullopt;
    append(out, ByteView(chunk).first(static_cast<std::size_t>(got)));
  }
}

void read_members(ByteView file, Wanted wanted, Emitter& emitter) {
  const Reader reader = open_reader(file, wanted);
  if (!reader) return emitter.unread("", "the archive is damaged");
  Members members(emitter);
  const std::size_t most = most_for(file.size());
  for (std::size_t count = 0;; ++count) {
    archive_entry* entry = nullptr;
    const int outcome = archive_read_next_header(reader.get(), &entry);
    if (outcome == ARCHIVE_EOF) return;
    if (outcome != ARCHIVE_OK && outcome != ARCHIVE_WARN)
      return emitter.unread("", "the archive is damaged, encrypted, or packed in a way that is not read");
    if (count > kMostParts) return emitter.unread("", "there are more files in it than are read");
    const char* utf8 = archive_entry_pathname_utf8(entry);
    const char* plain = archive_entry_pathname(entry);
    const std::string name = utf8 != nullptr ? utf8 : plain != nullptr ? plain : fmt::format("file {}", count + 1);
    if (archive_entry_is_encrypted(entry) != 0) {
      emitter.observe({.trait = Trait::kEncrypted, .part = name, .place = "encrypted parts"});
      return;
    }
    if (const char* target = archive_entry_symlink_utf8(entry); target != nullptr) members.link(name, target);
    if (archive_entry_filetype(entry) == AE_IFDIR) members.name(name.ends_with('/') ? name : name + "/", true);
    if (!members.add(name)) continue;  // whatever kind of file its heading says it is: there may be data
    const auto content = content_of(reader.get(), most);
    if (!content) return emitter.unread(name, "it cannot be unpacked, or unpacks to far more than such files do");
    if (archive_entry_filetype(entry) == AE_IFDIR && content->empty()) continue;
    members.read(name, *content);
  }
}

// A number of 7z (7zFormat.txt, “REAL_UINT64”, “NUMBER”): the first byte's leading ones say how many follow.
std::optional<std::uint64_t> seven_number(ByteView& from) {
  if (from.empty()) return std::nullopt;
  const std::uint8_t first = from[0];
  from = from.subspan(1);
  std::uint64_t out = 0;
  for (unsigned i = 0; i < 8; ++i) {
    if ((first & (0x80U >> i)) == 0) return out | std::uint64_t{first & ((0x80U >> i) - 1U)} << (8 * i);
    if (from.empty()) return std::nullopt;
    out |= std::uint64_t{from[0]} << (8 * i);
    from = from.subspan(1);
  }
  return out;
}

// Bytes of a 7z that belong to nothing: behind its list of files, and between that and what is packed.
void look_between(ByteView file, Emitter& emitter) {
  constexpr std::size_t kHeading = 32;
  constexpr std::uint8_t kList = 0x01, kStreams = 0x04, kPackInfo = 0x06, kSizes = 0x09, kPackedList = 0x17;
  const auto number = [&](std::size_t at) {
    std::uint64_t out = 0;
    for (std::size_t i = 8; i-- > 0;) out = out << 8 | file[at + i];
    return out;
  };
  if (file.size() <= kHeading) return;
  const std::uint64_t at = number(12), size = number(20), most = file.size() - kHeading;
  if (size == 0 || at > most || size > most - at) return;  // read_members() tells that it is damaged
  const auto unexplained = [&](std::string_view where) {
    emitter.observe({.trait = Trait::kUnexplained, .place = fmt::format("bytes {}", where)});
  };
  if (at + size < most) unexplained("after the end of the archive");
  ByteView list = file.subspan(kHeading + static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  const std::size_t lead = list[0] == kList && list.size() > 1 && list[1] == kStreams ? 2
                           : list[0] == kPackedList                                   ? 1
                                                                                      : 0;
  if (lead == 0 || list.size() <= lead || list[lead] != kPackInfo) return;
  list = list.subspan(lead + 1);
  std::uint64_t end = seven_number(list).value_or(0);
  const std::uint64_t streams = seven_number(list).value_or(0);
  if (list.empty() || list[0] != kSizes || streams > kMostParts) return;
  list = list.subspan(1);
  for (std::uint64_t i = 0; i < streams; ++i) end += seven_number(list).value_or(0);
  if (end < at) unexplained("between what is packed and its list");
}

// Where the data of a gzip member begins (§2.3), with what its header says.
struct GzipHeader {
  std::size_t end = 0;
  std::string name{};
  bool comment = false, extra = false;
};
std::optional<GzipHeader> gzip_header(ByteView file) {
  if (file.size() < 18 || file[0] != 0x1f || file[1] != 0x8b || file[2] != 8) return std::nullopt;
  const std::uint8_t flags = file[3];
  GzipHeader out{.end = 10};
  const auto text = [&]() -> std::optional<std::string> {
    const std::size_t end = as_text(file).find('\0', out.end);
    if (end == std::string_view::npos) return std::nullopt;
    std::string words(as_text(file).substr(out.end, end - out.end));
    out.end = end + 1;
    return words;
  };
  if ((flags & 4) != 0) {
    out.extra = true;
    out.end += 2U + (file[10] | static_cast<std::size_t>(file[11]) << 8);
    if (out.end >= file.size()) return std::nullopt;
  }
  if ((flags & 8) != 0) {
    const auto name = text();
    if (!name) return std::nullopt;
    out.name = *name;
  }
  if ((flags & 16) != 0) {
    if (!text()) return std::nullopt;
    out.comment = true;
  }
  if ((flags & 2) != 0) out.end += 2;
  return out.end < file.size() ? std::optional(out) : std::nullopt;
}

// Inflates one member from `at`; returns where it ends.
std::optional<std::size_t> inflate_member(ByteView file, std::size_t at, std::size_t most, Bytes& out) {
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owned(&stream, &inflateEnd);
  stream.next_in = const_cast<Bytef*>(file.data() + at);
  stream.avail_in = static_cast<uInt>(file.size() - at);
  Bytes chunk(std::size_t{1} << 16);
  for (int outcome = Z_OK; outcome != Z_STREAM_END;) {
    stream.next_out = chunk.data();
    stream.avail_out = static_cast<uInt>(chunk.size());
    outcome = inflate(&stream, Z_NO_FLUSH);
    if (outcome != Z_OK && outcome != Z_STREAM_END) return std::nullopt;
    append(out, ByteView(chunk).first(chunk.size() - stream.avail_out));
    if (out.size() > most) return std::nullopt;
  }
  return file.size() - stream.avail_in;
}

}  // namespace

bool Members::add(const std::string& name) {
  if (names_.size() >= kMostParts) {
    if (names_.size() == kMostParts) emitter_.unread("", "there are more files in it than are read");
    names_.insert(name);
    return false;
  }
  if (!names_.insert(name).second)
    emitter_.observe({.trait = Trait::kDuplicateName,
                      .part = name,
                      .place = "two files of one name: programs differ in which they unpack"});
  return true;
}

// Every folder of the path once, and the file itself; as people write them: “Vane, B - interview.docx”.
void Members::name(std::string_view path, bool empty) {
  const bool is_folder = path.ends_with('/');
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    std::string words(path.substr(at, end - at));
    const bool last = end + 1 >= path.size();
    if (last && !is_folder) words.resize(std::min(words.size(), words.rfind('.')));
    std::ranges::replace(words, '_', ' ');
    if ((last && !is_folder) || folders_.insert(std::string(path.substr(0, end))).second) {
      said_.cell(words);
      said_.end_row();
    }
    if (!last) bare_.erase(std::string(path.substr(0, end)));
    if (last && empty && is_remark(words)) bare_.emplace(path.substr(0, end));
    at = end + 1;
  }
}
void Members::end_names() {
  said_.close(Trait::kMemberNames, "", "names of the files and folders in it");
  if (!bare_.empty())
    emitter_.observe({.trait = Trait::kArchiveComment,
                      .place = "remarks in the names of files and folders that hold nothing",
                      .cells = bare_.size()});
}

void Members::read(const std::string& name, ByteView content) {
  this->name(name, content.empty());
  const std::string_view file = base_name(name);
  const std::string plain = lower(file);
  const auto leftover = [&](std::string_view what) {
    emitter_.observe({.trait = Trait::kPackingLeftover, .part = name, .place = std::string(what), .cells = 1});
  };
  if (content.empty()) return;
  if (plain == ".ds_store")
    return leftover("a Mac's list of the files in the folder, also of those that were not packed");
  if (plain == "thumbs.db" || plain == "ehthumbs.db")
    return leftover("small pictures of the files in the folder, also of those that were deleted");
  if (file.starts_with("~$") || plain.starts_with(".~lock."))
    return leftover("the name of whoever had the document open");
  if (name.starts_with(".git/") || name.find("/.git/") != std::string::npos || name.find(".svn/") != std::string::npos)
    return leftover("the history of the folder, with earlier versions");
  if (file.starts_with("._") && content.size() >= 4 && get_u32(content.data()) == 0x00051607) {
    if (as_text(content).find("kMDItemWhereFroms") != std::string_view::npos)
      return leftover("where on the web or in which mail the file came from");
    return emitter_.observe(
        {.trait = Trait::kMacMetadata, .part = name, .place = "what a Mac adds to each file", .cells = 1});
  }
  read_inside(content, name, emitter_);
}

void Members::owner(std::string_view name) {
  if (name.empty() || name == "root" || std::exchange(owner_said_, true)) return;
  emitter_.observe({.trait = Trait::kOwnerName, .place = "the account of whoever packed it", .cells = 1});
}

void Members::link(const std::string& name, std::string_view target) {
  if (target.starts_with('/'))
    emitter_.observe({.trait = Trait::kExternalTarget,
                      .part = name,
                      .place = "a link to a path on the computer where it was packed",
                      .cells = 1});
  if (is_remark(target) || (target.find('@') != std::string_view::npos && target.find(' ') != std::string_view::npos))
    emitter_.observe({.trait = Trait::kArchiveComment,
                      .part = name,
                      .place = "a comment in place of a link's target",
                      .cells = 1,
                      .characters = target.size()});
}

void read_seven_zip(ByteView file, Emitter& emitter) {
  look_between(file, emitter);
  read_members(file, Wanted::kSevenZip, emitter);
}
void read_rar(ByteView file, Emitter& emitter) {
  account_for_rar(file, emitter);
  read_members(file, Wanted::kRar, emitter);
}

// Packed bytes read as no words: those that do lie beside what is packed.
void look_for_words(ByteView file, Emitter& emitter) {
  constexpr std::size_t kShortest = 16;
  for (const std::string& run : readable_runs(file, kShortest))
    if (reads_as_words(run))
      return emitter.observe({.trait = Trait::kUnexplained, .place = "words beside what is packed"});
}

void read_packed(ByteView file, Emitter& emitter) {
  const Reader reader = open_reader(file, Wanted::kPacked);
  archive_entry* entry = nullptr;
  if (!reader || archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK)
    return emitter.unread("", "the packed file is damaged");
  const auto content = content_of(reader.get(), most_for(file.size()));
  if (!content) return emitter.unread("", "it cannot be unpacked, or unpacks to far more than such files do");
  if (const auto used = archive_filter_bytes(reader.get(), -1);
      used >= 0 && static_cast<std::uint64_t>(used) < file.size())
    emitter.observe({.trait = Trait::kUnexplained,
                     .place = fmt::format("{} bytes after the end of the packed file",
                                          file.size() - static_cast<std::uint64_t>(used))});
  look_for_words(file, emitter);
  read_inside(*content, "what is packed", emitter);
}

void read_gzip(ByteView file, Emitter& emitter) {
  const auto header = gzip_header(file);
  if (!header) return emitter.unread("", "the packed file is damaged");
  Bytes content;
  std::size_t at = 0;
  do {
    const auto each = gzip_header(file.subspan(at));
    if (each->comment)
      emitter.observe({.trait = Trait::kArchiveComment, .place = "a comment in the packed file", .cells = 1});
    if (each->extra) emitter.observe({.trait = Trait::kUnexplained, .place = "a field of its header that is not read"});
    if (each->name != header->name)
      emitter.observe({.trait = Trait::kUnexplained, .place = "a second name of the packed file"});
    const auto end = inflate_member(file, at, most_for(file.size()), content);
    if (!end) return emitter.unread("", "it cannot be unpacked, or unpacks to far more than such files do");
    at = *end;
  } while (gzip_header(file.subspan(at)));
  if (at < file.size())
    emitter.observe({.trait = Trait::kUnexplained,
                     .place = fmt::format("{} bytes after the end of the packed file", file.size() - at)});
  Members(emitter).name(header->name, false);
  read_inside(content, header->name.empty() ? "what is packed" : header->name, emitter);
}

}  // namespace tipstaff::document
