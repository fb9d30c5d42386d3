#include "document/letters.h"

#include <bit>

#include "base/text.h"

namespace tipstaff::document {
namespace {

// Windows-1252, 0x80 to 0x9f (the rest is Latin-1).
constexpr char16_t kWindows[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

// A run of this many letters with spaces between is a sentence; so many letters in shorter runs are a list.
constexpr std::size_t kSentence = 24, kSpaces = 3, kList = 240, kShortestRun = 6;
constexpr std::uint64_t kMuch = 16'384, kMostCompared = std::uint64_t{1} << 30;  // bytes

bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 0xc0 && c < 0x250);
}
bool is_readable(char32_t c) { return (c >= 0x20 && c < 0x7f) || c == '\t' || (c >= 0xc0 && c < 0x250) || c == 0x2019; }

class Run {
 public:
  Run(std::vector<std::string>& out, std::size_t least) : out_(out), least_(least) {}
  void take(char32_t point) {
    put_utf8(text_, point);
    ++length_;
    if (is_letter(point)) ++letters_;
    if (point == ' ') ++blanks_;
  }
  // Text is mostly letters, however many blanks are behind it; numbers and tables of bytes are not.
  void end() {
    const std::size_t solid = length_ - blanks_;
    if ((length_ >= least_ && letters_ * 10 >= length_ * 6) || (solid >= least_ && letters_ * 10 >= solid * 6))
      out_.push_back(text_);
    text_.clear();
    length_ = letters_ = blanks_ = 0;
  }

 private:
  std::vector<std::string>& out_;
  std::size_t least_, length_ = 0, letters_ = 0, blanks_ = 0;
  std::string text_;
};

}  // namespace

ByteView part_of(ByteView bytes, std::size_t at, std::size_t size) {
  if (at >= bytes.size()) return {};
  return bytes.subspan(at, std::min(size, bytes.size() - at));
}
std::uint16_t little16(ByteView bytes, std::size_t at) {
  const ByteView two = part_of(bytes, at, 2);
  return two.size() < 2 ? std::uint16_t{0} : static_cast<std::uint16_t>(two[0] | two[1] << 8);
}
std::uint32_t little32(ByteView bytes, std::size_t at) {
  if (part_of(bytes, at, 4).size() < 4) return 0;
  return little16(bytes, at) | static_cast<std::uint32_t>(little16(bytes, at + 2)) << 16;
}
std::uint64_t little64(ByteView bytes, std::size_t at) {
  if (part_of(bytes, at, 8).size() < 8) return 0;
  return little32(bytes, at) | static_cast<std::uint64_t>(little32(bytes, at + 4)) << 32;
}
double little_double(ByteView bytes, std::size_t at) { return std::bit_cast<double>(little64(bytes, at)); }

bool LittleWalk::at_end() {
  while (piece_ < pieces_.size() && at_ >= pieces_[piece_].size()) {
    ++piece_;
    at_ = 0;
  }
  return piece_ >= pieces_.size();
}
bool LittleWalk::next_piece() {
  if (piece_ >= pieces_.size() || at_ < pieces_[piece_].size()) return false;
  return !at_end();
}
std::size_t LittleWalk::left_in_piece() { return piece_ < pieces_.size() ? pieces_[piece_].size() - at_ : 0; }
std::uint8_t LittleWalk::u8() {
  if (at_end()) {
    ok_ = false;
    return 0;
  }
  return pieces_[piece_][at_++];
}
std::uint16_t LittleWalk::u16() {
  const std::uint8_t low = u8();
  return static_cast<std::uint16_t>(low | u8() << 8);
}
std::uint32_t LittleWalk::u32() {
  const std::uint32_t low = u16();
  return low | static_cast<std::uint32_t>(u16()) << 16;
}
double LittleWalk::real() {
  const std::uint64_t low = u32();
  return std::bit_cast<double>(low | static_cast<std::uint64_t>(u32()) << 32);
}
void LittleWalk::skip(std::size_t bytes) {
  while (bytes > 0) {
    if (at_end()) {
      ok_ = false;
      return;
    }
    const std::size_t step = std::min(bytes, left_in_piece());
    at_ += step;
    bytes -= step;
  }
}

void put_utf8(std::string& out, char32_t point) {
  if (point < 0x80)
    out += static_cast<char>(point);
  else if (point < 0x800)
    out += {static_cast<char>(0xc0 | point >> 6), static_cast<char>(0x80 | (point & 63))};
  else if (point < 0x10000)
    out += {static_cast<char>(0xe0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 63)),
            static_cast<char>(0x80 | (point & 63))};
  else
    out += {static_cast<char>(0xf0 | point >> 18), static_cast<char>(0x80 | (point >> 12 & 63)),
            static_cast<char>(0x80 | (point >> 6 & 63)), static_cast<char>(0x80 | (point & 63))};
}

std::string from_utf16(ByteView bytes) {
  std::string out;
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    char32_t point = little16(bytes, at);
    const char32_t next = little16(bytes, at + 2);
    if (point >= 0xd800 && point < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
      point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
      at += 2;
    } else if (point >= 0xd800 && point < 0xe000) {
      point = 0xfffd;
    }
    put_utf8(out, point);
  }
  return out;
}

std::string from_code_page(ByteView bytes, unsigned page) {
  if (page == 1200) return from_utf16(bytes);
  if (page == 65001) return std::string(as_text(bytes));
  std::string out;
  for (const std::uint8_t byte : bytes) put_utf8(out, byte >= 0x80 && byte < 0xa0 ? kWindows[byte - 0x80] : byte);
  return out;
}

std::vector<std::string> readable_runs(ByteView bytes, std::size_t least) {
  std::vector<std::string> out;
  Run narrow(out, least), wide(out, least);
  for (std::size_t at = 0; at < bytes.size();) {
    // Two units of UTF-16 in a row begin a wide run; single bytes with a zero behind them are not narrow text.
    std::size_t end = at;
    while (end + 2 <= bytes.size() && is_readable(little16(bytes, end))) end += 2;
    if (end - at >= 8) {
      narrow.end();
      for (; at < end; at += 2) wide.take(little16(bytes, at));
      wide.end();
      continue;
    }
    if (is_readable(bytes[at]) && bytes[at] != 0xff)  // “ÿÿÿþ” is a table of numbers
      narrow.take(bytes[at]);
    else
      narrow.end();
    ++at;
  }
  narrow.end();
  return out;
}

void Leftovers::add(ByteView bytes) {
  const auto filler = [&](std::uint8_t byte) { return byte == 0 || byte == 0xff || byte == bytes[0]; };
  if (std::ranges::all_of(bytes, filler)) return;
  for (const std::uint8_t byte : bytes) bytes_ += byte != 0 && byte != 0xff ? 1U : 0U;
  for (std::string& run : readable_runs(bytes, kShortestRun)) runs_.push_back(std::move(run));
}

void Leftovers::leave_out(const std::vector<ByteView>& used) {
  if (runs_.empty()) return;
  std::string words;
  for (const ByteView piece : used)
    for (const std::string& run : readable_runs(piece, kShortestRun)) words.append(run).push_back('\n');
  std::uint64_t left = kMostCompared;
  std::erase_if(runs_, [&](const std::string& run) {
    if (left < words.size()) return false;
    left -= words.size();
    return words.find(run) != std::string::npos;
  });
}

void Leftovers::close(std::string_view part, std::string_view place) {
  std::size_t letters = 0;
  bool sentence = false;
  for (const std::string& run : runs_) {
    letters += run.size();
    sentence = sentence || (run.size() >= kSentence && std::ranges::count(run, ' ') >= static_cast<long>(kSpaces));
  }
  if (sentence || letters >= kList) {
    Layer layer(emitter_);
    for (const std::string& run : runs_) {
      layer.cell(run);
      layer.end_row();
    }
    layer.close(Trait::kLeftoverText, part, place);
  } else if (bytes_ > 0)
    emitter_.observe({.trait = bytes_ > kMuch ? Trait::kUnexplained : Trait::kLeftover,
                      .part = std::string(part),
                      .place = std::string(place),
                      .characters = bytes_});
}

bool is_font_of_signs(std::string_view name) {
  for (const std::string_view known : {"Wingdings", "Webdings", "Symbol", "ZapfDingbats", "Zapf Dingbats", "Marlett",
                                       "MT Extra", "Bookshelf Symbol", "Adobe Blank", "OpenSymbol"})
    if (name.starts_with(known)) return true;
  return false;
}

}  // namespace tipstaff::document
