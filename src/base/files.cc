#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tipstaff {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = std::size_t{1} << 31;

Result<void> sync_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return fail(storage_error("cannot sync", folder, errno));
  return {};
}

Result<void> put_in_place(const fs::path& path, ByteView content, unsigned mode, bool synced) {
  fs::path temporary = path;
  temporary += ".new";
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!fd.valid()) return fail(storage_error("cannot create", temporary, errno));
    TRY(write_all(fd.get(), content, temporary));
    if (synced && ::fsync(fd.get()) != 0) return fail(storage_error("cannot sync", temporary, errno));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return fail(storage_error("cannot replace", path, errno));
  return {};
}

// What is overwritten in place must come out of a loss of power as the old content or the new, never as a mixture: it
// fits one sector, and its length does not change, because the length may reach the disk without the bytes.
bool fits_over(const fs::path& old, ByteView content) {
  constexpr std::size_t kSector = 512;
  std::error_code absent;
  return content.size() <= kSector && fs::file_size(old, absent) == content.size() && !absent;
}

Result<void> change_places(const fs::path& path, ByteView content, unsigned mode) {
  fs::path old = path;
  old += ".old";
  if (!fits_over(old, content)) {
    // Both are made anew, so that the next one can change places again.
    TRY(put_in_place(old, content, mode, false));
    return put_in_place(path, content, mode, false);
  }
  {
    const Descriptor fd(::open(old.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid()) return fail(storage_error("cannot open", old, errno));
    TRY(write_all(fd.get(), content, old));
  }
  if (::renameat2(AT_FDCWD, old.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) return {};
  // This file system cannot do it.
  if (::rename(old.c_str(), path.c_str()) != 0) return fail(storage_error("cannot replace", path, errno));
  return {};
}

Result<void> add_to(const fs::path& path, ByteView content, unsigned mode, bool synced) {
  const bool existed = fs::exists(path);
  const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode));
  if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
  TRY(write_all(fd.get(), content, path));
  if (!synced) return {};
  if (::fsync(fd.get()) != 0) return fail(storage_error("cannot sync", path, errno));
  if (!existed) return sync_folder(path);
  return {};
}

}  // namespace

Error storage_error(std::string_view what, const fs::path& path, int error_number) {
  const Code code = error_number == ENOENT ? Code::kNotFound : Code::kStorage;
  return {code, fmt::format("{} ‘{}’: {}", what, path.string(), std::strerror(error_number))};
}

void Descriptor::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

Result<void> write_all(int fd, ByteView content, const fs::path& named) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(storage_error("cannot write", named, errno));
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<Bytes> read_all(int fd, std::size_t most, const fs::path& named) {
  Bytes out;
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    if (static_cast<std::uint64_t>(info.st_size) > most)
      return fail(Code::kInvalid, fmt::format("‘{}’ is larger than the {} bytes allowed here", named.string(), most));
    out.reserve(static_cast<std::size_t>(info.st_size) + 1);
  }
  std::array<std::uint8_t, 65536> chunk;
  for (;;) {
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(storage_error("cannot read", named, errno));
    if (got == 0) return out;
    if (out.size() + static_cast<std::size_t>(got) > most)
      return fail(Code::kInvalid, fmt::format("‘{}’ is larger than the {} bytes allowed here", named.string(), most));
    append(out, {chunk.data(), static_cast<std::size_t>(got)});
  }
}

Result<Plaintext> read_secret_file(const fs::path& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
  constexpr std::size_t kMost = std::size_t{1} << 20;
  Plaintext out(kMost);
  std::size_t length = 0;
  while (length < kMost) {
    const ssize_t got = ::read(fd.get(), out.writable().data() + length, kMost - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(storage_error("cannot read", path, errno));
    if (got == 0) return Plaintext::copy_of(out.reveal().first(length));
    length += static_cast<std::size_t>(got);
  }
  return fail(Code::kInvalid, fmt::format("‘{}’ is too large to be a secret", path.string()));
}

Result<Bytes> SystemFiles::read(const fs::path& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
  return read_all(fd.get(), kLargestFile, path);
}

Result<void> SystemFiles::replace(const fs::path& path, ByteView content, unsigned mode) {
  TRY(put_in_place(path, content, mode, true));
  return sync_folder(path);
}

Result<void> SystemFiles::replace_unsynced(const fs::path& path, ByteView content, unsigned mode) {
  return put_in_place(path, content, mode, false);
}

Result<void> SystemFiles::replace_often(const fs::path& path, ByteView content, unsigned mode) {
  return change_places(path, content, mode);
}

Result<void> SystemFiles::append(const fs::path& path, ByteView content, unsigned mode) {
  return add_to(path, content, mode, true);
}

Result<void> SystemFiles::append_unsynced(const fs::path& path, ByteView content, unsigned mode) {
  return add_to(path, content, mode, false);
}

Result<void> SystemFiles::remove(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(storage_error("cannot remove", path, errno));
  return {};
}

}  // namespace tipstaff
