// Plaintext: a person's data or a key, in memory that is locked (never swapped), left out of core dumps, emptied in
// forked children and wiped when freed. It cannot be copied, printed, compared by timing or serialised by accident:
// every use goes through reveal(), which is easy to search for.
// The memory comes from one process-wide pool of locked 1 MiB slabs. Thread-safe. When the operating system refuses to
// lock more memory (RLIMIT_MEMLOCK) the constructor throws LockedMemoryExhausted: a fault, not a failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

#include "base/bytes.h"

namespace tipstaff {

class LockedMemoryExhausted : public std::runtime_error {
 public:
  LockedMemoryExhausted();
};

class Plaintext {
 public:
  Plaintext() = default;
  explicit Plaintext(std::size_t size);  // `size` zero bytes
  static Plaintext copy_of(ByteView bytes);
  static Plaintext copy_of(std::string_view text) { return copy_of(as_bytes(text)); }

  Plaintext(Plaintext&& other) noexcept;
  Plaintext& operator=(Plaintext&& other) noexcept;
  Plaintext(const Plaintext&) = delete;
  Plaintext& operator=(const Plaintext&) = delete;
  ~Plaintext();

  Plaintext clone() const { return copy_of(reveal()); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  ByteView reveal() const { return {data_, size_}; }
  std::string_view reveal_text() const { return as_text(reveal()); }
  std::span<std::uint8_t> writable() { return {data_, size_}; }

  // Shortens in place; the cut part is wiped. `size` must not exceed size().
  void truncate(std::size_t size);

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// True when the pool's pages are really locked (false under AddressSanitizer, which fakes mlock).
bool locked_memory_is_real();

}  // namespace tipstaff
