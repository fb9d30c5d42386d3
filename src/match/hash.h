// The quick hashes of the matcher's filters: seeded, never believed (index.h verifies), the same on every processor.
#pragma once

#include <algorithm>
#include <array>
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

// The bytes of a word of 16 that belong to a token of 0 to 16; a table, because lengths are what no branch predicts.
inline constexpr auto kTokenMasks = [] {
  std::array<std::array<std::uint64_t, 2>, 17> out{};
  for (unsigned length = 0; length <= 16; ++length)
    for (unsigned byte = 0; byte < length; ++byte) out[length][byte / 8] |= std::uint64_t{0xFF} << (byte % 8 * 8);
  return out;
}();

// Of the first 16 bytes of a token, without regard to the case of ASCII letters: NH (Black and others, UMAC, 1999), which
// vectors work out as quickly. Its middle bits are good enough for a slot; 16 bytes can be read.
inline std::uint64_t token_sum(const std::uint8_t* at, std::uint64_t length, Seed seed) {
  std::uint64_t low = 0, high = 0;
  std::memcpy(&low, at, 8);
  std::memcpy(&high, at + 8, 8);
  constexpr std::uint64_t kLower = 0x2020202020202020;
  const std::uint64_t* masks = kTokenMasks.data()[std::min<std::uint64_t>(length, 16)].data();
  low = (low | kLower) & masks[0];
  high = (high | kLower) & masks[1];
  const auto product = [](std::uint64_t words, std::uint64_t key) {
    const auto a = static_cast<std::uint32_t>(words) + static_cast<std::uint32_t>(key);
    const auto b = static_cast<std::uint32_t>(words >> 32) + static_cast<std::uint32_t>(key >> 32);
    return std::uint64_t{a} * b;
  };
  return product(low, seed.a) + product(high, seed.b);
}
inline constexpr unsigned kSlotShift = 24;
inline std::uint64_t class_slot(std::uint64_t sum, std::uint64_t mask) { return sum >> kSlotShift & mask; }

// For the filters, every bit counts.
inline std::uint64_t token_hash(std::uint64_t sum) { return fold_multiply(sum ^ 0xA0761D6478BD642F, 0x9E3779B97F4A7C15); }
inline std::uint64_t token_hash(const std::uint8_t* at, std::uint64_t length, Seed seed) { return token_hash(token_sum(at, length, seed)); }
inline std::uint64_t token_sum(std::string_view token, Seed seed) {
  std::uint8_t padded[16] = {};
  std::memcpy(padded, token.data(), std::min<std::size_t>(token.size(), 16));
  return token_sum(padded, token.size(), seed);
}
inline std::uint64_t token_hash(std::string_view token, Seed seed) { return token_hash(token_sum(token, seed)); }

// Whether its first or last byte is a digit, of the 16 that are looked at: then it is no word of a name.
inline bool has_digit_at_edge(std::string_view token) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(token.front()) || digit(token[std::min<std::size_t>(token.size(), 16) - 1]);
}

// Of two tokens in this order.
inline std::uint64_t pair_hash(std::uint64_t left, std::uint64_t right) {
  return fold_multiply(left ^ 0xA0761D6478BD642F, std::rotl(right, 32) ^ 0xE7037ED1A0B428DB);
}

// Of a whole text.
inline std::uint64_t text_hash(std::uint8_t kind, std::string_view text, Seed seed) {
  std::uint64_t out = seed.a ^ kind;
  for (; text.size() > 16; text.remove_prefix(16)) {
    std::uint64_t words[2];
    std::memcpy(words, text.data(), 16);
    out = fold_multiply(words[0] ^ out, words[1] ^ seed.b);
  }
  std::uint64_t words[2] = {};
  std::memcpy(words, text.data(), text.size());
  return fold_multiply(words[0] ^ out, words[1] ^ seed.b ^ text.size() * 0x9E3779B97F4A7C15);
}

// A Bloom filter of one word a key: three bits.
inline std::uint64_t bloom_bits(std::uint64_t hash) {
  return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63) | std::uint64_t{1} << (hash >> 12 & 63);
}
inline std::uint64_t bloom_word(std::uint64_t hash, std::uint64_t mask) { return hash >> 20 & mask; }

}  // namespace tipstaff::match
