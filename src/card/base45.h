// Base45 (RFC 9285): bytes as the 45 characters that a QR code packs into 5½ bits each. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::card {

std::string base45(ByteView bytes);
// Strict (§6): only the alphabet, no group beyond its range, no length that leaves one character over. Errors:
// kInvalid.
Result<Bytes> from_base45(std::string_view text);

}  // namespace tipstaff::card
