#include <fmt/format.h>

#include <charconv>
#include <set>

#include "document/containers/archive.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kBlock = 512;

// Octal, or base 256 with the top bit set (GNU).
std::optional<std::uint64_t> tar_number(ByteView field) {
  if ((field[0] & 0x80) != 0) {
    std::uint64_t out = field[0] & 0x3f;
    for (const std::uint8_t byte : field.subspan(1)) {
      if (out >> 55 != 0) return std::nullopt;
      out = out << 8 | byte;
    }
    return out;
  }
  std::string text;
  for (const std::uint8_t byte : field)
    if (byte != 0 && byte != ' ') text += static_cast<char>(byte);
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, 8);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size())) return std::nullopt;
  return out;
}

std::string tar_text(ByteView field) {
  const std::string_view text = as_text(field);
  return std::string(text.substr(0, text.find('\0')));
}

bool is_checked(ByteView header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) sum += i >= 148 && i < 156 ? ' ' : header[i];
  return tar_number(header.subspan(148, 8)) == sum;
}

class TarReader {
 public:
  TarReader(ByteView file, Emitter& emitter) : file_(file), emitter_(emitter), members_(emitter) {}

  void read() {
    while (at_ + kBlock <= file_.size()) {
      const ByteView header = file_.subspan(at_, kBlock);
      if (std::ranges::all_of(header, [](std::uint8_t byte) { return byte == 0; })) return end();
      const auto size = tar_number(header.subspan(124, 12));
      if (!is_checked(header) || !size) return emitter_.unread("", "the archive is damaged");
      at_ += kBlock;
      const std::uint64_t bytes = pax_size_.value_or(*size);
      if (bytes > file_.size() - at_) return emitter_.unread("", "the archive is cut short");
      entry(header, file_.subspan(at_, static_cast<std::size_t>(bytes)));
      const std::size_t padded = (static_cast<std::size_t>(bytes) + kBlock - 1) / kBlock * kBlock;
      look_at_padding(at_ + static_cast<std::size_t>(bytes), std::min(at_ + padded, file_.size()));
      at_ = std::min(at_ + padded, file_.size());
    }
    emitter_.unread("", "the archive is cut short");
  }

 private:
  void unexplained(std::string_view what) {
    if (unexplained_.insert(std::string(what)).second)
      emitter_.observe({.trait = Trait::kUnexplained, .place = std::string(what)});
  }
  // Behind a text's end, and in what a heading leaves free, are noughts.
  void look_at_heading(ByteView header, char kind) {
    const bool posix = as_text(header).substr(257, 6) == std::string_view("ustar\0", 6);
    for (const auto& [at, size] : {std::pair<std::size_t, std::size_t>{0, 100},
                                   {157, 100},
                                   {265, 32},
                                   {297, 32},
                                   {345, posix ? 155 : 0},
                                   {500, posix ? 12 : 0}}) {
      const ByteView field = header.subspan(at, size);
      const std::size_t text = at == 500 ? 0 : tar_text(field).size();
      if (!std::ranges::all_of(field.subspan(text), [](std::uint8_t byte) { return byte == 0; }))
        unexplained("words in a heading behind the end of a text");
    }
    const bool link = kind == '1' || kind == '2';
    if (!link && header[157] != 0) unexplained("the target of a link, of something that is none");
    if (!link && kind != 'K' && kind != 'L' && kind != 'x' && kind != 'g' && !long_target_.empty())
      unexplained("the long target of a link, of something that is none");
  }

  void entry(ByteView header, ByteView content) {
    const char kind = static_cast<char>(header[156]);
    look_at_heading(header, kind);
    if (kind == 'x' || kind == 'g') return pax(content, kind == 'g');
    if (kind == 'K' || kind == 'L') {
      const std::string text = tar_text(content);
      if (!std::ranges::all_of(content.subspan(text.size()), [](std::uint8_t byte) { return byte == 0; }))
        unexplained("words behind the end of a long name");
      if (kind == 'L')
        long_name_ = text;
      else
        long_target_ = text;
      return;
    }
    const std::string target = std::exchange(long_target_, {});
    std::string name = tar_text(header.first(100));
    const std::string prefix =
        as_text(header).substr(257, 6) == std::string_view("ustar\0", 6) ? tar_text(header.subspan(345, 155)) : "";
    if (!prefix.empty()) name = prefix + "/" + name;
    if (!long_name_.empty()) name = std::exchange(long_name_, {});
    pax_size_.reset();
    members_.owner(tar_text(header.subspan(265, 32)));
    look_at_group(tar_text(header.subspan(297, 32)));
    switch (kind) {
      case '0':
      case '\0':
      case '7':
        if (members_.add(name)) members_.read(name, content);
        return;
      case '5':
        members_.name(name.ends_with('/') ? name : name + "/", true);
        if (!content.empty()) unexplained("data in a folder's heading");
        return;
      case 'V':
        return emitter_.observe(
            {.trait = Trait::kArchiveComment, .place = "the volume's name", .cells = 1, .characters = name.size()});
      case '1':
      case '2':
        return members_.link(name, target.empty() ? tar_text(header.subspan(157, 100)) : target);
      default:
        emitter_.unread(name, "an entry of a kind that is not read");
    }
  }
  // "27 path=a/b\n…" (pax §"pax Extended Header").
  void pax(ByteView content, bool global) {
    std::string_view rest = as_text(content);
    while (!rest.empty() && rest[0] != '\0') {
      std::size_t length = 0;
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
      const std::size_t digits = static_cast<std::size_t>(end - rest.data());
      if (error != std::errc() || length > rest.size() || length <= digits + 2)
        return emitter_.unread("", "the archive is damaged");
      const std::string_view line = rest.substr(digits + 1, length - digits - 2);
      rest.remove_prefix(length);
      const std::size_t equals = std::min(line.find('='), line.size());
      const std::string_view key = line.substr(0, equals), value = line.substr(std::min(equals + 1, line.size()));
      if (key == "path" && !global) long_name_ = value;
      if (key == "linkpath" && !global) long_target_ = value;
      if (key == "size") {
        std::uint64_t size = 0;
        std::from_chars(value.data(), value.data() + value.size(), size);
        pax_size_ = size;
      }
      if (key == "comment")
        emitter_.observe({.trait = Trait::kArchiveComment,
                          .place = "a comment in the archive",
                          .cells = 1,
                          .characters = value.size()});
      if (key == "uname") members_.owner(value);
      if (key == "gname") look_at_group(value);
      look_at_key(key, value);
      if (key.find("xattr") != std::string_view::npos && key.find("apple") != std::string_view::npos)
        emitter_.observe({.trait = Trait::kMacMetadata, .place = "what a Mac adds to each file", .cells = 1});
    }
  }
  void look_at_group(std::string_view name) {
    if (name.find(", ") != std::string_view::npos || name.find('@') != std::string_view::npos)
      emitter_.observe({.trait = Trait::kArchiveComment,
                        .place = "a comment in place of a group's name",
                        .cells = 1,
                        .characters = name.size()});
    else
      members_.owner(name);
  }
  // What programs write (pax §"pax Extended Header Keywords", GNU tar, libarchive, star).
  void look_at_key(std::string_view key, std::string_view value) {
    static constexpr std::string_view kTexts[] = {"path", "linkpath", "uname", "gname", "comment"};
    static constexpr std::string_view kNumbers[] = {"size",
                                                    "uid",
                                                    "gid",
                                                    "mtime",
                                                    "atime",
                                                    "ctime",
                                                    "hdrcharset",
                                                    "charset",
                                                    "GNU.sparse.",
                                                    "SCHILY.dev",
                                                    "SCHILY.ino",
                                                    "SCHILY.nlink",
                                                    "SCHILY.fflags",
                                                    "SCHILY.acl.",
                                                    "LIBARCHIVE.creationtime",
                                                    "RHT.security.selinux",
                                                    "SCHILY.xattr.security.",
                                                    "SCHILY.xattr.com.apple.",
                                                    "LIBARCHIVE.xattr.com.apple.",
                                                    "LIBARCHIVE.xattr.security.",
                                                    "MSWINDOWS."};
    if (std::ranges::find(kTexts, key) != std::end(kTexts)) return;
    const bool known = std::ranges::any_of(kNumbers, [&](std::string_view each) {
      return key == each || ((each.ends_with('.') || each.starts_with("RHT")) && key.starts_with(each));
    });
    if (!known || (key.find("xattr") == std::string_view::npos && reads_as_words(value)))
      unexplained("an attribute of a file that is not known");
  }
  void look_at_padding(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (file_[i] != 0 && !std::exchange(padding_said_, true))
        emitter_.observe(
            {.trait = Trait::kUnexplained, .place = "bytes behind a file in the archive that belong to none"});
  }
  void end() {
    for (std::size_t i = at_; i < file_.size(); ++i)
      if (file_[i] != 0)
        return emitter_.observe({.trait = Trait::kUnexplained,
                                 .place = fmt::format("{} bytes after the end of the archive", file_.size() - i)});
  }

  ByteView file_;
  Emitter& emitter_;
  Members members_;
  std::size_t at_ = 0;
  std::string long_name_, long_target_;
  std::optional<std::uint64_t> pax_size_;
  std::set<std::string> unexplained_;
  bool padding_said_ = false;
};

}  // namespace

bool is_tar(ByteView file) { return file.size() >= 2 * kBlock && file[0] != 0 && is_checked(file.first(kBlock)); }

void read_tar(ByteView file, Emitter& emitter) { TarReader(file, emitter).read(); }

}  // namespace tipstaff::document
