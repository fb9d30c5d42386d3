// Packed data inside other formats: zlib (RFC 1950), and deflate alone (RFC 1951).
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

struct Inflated {
  std::uint64_t size = 0;
  std::uint32_t crc = 0;   // of IEEE 802.3, as zip and gzip have it
  std::size_t behind = 0;  // bytes that stand behind the packed data
};
// Deflate alone, in pieces: what an office document is packed with, so by ISA-L, which is twice as fast as zlib.
// Errors: kInvalid when it is damaged or cut short; what `take` fails with.
Result<Inflated> inflate_in_pieces(ByteView packed, const std::function<Result<void>(ByteView)>& take);

}  // namespace tipstaff::document
