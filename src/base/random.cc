#include "base/random.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace tipstaff {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  // A system call for every nonce would cost more than the encryption it serves. Bytes are wiped as they are handed
  // out; the process never forks without exec, so no two processes share the buffer.
  static thread_local std::array<std::uint8_t, 4096> buffer;
  static thread_local std::size_t used = buffer.size();
  if (out.size() > buffer.size() / 4) {
    randombytes_buf(out.data(), out.size());
    return;
  }
  if (buffer.size() - used < out.size()) {
    randombytes_buf(buffer.data(), buffer.size());
    used = 0;
  }
  std::memcpy(out.data(), buffer.data() + used, out.size());
  sodium_memzero(buffer.data() + used, out.size());
  used += out.size();
}

}  // namespace tipstaff
