#include "base/caller_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace tipstaff {
namespace {

std::filesystem::path part_of(const std::filesystem::path& path) { return path.string() + ".part"; }

tl::unexpected<Error> there_is(const std::filesystem::path& path) {
  return fail(Code::kRefused, fmt::format("‘{}’ exists; choose a new name", path.string()));
}

}  // namespace

Result<Bytes> CallerFiles::read(const std::filesystem::path& path, std::size_t most) {
  TRY_ASSIGN(const Descriptor file, open(path));
  return read_all(file.get(), most, path);
}

Result<Descriptor> OwnFiles::open(const std::filesystem::path& path) {
  // Not blocking: opening a pipe would wait for its other end.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) return fail(storage_error("cannot open", path, errno));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail(storage_error("cannot look at", path, errno));
  if (!S_ISREG(info.st_mode)) return fail(Code::kStorage, fmt::format("‘{}’ is no plain file", path.string()));
  return file;
}

bool OwnFiles::exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<void> OwnFiles::replace(const std::filesystem::path& path, ByteView content, unsigned mode, bool synced) {
  const std::filesystem::path folder = path.parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::exists(folder)) {
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return fail(storage_error("cannot make", folder, error.value()));
  }
  SystemFiles files;
  return synced ? files.replace(path, content, mode) : files.replace_unsynced(path, content, mode);
}

Result<Descriptor> OwnFiles::begin_new(const std::filesystem::path& path) {
  if (exists(path)) return there_is(path);
  Descriptor file(::open(part_of(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return fail(storage_error("cannot write", path, errno));
  return file;
}

Result<void> OwnFiles::finish_new(const std::filesystem::path& path) {
  const std::filesystem::path part = part_of(path), folder = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor file(::open(part.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.valid() || ::fsync(file.get()) != 0) return fail(storage_error("cannot write", path, errno));
  if (::link(part.c_str(), path.c_str()) != 0)
    return errno == EEXIST ? there_is(path) : fail(storage_error("cannot write", path, errno));
  ::unlink(part.c_str());
  const Descriptor here(::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!here.valid() || ::fsync(here.get()) != 0) return fail(storage_error("cannot write", path, errno));
  return {};
}

void OwnFiles::abandon_new(const std::filesystem::path& path) { ::unlink(part_of(path).c_str()); }

// The whole file system at once: a call for each of a thousand letters would cost a thousand waits.
Result<void> OwnFiles::settle(const std::filesystem::path& folder) {
  const Descriptor here(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!here.valid()) return fail(storage_error("cannot open", folder, errno));
  if (::syncfs(here.get()) != 0) return fail(storage_error("cannot bring to the disk", folder, errno));
  return {};
}

}  // namespace tipstaff
