#include "base/secret.h"

#include <sodium.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <utility>
#include <vector>

#include "base/sanitizer.h"

namespace tipstaff {
namespace {

constexpr std::size_t kSlabBytes = std::size_t{1} << 20;
constexpr std::size_t kSmallest = 32;

std::uint8_t* map_locked(std::size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) throw LockedMemoryExhausted();
  if (mlock(at, bytes) != 0) {
    munmap(at, bytes);
    throw LockedMemoryExhausted();
  }
  madvise(at, bytes, MADV_DONTDUMP);
  madvise(at, bytes, MADV_WIPEONFORK);
  return static_cast<std::uint8_t*>(at);
}

// Power-of-two size classes cut from locked slabs; larger requests have a mapping of their own.
class Pool {
 public:
  static Pool& process_wide() {
    static Pool* pool = new Pool;  // never destroyed: a Plaintext may outlive static destruction
    return *pool;
  }

  std::uint8_t* take(std::size_t capacity) {
    if (capacity > kSlabBytes) return map_locked(capacity);
    const std::lock_guard hold(mutex_);
    auto& free_list = free_[index(capacity)];
    if (free_list.empty()) {
      std::uint8_t* slab = map_locked(kSlabBytes);
      for (std::size_t at = 0; at + capacity <= kSlabBytes; at += capacity) free_list.push_back(slab + at);
    }
    std::uint8_t* out = free_list.back();
    free_list.pop_back();
    return out;
  }

  void give_back(std::uint8_t* data, std::size_t capacity) noexcept {
    sodium_memzero(data, capacity);
    if (capacity > kSlabBytes) {
      munmap(data, capacity);
      return;
    }
    const std::lock_guard hold(mutex_);
    free_[index(capacity)].push_back(data);  // the list has held this block before: no allocation
  }

 private:
  static std::size_t index(std::size_t capacity) {
    return static_cast<std::size_t>(std::countr_zero(capacity) - std::countr_zero(kSmallest));
  }

  std::mutex mutex_;
  std::array<std::vector<std::uint8_t*>, 16> free_;
};

}  // namespace

LockedMemoryExhausted::LockedMemoryExhausted()
    : std::runtime_error(
          "the operating system refuses to lock more memory for secrets; raise the limit (ulimit -l, LimitMEMLOCK)") {}

Plaintext::Plaintext(std::size_t size) : size_(size) {
  if (size == 0) return;
  capacity_ = std::bit_ceil(std::max(size, kSmallest));
  data_ = Pool::process_wide().take(capacity_);
}

Plaintext Plaintext::copy_of(ByteView bytes) {
  Plaintext out(bytes.size());
  std::copy(bytes.begin(), bytes.end(), out.data_);
  return out;
}

Plaintext::Plaintext(Plaintext&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Plaintext& Plaintext::operator=(Plaintext&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Plaintext::~Plaintext() {
  if (data_ != nullptr) Pool::process_wide().give_back(data_, capacity_);
}

void Plaintext::truncate(std::size_t size) {
  if (size >= size_) return;
  sodium_memzero(data_ + size, size_ - size);
  size_ = size;
}

bool locked_memory_is_real() { return !kSanitized; }

}  // namespace tipstaff
