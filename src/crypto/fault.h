// A crypto library that fails on valid input, or a key of the wrong size, is a broken invariant: an exception, not a
// Result.
#pragma once

#include <stdexcept>
#include <string>

namespace tipstaff::crypto {

inline void require(bool held, const char* what) {
  if (!held) throw std::logic_error(std::string("cryptography: ") + what);
}

}  // namespace tipstaff::crypto
