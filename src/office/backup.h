// Backups (docs/formats/backup.md): one sealed file, in custody from its first byte until its destruction is recorded.
#pragma once

#include "base/caller_files.h"
#include "office/office.h"

namespace tipstaff::office {

struct BackupMade {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;
  std::uint64_t ledger_size = 0;
};
// Role: keeper. A consistent copy while the office goes on working: the clerk waits only while the store is copied to a
// file beside it, not while that is sealed into `out`. Class keys must not be rotated meanwhile. The copy is on record
// before it is made: one that fails stays on record, to be ended with destroy_backup(). Errors: kRefused (`out` exists,
// or lies in the store's folder), kStorage.
Result<BackupMade> make_backup(Office& office, const access::Actor& actor, CallerFiles& files,
                               const std::filesystem::path& out);

// Role: keeper. `evidence`: how it is known, 1 to 500 characters. Returns how many erasures that complete by it.
// Errors: kNotFound, kRefused (already), kUsage.
Result<std::uint64_t> destroy_backup(Office& office, const access::Actor& actor, std::uint64_t number,
                                     const std::string& evidence);

struct HeldBackup {
  std::uint64_t number = 0;
  Backup row;
};
// Roles: keeper, dpo, auditor, security officer.
Result<std::vector<HeldBackup>> backups(Office& office, const access::Actor& actor);

}  // namespace tipstaff::office
