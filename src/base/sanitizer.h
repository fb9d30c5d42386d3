// Whether this build carries a sanitizer's runtime, which maps memory by the terabyte, ignores mlock and makes calls of
// its own.
#pragma once

namespace tipstaff {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace tipstaff
