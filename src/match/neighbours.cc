#include "match/neighbours.h"

#include <immintrin.h>

#include <bit>

namespace tipstaff::match {
namespace {

std::uint64_t eight(const std::uint8_t* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, 8);
  return out;
}

std::size_t by_eights(const std::uint8_t* classes, std::size_t from, std::size_t to, std::uint32_t* tokens,
                      std::uint8_t* ways) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::size_t out = 0;
  for (std::size_t i = from; i < to; i += 8) {
    const std::uint64_t a = eight(classes + i), b = eight(classes + i + 1), c = eight(classes + i + 2);
    const std::uint64_t forename_first = (a >> 1) & b & kOnes;
    const std::uint64_t surname_first = a & (b >> 1) & kOnes;
    const std::uint64_t one_between = (a >> 1) & c & ((b >> 1) | (b >> 5)) & kOnes;
    const std::uint64_t is_number = (a >> 3) & kOnes;
    const std::uint64_t like = (a >> 4) & (b >> 4) & (((a >> 1) & (b >> 7)) | ((a >> 7) & (b >> 5))) & kOnes;
    const std::uint64_t all = forename_first | surname_first << 1 | one_between << 2 | is_number << 3 | like << 4;
    for (std::uint64_t left = all; left != 0;) {
      const auto byte = static_cast<unsigned>(std::countr_zero(left)) / 8;
      if (i + byte >= to) break;
      tokens[out] = static_cast<std::uint32_t>(i + byte);
      ways[out++] = static_cast<std::uint8_t>(all >> (byte * 8));
      left &= ~(std::uint64_t{0xFF} << (byte * 8));
    }
  }
  return out;
}

#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")
#endif
std::size_t by_vectors(const std::uint8_t* classes, std::size_t from, std::size_t to, std::uint32_t* tokens,
                       std::uint8_t* ways) {
  alignas(64) static constexpr auto kIota = [] {
    std::array<std::uint8_t, 64> all{};
    for (unsigned i = 0; i < 64; ++i) all[i] = static_cast<std::uint8_t>(i);
    return all;
  }();
  const __m512i iota = _mm512_load_si512(kIota.data());
  std::size_t out = 0;
  for (std::size_t i = from; i < to; i += 64) {
    const __m512i a = _mm512_loadu_si512(classes + i), b = _mm512_loadu_si512(classes + i + 1),
                  c = _mm512_loadu_si512(classes + i + 2);
    const auto has = [](__m512i of, std::uint8_t bit) {
      return _mm512_test_epi8_mask(of, _mm512_set1_epi8(static_cast<char>(bit)));
    };
    const std::uint64_t valid = to - i >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (to - i)) - 1;
    const std::uint64_t forename = has(a, kForenameClass), single_behind = has(b, kSingle);
    const std::uint64_t forename_first = forename & has(b, kSurnameClass),
                        surname_first = has(a, kSurnameClass) & has(b, kForenameClass);
    const std::uint64_t one_between = forename & has(c, kSurnameClass) & has(b, kForenameClass | kSingle);
    const std::uint64_t is_number = has(a, kNumber);
    const std::uint64_t like =
        has(a, kUpper) & has(b, kUpper) & ((forename & has(b, kLong)) | (has(a, kLong) & single_behind));
    const std::uint64_t any = (forename_first | surname_first | one_between | is_number | like) & valid;
    __m512i how = _mm512_maskz_set1_epi8(forename_first, kForenameFirst);
    const auto add = [&](std::uint64_t which, std::uint8_t bit) {
      how = _mm512_or_si512(how, _mm512_maskz_set1_epi8(which, static_cast<char>(bit)));
    };
    add(surname_first, kSurnameFirst);
    add(one_between, kOneBetween);
    add(is_number, kIsNumber);
    add(like, kLikeAName);
    _mm512_storeu_si512(ways + out, _mm512_maskz_compress_epi8(any, how));
    const __m512i numbers = _mm512_maskz_compress_epi8(any, iota);
    const __m512i base = _mm512_set1_epi32(static_cast<int>(i));
    const int found = std::popcount(any);
    const auto sixteen = [&](__m128i bytes, int place) {
      _mm512_storeu_si512(tokens + out + place, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(bytes)));
    };
    sixteen(_mm512_castsi512_si128(numbers), 0);
    if (found > 16) {
      sixteen(_mm512_extracti32x4_epi32(numbers, 1), 16);
      sixteen(_mm512_extracti32x4_epi32(numbers, 2), 32);
      sixteen(_mm512_extracti32x4_epi32(numbers, 3), 48);
    }
    out += static_cast<std::size_t>(found);
  }
  return out;
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

}  // namespace

std::size_t neighbours(Way way, const std::uint8_t* classes, std::size_t from, std::size_t to, std::uint32_t* tokens,
                       std::uint8_t* ways) {
  return way == Way::kAvx512 ? by_vectors(classes, from, to, tokens, ways) : by_eights(classes, from, to, tokens, ways);
}

}  // namespace tipstaff::match
