// Data packed by zlib (RFC 1950) inside other formats.
#pragma once

#include <functional>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::document {

// Errors: kInvalid when it is damaged, cut short or unpacks to more than `most` bytes.
Result<Bytes> unpack_zlib(ByteView packed, std::size_t most);
// Hands out what it unpacks to, in pieces, while `each` returns true. Returns how many bytes stand behind the packed
// data; nothing when it is damaged or cut short, or `each` wanted no more.
std::optional<std::size_t> unpack_zlib_in_pieces(ByteView packed, const std::function<bool(ByteView)>& each);

}  // namespace tipstaff::document
