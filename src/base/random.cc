#include "base/random.h"

#include <sodium.h>

namespace tipstaff {

void SystemRandom::fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

}  // namespace tipstaff
