#include "base/bytes.h"

#include <sodium.h>

#include <algorithm>

namespace tipstaff {
namespace {

std::string encode64(ByteView bytes, int variant) {
  if (bytes.empty()) return {};
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
  out.pop_back();  // the terminating NUL
  return out;
}

Result<Bytes> decode64(std::string_view text, int variant) {
  if (text.empty()) return Bytes();
  // libsodium 1.0.18 takes some bytes above 0x7f for digits.
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; }))
    return fail(Code::kInvalid, "not valid base64");
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t length = 0;
  const char* end = nullptr;
  const bool decoded =
      sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, &end, variant) == 0;
  if (!decoded || end != text.data() + text.size()) return fail(Code::kInvalid, "not valid base64");
  out.resize(length);
  return out;
}

}  // namespace

std::string hex(ByteView bytes) {
  if (bytes.empty()) return {};
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.empty()) return Bytes();
  Bytes out(text.size() / 2 + 1);
  std::size_t length = 0;
  const char* end = nullptr;
  const bool decoded = sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, &end) == 0;
  if (!decoded || end != text.data() + text.size() || length * 2 != text.size())
    return fail(Code::kInvalid, "not valid hexadecimal");
  out.resize(length);
  return out;
}

std::string base64(ByteView bytes) { return encode64(bytes, sodium_base64_VARIANT_ORIGINAL); }
std::string base64url(ByteView bytes) { return encode64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }
Result<Bytes> from_base64(std::string_view text) { return decode64(text, sodium_base64_VARIANT_ORIGINAL); }
Result<Bytes> from_base64url(std::string_view text) { return decode64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

void put_u16(Bytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}
void put_u32(Bytes& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value >> 16));
  put_u16(out, static_cast<std::uint16_t>(value));
}
void put_u64(Bytes& out, std::uint64_t value) {
  put_u32(out, static_cast<std::uint32_t>(value >> 32));
  put_u32(out, static_cast<std::uint32_t>(value));
}
std::uint16_t get_u16(const std::uint8_t* at) { return static_cast<std::uint16_t>((at[0] << 8) | at[1]); }
std::uint32_t get_u32(const std::uint8_t* at) {
  return (static_cast<std::uint32_t>(get_u16(at)) << 16) | get_u16(at + 2);
}
std::uint64_t get_u64(const std::uint8_t* at) {
  return (static_cast<std::uint64_t>(get_u32(at)) << 32) | get_u32(at + 4);
}

Result<Hash> to_hash(ByteView bytes) {
  Hash out{};
  if (bytes.size() != out.size()) return fail(Code::kInvalid, "a hash must have 32 bytes");
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

bool equal_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace tipstaff
