// The quick hashes of the matcher's filters: seeded, never believed (index.h verifies), the same on every processor of
// this byte order.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tipstaff::match {

struct Seed {
  std::uint64_t a = 0, b = 0;
};

inline std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// A token's first eight bytes, ASCII letters in lower case, pushed up so that nothing of what follows the token is
// left: no two tokens of up to eight bytes are alike. `length` at least 1; 8 bytes can be read.
inline std::uint64_t token_head(const std::uint8_t* at, std::uint64_t length) {
  std::uint64_t head = 0;
  std::memcpy(&head, at, 8);
  return (head | 0x2020202020202020) << (64 - 8 * std::min<std::uint64_t>(length, 8));
}

// What stands for a token in the filters: of its head and its length, by NH (Black and others, UMAC, 1999), which
// vectors work out as quickly. The middle bits of the product are the good ones.
inline constexpr unsigned kWordShift = 24;
inline std::uint32_t token_word(const std::uint8_t* at, std::uint64_t length, Seed seed) {
  const std::uint64_t head = token_head(at, length);
  const auto low = static_cast<std::uint32_t>(head) + static_cast<std::uint32_t>(seed.a);
  const auto high = static_cast<std::uint32_t>(head >> 32) + static_cast<std::uint32_t>(seed.a >> 32) +
                    static_cast<std::uint32_t>(length);
  return static_cast<std::uint32_t>(std::uint64_t{low} * high >> kWordShift);
}
inline std::uint32_t token_word(std::string_view token, Seed seed) {
  if (token.empty()) return 0;
  std::uint8_t padded[8] = {};
  std::memcpy(padded, token.data(), std::min<std::size_t>(token.size(), 8));
  return token_word(padded, token.size(), seed);
}

// Whether its first or last byte is a digit, of the 8 that are looked at: then it is no word of a name.
inline bool has_digit_at_edge(std::string_view token) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(token.front()) || digit(token[std::min<std::size_t>(token.size(), 8) - 1]);
}

// Of two neighbours: the left one's word in the low half, the right one's in the high.
inline std::uint64_t pair_hash(std::uint64_t words, Seed seed) { return fold_multiply(words, seed.b | 1); }
inline std::uint64_t pair_hash(std::uint32_t left, std::uint32_t right, Seed seed) {
  return pair_hash(left | std::uint64_t{right} << 32, seed);
}

// Of a whole text without regard to the case of ASCII letters; 8 bytes behind it can be read.
inline std::uint64_t text_hash(const std::uint8_t* at, std::uint64_t length, Seed seed) {
  std::uint64_t out = seed.a ^ length * 0x9E3779B97F4A7C15;
  for (; length > 8; at += 8, length -= 8) out = fold_multiply(token_head(at, 8) ^ out, seed.b | 1);
  return fold_multiply((length == 0 ? 0 : token_head(at, length)) ^ out, seed.b | 1);
}
inline std::uint64_t text_hash(std::string_view text, Seed seed) {
  std::uint8_t padded[128] = {};
  const std::size_t size = std::min<std::size_t>(text.size(), sizeof padded - 8);
  std::memcpy(padded, text.data(), size);
  return text_hash(padded, size, seed);
}

// A Bloom filter of one word a key: three bits.
inline std::uint64_t bloom_bits(std::uint64_t hash) {
  return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63) | std::uint64_t{1} << (hash >> 12 & 63);
}
inline std::uint64_t bloom_word(std::uint64_t hash, std::uint64_t mask) { return hash >> 20 & mask; }

}  // namespace tipstaff::match
