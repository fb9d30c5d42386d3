#include "base/shared_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tipstaff {
namespace {

constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
constexpr std::size_t kPiece = std::size_t{1} << 20;

tl::unexpected<Error> no_memory() {
  return fail(Code::kStorage, fmt::format("there is no memory for the file: {}", std::strerror(errno)));
}

Result<Descriptor> new_memory() {
  Descriptor out(::memfd_create("tipstaff", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!out.valid()) return no_memory();
  return out;
}

}  // namespace

Result<SharedBytes> SharedBytes::copy_of(ByteView bytes) {
  TRY_ASSIGN(Descriptor memory, new_memory());
  TRY(write_all(memory.get(), bytes, "memory"));
  return sealed(std::move(memory));
}

Result<SharedBytes> SharedBytes::read(int fd, std::size_t most, const std::filesystem::path& named) {
  TRY_ASSIGN(Descriptor memory, new_memory());
  Bytes piece(kPiece);
  for (std::size_t total = 0; total <= most;) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(storage_error("read", named, errno));
    if (got == 0) break;
    total += static_cast<std::size_t>(got);
    TRY(write_all(memory.get(), ByteView(piece).first(static_cast<std::size_t>(got)), "memory"));
  }
  return sealed(std::move(memory));
}

Result<SharedBytes> SharedBytes::sealed(Descriptor memory) {
  if (::fcntl(memory.get(), F_ADD_SEALS, kSeals) != 0) return no_memory();
  TRY_ASSIGN(SharedBytes out, mapped(memory.get()));
  out.memory_ = std::move(memory);
  return out;
}

// Privately: a shared mapping would ask for the right to write, which the seal denies. Pages that are only read are the
// same.
Result<SharedBytes> SharedBytes::mapped(int fd) {
  struct stat status {};
  const int seals = ::fcntl(fd, F_GET_SEALS);
  if (::fstat(fd, &status) != 0 || seals < 0 || (seals & kSeals) != kSeals)
    return fail(Code::kStorage, "what was shared can still be changed");
  SharedBytes out;
  out.size_ = static_cast<std::size_t>(status.st_size);
  if (out.size_ == 0) return out;
  void* at = ::mmap(nullptr, out.size_, PROT_READ, MAP_PRIVATE, fd, 0);
  if (at == MAP_FAILED) return no_memory();
  out.at_ = static_cast<const std::uint8_t*>(at);
  return out;
}

SharedBytes::SharedBytes(SharedBytes&& other) noexcept
    : memory_(std::move(other.memory_)), at_(std::exchange(other.at_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SharedBytes& SharedBytes::operator=(SharedBytes&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(at_, other.at_);
  std::swap(size_, other.size_);
  return *this;
}

SharedBytes::~SharedBytes() {
  if (at_ != nullptr) ::munmap(const_cast<std::uint8_t*>(at_), size_);
}

}  // namespace tipstaff
