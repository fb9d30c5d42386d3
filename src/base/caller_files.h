// The files that a command names: read and written with the rights of who calls it. A command that runs in the caller's
// own process uses OwnFiles; one that runs in the server asks the caller's process to open and to write
// (app/counter.h), so that the server never resolves a path that somebody else chose, and nobody reads or writes
// through the server what he could not himself. The store's own files go through Files.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace tipstaff {

// Implementations are thread-safe.
class CallerFiles {
 public:
  virtual ~CallerFiles() = default;

  // For reading; a plain file. Errors: kNotFound, kStorage.
  virtual Result<Descriptor> open(const std::filesystem::path& path) = 0;
  virtual bool exists(const std::filesystem::path& path) = 0;
  // As Files::replace(): whole or not at all, durable. Folders on the way that are missing are made (0700). Errors:
  // kStorage. Not `synced`: after a loss of power the old content may stand again.
  virtual Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode = 0600,
                               bool synced = true) = 0;
  // A file that must not be there yet, written bit by bit: the descriptor is of PATH.part, emptied (0600); finish_new()
  // makes it durable and gives it its name, abandon_new() removes it. Errors: kRefused (there is one of that name),
  // kStorage.
  virtual Result<Descriptor> begin_new(const std::filesystem::path& path) = 0;
  virtual Result<void> finish_new(const std::filesystem::path& path) = 0;
  virtual void abandon_new(const std::filesystem::path& path) = 0;
  // What was written below `folder` without waiting is on the disk when this returns. Errors: kStorage.
  virtual Result<void> settle(const std::filesystem::path& folder) = 0;

  // Errors: as open(); kInvalid when it holds more than `most` bytes.
  Result<Bytes> read(const std::filesystem::path& path, std::size_t most);
};

class OwnFiles : public CallerFiles {
 public:
  Result<Descriptor> open(const std::filesystem::path& path) override;
  bool exists(const std::filesystem::path& path) override;
  Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode = 0600,
                       bool synced = true) override;
  Result<Descriptor> begin_new(const std::filesystem::path& path) override;
  Result<void> finish_new(const std::filesystem::path& path) override;
  void abandon_new(const std::filesystem::path& path) override;
  Result<void> settle(const std::filesystem::path& folder) override;
};

}  // namespace tipstaff
