#include "match/classes.h"

#include <immintrin.h>

namespace tipstaff::match {
namespace {

// A token before its class is looked up: its slot, whether it has none, its flags.
constexpr std::uint32_t kClassless = std::uint32_t{1} << 23;
constexpr unsigned kFlags = 24;
static_assert(kMostClassSlots <= kClassless);

struct Numbers {
  std::uint32_t shortest, span;
  std::uint8_t flag;
  explicit Numbers(const Index& index)
      : shortest(index.shortest_number()), span(index.longest_number() - shortest), flag(index.longest_number() > 0 ? kNumber : std::uint8_t{0}) {}
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
    out[length] = {std::uint8_t{0xFF}, static_cast<std::uint8_t>((length == 1 ? kSingle : 0) | (length >= 3 ? kLong : 0))};
  return out;
}();

template <class Sum>
inline __attribute__((always_inline)) void one_by_one(const Index& index, const std::uint8_t* text, const std::uint32_t* begin, const std::uint32_t* end,
                                                      std::size_t count, std::uint8_t* out, Sum&& sum_of) {
  const Numbers numbers(index);
  const std::uint8_t* classes = index.classes().data();
  const std::uint64_t slots = index.classes().size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* at = text + begin[i];
    const std::uint32_t length = end[i] - begin[i];
    const unsigned digit = kDigits[at[0]] | kDigits[at[std::min(length, 16U) - 1]];
    const unsigned number = length - numbers.shortest <= numbers.span ? numbers.flag : 0U;
    const unsigned known = (classes[class_slot(sum_of(at, length), slots)] & (digit - 1)) | (number & (0U - digit));
    const auto [kept, added] = kLengths[std::min<std::size_t>(length, kLongestToken + 1)];
    out[i] = static_cast<std::uint8_t>((known | kCapitals[at[0]] | added) & kept);
  }
}

// token_sum() in the vectors that every processor of this kind has.
inline std::uint64_t sum_sse2(const std::uint8_t* at, std::uint32_t length, __m128i seed) {
  const auto* masks = reinterpret_cast<const __m128i*>(kTokenMasks.data()) + std::min(length, 16U);
  const __m128i folded = _mm_and_si128(_mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), _mm_set1_epi8(0x20)), _mm_loadu_si128(masks));
  const __m128i words = _mm_add_epi32(folded, seed);
  const __m128i products = _mm_mul_epu32(words, _mm_srli_epi64(words, 32));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_add_epi64(products, _mm_shuffle_epi32(products, 0x4E))));
}

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"  // the compiler's own header (GCC bug 105593)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,bmi,bmi2,popcnt")
#endif
inline __m512i four_of(const std::uint8_t* text, const std::uint32_t* begin) {  // every fourth token's first 16 bytes
  const auto at = [&](std::size_t i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + begin[i])); };
  const __m256i low = _mm256_inserti128_si256(_mm256_castsi128_si256(at(0)), at(4), 1);
  const __m256i high = _mm256_inserti128_si256(_mm256_castsi128_si256(at(8)), at(12), 1);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

// Sixteen tokens to slots and flags. Group g works on tokens g, g + 4, g + 8, g + 12, one in each quarter of a vector, so that
// what it finds belongs into the g-th word of each quarter.
class Sixteen {
 public:
  Sixteen(const Index& index, const std::uint8_t* text)
      : text_(text), seed_(_mm512_broadcast_i32x4(_mm_set_epi64x(static_cast<long long>(index.seed().b), static_cast<long long>(index.seed().a)))),
        slots_(_mm512_set1_epi32(static_cast<int>(index.classes().size() - 1))), numbers_(index) {
    for (unsigned i = 0; i < 64; ++i) {
      quarter_[i] = static_cast<std::uint8_t>(i / 16 * 16);
      place_[i] = static_cast<std::uint8_t>(i % 16);
      half_[i] = static_cast<std::uint8_t>(i % 16 ^ 8);
      word_[i] = static_cast<std::uint8_t>(i % 4);
    }
  }

  void operator()(const std::uint32_t* begin, const std::uint32_t* end, std::uint32_t* out) const {
    const __m512i length = _mm512_sub_epi32(_mm512_loadu_si512(end), _mm512_loadu_si512(begin));
    const __m512i looked_at = _mm512_min_epu32(length, _mm512_set1_epi32(16));
    __m512i slot = _mm512_setzero_si512(), first = slot, last = slot;
    group<0>(begin, looked_at, slot, first, last);
    group<1>(begin, looked_at, slot, first, last);
    group<2>(begin, looked_at, slot, first, last);
    group<3>(begin, looked_at, slot, first, last);
    const auto within = [](__m512i bytes, char low, char high) {
      return _mm512_cmple_epu32_mask(_mm512_sub_epi32(_mm512_and_si512(bytes, _mm512_set1_epi32(0xFF)), _mm512_set1_epi32(low)), _mm512_set1_epi32(high - low));
    };
    const __mmask16 digit = within(first, '0', '9') | within(last, '0', '9');
    const __mmask16 upper = within(first, 'A', 'Z') | _mm512_test_epi32_mask(first, _mm512_set1_epi32(0x80));
    const __mmask16 fits = _mm512_cmple_epu32_mask(_mm512_sub_epi32(length, _mm512_set1_epi32(static_cast<int>(numbers_.shortest))), _mm512_set1_epi32(static_cast<int>(numbers_.span)));
    const auto add = [&](__mmask16 which, std::uint32_t bits) { slot = _mm512_mask_or_epi32(slot, which, slot, _mm512_set1_epi32(static_cast<int>(bits))); };
    slot = _mm512_and_si512(slot, slots_);
    add(digit, kClassless);
    add(digit & fits, std::uint32_t{numbers_.flag} << kFlags);
    add(upper, std::uint32_t{kUpper} << kFlags);
    add(_mm512_cmpeq_epi32_mask(length, _mm512_set1_epi32(1)), std::uint32_t{kSingle} << kFlags);
    add(_mm512_cmpge_epu32_mask(length, _mm512_set1_epi32(3)), std::uint32_t{kLong} << kFlags);
    const __mmask16 beyond = _mm512_cmpgt_epu32_mask(length, _mm512_set1_epi32(kLongestToken));
    _mm512_storeu_si512(out, _mm512_mask_mov_epi32(slot, beyond, _mm512_set1_epi32(kClassless)));
  }

 private:
  template <int kGroup>
  void group(const std::uint32_t* begin, __m512i looked_at, __m512i& slot, __m512i& first, __m512i& last) const {
    constexpr __mmask64 kBytes = std::uint64_t{0x000F000F000F000F} << (4 * kGroup);
    const __m512i raw = four_of(text_, begin + kGroup);
    const __m512i lengths = _mm512_permutexvar_epi8(_mm512_add_epi8(_mm512_load_si512(quarter_), _mm512_set1_epi8(4 * kGroup)), looked_at);
    const __mmask64 of_token = _mm512_cmplt_epu8_mask(_mm512_load_si512(place_), lengths);
    const __m512i folded = _mm512_maskz_mov_epi8(of_token, _mm512_or_si512(raw, _mm512_set1_epi8(0x20)));
    const __m512i words = _mm512_add_epi32(folded, seed_);
    const __m512i products = _mm512_mul_epu32(words, _mm512_srli_epi64(words, 32));
    const __m512i sums = _mm512_add_epi64(products, _mm512_shuffle_epi8(products, _mm512_load_si512(half_)));
    const __m512i word = _mm512_load_si512(word_);
    slot = _mm512_mask_shuffle_epi8(slot, kBytes, _mm512_srli_epi64(sums, kSlotShift), word);
    first = _mm512_mask_shuffle_epi8(first, kBytes, raw, word);
    last = _mm512_mask_shuffle_epi8(last, kBytes, raw, _mm512_sub_epi8(lengths, _mm512_set1_epi8(1)));
  }

  alignas(64) std::uint8_t quarter_[64], place_[64], half_[64], word_[64];  // bytes of a vector, for shuffles
  const std::uint8_t* text_;
  __m512i seed_, slots_;
  Numbers numbers_;
};

void classify_avx512(const Index& index, const std::uint8_t* text, std::uint32_t* begin, std::uint32_t* end, std::size_t count, std::uint8_t* out) {
  std::fill_n(begin + count, kTokensAtOnce, 0U);  // whole vectors are read
  std::fill_n(end + count, kTokensAtOnce, 1U);
  const Sixteen sixteen(index, text);
  const std::uint8_t* classes = index.classes().data();
  alignas(64) std::uint32_t found[8 * kTokensAtOnce];
  for (std::size_t i = 0; i < count;) {
    const std::size_t some = std::min(std::size(found), count - i);
    for (std::size_t j = 0; j < some; j += kTokensAtOnce) sixteen(begin + i + j, end + i + j, found + j);
    for (std::size_t j = 0; j < some; ++j) {
      const std::uint32_t one = found[j], known = ((one / kClassless) & 1) - 1;
      out[i + j] = static_cast<std::uint8_t>((classes[one & (kClassless - 1)] & known) | one >> kFlags);
    }
    i += some;
  }
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC diagnostic pop
#pragma GCC pop_options
#endif

}  // namespace

void classify(Way way, const Index& index, const std::uint8_t* text, std::uint32_t* begin, std::uint32_t* end, std::size_t count, std::uint8_t* out) {
  const Seed seed = index.seed();
  if (way == Way::kAvx512) return classify_avx512(index, text, begin, end, count, out);
  if (way == Way::kScalar) return one_by_one(index, text, begin, end, count, out, [seed](const std::uint8_t* at, std::uint32_t length) { return token_sum(at, length, seed); });
  const __m128i words = _mm_set_epi64x(static_cast<long long>(seed.b), static_cast<long long>(seed.a));
  one_by_one(index, text, begin, end, count, out, [words](const std::uint8_t* at, std::uint32_t length) { return sum_sse2(at, length, words); });
}

}  // namespace tipstaff::match
