#include "document/containers/large_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "document/reader.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kPiece = std::size_t{8} << 20;  // of a text that is read in pieces
constexpr int kMostFailures = 100;

using Owned = std::unique_ptr<::archive, decltype(&archive_read_free)>;

// What libarchive reads, block by block.
class Blocks {
 public:
  Blocks(ByteSource& bytes, std::uint64_t size) : bytes_(bytes), size_(size) {}

  // `one`: as one packed file, whatever that begins with; a disk's image may begin as an empty tar does.
  Owned open(bool one) {
    Owned out(archive_read_new(), &archive_read_free);
    ::archive* reader = out.get();
    at_ = 0;
    // Only formats and filters by name: “all” would also start other programs.
    if (!one) {
      archive_read_support_format_zip(reader);
      archive_read_support_format_tar(reader);
      archive_read_support_format_7zip(reader);
      archive_read_support_format_rar(reader);
      archive_read_support_format_rar5(reader);
    }
    archive_read_support_format_raw(reader);
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_bzip2(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_zstd(reader);
    archive_read_set_callback_data(reader, this);
    archive_read_set_read_callback(
        reader, [](::archive*, void* self, const void** block) { return static_cast<Blocks*>(self)->next(block); });
    archive_read_set_seek_callback(reader, [](::archive*, void* self, la_int64_t offset, int whence) {
      return static_cast<Blocks*>(self)->seek(offset, whence);
    });
    archive_read_set_skip_callback(
        reader, [](::archive*, void* self, la_int64_t bytes) { return static_cast<Blocks*>(self)->skip(bytes); });
    if (archive_read_open1(reader) != ARCHIVE_OK) out.reset();
    return out;
  }
  std::uint64_t read() const { return read_; }
  bool ends_in_zeros() const {
    Bytes last(std::min<std::uint64_t>(512, size_));
    return bytes_.read(size_ - last.size(), last) && std::ranges::count(last, 0) == std::ssize(last);
  }

 private:
  la_ssize_t next(const void** block) {
    block_.resize(std::min<std::uint64_t>(kLargestSourceRead, size_ - at_));
    if (!block_.empty() && !bytes_.read(at_, block_)) return ARCHIVE_FATAL;
    at_ += block_.size();
    read_ += block_.size();
    *block = block_.data();
    return static_cast<la_ssize_t>(block_.size());
  }
  la_int64_t seek(la_int64_t offset, int whence) {
    const std::uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at_ : size_;
    const auto to = static_cast<la_int64_t>(base) + offset;
    if (to < 0 || static_cast<std::uint64_t>(to) > size_) return ARCHIVE_FATAL;
    at_ = static_cast<std::uint64_t>(to);
    return to;
  }
  la_int64_t skip(la_int64_t bytes) {
    const std::uint64_t step = std::min(static_cast<std::uint64_t>(std::max<la_int64_t>(bytes, 0)), size_ - at_);
    at_ += step;
    return static_cast<la_int64_t>(step);
  }

  ByteSource& bytes_;
  std::uint64_t size_, at_ = 0, read_ = 0;
  Bytes block_;
};

class Turn {
 public:
  Turn(ByteSource& bytes, std::uint64_t size, std::uint32_t from, const std::function<void(std::uint32_t)>& begins,
       Emitter& emitter)
      : blocks_(bytes, size),
        size_(size),
        from_(from),
        begins_(begins),
        emitter_(emitter),
        reader_(blocks_.open(false)) {}

  std::optional<std::uint32_t> run() {
    bool empty = true;
    for (int failures = 0; !done_;) {
      if (!reader_) return unread("", "the archive is damaged");
      archive_entry* entry = nullptr;
      const int outcome = archive_read_next_header(reader_.get(), &entry);
      if (outcome == ARCHIVE_EOF && std::exchange(empty, false)) {
        reader_ = blocks_.open(true);
        continue;
      }
      if (outcome == ARCHIVE_EOF) return end();
      empty = false;
      const bool read = outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN;
      if (outcome == ARCHIVE_FATAL || (!read && ++failures > kMostFailures))
        return unread("", "the archive is damaged, encrypted, or packed in a way that is not read");
      if (!read) {
        emitter_.unread("", "a file in it cannot be unpacked");
        continue;
      }
      const bool bare = archive_filter_code(reader_.get(), 0) == ARCHIVE_FILTER_NONE;
      if (bare && archive_format(reader_.get()) == ARCHIVE_FORMAT_RAW) return unread("", "the archive is damaged");
      file(entry);
    }
    return next_;
  }

 private:
  // A tar that was cut short between two files ends like any other, but without its end (POSIX.1-2017 pax, “ustar”).
  std::nullopt_t end() {
    const bool bare_tar = (archive_format(reader_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR &&
                          archive_filter_code(reader_.get(), 0) == ARCHIVE_FILTER_NONE;
    if (bare_tar && !blocks_.ends_in_zeros()) emitter_.unread("", "it is cut short");
    return std::nullopt;
  }
  std::nullopt_t unread(std::string_view name, std::string_view why) {
    emitter_.unread(name, why);
    done_ = true;
    next_.reset();
    return std::nullopt;
  }

  void file(archive_entry* entry) {
    if (archive_entry_filetype(entry) == AE_IFDIR) return;
    const char* utf8 = archive_entry_pathname_utf8(entry);
    const char* plain = archive_entry_pathname(entry);
    const std::string name = utf8 != nullptr ? utf8 : plain != nullptr ? plain : fmt::format("file {}", part_ + 1);
    // Without looking what is in it: one part.
    const bool small = archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) < la_int64_t{kPiece};
    if (small && part_ < from_) {
      ++part_;
      return;
    }
    if (archive_entry_is_encrypted(entry) != 0) {
      if (part_++ >= from_) emitter_.unread(name, "it is encrypted");
      return;
    }
    content(name);
  }

  void content(const std::string& name) {
    Bytes held;
    bool in_pieces = false;
    for (bool more = true; more && !done_;) {
      const std::size_t most = held.size() < kPiece || in_pieces ? kPiece : kLargestFile;
      more = fill(held, most, name);
      if (done_) return;
      if (more && !in_pieces) in_pieces = is_text(held);
      if (more && !in_pieces && held.size() < kLargestFile) continue;
      if (more && !in_pieces) {
        if (part_++ >= from_) emitter_.unread(name, "it is larger than 256 MiB");
        return;
      }
      const std::size_t line = more ? as_text(held).rfind('\n') + 1 : held.size();  // npos + 1: none
      const std::size_t size = line == 0 ? held.size() : line;
      part(ByteView(held).first(size), name);
      held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(size));
    }
  }
  static bool is_text(ByteView piece) {
    const std::string kind = kind_of(piece.first(std::min(piece.size(), std::size_t{1} << 20)));
    return kind == "text" || kind == "csv";
  }
  // False when the file has ended.
  bool fill(Bytes& held, std::size_t most, const std::string& name) {
    while (held.size() < most) {
      const std::size_t before = held.size();
      held.resize(std::min(most, before + kLargestSourceRead));
      const la_ssize_t got = archive_read_data(reader_.get(), held.data() + before, held.size() - before);
      held.resize(before + static_cast<std::size_t>(std::max<la_ssize_t>(got, 0)));
      if (got == 0) return false;
      unpacked_ += static_cast<std::uint64_t>(std::max<la_ssize_t>(got, 0));
      if (got < 0) {
        if (part_ >= from_) emitter_.unread(name, "it cannot be unpacked");
        return false;
      }
      if (unpacked_ > kMostRatio * blocks_.read() + (std::uint64_t{16} << 20) ||
          blocks_.read() > 4 * size_ + (1U << 20)) {
        unread(name, "it unpacks to far more than such files do");
        return false;
      }
    }
    return true;
  }
  void part(ByteView bytes, const std::string& name) {
    if (part_++ < from_) return;
    begins_(part_ - 1);
    if (!bytes.empty()) read_inside(bytes, name, emitter_);
    told_ += bytes.size();
    next_ = part_;
    done_ = told_ >= kMostOfATurn || emitter_.observations() >= kMostObservations / 2;
  }

  Blocks blocks_;
  std::uint64_t size_;
  std::uint32_t from_, part_ = 0;
  const std::function<void(std::uint32_t)>& begins_;
  Emitter& emitter_;
  Owned reader_;
  std::optional<std::uint32_t> next_;
  std::uint64_t unpacked_ = 0, told_ = 0;
  bool done_ = false;
};

}  // namespace

std::optional<std::uint32_t> read_some_of_archive(ByteSource& bytes, std::uint64_t size, std::uint32_t from,
                                                  const std::function<void(std::uint32_t)>& begins, Emitter& emitter) {
  return Turn(bytes, size, from, begins, emitter).run();
}

}  // namespace tipstaff::document
