// Strict base64 for text from outside. libsodium 1.0.18 compares characters as signed numbers, so its decoder takes
// some bytes from 0x80 on for digits; a signature or a key would then have several spellings. Found by tests/fuzz.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::crypto {

// Errors: kInvalid.
inline Result<Bytes> from_ascii_base64(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return fail(Code::kInvalid, "not valid base64");
  return from_base64(text);
}

}  // namespace tipstaff::crypto
