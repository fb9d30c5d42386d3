// A file layer for SQLite that breaks on demand (law 12). It stands between SQLite and the real one, counts every call
// that changes a file (write, truncate, sync, delete), and strikes at the n-th:
//   kFailOnce   that one call fails with an input/output error, later ones succeed
//   kFillUp     from there on no file grows: the disk is full until disarm()
//   kPowerCut   that call and every later one fails: the computer is off. When the connections are closed,
//   lose_unsynced()
//               leaves in the files what a disk may hold after the power came back
// What was written but not synced is remembered call by call, so that any part of it can be lost. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/bytes.h"

struct sqlite3_vfs;

namespace tipstaff::test {

enum class Fault { kNone, kFailOnce, kFillUp, kPowerCut };

// Which unsynced calls reached the disk after all.
enum class Survivors {
  kNone,  // the strictest: only what was synced
  kAll,   // as if the process alone had been killed
  kSome,  // each call by a coin of its own, so that a later one can be there without an earlier one
};

class FaultVfs {
 public:
  // Registered with SQLite under `name` while the object lives; connections must be closed before it goes.
  explicit FaultVfs(std::string name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  // Strikes at the n-th call from now on (1: the next).
  void arm(Fault fault, std::uint64_t at);
  void disarm() { arm(Fault::kNone, 0); }
  std::uint64_t calls() const;  // since arm()
  bool struck() const;          // whether the n-th call came

  // After a power cut, with every connection closed. `seed` decides for kSome. The power is back then.
  void lose_unsynced(Survivors survivors, std::uint64_t seed);
  // Forgets what was unsynced: files were replaced from outside, or the disk has long caught up.
  void forget();

 private:
  friend struct FaultFileCalls;

  // One call that changed a file and was not synced.
  struct Change {
    bool is_write = false;  // else a truncation
    std::int64_t offset = 0;
    Bytes before, after;  // what lay in that place (shorter at the end of the file), and what was put there
    std::int64_t size_before = 0, size_after = 0;
  };
  struct Unsynced {
    bool created = false;  // not there at the last sync
    std::vector<Change> changes;
  };

  // SQLite's result code for the next call; 0: go on. `grows`: the call makes the file longer.
  int next_call(bool grows);
  bool powered() const;

  std::string name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  sqlite3_vfs* real_ = nullptr;
  mutable std::mutex mutex_;
  Fault fault_ = Fault::kNone;
  std::uint64_t at_ = 0, calls_ = 0;
  std::map<std::string, Unsynced> unsynced_;  // by path
};

}  // namespace tipstaff::test
