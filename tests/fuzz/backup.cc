// A file that somebody gives for a backup, and one that he gives for a journal of erasures. Properties: no crash,
// nothing unpacked from bytes that the key did not seal.
#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/aead.h"
#include "office/backup_file.h"
#include "office/erasure_journal.h"

using namespace tipstaff;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Plaintext kRoot = [] {
    if (sodium_init() < 0) std::abort();
    SystemRandom random;
    return crypto::new_key(random);
  }();
  static const int kFile = memfd_create("backup", MFD_CLOEXEC);
  const Bytes bytes(data, data + size);
  if (::ftruncate(kFile, 0) != 0 || ::pwrite(kFile, bytes.data(), bytes.size(), 0) < 0) std::abort();
  const std::filesystem::path file = "/proc/self/fd/" + std::to_string(kFile);
  (void)office::read_backup_header(file);
  static const std::filesystem::path kFolder =
      std::filesystem::temp_directory_path() / ("fuzz-backup-" + std::to_string(::getpid()));
  if (office::unpack_backup(file, kRoot, kFolder)) std::abort();
  const auto erased = office::read_erasures(bytes, kRoot, "0123456789abcdef");
  if (erased && !erased->empty()) std::abort();
  return 0;
}
