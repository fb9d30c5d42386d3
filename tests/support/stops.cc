#include "support/stops.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace tipstaff::test {
namespace {

std::atomic<bool> armed = false;
std::atomic<std::uint64_t> calls = 0;
std::uint64_t stop_call = 0;
Stop how = Stop::kBefore;

using FileId = std::pair<dev_t, ino_t>;
std::mutex& guard() {
  static std::mutex mutex;
  return mutex;
}
std::map<FileId, std::string>& dirty() {
  static std::map<FileId, std::string> files;
  return files;
}

std::string path_of(int fd) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return {path.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

void changed(int fd) {
  struct stat info {};
  if (!armed || ::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return;
  const std::lock_guard lock(guard());
  dirty()[{info.st_dev, info.st_ino}] = path_of(fd);
}
void synced(int fd) {
  struct stat info {};
  if (!armed || ::fstat(fd, &info) != 0) return;
  const std::lock_guard lock(guard());
  dirty().erase({info.st_dev, info.st_ino});
}
// A renaming or a removal changes the folder, and the renamed file's name.
void folder_changed(const char* path) {
  if (!armed) return;
  std::string folder(path);
  const std::size_t slash = folder.rfind('/');
  folder = slash == std::string::npos ? "." : folder.substr(0, slash);
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return;
  const std::lock_guard lock(guard());
  dirty()[{info.st_dev, info.st_ino}] = folder;
}

// Does not return when this is the call to stop at and nothing of it is to happen; true when half of it is.
bool boundary() {
  if (!armed || ++calls != stop_call) return false;
  if (how == Stop::kHalfway) return true;
  ::kill(::getpid(), SIGKILL);
  ::pause();
  return false;
}
[[noreturn]] void stop_now() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

bool is_file(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}
bool is_socket(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode);
}
// Pipes and event counters are the program talking to itself.
bool leaves_us(int fd) { return armed && (is_file(fd) || is_socket(fd)); }

}  // namespace

void arm_stops(std::uint64_t at, Stop stop) {
  calls = 0;
  stop_call = at;
  how = stop;
  armed = true;
}

std::uint64_t counted_calls() { return calls; }

std::vector<std::string> unsynced() {
  const std::lock_guard lock(guard());
  std::vector<std::string> out;
  for (const auto& [id, path] : dirty()) out.push_back(path);
  return out;
}

namespace {

ssize_t do_write(int fd, const void* data, std::size_t size) {
  if (leaves_us(fd) && boundary()) {
    ::syscall(SYS_write, fd, data, size / 2);
    stop_now();
  }
  const long done = ::syscall(SYS_write, fd, data, size);
  if (done > 0) changed(fd);
  return done;
}

ssize_t do_pwrite(int fd, const void* data, std::size_t size, off64_t offset) {
  if (leaves_us(fd) && boundary()) {
    ::syscall(SYS_pwrite64, fd, data, size / 2, offset);
    stop_now();
  }
  const long done = ::syscall(SYS_pwrite64, fd, data, size, offset);
  if (done > 0) changed(fd);
  return done;
}

int do_sync(long number, int fd) {
  if (boundary()) stop_now();
  const long done = ::syscall(number, fd);
  if (done == 0) synced(fd);
  return static_cast<int>(done);
}

int do_truncate(int fd, off64_t length) {
  if (leaves_us(fd) && boundary()) stop_now();
  const long done = ::syscall(SYS_ftruncate, fd, length);
  if (done == 0) changed(fd);
  return static_cast<int>(done);
}

ssize_t do_sendmsg(int fd, const msghdr* message, int flags) {
  if (leaves_us(fd) && boundary()) {
    if (message->msg_iovlen > 0)
      ::syscall(SYS_sendto, fd, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len / 2, flags, nullptr, 0);
    stop_now();
  }
  return ::syscall(SYS_sendmsg, fd, message, flags);
}

ssize_t do_sendto(int fd, const void* data, std::size_t size, int flags, const sockaddr* to, socklen_t length) {
  if (leaves_us(fd) && boundary()) {
    ::syscall(SYS_sendto, fd, data, size / 2, flags, to, length);
    stop_now();
  }
  return ::syscall(SYS_sendto, fd, data, size, flags, to, length);
}

ssize_t do_writev(int fd, const iovec* parts, int count) {
  if (leaves_us(fd) && boundary()) {
    if (count > 0) ::syscall(SYS_write, fd, parts[0].iov_base, parts[0].iov_len / 2);
    stop_now();
  }
  const long done = ::syscall(SYS_writev, fd, parts, count);
  if (done > 0) changed(fd);
  return done;
}

}  // namespace
}  // namespace tipstaff::test

// These stand in front of the C library's for every library in the program.
extern "C" {

ssize_t write(int fd, const void* data, size_t size) { return tipstaff::test::do_write(fd, data, size); }
ssize_t writev(int fd, const iovec* parts, int count) { return tipstaff::test::do_writev(fd, parts, count); }
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return tipstaff::test::do_pwrite(fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return tipstaff::test::do_pwrite(fd, data, size, offset);
}
int fsync(int fd) { return tipstaff::test::do_sync(SYS_fsync, fd); }
int fdatasync(int fd) { return tipstaff::test::do_sync(SYS_fdatasync, fd); }
int ftruncate(int fd, off_t length) noexcept { return tipstaff::test::do_truncate(fd, length); }
int ftruncate64(int fd, off64_t length) noexcept { return tipstaff::test::do_truncate(fd, length); }

int rename(const char* from, const char* to) noexcept {
  if (tipstaff::test::boundary()) tipstaff::test::stop_now();
  const long done = ::syscall(SYS_rename, from, to);
  if (done == 0) tipstaff::test::folder_changed(to);
  return static_cast<int>(done);
}
int unlink(const char* path) noexcept {
  if (tipstaff::test::boundary()) tipstaff::test::stop_now();
  return static_cast<int>(::syscall(SYS_unlink, path));
}

ssize_t send(int fd, const void* data, size_t size, int flags) {
  return tipstaff::test::do_sendto(fd, data, size, flags, nullptr, 0);
}
ssize_t sendto(int fd, const void* data, size_t size, int flags, const sockaddr* to, socklen_t length) {
  return tipstaff::test::do_sendto(fd, data, size, flags, to, length);
}
ssize_t sendmsg(int fd, const msghdr* message, int flags) { return tipstaff::test::do_sendmsg(fd, message, flags); }

}  // extern "C"
