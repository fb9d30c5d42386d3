#include "site/packing.h"

#include <gtest/gtest.h>

#include "site/test_packing.h"

namespace tipstaff::site {
namespace {

constexpr std::size_t kMost = std::size_t{8} << 20;
constexpr Packing kAll[] = {Packing::kGzip, Packing::kZlib, Packing::kDeflate, Packing::kBrotli, Packing::kZstd};

class Unpacking : public testing::TestWithParam<Packing> {};

TEST_P(Unpacking, GivesBackWhatWasPackedOrNothing) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i * 7919) + "&";
  for (const std::string& each : {std::string(), std::string("a"), text})
    EXPECT_EQ(unpacked(packed(each, GetParam()), GetParam(), kMost), each);
  const std::string whole = packed(text, GetParam());
  EXPECT_FALSE(unpacked(whole, GetParam(), text.size() - 1)) << "larger than allowed";
  for (const std::size_t length : {whole.size() - 1, whole.size() / 2, std::size_t{3}, std::size_t{0}})
    EXPECT_FALSE(unpacked(std::string_view(whole).substr(0, length), GetParam(), kMost)) << "cut to " << length;
  EXPECT_FALSE(unpacked(whole + "and what nobody looked at", GetParam(), kMost));
}

TEST_P(Unpacking, NeverGivesMoreThanAsked) {
  const std::string bomb = packed(std::string(std::size_t{64} << 20, 'x'), GetParam());
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_FALSE(unpacked(bomb, GetParam(), kMost));
}

INSTANTIATE_TEST_SUITE_P(Every, Unpacking, testing::ValuesIn(kAll));

TEST(Packings, AreKnownByTheirBytesAndNames) {
  for (const Packing each : {Packing::kGzip, Packing::kZlib, Packing::kZstd})
    EXPECT_EQ(packing_of(packed("en=page_view", each)), each);
  EXPECT_EQ(packing_of("xylophone"), std::nullopt);
  EXPECT_EQ(packing_named("BR"), Packing::kBrotli);
  EXPECT_EQ(packing_named("identity"), std::nullopt);
}

TEST(Packings, SeveralMembersOfGzipAreOneBody) {
  EXPECT_EQ(unpacked(packed("name=", Packing::kGzip) + packed("Thistle", Packing::kGzip), Packing::kGzip, kMost),
            "name=Thistle");
}

TEST(Packings, AWindowLargerThanIsReadIsRefused) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  std::string out(1'000, '\0');
  ZSTD_inBuffer in{"text", 4, 0};
  ZSTD_outBuffer next{out.data(), out.size(), 0};
  ZSTD_compressStream2(context, &next, &in,
                       ZSTD_e_continue);  // its end is not known yet, so the window stays as asked for
  ZSTD_compressStream2(context, &next, &in, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  out.resize(next.pos);
  EXPECT_FALSE(unpacked(out, Packing::kZstd, kMost));
}

}  // namespace
}  // namespace tipstaff::site
