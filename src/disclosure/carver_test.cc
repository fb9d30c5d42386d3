#include "disclosure/carver.h"

#include <gtest/gtest.h>

#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using Places = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

// In pieces of that size, which overlap as they must.
Places carve(const std::string& bytes, std::size_t piece, std::uint64_t most = 1 << 20) {
  Carver carver(most);
  Places out;
  const auto take = [&] {
    for (const Carver::Place& place : carver.take()) out.emplace_back(place.at, place.size);
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::size_t from = at - std::min(at, Carver::kOverlap);
    carver.piece(as_bytes(bytes).subspan(from, std::min(at + piece, bytes.size()) - from), from);
    take();
  }
  carver.end();
  take();
  std::ranges::sort(out);
  return out;
}

TEST(Carver, FindsArchivesAndPapersWhereverAPieceEnds) {
  const std::string zip = test::ZipMaker().add("a.csv", std::string(500, 'a')).finish("said of it");
  const std::string pdf = "%PDF-1.7\n1 0 obj\n%%EOF\nand its newer version\n%%EOF";
  const std::string gap(333, '%');
  const std::string bytes = gap + zip + gap + pdf + gap + pdf + zip;
  const Places expected = {{gap.size(), zip.size()},
                           {2 * gap.size() + zip.size(), pdf.size()},
                           {3 * gap.size() + zip.size() + pdf.size(), pdf.size()},
                           {3 * gap.size() + zip.size() + 2 * pdf.size(), zip.size()}};
  for (std::size_t piece = 22; piece <= bytes.size(); ++piece) {
    Places found = carve(bytes, piece);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    EXPECT_EQ(found, expected) << piece;
  }
}

TEST(Carver, LeavesOutWhatCannotBe) {
  std::string zip = test::ZipMaker().add("a.csv", "a").finish();
  EXPECT_EQ(carve(zip, 1000), (Places{{0, zip.size()}}));
  EXPECT_TRUE(carve(zip, 1000, zip.size() - 1).empty()) << "too large";
  EXPECT_TRUE(carve(zip.substr(1), 1000).empty()) << "it would begin before the first byte";
  EXPECT_TRUE(carve(zip.substr(0, zip.size() - 1), 1000).empty()) << "cut short";
  EXPECT_TRUE(carve("%PDF-1.7\n1 0 obj", 1000).empty()) << "no end";
  EXPECT_TRUE(carve("%%EOF %%EOF", 1000).empty()) << "no beginning";
  EXPECT_TRUE(carve("%PDF-1.7" + std::string(2000, 'x') + "%%EOF", 500, 1000).empty()) << "too large";
}

}  // namespace
}  // namespace tipstaff::disclosure
