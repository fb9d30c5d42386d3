// Data packed by zlib (RFC 1950) inside other formats.
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::document {

// Errors: kInvalid when it is damaged, cut short or unpacks to more than `most` bytes.
Result<Bytes> unpack_zlib(ByteView packed, std::size_t most);

}  // namespace tipstaff::document
