#include "match/classes.h"

#include <immintrin.h>

namespace tipstaff::match {
namespace {

struct Numbers {
  std::uint32_t shortest, span;
  std::uint8_t flag;
  explicit Numbers(const Index& index)
      : shortest(index.shortest_number()),
        span(index.longest_number() - shortest),
        flag(index.longest_number() > 0 ? kNumber : std::uint8_t{0}) {}
};

// By a token's byte and by its length: tables, because none of it can be predicted.
constexpr auto kDigits = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned c = '0'; c <= '9'; ++c) out[c] = 1;
  return out;
}();
constexpr auto kCapitals = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned c = 0; c < 256; ++c) out[c] = (c >= 'A' && c <= 'Z') || c >= 0x80 ? kUpper : 0;
  return out;
}();
constexpr auto kLengths = [] {  // what is left of a token's class, and what its length adds
  std::array<std::pair<std::uint8_t, std::uint8_t>, kLongestToken + 2> out{};
  for (std::size_t length = 0; length <= kLongestToken; ++length)
    out[length] = {std::uint8_t{0xFF},
                   static_cast<std::uint8_t>((length == 1 ? kSingle : 0) | (length >= 3 ? kLong : 0))};
  return out;
}();

void one_by_one(const Index& index, const std::uint8_t* text, const std::uint32_t* begin, const std::uint32_t* end,
                std::size_t count, std::uint8_t* classes, std::uint32_t* words) {
  const Numbers numbers(index);
  const Seed seed = index.seed();
  const std::uint8_t* table = index.classes().data();
  const auto slots = static_cast<std::uint32_t>(index.classes().size() - 1);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* at = text + begin[i];
    const std::uint32_t length = end[i] - begin[i];
    words[i] = token_word(at, length, seed);
    const unsigned digit = kDigits[at[0]] | kDigits[at[std::min(length, 8U) - 1]];
    const unsigned number = length - numbers.shortest <= numbers.span ? numbers.flag : 0U;
    const unsigned known = (table[words[i] & slots] & (digit - 1)) | (number & (0U - digit));
    const auto [kept, added] = kLengths[std::min<std::size_t>(length, kLongestToken + 1)];
    classes[i] = static_cast<std::uint8_t>((known | kCapitals[at[0]] | added) & kept);
  }
}

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,bmi,bmi2,popcnt"))), \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"  // the compiler's own header (GCC bug 105593)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,bmi,bmi2,popcnt")
#endif
inline __m512i eight_heads(const std::uint8_t* text, const std::uint32_t* begin) {
  const auto two = [&](std::size_t i) {
    const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(text + begin[i]));
    return _mm_castpd_si128(_mm_loadh_pd(_mm_castsi128_pd(low), reinterpret_cast<const double*>(text + begin[i + 1])));
  };
  const __m256i low = _mm256_inserti128_si256(_mm256_castsi128_si256(two(0)), two(2), 1);
  const __m256i high = _mm256_inserti128_si256(_mm256_castsi128_si256(two(4)), two(6), 1);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

inline __m512i both(__m256i low, __m256i high) { return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1); }
inline __m512i flag(__m512i old, __mmask16 which, std::uint8_t bit) {
  return _mm512_mask_or_epi32(old, which, old, _mm512_set1_epi32(bit));
}

// Sixteen tokens, in two vectors of eight heads.
class Sixteen {
 public:
  Sixteen(const Index& index, const std::uint8_t* text)
      : text_(text),
        seed_(_mm512_set1_epi64(static_cast<long long>(index.seed().a))),
        slots_(_mm512_set1_epi32(static_cast<int>(index.classes().size() - 1))),
        numbers_(index) {}

  // `slots`: where the class table tells more; its last, beyond what a hash reaches, where nothing.
  inline __attribute__((always_inline)) void operator()(const std::uint32_t* begin, const std::uint32_t* end,
                                                        std::uint8_t* flags, std::uint32_t* words,
                                                        std::uint32_t* slots) const {
    const __m512i length = _mm512_sub_epi32(_mm512_loadu_si512(end), _mm512_loadu_si512(begin));
    const __m512i unused =
        _mm512_sub_epi32(_mm512_set1_epi32(64), _mm512_slli_epi32(_mm512_min_epu32(length, _mm512_set1_epi32(8)), 3));
    const Eight low = eight(begin, _mm512_castsi512_si256(unused), _mm512_castsi512_si256(length));
    const Eight high = eight(begin + 8, _mm512_extracti64x4_epi64(unused, 1), _mm512_extracti64x4_epi64(length, 1));
    const __m512i word = both(low.word, high.word), first = both(low.first, high.first),
                  last = both(low.last, high.last);
    const auto within = [](__m512i bytes, char from, char to) {
      return _mm512_cmple_epu32_mask(_mm512_sub_epi32(bytes, _mm512_set1_epi32(from)), _mm512_set1_epi32(to - from));
    };
    const __m512i first_byte = _mm512_and_si512(first, _mm512_set1_epi32(0xFF));
    const __mmask16 digit = within(first_byte, '0', '9') | within(last, '0', '9');
    const __mmask16 upper = within(first_byte, 'A', 'Z') | _mm512_test_epi32_mask(first, _mm512_set1_epi32(0x80));
    const __mmask16 fits =
        _mm512_cmple_epu32_mask(_mm512_sub_epi32(length, _mm512_set1_epi32(static_cast<int>(numbers_.shortest))),
                                _mm512_set1_epi32(static_cast<int>(numbers_.span)));
    const __mmask16 beyond = _mm512_cmpgt_epu32_mask(length, _mm512_set1_epi32(kLongestToken));
    __m512i out = _mm512_maskz_set1_epi32(upper, kUpper);
    out = flag(out, digit & fits, numbers_.flag);
    out = flag(out, _mm512_cmpeq_epi32_mask(length, _mm512_set1_epi32(1)), kSingle);
    out = flag(out, _mm512_cmpge_epu32_mask(length, _mm512_set1_epi32(3)), kLong);
    out = _mm512_mask_mov_epi32(out, beyond, _mm512_setzero_si512());
    _mm_storeu_si128(reinterpret_cast<__m128i*>(flags), _mm512_cvtepi32_epi8(out));
    _mm512_storeu_si512(words, word);
    const __m512i none = _mm512_add_epi32(slots_, _mm512_set1_epi32(1));
    _mm512_storeu_si512(slots, _mm512_mask_mov_epi32(_mm512_and_si512(word, slots_), digit | beyond, none));
  }

 private:
  struct Eight {
    __m256i word, first, last;
  };
  inline __attribute__((always_inline)) Eight eight(const std::uint32_t* begin, __m256i unused, __m256i length) const {
    const __m512i raw = eight_heads(text_, begin);
    const __m512i head = _mm512_sllv_epi64(_mm512_or_si512(raw, _mm512_set1_epi8(0x20)), _mm512_cvtepu32_epi64(unused));
    const __m512i halves = _mm512_add_epi32(head, seed_);
    const __m512i product =
        _mm512_mul_epu32(halves, _mm512_add_epi64(_mm512_srli_epi64(halves, 32), _mm512_cvtepu32_epi64(length)));
    return {_mm512_cvtepi64_epi32(_mm512_srli_epi64(product, kWordShift)), _mm512_cvtepi64_epi32(raw),
            _mm512_cvtepi64_epi32(_mm512_srli_epi64(head, 56))};
  }

  const std::uint8_t* text_;
  __m512i seed_, slots_;
  Numbers numbers_;
};

void classify_avx512(const Index& index, const std::uint8_t* text, std::uint32_t* begin, std::uint32_t* end,
                     std::size_t count, std::uint8_t* classes, std::uint32_t* words) {
  std::fill_n(begin + count, kTokensAtOnce, 0U);  // whole vectors are read
  std::fill_n(end + count, kTokensAtOnce, 1U);
  const Sixteen sixteen(index, text);
  const std::uint8_t* table = index.classes().data();
  alignas(64) std::uint32_t slots[kTokensAtOnce];
  alignas(64) std::uint8_t known[kTokensAtOnce];
  for (std::size_t i = 0; i < count; i += kTokensAtOnce) {
    for (std::size_t j = 0; j < kTokensAtOnce; j += 16)
      sixteen(begin + i + j, end + i + j, classes + i + j, words + i + j, slots + j);
#pragma GCC unroll 16
    for (std::size_t j = 0; j < kTokensAtOnce; ++j) known[j] = table[slots[j]];
    _mm512_storeu_si512(classes + i, _mm512_or_si512(_mm512_loadu_si512(classes + i), _mm512_load_si512(known)));
  }
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC diagnostic pop
#pragma GCC pop_options
#endif

}  // namespace

void classify(Way way, const Index& index, const std::uint8_t* text, std::uint32_t* begin, std::uint32_t* end,
              std::size_t count, std::uint8_t* classes, std::uint32_t* words) {
  if (way == Way::kAvx512)
    classify_avx512(index, text, begin, end, count, classes, words);
  else
    one_by_one(index, text, begin, end, count, classes, words);
}

}  // namespace tipstaff::match
