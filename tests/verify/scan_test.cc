// Cards that were printed and scanned, or photographed from the side, are read by the reader of ‘tipstaff verify’.
// Rates over a thousand are measured by benchmarks/scan_bench.cc; here every failure counts.
#include <gtest/gtest.h>

#include "card/code_reader.h"
#include "card/photo_decode.h"
#include "card_maker.h"
#include "scan.h"
#include "test_child.h"

namespace tipstaff {
std::optional<int> test_child(int argc, char** argv) {
  const std::array roles = {card::code_role()};
  return run_if_sandboxed_child(argc, argv, roles);
}
}  // namespace tipstaff

namespace tipstaff::card {
namespace {

using namespace test;

// Pictures are made and looked through point by point: with sanitizers and without an optimiser that is fifty times
// slower.
#ifdef NDEBUG
constexpr std::uint64_t kScans = 100, kPhotographs = 12;
#else
constexpr std::uint64_t kScans = 6, kPhotographs = 1;
#endif

// A few prints, each seen many times: the sight is what varies.
class Scans : public ::testing::Test {
 protected:
  struct Print {
    std::string text;
    Pixels grey;
  };
  static const std::vector<Print>& prints() {
    static const std::vector<Print> kPrints = [] {
      const Signer signer = es256_signer();
      Renderer renderer(must(Artwork::prepare(must(Template::shipped("warrant-card")))));
      std::vector<Print> out;
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(8, kScans); ++i) {
        const Printed card = printed_card(signer, i, "warrant card", *parse_instant("2031-11-22T00:00:00Z"));
        out.push_back(
            {card.text,
             grey_of(must(decode_png(must(renderer.png(card.face, Renderer::Page::kBack, 300)).reveal())).pixels)});
      }
      return out;
    }();
    return kPrints;
  }
  void expect_read(const Print& print, const Sight& sight, Dice& dice, const std::string& which) {
    const auto codes = find_codes(picture_of(print.grey, sight, dice));
    ASSERT_TRUE(codes) << which << ": " << codes.error().text();
    EXPECT_EQ(*codes, std::vector{print.text}) << which;
  }
};

TEST_F(Scans, AreReadAtTenDegreesBlurredAndPacked) {
  for (std::uint64_t i = 0; i < kScans; ++i) {
    Dice dice(7, i);
    const Sight sight = scanned(dice);
    expect_read(prints()[i % prints().size()], sight, dice, fmt::format("scan {}", i));
  }
}

TEST_F(Scans, AreReadFromAPhoneHeldAtAnAngle) {
  for (std::uint64_t i = 0; i < kPhotographs; ++i) {
    Dice dice(11, i);
    const Sight sight = photographed(dice);
    expect_read(prints()[i % prints().size()], sight, dice, fmt::format("photograph {}", i));
  }
}

TEST_F(Scans, AreReadInTheSandboxToo) {
  Dice dice(13);
  const Sight sight = photographed(dice);
  const auto codes = read_codes(picture_of(prints().front().grey, sight, dice));
  ASSERT_TRUE(codes) << codes.error().text();
  EXPECT_EQ(*codes, std::vector{prints().front().text});
}

// The simulation is not so mild that anything would pass.
TEST_F(Scans, AreNotReadWhenTooLittleIsLeft) {
  Dice dice(17);
  const auto smeared = find_codes(picture_of(prints().front().grey, {.blur = 4, .jpeg_quality = 50}, dice));
  EXPECT_TRUE(smeared && smeared->empty());
  const auto small = find_codes(picture_of(prints().front().grey, {.scale = 0.25, .jpeg_quality = 50}, dice));
  EXPECT_TRUE(small && small->empty());
}

}  // namespace
}  // namespace tipstaff::card
