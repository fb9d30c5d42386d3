#include "support/fault_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/files.h"

namespace tipstaff::test {

// SQLite allocates szOsFile bytes for one of these, with the real layer's file behind it.
struct FaultFile {
  sqlite3_file base;
  FaultVfs* owner;
  const char* path;  // SQLite keeps it for the life of the file; null for a temporary one
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

// The functions that SQLite calls.
struct FaultFileCalls {
  static FaultFile& self(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
  static FaultVfs& owner(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

  static int close(sqlite3_file* file) { return self(file).real()->pMethods->xClose(self(file).real()); }

  static int read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
    FaultFile& f = self(file);
    if (!f.owner->powered()) return SQLITE_IOERR_READ;
    return f.real()->pMethods->xRead(f.real(), out, count, offset);
  }

  static Bytes content(FaultFile& f, sqlite3_int64 offset, sqlite3_int64 count) {
    Bytes out(static_cast<std::size_t>(std::max<sqlite3_int64>(count, 0)));
    if (!out.empty() &&
        f.real()->pMethods->xRead(f.real(), out.data(), static_cast<int>(out.size()), offset) != SQLITE_OK)
      std::abort();
    return out;
  }

  static int write(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
    FaultFile& f = self(file);
    sqlite3_int64 size = 0;
    if (f.real()->pMethods->xFileSize(f.real(), &size) != SQLITE_OK) return SQLITE_IOERR_WRITE;
    if (const int code = f.owner->next_call(offset + count > size)) return code;
    FaultVfs::Change change;
    change.is_write = true;
    change.offset = offset;
    change.before = content(f, offset, std::min<sqlite3_int64>(count, size - offset));
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    change.after.assign(bytes, bytes + count);
    change.size_before = size;
    change.size_after = std::max<sqlite3_int64>(size, offset + count);
    return done(f, std::move(change), f.real()->pMethods->xWrite(f.real(), data, count, offset));
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    FaultFile& f = self(file);
    if (const int code = f.owner->next_call(false)) return code;
    sqlite3_int64 before = 0;
    if (f.real()->pMethods->xFileSize(f.real(), &before) != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
    FaultVfs::Change change;
    change.size_before = before;
    change.offset = change.size_after = size;
    change.before = content(f, size, change.size_before - size);
    return done(f, std::move(change), f.real()->pMethods->xTruncate(f.real(), size));
  }

  static int done(FaultFile& f, FaultVfs::Change change, int code) {
    const std::lock_guard hold(f.owner->mutex_);
    if (code == SQLITE_OK && f.path != nullptr) f.owner->unsynced_[f.path].changes.push_back(std::move(change));
    return code;
  }

  static int sync(sqlite3_file* file, int flags) {
    FaultFile& f = self(file);
    if (const int code = f.owner->next_call(false)) return code == SQLITE_FULL ? SQLITE_OK : code;
    const int code = f.real()->pMethods->xSync(f.real(), flags);
    const std::lock_guard hold(f.owner->mutex_);
    if (code == SQLITE_OK && f.path != nullptr) f.owner->unsynced_.erase(f.path);
    return code;
  }

  static int size(sqlite3_file* file, sqlite3_int64* out) {
    return self(file).real()->pMethods->xFileSize(self(file).real(), out);
  }
  static int lock(sqlite3_file* file, int level) {
    return self(file).real()->pMethods->xLock(self(file).real(), level);
  }
  static int unlock(sqlite3_file* file, int level) {
    return self(file).real()->pMethods->xUnlock(self(file).real(), level);
  }
  static int reserved(sqlite3_file* file, int* out) {
    return self(file).real()->pMethods->xCheckReservedLock(self(file).real(), out);
  }
  // Hints such as "this file will grow" are not passed on: the real layer would change the file behind the count.
  static int control(sqlite3_file* file, int operation, void* argument) {
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_NOTFOUND;
    return self(file).real()->pMethods->xFileControl(self(file).real(), operation, argument);
  }
  static int sector(sqlite3_file* file) { return self(file).real()->pMethods->xSectorSize(self(file).real()); }
  // No promise about what a loss of power spares.
  static int properties(sqlite3_file*) { return 0; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    static const sqlite3_io_methods kMethods = {1,       close,   read,     write,   truncate, sync,       size,
                                                lock,    unlock,  reserved, control, sector,   properties, nullptr,
                                                nullptr, nullptr, nullptr,  nullptr, nullptr};
    FaultFile& f = self(file);
    f.base.pMethods = nullptr;
    f.owner = &owner(vfs);
    f.path = path;
    if (!f.owner->powered()) return SQLITE_CANTOPEN;
    const bool there = path != nullptr && std::filesystem::exists(path);
    sqlite3_vfs* real = f.owner->real_;
    if (const int code = real->xOpen(real, path, f.real(), flags, out_flags)) return code;
    f.base.pMethods = &kMethods;
    const std::lock_guard hold(f.owner->mutex_);
    if (path != nullptr && !there) f.owner->unsynced_[path].created = true;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    FaultVfs& o = owner(vfs);
    if (const int code = o.next_call(false)) return code == SQLITE_FULL ? SQLITE_OK : code;
    const int code = o.real_->xDelete(o.real_, path, sync_folder);
    const std::lock_guard hold(o.mutex_);
    o.unsynced_.erase(path);
    return code;
  }
};

FaultVfs::FaultVfs(std::string name) : name_(std::move(name)), vfs_(std::make_unique<sqlite3_vfs>()) {
  real_ = sqlite3_vfs_find(nullptr);
  *vfs_ = *real_;  // times, random bytes and paths are the real layer's
  vfs_->iVersion = 1;
  vfs_->pNext = nullptr;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = this;
  vfs_->szOsFile = static_cast<int>(sizeof(FaultFile)) + real_->szOsFile;
  vfs_->xOpen = FaultFileCalls::open;
  vfs_->xDelete = FaultFileCalls::remove;
  sqlite3_vfs_register(vfs_.get(), 0);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(vfs_.get()); }

void FaultVfs::arm(Fault fault, std::uint64_t at) {
  const std::lock_guard hold(mutex_);
  fault_ = fault;
  at_ = at;
  calls_ = 0;
}

std::uint64_t FaultVfs::calls() const {
  const std::lock_guard hold(mutex_);
  return calls_;
}

bool FaultVfs::struck() const {
  const std::lock_guard hold(mutex_);
  return fault_ != Fault::kNone && calls_ >= at_;
}

int FaultVfs::next_call(bool grows) {
  const std::lock_guard hold(mutex_);
  ++calls_;
  if (fault_ == Fault::kFailOnce && calls_ == at_) return SQLITE_IOERR_WRITE;
  if (fault_ == Fault::kFillUp && calls_ >= at_ && grows) return SQLITE_FULL;
  if (fault_ == Fault::kPowerCut && calls_ >= at_) return SQLITE_IOERR_WRITE;
  return SQLITE_OK;
}

bool FaultVfs::powered() const {
  const std::lock_guard hold(mutex_);
  return fault_ != Fault::kPowerCut || calls_ < at_;
}

void FaultVfs::forget() {
  const std::lock_guard hold(mutex_);
  unsynced_.clear();
}

namespace {

void put(int fd, const Bytes& bytes, std::int64_t offset) {
  if (::pwrite(fd, bytes.data(), bytes.size(), offset) != static_cast<ssize_t>(bytes.size())) std::abort();
}

void resize(int fd, std::int64_t size) {
  if (::ftruncate(fd, size) != 0) std::abort();
}

}  // namespace

void FaultVfs::lose_unsynced(Survivors survivors, std::uint64_t seed) {
  const std::lock_guard hold(mutex_);
  std::mt19937_64 coin(seed);
  for (const auto& [path, unsynced] : unsynced_) {
    if (survivors == Survivors::kAll) continue;
    if (unsynced.created && survivors == Survivors::kNone) {
      std::filesystem::remove(path);
      continue;
    }
    const Descriptor fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd.valid()) continue;
    for (auto change = unsynced.changes.rbegin(); change != unsynced.changes.rend(); ++change) {
      resize(fd.get(), change->size_before);
      put(fd.get(), change->before, change->offset);
    }
    if (survivors == Survivors::kNone) continue;
    for (const Change& change : unsynced.changes) {
      if ((coin() & 1) == 0) continue;
      if (change.is_write)
        put(fd.get(), change.after, change.offset);
      else
        resize(fd.get(), change.size_after);
    }
  }
  unsynced_.clear();
  fault_ = Fault::kNone;
  calls_ = 0;
}

}  // namespace tipstaff::test
