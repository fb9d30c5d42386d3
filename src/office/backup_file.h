// The file of a backup, written and read piece by piece. Format and attack: docs/formats/backup.md. Not thread-safe.
#pragma once

#include "base/caller_files.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "crypto/keystore.h"

namespace tipstaff::office {

// How each backup begins, and how long what stands in it before the first sealed piece is at most.
inline constexpr std::string_view kBackupBeginning = "tipstaff backup v1\n";
inline constexpr std::size_t kLongestBackupBeginning = (std::size_t{1} << 20) + 23;

struct BackupHeader {
  std::string force_id;
  std::uint64_t number = 0;
  Instant at;
  std::uint64_t ledger_size = 0;
  Bytes salt;      // 32 random bytes: what a copy of the file is known by
  Bytes root_key;  // the root-key file
};

class BackupWriter {
 public:
  // A new file of `files`, which must outlive the writer; empty so far. Errors: kStorage; kRefused (it exists, or lies
  // in `store`).
  static Result<BackupWriter> open(CallerFiles& files, const std::filesystem::path& out,
                                   const std::filesystem::path& store, Random& random);
  BackupWriter(BackupWriter&&) = default;
  ~BackupWriter();

  Result<void> begin(const BackupHeader& header, const Plaintext& root);  // first, once
  Result<void> add(const std::string& name, const std::filesystem::path& file);
  Result<void> add(const std::string& name, ByteView content);
  Result<std::uint64_t> finish();  // its bytes; durable under its name on success; without it nothing stays

 private:
  BackupWriter(CallerFiles& files, std::filesystem::path out, Random& random)
      : files_(files), out_(std::move(out)), random_(random) {}
  Result<void> piece(std::string_view name, ByteView content, bool last);

  CallerFiles& files_;
  std::filesystem::path out_;
  Random& random_;
  Descriptor fd_;
  Plaintext key_;
  Hash head_{};
  std::uint64_t next_ = 0;  // piece
  std::uint64_t bytes_ = 0;
};

// Needs no key. Errors: kTampered (not a backup, cut off), kNotFound, kStorage.
Result<BackupHeader> read_backup_header(const std::filesystem::path& file);
// Unpacks into `folder`, which exists. Errors: kTampered: a byte changed, a piece missing, an end cut off; then what
// was unpacked so far must not be used.
Result<void> unpack_backup(const std::filesystem::path& file, const Plaintext& root,
                           const std::filesystem::path& folder);

}  // namespace tipstaff::office
