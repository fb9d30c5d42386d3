// The file operations whose order and durability the laws depend on (12), behind an interface so that tests can fail
// or kill them at the n-th call. Ordinary reading of inputs need not go through here.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff {

class Files {
 public:
  virtual ~Files() = default;

  // Whole file. Errors: kNotFound, kStorage.
  virtual Result<Bytes> read(const std::filesystem::path& path) = 0;
  // Temporary file beside it, fsync, rename, fsync of the folder: after success the new content is durable, after
  // failure or a crash the old content stands. `mode` as in chmod. Errors: kStorage ("disk full" says so).
  virtual Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) = 0;
  // As replace(), without waiting for the disk: after a loss of power the old content may stand again.
  virtual Result<void> replace_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) = 0;
  // As replace_unsynced(), for a file that is replaced many times a second: it changes places with ‘PATH.old’, which
  // stays, so that the file system makes no new file each time. Content of at most 512 bytes and of the length it had
  // changes places; other content is replaced as usual. A reader that is slower than two replacements may see a
  // mixture.
  virtual Result<void> replace_often(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) = 0;
  // Appends and fsyncs. A crash may leave a cut tail: readers must frame what they append. Errors: kStorage.
  virtual Result<void> append(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) = 0;
  // Appends without waiting for the disk; a later append() to the same file makes it durable too.
  virtual Result<void> append_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) = 0;
  // Absent is success.
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
};

class SystemFiles : public Files {
 public:
  Result<Bytes> read(const std::filesystem::path& path) override;
  Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) override;
  Result<void> replace_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) override;
  Result<void> replace_often(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) override;
  Result<void> append(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) override;
  Result<void> append_unsynced(const std::filesystem::path& path, ByteView content, unsigned mode = 0600) override;
  Result<void> remove(const std::filesystem::path& path) override;
};

// "cannot write ‘name’: No space left on device" from errno.
Error storage_error(std::string_view what, const std::filesystem::path& path, int error_number);

// An open file descriptor, closed once.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Descriptor() { reset(-1); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd);

 private:
  int fd_ = -1;
};

Result<void> write_all(int fd, ByteView content, const std::filesystem::path& named);
// Reads until the end or `most` bytes; more than `most` is kInvalid.
Result<Bytes> read_all(int fd, std::size_t most, const std::filesystem::path& named);
// As read_all, into locked memory (keys, passphrases); at most 1 MiB.
Result<Plaintext> read_secret_file(const std::filesystem::path& path);

}  // namespace tipstaff
