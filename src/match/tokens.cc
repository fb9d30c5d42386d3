#include "match/tokens.h"

#include <immintrin.h>

#include <array>
#include <bit>

namespace tipstaff::match {
namespace {

// What is carried from one block of 64 bytes to the next, and the positions that its masks name.
struct Carry {
  std::uint64_t token = 0, wide = 0;  // bit 0: the last byte was one
};
struct Edges {
  std::uint64_t begins, ends, wides;
};
inline Edges edges_of(std::uint64_t token, std::uint64_t wide, Carry& carry) {
  const std::uint64_t before = token << 1 | carry.token, wide_before = wide << 1 | carry.wide;
  carry = {token >> 63, wide >> 63};
  return {token & ~before, ~token & before, wide & ~wide_before};
}

inline void write_bits(std::uint64_t bits, std::uint32_t base, std::vector<std::uint32_t>& out, std::size_t& count) {
  std::uint32_t* to = out.data() + count;
  count += static_cast<std::size_t>(std::popcount(bits));
  for (; bits != 0; bits &= bits - 1) *to++ = base + static_cast<std::uint32_t>(std::countr_zero(bits));
}

// A token that touches the end of the text ends there.
inline void finish(std::size_t size, const Carry& carry, Cuts& out, std::size_t ends) {
  if (carry.token != 0) out.end[ends] = static_cast<std::uint32_t>(size);
}

inline std::uint64_t within(std::size_t at, std::size_t size) {
  return size - at >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (size - at)) - 1;
}

// For what is cut off in the middle of a block, the masks above end the token already.
template <class Masks>
inline __attribute__((always_inline)) void cut_by(const std::uint8_t* text, std::size_t size, Cuts& out,
                                                  Masks&& masks_of) {
  Carry carry;
  std::size_t begins = 0, ends = 0, wides = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    std::uint64_t wide = 0;
    std::uint64_t token = masks_of(text + at, wide);
    const std::uint64_t valid = within(at, size);
    const Edges edges = edges_of(token & valid, wide & valid, carry);
    write_bits(edges.begins, static_cast<std::uint32_t>(at), out.begin, begins);
    write_bits(edges.ends, static_cast<std::uint32_t>(at), out.end, ends);
    write_bits(edges.wides, static_cast<std::uint32_t>(at), out.wide, wides);
  }
  finish(size, carry, out, ends);
  out.count = begins;
  out.wide_count = wides;
}

constexpr std::array<std::uint8_t, 256> make_kinds() {
  std::array<std::uint8_t, 256> out{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out[c] = static_cast<std::uint8_t>((letter || c >= 0x80 ? 1 : 0) | (c >= 0x80 ? 2 : 0));
  }
  return out;
}
constexpr std::array<std::uint8_t, 256> kKinds = make_kinds();

void cut_scalar(const std::uint8_t* text, std::size_t size, Cuts& out) {
  cut_by(text, size, out, [](const std::uint8_t* block, std::uint64_t& wide) {
    std::uint64_t token = 0;
    for (unsigned i = 0; i < 64; ++i) {
      const std::uint64_t kind = kKinds[block[i]];
      token |= (kind & 1) << i;
      wide |= (kind >> 1) << i;
    }
    return token;
  });
}

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
inline __m256i between(__m256i bytes, char low, char high) {  // of ASCII; bytes beyond are negative, and never within
  return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(static_cast<char>(low - 1))),
                          _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(high + 1)), bytes));
}
inline std::uint32_t token_mask(__m256i bytes, std::uint32_t& wide) {
  const __m256i letters = between(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 'z');
  wide = static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
  return wide | static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(letters, between(bytes, '0', '9'))));
}
void cut_avx2(const std::uint8_t* text, std::size_t size, Cuts& out) {
  Carry carry;
  std::size_t begins = 0, ends = 0, wides = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    std::uint32_t low_wide = 0, high_wide = 0;
    const std::uint64_t low = token_mask(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at)), low_wide);
    const std::uint64_t high =
        token_mask(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + 32)), high_wide);
    const std::uint64_t valid = within(at, size);
    const Edges edges =
        edges_of((low | high << 32) & valid, (low_wide | std::uint64_t{high_wide} << 32) & valid, carry);
    write_bits(edges.begins, static_cast<std::uint32_t>(at), out.begin, begins);
    write_bits(edges.ends, static_cast<std::uint32_t>(at), out.end, ends);
    if (edges.wides != 0) write_bits(edges.wides, static_cast<std::uint32_t>(at), out.wide, wides);
  }
  finish(size, carry, out, ends);
  out.count = begins;
  out.wide_count = wides;
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")
#endif
// The set bits' numbers as 32-bit positions. At most 33 of 64 can begin or end a token: three vectors hold them.
inline void write_bits_512(std::uint64_t bits, std::uint32_t base, std::vector<std::uint32_t>& out,
                           std::size_t& count) {
  alignas(64) static constexpr auto kIota = [] {
    std::array<std::uint8_t, 64> all{};
    for (unsigned i = 0; i < 64; ++i) all[i] = static_cast<std::uint8_t>(i);
    return all;
  }();
  const __m512i numbers = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(kIota.data()));
  const __m512i from = _mm512_set1_epi32(static_cast<int>(base));
  std::uint32_t* to = out.data() + count;
  const int found = std::popcount(bits);
  _mm512_storeu_si512(to, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(numbers))));
  if (found > 16) {
    _mm512_storeu_si512(to + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(numbers, 1))));
    if (found > 32)
      _mm512_storeu_si512(to + 32, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(numbers, 2))));
  }
  count += static_cast<std::size_t>(found);
}
void cut_avx512(const std::uint8_t* text, std::size_t size, Cuts& out) {
  alignas(64) static constexpr auto kAscii = [] {  // the table of 128 that one VBMI permutation reads
    std::array<std::uint8_t, 128> all{};
    for (unsigned i = 0; i < 128; ++i) all[i] = (kKinds[i] & 1) != 0 ? 0x80 : 0;
    return all;
  }();
  const __m512i low = _mm512_load_si512(kAscii.data()), high = _mm512_load_si512(kAscii.data() + 64);
  Carry carry;
  std::size_t begins = 0, ends = 0, wides = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    const __m512i bytes = _mm512_loadu_si512(text + at);
    __builtin_prefetch(text + at + kMostTokenised);  // what comes next, while this is worked on
    const std::uint64_t valid = within(at, size), wide = _mm512_movepi8_mask(bytes) & valid;
    const std::uint64_t token = (_mm512_movepi8_mask(_mm512_permutex2var_epi8(low, bytes, high)) | wide) & valid;
    const Edges edges = edges_of(token, wide, carry);
    write_bits_512(edges.begins, static_cast<std::uint32_t>(at), out.begin, begins);
    write_bits_512(edges.ends, static_cast<std::uint32_t>(at), out.end, ends);
    if (edges.wides != 0) write_bits(edges.wides, static_cast<std::uint32_t>(at), out.wide, wides);
  }
  finish(size, carry, out, ends);
  out.count = begins;
  out.wide_count = wides;
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

std::string_view way_name(Way way) { return way == Way::kAvx512 ? "AVX-512" : way == Way::kAvx2 ? "AVX2" : "scalar"; }

bool can(Way way) {
  if (way == Way::kAvx512)
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("bmi2");
  if (way == Way::kAvx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  return true;
}

Way best_way() { return can(Way::kAvx512) ? Way::kAvx512 : can(Way::kAvx2) ? Way::kAvx2 : Way::kScalar; }

void cut(Way way, const std::uint8_t* text, std::size_t size, Cuts& out) {
  if (way == Way::kAvx512)
    cut_avx512(text, size, out);
  else if (way == Way::kAvx2)
    cut_avx2(text, size, out);
  else
    cut_scalar(text, size, out);
}

}  // namespace tipstaff::match
