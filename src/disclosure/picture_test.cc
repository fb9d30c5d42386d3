// Pictures made by other programs (tests/data/pictures), and what can be hung onto them.
#include <fmt/format.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "disclosure/test_check.h"
#include "test_zip.h"

namespace tipstaff::disclosure {
namespace {

using test::checked;
using test::expect_held;
using test::expect_pass;
using test::expect_told;
using test::found;
using test::told;

std::string sample(const std::string& name) {
  // One container for both (ISO/IEC 23008-12): an AVIF says otherwise only who coded the points.
  if (name.ends_with(".avif")) {
    std::string out = sample(name.substr(0, name.size() - 4) + "heic");
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"ftypheic", "ftypavif"}, {"hvc1", "av01"}})
      if (const std::size_t at = out.find(from); at != std::string::npos) out.replace(at, from.size(), to);
    return out;
  }
  const char* data = std::getenv("TIPSTAFF_DATA");
  std::ifstream in(std::filesystem::path(data == nullptr ? "tests/data" : data) / "pictures" / name, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), {}};
  EXPECT_FALSE(out.empty()) << name;
  return out;
}

constexpr const char* kKinds[] = {"jpg", "png", "webp", "tif", "heic", "avif"};

TEST(Picture, PassesWithoutMetadata) {
  for (const char* kind : {"jpg", "png", "webp", "tif", "heic", "avif", "gif", "bmp"}) {
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
    for (const char* rule : {"picture-position", "picture-serial", "picture-owner"})
      EXPECT_NE(found(report, rule), nullptr) << rule << told(report);
    EXPECT_EQ(report.verdict, Verdict::kHold);
  }
  EXPECT_NE(found(checked(sample("comment.gif")), "picture-metadata"), nullptr);
  EXPECT_NE(found(checked(sample("pages.tif")), "picture-metadata"), nullptr);
}

std::string le(std::size_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}
// One directory with one entry, whose value stands behind it (TIFF 6.0 §2).
std::string directory(std::size_t tag, std::size_t type, const std::string& value) {
  return "II*" + std::string(1, '\0') + le(8, 4) + le(1, 2) + le(tag, 2) + le(type, 2) + le(value.size(), 4) +
         le(26, 4) + le(0, 4) + value;
}
// Behind the first marker of a JPEG.
std::string with_segment(char marker, const std::string& content) {
  std::string out = sample("plain.jpg");
  const std::size_t size = content.size() + 2;
  return out.insert(
      2, std::string("\xff") + marker + static_cast<char>(size >> 8) + static_cast<char>(size & 0xff) + content);
}
std::string with_chunk(const std::string& name, const std::string& content) {
  const auto big = [](std::size_t value) {
    return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                       static_cast<char>(value)};
  };
  const std::string both = name + content;
  return sample("plain.png")
      .insert(33, big(content.size()) + both +
                      big(crc32(0, reinterpret_cast<const Bytef*>(both.data()), static_cast<uInt>(both.size()))));
}

// What the file says of its exif data, it says of a small picture.
std::string with_thumbnail(const std::string& kind) {
  std::string out = sample("told." + kind);
  const std::size_t at = out.find("cdsc");
  EXPECT_NE(at, std::string::npos);
  return out.replace(at, 4, "thmb");
}

// “picture-metadata”: words in it are read; they are a note, and a hold where they name somebody.
TEST(Picture, ReadsWhatIsWrittenIntoIt) {
  const std::string wide_mark("UNICODE\0", 8), plain_mark("ASCII\0\0\0", 8), zero(1, '\0');
  const auto wide = [](const std::string& words) {
    std::string out;
    for (const char c : words) out += std::string{c, '\0'};
    return out;
  };
  const auto files_with = [&](const std::string& words) {
    std::vector<std::string> out;
    for (const std::size_t tag : {269U, 270U, 285U, 305U, 316U, 333U, 33432U, 51000U})
      out.push_back(directory(tag, 2, words + zero));
    for (const std::size_t tag : {0x9c9bU, 0x9c9cU, 0x9c9fU})
      out.push_back(with_segment('\xe1', "Exif" + zero + zero + directory(tag, 1, wide(words))));
    for (const std::string& comment : {plain_mark + words, wide_mark + wide(words)})
      out.push_back(with_segment('\xe1', "Exif" + zero + zero + directory(0x9286, 7, comment)));
    out.push_back(with_segment('\xfe', words));
    out.push_back(
        with_segment('\xe1', "http://ns.adobe.com/xap/1.0/" + zero + "<x><dc:title>" + words + "</dc:title></x>"));
    out.push_back(with_chunk("tEXt", "Comment" + zero + words));
    out.push_back(with_chunk("iTXt", "Comment" + zero + zero + zero + "en" + zero + zero + words));
    return out;
  };
  const auto count = [](const std::string& file, Verdict verdict) {
    const FileReport report = checked(file);
    EXPECT_EQ(report.verdict, verdict) << told(report);
    EXPECT_NE(found(report, "picture-metadata"), nullptr) << told(report);
  };
  for (const std::string& file : files_with("For the officer Alan Marlowe, 07700 900123 only"))
    count(file, Verdict::kHold);
  for (const std::string& file : files_with("The bridge over the river, seen from the mill"))
    count(file, Verdict::kPass);
  expect_pass(directory(305, 2, "Some Program 1.0" + zero));
  EXPECT_EQ(found(checked(directory(305, 2, "Some Program 1.0" + zero)), "picture-metadata"), nullptr);
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
    expect_held(sample(std::string("plain.") + kind) + more, "picture-trailing", "bytes after the end",
                std::string(kind) == "tif" ? 1 : 0);
  }
  // Behind the last box of these stands another, whose name nobody knows.
  for (const char* kind : {"heic", "avif"}) {
    expect_told(sample(std::string("plain.") + kind) + more, "picture-trailing", "bytes after the end");
    EXPECT_NE(checked(sample(std::string("plain.") + kind) + std::string(3, '\0') + "\x20" + "junk" + more).verdict,
              Verdict::kPass);
  }
}

TEST(Picture, PassesWithPadding) {
  for (const std::string& padding :
       {std::string("\0\n", 2), std::string(1500, '\0'), std::string(2, '\xff'), std::string("abc")})
    for (const char* kind : {"jpg", "png", "gif"}) expect_pass(sample(std::string("plain.") + kind) + padding);
  expect_held(sample("plain.jpg") + std::string(1500, '\0') + "Inventedname", "picture-trailing",
              "1512 bytes after the end", 0);
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
  for (const char* kind : {"jpg", "png", "webp", "gif", "bmp", "tif", "heic", "avif"}) {
    SCOPED_TRACE(kind);
    const std::string whole =
        sample(std::string("told.") + (std::string(kind) == "gif" || std::string(kind) == "bmp" ? "webp" : kind));
    for (const std::size_t part : {2U, 3U, 5U}) {
      const FileReport report = checked(whole.substr(0, whole.size() - whole.size() / part));
      EXPECT_NE(report.verdict, Verdict::kPass) << told(report);
    }
  }
}

TEST(Picture, HoldsWhatFullTransparencyHides) {
  for (const char* name : {"unseen.png", "unseen-grey.png", "unseen-palette.png"}) {
    SCOPED_TRACE(name);
    expect_held(sample(name), "picture-unseen", "under full transparency", 1);
  }
  expect_pass(sample("ok-label.png"));
}

TEST(Picture, TellsOfFramesAndHoldsOneThatIsNeverShown) {
  for (const char* name : {"frames.png", "frames.gif", "frames.webp"}) {
    SCOPED_TRACE(name);
    const FileReport report = checked(sample(name));
    EXPECT_EQ(report.verdict, Verdict::kPass) << told(report);
    ASSERT_NE(found(report, "picture-metadata"), nullptr) << told(report);
    EXPECT_THAT(found(report, "picture-metadata")->where, testing::HasSubstr("1 further pictures"));
  }
  expect_held(sample("frames-first-unseen.png"), "picture-unseen", "leave out", 1);
}

std::string big(std::size_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}
std::string block(const std::string& name, const std::string& content) {
  return big(content.size()) + name + content +
         big(crc32(0, reinterpret_cast<const Bytef*>((name + content).data()), static_cast<uInt>(content.size() + 4)));
}
std::string packed(const std::string& plain) {
  std::string out(compressBound(static_cast<uLong>(plain.size())), '\0');
  uLongf size = static_cast<uLongf>(out.size());
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
           static_cast<uLong>(plain.size()));
  return out.substr(0, size);
}
constexpr std::size_t kSide = 40;
std::string png(int depth, int type, bool interlaced, const std::string& blocks, const std::string& lines) {
  return std::string("\x89PNG\r\n\x1a\n") +
         block("IHDR", big(kSide) + big(kSide) +
                           std::string{static_cast<char>(depth), static_cast<char>(type), 0, 0,
                                       static_cast<char>(interlaced)}) +
         blocks + block("IDAT", packed(lines)) + block("IEND", "");
}
// Lines of points that differ from one to the next, in every kind of picture with opacity and under every filter: what
// the filter adds is taken away again, point for point.
std::string lines(std::size_t channels, std::size_t bytes, char opacity, char filter,
                  const std::vector<std::pair<std::size_t, std::size_t>>& passes) {
  std::string out;
  for (const auto& [wide, high] : passes) {
    std::string above(wide * channels * bytes, '\0');
    for (std::size_t y = 0; y < high; ++y) {
      std::string line;
      for (std::size_t x = 0; x < wide; ++x)
        for (std::size_t k = 0; k < channels; ++k)
          line += std::string(bytes, k + 1 == channels ? opacity : static_cast<char>((x + y) % 2 == 0 ? 200 : 10));
      out += filter;
      for (std::size_t i = 0; i < line.size(); ++i) {
        const std::size_t back = channels * bytes;
        const int left = i < back ? 0 : static_cast<unsigned char>(line[i - back]),
                  up = static_cast<unsigned char>(above[i]),
                  before = i < back ? 0 : static_cast<unsigned char>(above[i - back]);
        const int guess = left + up - before, a = std::abs(guess - left), b = std::abs(guess - up),
                  c = std::abs(guess - before);
        const int filters[] = {0, left, up, (left + up) / 2, a <= b && a <= c ? left : b <= c ? up : before};
        out += static_cast<char>(line[i] - filters[static_cast<unsigned char>(filter)]);
      }
      above = line;
    }
  }
  return out;
}

TEST(Picture, SeesUnderTransparencyInEveryKindOfPng) {
  const std::vector<std::pair<std::size_t, std::size_t>> whole = {{kSide, kSide}},
                                                         passes = {{5, 5},   {5, 5},   {10, 5}, {10, 10},
                                                                   {20, 10}, {20, 20}, {40, 20}};
  for (const auto& [type, channels] : {std::pair{4, 2U}, {6, 4U}})
    for (const unsigned bytes : {1U, 2U})
      for (char filter = 0; filter < 5; ++filter)
        for (const bool interlaced : {false, true}) {
          SCOPED_TRACE(fmt::format("kind {}, {} bytes, filter {}, interlaced {}", type, bytes, static_cast<int>(filter),
                                   interlaced));
          const auto& parts = interlaced ? passes : whole;
          expect_held(png(static_cast<int>(8 * bytes), type, interlaced, "", lines(channels, bytes, 0, filter, parts)),
                      "picture-unseen", "under full transparency", 1);
          expect_pass(png(static_cast<int>(8 * bytes), type, interlaced, "", lines(channels, bytes, 1, filter, parts)));
        }
  // A palette of two colours, one bit a point: both transparent, or one of them.
  std::string bits;
  for (std::size_t y = 0; y < kSide; ++y) bits += '\0' + std::string(kSide / 8, '\x55');
  const std::string palette = block("PLTE", std::string("\x10\x20\x30\xf0\xe0\xd0", 6));
  expect_held(png(1, 3, false, palette + block("tRNS", std::string(2, '\0')), bits), "picture-unseen",
              "under full transparency", 1);
  expect_pass(png(1, 3, false, palette + block("tRNS", std::string(1, '\0')), bits));
}

TEST(Picture, AccountsForEveryFrame) {
  const std::string plain(kSide * (1 + 3 * kSide), '\0'),
      heading = big(0) + big(kSide) + big(kSide) + big(0) + big(0) + std::string(6, '\0');
  const std::string move = block("acTL", big(2) + big(0)), first = block("fcTL", heading);
  const auto animation = [&](const std::string& before, const std::string& frame) {
    return png(8, 2, false, before, plain).insert(png(8, 2, false, before, plain).size() - 12, frame);
  };
  const std::string second = first + block("fdAT", big(2) + packed(plain));
  expect_pass(animation(move + first, second));
  EXPECT_NE(found(checked(animation(move, second)), "picture-unseen"), nullptr);
  for (const std::string& odd :
       {animation(first, second),
        animation(move + first, first + block("fdAT", big(2) + packed(plain + "Inventedname"))),
        animation(move + first, block("fdAT", big(2) + packed(plain))),
        animation(move + first,
                  block("fcTL", big(0) + big(kSide) + big(kSide) + big(1) + big(0) + std::string(6, '\0')) +
                      block("fdAT", big(2) + packed(plain)))})
    EXPECT_EQ(checked(odd).verdict, Verdict::kUnknown) << told(checked(odd));
}

// A colour profile (ICC.1:2022 §7): a heading, a table of tags, and what each says.
std::string profile(const std::vector<std::string>& tags) {
  std::string table = big(tags.size()), content;
  for (const std::string& tag : tags) {
    table += "tag " + big(128 + 4 + 12 * tags.size() + content.size()) + big(tag.size());
    content += tag;
  }
  std::string heading = big(128 + table.size() + content.size()) + "lcms" + big(0x2400000) + "mntrRGB XYZ " +
                        std::string(12, '\0') + "acsp";
  heading.resize(128);
  return heading + table + content;
}
std::string described(const std::string& words) {
  return "desc" + big(0) + big(words.size() + 1) + words + std::string(79, '\0');
}
std::string in_english(const std::string& words) {
  std::string wide;
  for (const char c : words) wide += {'\0', c};
  return "mluc" + big(0) + big(1) + big(12) + "enGB" + big(wide.size()) + big(28) + wide;
}

TEST(Picture, ReadsWordsOfItsColourProfile) {
  const std::string zero(1, '\0'), words = "For the officer Alan Marlowe, 07700 900123 only";
  for (const std::string& tag : {described(words), "text" + big(0) + words + zero, in_english(words),
                                 "data" + big(0) + big(0) + words, "abcd" + big(0) + words}) {
    const std::string all = profile({described("Some RGB"), tag});
    for (const std::string& file :
         {with_chunk("iCCP", "a" + zero + zero + packed(all)),
          with_segment('\xe2', "ICC_PROFILE" + zero + "\1\1" + all), directory(34675, 7, all)}) {
      const FileReport report = checked(file);
      EXPECT_EQ(report.verdict, Verdict::kHold) << told(report);
      ASSERT_NE(found(report, "picture-metadata"), nullptr) << told(report);
      EXPECT_THAT(found(report, "picture-metadata")->where, testing::HasSubstr("colour profile"));
    }
  }
  const std::string ordinary =
      profile({described("sRGB IEC61966-2.1"), "text" + big(0) + "Copyright (c) 1998 Hewlett-Packard Company" + zero,
               in_english("Perfil RGB generico"), in_english("Copyright 2026 Invented Ltd.")});
  for (const std::string& file : {with_chunk("iCCP", "a" + zero + zero + packed(ordinary)),
                                  with_segment('\xe2', "ICC_PROFILE" + zero + "\1\1" + ordinary)}) {
    const FileReport report = checked(file);
    EXPECT_TRUE(report.findings.empty()) << told(report);
  }
}

// Who opens the file turns its pages; who reads a document with it cannot.
TEST(Picture, HoldsPagesThatADocumentDoesNotShow) {
  const std::string pages = sample("pages.tif");
  EXPECT_EQ(checked(pages).verdict, Verdict::kPass) << told(checked(pages));
  const auto with = [](const std::string& picture) {
    return test::workbook(test::data(test::row(1, {"Figures"}))).add("xl/media/a.tiff", "tiff", picture).finish();
  };
  EXPECT_NE(found(checked(with(pages)), "picture-unseen"), nullptr) << told(checked(with(pages)));
  EXPECT_EQ(found(checked(with(sample("plain.tif"))), "picture-unseen"), nullptr);
}

// A drawing of Windows with one text: header, text, end ([MS-EMF] §2.3).
std::string drawing(const std::string& words) {
  const auto le = [](std::uint32_t value) {
    return std::string{static_cast<char>(value), static_cast<char>(value >> 8), static_cast<char>(value >> 16),
                       static_cast<char>(value >> 24)};
  };
  std::string wide;
  for (const char c : words) wide += {c, '\0'};
  while (wide.size() % 4 != 0) wide += '\0';
  std::string header = le(1) + le(88) + std::string(32, '\0') + le(0x464d4520);
  header.resize(88);
  std::string text = le(84) + le(static_cast<std::uint32_t>(76 + wide.size())) + std::string(28, '\0') +
                     std::string(8, '\0') + le(static_cast<std::uint32_t>(words.size())) + le(76);
  text.resize(76);
  return header + text + wide + le(14) + le(20) + le(0) + le(16) + le(20);
}

TEST(Picture, ReadsTheTextOfADrawing) {
  expect_pass(drawing("Opening hours"));
  EXPECT_NE(found(checked(drawing("ann@example.org")), "people-visible"), nullptr)
      << told(checked(drawing("ann@example.org")));
  expect_held(drawing("x") + "tail", "picture-trailing", "after the end of the drawing", 0);
  EXPECT_EQ(checked(drawing("x").substr(0, 120)).verdict, Verdict::kUnknown);
}

// Each way to carry a small picture, which may show what was cropped from the large one since.
TEST(Picture, HoldsASmallPictureInside) {
  const std::string zero(1, '\0'), xmp = "<x:xmpmeta><xmpGImg:image>/9j/4AAQ</xmpGImg:image></x:xmpmeta>";
  // A directory without entries, then one that points at a JPEG (TIFF 6.0, Exif 2.32 §4.5.8).
  const std::string exif = "II*" + zero + le(8, 4) + le(0, 2) + le(14, 4) + le(2, 2) + le(0x201, 2) + le(4, 2) +
                           le(1, 4) + le(44, 4) + le(0x202, 2) + le(4, 2) + le(1, 4) + le(4, 4) + le(0, 4) +
                           "\xff\xd8\xff\xd9";
  std::string webp = sample("plain.webp") + "EXIF" + le(exif.size(), 4) + exif + std::string(exif.size() % 2, '\0');
  webp.replace(4, 4, le(webp.size() - 8, 4));
  std::string gif = sample("plain.gif");
  gif.insert(gif.size() - 1, "\x21\xff\x0bXMP DataXMP" + std::string(1, static_cast<char>(xmp.size())) + xmp + zero);
  const std::vector<std::pair<std::string, std::string>> files = {
      {"jpeg", with_segment('\xe1', "Exif" + zero + zero + exif)},
      {"png", with_chunk("eXIf", exif)},
      {"gif", gif},
      {"webp", webp},
      {"tiff", "II*" + zero + le(8, 4) + le(1, 2) + le(254, 2) + le(4, 2) + le(1, 4) + le(1, 4) + le(0, 4)},
      {"heic", with_thumbnail("heic")},
      {"avif", with_thumbnail("avif")}};
  for (const auto& [kind, file] : files) {
    EXPECT_EQ(checked(file).kind, kind);
    expect_told(file, "picture-thumbnail", "a small picture inside");
  }
  for (const char* kind : {"jpg", "png", "gif", "webp", "tif", "heic", "avif"})
    EXPECT_EQ(found(checked(sample(std::string("plain.") + kind)), "picture-thumbnail"), nullptr) << kind;
}

}  // namespace
}  // namespace tipstaff::disclosure
