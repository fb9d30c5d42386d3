// A file that is too large to be held: its reader asks for the bytes that it needs.
#pragma once

#include <cstdint>
#include <span>

namespace tipstaff::document {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // All of `out`, at most kLargestSourceRead. False where there are no such bytes.
  virtual bool read(std::uint64_t at, std::span<std::uint8_t> out) = 0;
};
inline constexpr std::size_t kLargestSourceRead = std::size_t{64} << 10;

}  // namespace tipstaff::document
