// Byte strings and their text forms: hex (lower case), base64 (RFC 4648 §4, padded), base64url without padding (§5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tipstaff {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>;  // a SHA-256 value unless a header says otherwise

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

std::string hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);

std::string base64(ByteView bytes);
std::string base64url(ByteView bytes);
// Strict: canonical padding, no white space. Errors: kInvalid.
Result<Bytes> from_base64(std::string_view text);
Result<Bytes> from_base64url(std::string_view text);

// Big-endian integers, as RFC 6962 and the tile formats use them.
void put_u16(Bytes& out, std::uint16_t value);
void put_u32(Bytes& out, std::uint32_t value);
void put_u64(Bytes& out, std::uint64_t value);
std::uint16_t get_u16(const std::uint8_t* at);
std::uint32_t get_u32(const std::uint8_t* at);
std::uint64_t get_u64(const std::uint8_t* at);

// Copies exactly 32 bytes. Errors: kInvalid when the length differs.
Result<Hash> to_hash(ByteView bytes);

// Compares without revealing, by its timing, where two values differ. False when the lengths differ.
bool equal_secret(ByteView a, ByteView b);

}  // namespace tipstaff
