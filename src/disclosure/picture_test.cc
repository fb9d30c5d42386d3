// Pictures made by other programs (tests/data/pictures), and what can be hung onto them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "disclosure/test_check.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::found;
using test::told;

std::string sample(const std::string& name) {
  const char* data = std::getenv("TIPSTAFF_DATA");
  std::ifstream in(std::filesystem::path(data == nullptr ? "tests/data" : data) / "pictures" / name, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), {}};
  EXPECT_FALSE(out.empty()) << name;
  return out;
}

constexpr const char* kKinds[] = {"jpg", "png", "webp", "tif", "heic"};

TEST(Picture, PassesWithoutMetadata) {
  for (const char* kind : {"jpg", "png", "webp", "tif", "heic", "gif", "bmp"}) {
    SCOPED_TRACE(kind);
    const FileReport report = checked(sample(std::string("plain.") + kind));
    EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
    EXPECT_TRUE(report.findings.empty()) << told(report);
  }
}

TEST(Picture, TellsWhereItWasTakenAndByWhom) {
  for (const char* kind : kKinds) {
    SCOPED_TRACE(kind);
    const FileReport report = checked(sample(std::string("told.") + kind));
    for (const char* rule : {"picture-position", "picture-serial", "picture-owner"}) EXPECT_NE(found(report, rule), nullptr) << rule << told(report);
    EXPECT_EQ(report.verdict, Verdict::kHold);
  }
  EXPECT_NE(found(checked(sample("comment.gif")), "picture-metadata"), nullptr);
  EXPECT_NE(found(checked(sample("pages.tif")), "picture-metadata"), nullptr);
}

TEST(Picture, ReadsExifUnderAnyName) {
  std::string picture = sample("told.jpg");
  const std::size_t at = picture.find("Exif");
  ASSERT_NE(at, std::string::npos);
  for (const char* name : {"EXif", "Meta", "abcd"}) {
    picture.replace(at, 4, name);
    EXPECT_NE(found(checked(picture), "picture-position"), nullptr) << name;
  }
  picture.replace(at + 6, 4, "????");
  EXPECT_EQ(checked(picture).verdict, Verdict::kUnknown);
}

TEST(Picture, HoldsWhatIsHungBehindIt) {
  const std::string more(3000, 'x');
  for (const char* kind : {"jpg", "png", "webp", "gif", "bmp", "tif"}) {
    SCOPED_TRACE(kind);
    expect_held(sample(std::string("plain.") + kind) + more, "picture-trailing", "bytes after the end", std::string(kind) == "tif" ? 1 : 0);
  }
  EXPECT_NE(checked(sample("plain.heic") + more).verdict, Verdict::kPass);
}

TEST(Picture, PassesWithPadding) {
  for (const std::string& padding : {std::string("\0\n", 2), std::string(1500, '\0'), std::string(2, '\xff'), std::string("abc")})
    for (const char* kind : {"jpg", "png", "gif"}) expect_pass(sample(std::string("plain.") + kind) + padding);
  expect_held(sample("plain.jpg") + std::string(1500, '\0') + "Inventedname", "picture-trailing", "1512 bytes after the end", 0);
}

TEST(Picture, PassesWithoutTheBlockThatSaysTheEnd) {
  const std::string png = sample("plain.png"), gif = sample("plain.gif");
  expect_pass(png.substr(0, png.size() - 12));
  expect_pass(gif.substr(0, gif.size() - 1));
  // But not with points missing, nor with anything in the end's place.
  EXPECT_EQ(checked(png.substr(0, png.size() - 13)).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(png.substr(0, png.size() - 12) + "Inventedname").verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(gif.substr(0, gif.size() - 2)).verdict, Verdict::kUnknown);
  EXPECT_EQ(checked(gif.substr(0, gif.size() - 1) + "Inventedname").verdict, Verdict::kUnknown);
}

TEST(Picture, CutShortItNeverPasses) {
  for (const char* kind : {"jpg", "png", "webp", "gif", "bmp", "tif", "heic"}) {
    SCOPED_TRACE(kind);
    const std::string whole = sample(std::string("told.") + (std::string(kind) == "gif" || std::string(kind) == "bmp" ? "webp" : kind));
    for (const std::size_t part : {2U, 3U, 5U}) {
      const FileReport report = checked(whole.substr(0, whole.size() - whole.size() / part));
      EXPECT_NE(report.verdict, Verdict::kPass) << told(report);
    }
  }
}

// A drawing of Windows with one text: header, text, end ([MS-EMF] §2.3).
std::string drawing(const std::string& words) {
  const auto le = [](std::uint32_t value) { return std::string{static_cast<char>(value), static_cast<char>(value >> 8), static_cast<char>(value >> 16), static_cast<char>(value >> 24)}; };
  std::string wide;
  for (const char c : words) wide += {c, '\0'};
  while (wide.size() % 4 != 0) wide += '\0';
  std::string header = le(1) + le(88) + std::string(32, '\0') + le(0x464d4520);
  header.resize(88);
  std::string text = le(84) + le(static_cast<std::uint32_t>(76 + wide.size())) + std::string(28, '\0') + std::string(8, '\0') + le(static_cast<std::uint32_t>(words.size())) + le(76);
  text.resize(76);
  return header + text + wide + le(14) + le(20) + le(0) + le(16) + le(20);
}

TEST(Picture, ReadsTheTextOfADrawing) {
  expect_pass(drawing("Opening hours"));
  EXPECT_NE(found(checked(drawing("ann@example.org")), "people-visible"), nullptr) << told(checked(drawing("ann@example.org")));
  expect_held(drawing("x") + "tail", "picture-trailing", "after the end of the drawing", 0);
  EXPECT_EQ(checked(drawing("x").substr(0, 120)).verdict, Verdict::kUnknown);
}

}  // namespace
}  // namespace tipstaff::disclosure
