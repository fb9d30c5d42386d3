#include "document/containers/unpack.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace tipstaff::document {
namespace {

Bytes deflated(ByteView plain, int level, int strategy) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, strategy);
  Bytes out(deflateBound(&stream, static_cast<uLong>(plain.size())) + 64);
  stream.next_in = const_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Rows as sheets have them, or bytes that nothing packs.
Bytes content(std::size_t size, bool random) {
  std::mt19937 dice(static_cast<unsigned>(size));
  Bytes out;
  while (out.size() < size) {
    if (random)
      out.push_back(static_cast<std::uint8_t>(dice()));
    else
      append(out,
             as_bytes("<c r=\"A" + std::to_string(dice() % 4000) + "\"><v>" + std::to_string(dice()) + "</v></c>"));
  }
  out.resize(size);
  return out;
}

struct Unpacked {
  Result<Inflated> outcome;
  Bytes bytes;
};
Unpacked inflated(ByteView packed) {
  Bytes bytes;
  auto outcome = inflate_in_pieces(packed, [&](ByteView piece) -> Result<void> {
    append(bytes, piece);
    return {};
  });
  return {std::move(outcome), std::move(bytes)};
}

TEST(Inflate, GivesBackWhatZlibPacked) {
  for (const std::size_t size : {0U, 1U, 5U, 4095U, 65'535U, 65'536U, 65'537U, 300'000U})
    for (const bool random : {false, true})
      for (const auto& [level, strategy] : {std::pair{0, Z_DEFAULT_STRATEGY},
                                            {1, Z_DEFAULT_STRATEGY},
                                            {9, Z_DEFAULT_STRATEGY},
                                            {6, Z_FIXED},
                                            {6, Z_HUFFMAN_ONLY},
                                            {6, Z_RLE}}) {
        const Bytes plain = content(size, random);
        Bytes packed = deflated(plain, level, strategy);
        for (const std::size_t behind : {0U, 1U, 9U}) {  // more than is read ahead
          packed.resize(packed.size() + behind, 0xA5);
          const Unpacked got = inflated(packed);
          ASSERT_TRUE(got.outcome) << size << ' ' << level;
          EXPECT_EQ(got.bytes, plain);
          EXPECT_EQ(got.outcome->size, size);
          EXPECT_EQ(got.outcome->crc, crc32_z(0, plain.data(), plain.size()));
          EXPECT_EQ(got.outcome->behind, behind) << size << ' ' << level;
          packed.resize(packed.size() - behind);
        }
      }
}

TEST(Inflate, RefusesWhatIsCutShort) {
  const Bytes packed = deflated(content(2000, false), 6, Z_DEFAULT_STRATEGY);
  for (std::size_t size = 0; size < packed.size(); ++size)
    EXPECT_FALSE(inflated(ByteView(packed).first(size)).outcome) << size;
}

// What is damaged is refused, or unpacks as zlib unpacks it.
TEST(Inflate, OfChangedBytesGivesNothingElseThanZlib) {
  const Bytes packed = deflated(content(3000, false), 6, Z_DEFAULT_STRATEGY);
  std::mt19937 dice(7);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    Bytes changed = packed;
    changed[dice() % changed.size()] ^= static_cast<std::uint8_t>(1U << dice() % 8);
    const Unpacked got = inflated(changed);
    if (!got.outcome) {
      ++refused;
      continue;
    }
    z_stream stream{};
    inflateInit2(&stream, -MAX_WBITS);
    Bytes plain(got.bytes.size() + 1);
    stream.next_in = changed.data();
    stream.avail_in = static_cast<uInt>(changed.size());
    stream.next_out = plain.data();
    stream.avail_out = static_cast<uInt>(plain.size());
    const int state = inflate(&stream, Z_FINISH);
    plain.resize(stream.total_out);
    EXPECT_EQ(state, Z_STREAM_END);
    EXPECT_EQ(got.bytes, plain);
    EXPECT_EQ(got.outcome->behind, stream.avail_in);
    inflateEnd(&stream);
  }
  EXPECT_GT(refused, 20);
}

TEST(Inflate, EndsWhereTheTakerWantsNoMore) {
  const Bytes packed = deflated(content(300'000, false), 6, Z_DEFAULT_STRATEGY);
  int pieces = 0;
  const auto outcome = inflate_in_pieces(packed, [&](ByteView) -> Result<void> {
    return ++pieces == 2 ? Result<void>(fail(Code::kUsage, "enough")) : Result<void>();
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), Code::kUsage);
  EXPECT_EQ(pieces, 2);
}

}  // namespace
}  // namespace tipstaff::document
