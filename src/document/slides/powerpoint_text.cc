#include "document/slides/powerpoint_text.h"

#include <algorithm>

#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostRuns = 100'000;

struct Look {
  std::size_t letters = 0;
  double size = 18;
  std::optional<Rgb> colour;
};

// Behind a paragraph's properties (§2.9.20), which say in a mask which of them are there.
void skip_paragraph(ByteView style, std::size_t& at) {
  const std::uint32_t mask = little32(style, at);
  at += 4;
  if ((mask & 0xf) != 0) at += 2;
  for (const std::uint32_t bit : {0x80U, 0x10U, 0x40U}) at += (mask & bit) != 0 ? 2 : 0;
  if ((mask & 0x20) != 0) at += 4;
  for (const std::uint32_t bit : {0x800U, 0x1000U, 0x2000U, 0x4000U, 0x100U, 0x400U, 0x8000U})
    at += (mask & bit) != 0 ? 2 : 0;
  if ((mask & 0x100000) != 0) at += 2 + 4 * std::size_t{little16(style, at)};
  if ((mask & 0x10000) != 0) at += 2;
  if ((mask & 0xe0000) != 0) at += 2;
  if ((mask & 0x200000) != 0) at += 2;
}

// A run's own (§2.9.15).
Look take_characters(ByteView style, std::size_t& at, const PowerpointScheme& scheme) {
  Look out;
  const std::uint32_t mask = little32(style, at);
  at += 4;
  if ((mask & 0xffff) != 0) at += 2;
  for (const std::uint32_t bit : {0x10000U, 0x200000U, 0x400000U, 0x800000U}) at += (mask & bit) != 0 ? 2 : 0;
  if ((mask & 0x20000) != 0) {
    out.size = little16(style, at);
    at += 2;
  }
  if ((mask & 0x40000) != 0) {
    const std::uint32_t colour = little32(style, at);
    const unsigned kind = colour >> 24;
    if (kind == 0xfe) out.colour = (colour & 0xff) << 16 | (colour & 0xff00) | (colour >> 16 & 0xff);
    if (kind < scheme.size()) out.colour = scheme[kind];
    at += 4;
  }
  if ((mask & 0x80000) != 0) at += 2;
  return out;
}

std::vector<Look> looks_of(ByteView style, std::size_t letters, const PowerpointScheme& scheme) {
  std::vector<Look> out;
  std::size_t at = 0;
  for (std::size_t said = 0; said < letters && at + 10 <= style.size();) {
    said += little32(style, at);
    at += 6;  // and how deep it is indented
    skip_paragraph(style, at);
  }
  for (std::size_t said = 0; said < letters && at + 8 <= style.size() && out.size() < kMostRuns;) {
    const std::size_t count = little32(style, at);
    at += 4;
    Look look = take_characters(style, at, scheme);
    look.letters = count;
    said += count;
    out.push_back(look);
  }
  return out;
}

}  // namespace

std::vector<SlideParagraph> powerpoint_paragraphs(ByteView letters, bool narrow, ByteView style,
                                                  const PowerpointScheme& scheme) {
  const std::size_t width = narrow ? 1 : 2, count = letters.size() / width;
  std::vector<Look> looks = looks_of(style, count + 1, scheme);
  std::vector<SlideParagraph> out(1);
  std::size_t at = 0;
  const auto put = [&](std::size_t from, std::size_t to, const Look& look) {
    const ByteView bytes = part_of(letters, from * width, (to - from) * width);
    std::string words = narrow ? from_code_page(bytes, 28591) : from_utf16(bytes);
    std::ranges::replace(words, '\v', ' ');
    if (!words.empty()) out.back().runs.push_back({std::move(words), look.size, look.colour, false});
  };
  looks.push_back({count + 1, 18, std::nullopt});
  for (const Look& look : looks) {
    const std::size_t end = std::min(count, at + std::min(look.letters, count));
    std::size_t begin = at;
    for (; at < end; ++at) {
      const unsigned letter = narrow ? letters[at] : little16(letters, at * 2);
      if (letter != '\r') continue;
      put(begin, at, look);
      out.emplace_back();
      begin = at + 1;
    }
    put(begin, end, look);
  }
  return out;
}

std::optional<Rgb> powerpoint_fill(std::uint32_t colour, const PowerpointScheme& scheme) {
  const unsigned flags = colour >> 24, index = colour & 0xff;
  if ((flags & 8) != 0) return index < scheme.size() ? std::optional(scheme[index]) : std::nullopt;
  if ((flags & 0x10) != 0) return std::nullopt;
  return (colour & 0xff) << 16 | (colour & 0xff00) | (colour >> 16 & 0xff);
}

}  // namespace tipstaff::document
