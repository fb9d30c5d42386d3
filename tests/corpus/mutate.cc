#include "corpus/mutate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "document/containers/zip.h"
#include "test_zip.h"

namespace tipstaff::test {
namespace {

constexpr std::size_t kShortestWord = 4, kMostInflated = std::size_t{32} << 20;
constexpr int kDeepest = 3;
constexpr std::size_t kBlock = 512, kLongestLine = 4096;  // bytes

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Inflates what begins at `at`, as far as it goes. `window`: as inflateInit2 takes it.
std::string inflated(std::string_view file, std::size_t at, int window) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data() + at));
  stream.avail_in = static_cast<uInt>(file.size() - at);
  std::string out;
  char piece[65536];
  int state = Z_OK;
  while (state == Z_OK && out.size() < kMostInflated) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
    if (stream.avail_in == 0 && stream.avail_out == sizeof piece) break;
  }
  inflateEnd(&stream);
  return out;
}

unsigned byte_at(std::string_view file, std::size_t at) {
  return at < file.size() ? static_cast<unsigned char>(file[at]) : 0;
}
unsigned short_at(std::string_view file, std::size_t at) { return byte_at(file, at) | byte_at(file, at + 1) << 8; }

// What lies packed in an archive or a PDF, found by its marks and not by any directory.
std::vector<std::string> unpacked(std::string_view file) {
  std::vector<std::string> out;
  if (file.starts_with("%PDF")) {
    for (std::size_t at = file.find("stream"); at != std::string_view::npos; at = file.find("stream", at + 6)) {
      std::size_t begin = at + 6;
      while (byte_at(file, begin) == '\r' || byte_at(file, begin) == '\n') ++begin;
      if (byte_at(file, begin) == 0x78) out.push_back(inflated(file, begin, MAX_WBITS));
    }
  } else if (file.starts_with("PK")) {
    for (std::size_t at = file.find("PK\x03\x04"); at != std::string_view::npos; at = file.find("PK\x03\x04", at + 4)) {
      const std::size_t begin = at + 30 + short_at(file, at + 26) + short_at(file, at + 28);
      if (short_at(file, at + 8) == 8 && begin < file.size()) out.push_back(inflated(file, begin, -MAX_WBITS));
    }
  }
  return out;
}

// The text of markup and what stands in its quotation marks.
std::string without_markup(std::string_view text) {
  std::string out;
  bool in_tag = false;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
      out += quote == 0 ? ' ' : c;
    } else if (in_tag) {
      if (c == '"' || c == '\'') quote = c;
      if (c == '>') in_tag = false;
    } else {
      in_tag = c == '<';
      out += in_tag ? ' ' : c;
    }
  }
  return out;
}

// Letters of two bytes each, at any byte.
std::string narrowed(std::string_view wide) {
  std::string out;
  for (std::size_t i = 0; i + 1 < wide.size(); ++i) {
    if (wide[i + 1] == 0 && is_word(wide[i])) {
      out += wide[i++];
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

void gather(std::string_view file, int depth, std::set<std::string>& out) {
  const bool markup = file.substr(0, 4096).find_first_not_of(" \t\r\n\xef\xbb\xbf") != std::string_view::npos &&
                      file[file.find_first_not_of(" \t\r\n\xef\xbb\xbf")] == '<';
  out.merge(words_of(markup ? without_markup(file) : std::string(file)));
  out.merge(words_of(narrowed(file)));
  if (depth == 0) return;
  for (const std::string& inner : unpacked(file)) gather(inner, depth - 1, out);
}

}  // namespace

std::optional<ZipMembers> members_of(const std::string& file) {
  if (!file.starts_with("PK")) return std::nullopt;
  const auto zip = document::Zip::open(as_bytes(file));
  if (!zip) return std::nullopt;
  ZipMembers out;
  for (const document::ZipEntry& entry : zip->entries()) {
    const auto content = zip->whole(entry, kMostInflated);
    if (!content || entry.encrypted) return std::nullopt;
    out.emplace_back(entry.name, std::string(as_text(*content)));
  }
  return out;
}

Mutator::Mutator(std::string whole, std::uint64_t seed)
    : whole_(std::move(whole)), members_(members_of(whole_)), random_(seed) {}

Mutant Mutator::next() {
  Mutant out;
  if (members_ && ++made_ % 4 != 0) {
    ZipMembers members = *members_;
    out.how = damage_members(members);
    ZipMaker made;
    for (const auto& [name, content] : members) made.add(name, content, name != "mimetype");
    out.bytes = made.finish();
    return out;
  }
  out.bytes = whole_;
  out.how = damage(out.bytes);
  return out;
}

std::string Mutator::damage_members(ZipMembers& members) {
  const std::size_t which = below(members.size());
  const std::string name = members[which].first;
  switch (below(16)) {
    case 0:
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(which));
      return name + " taken out";
    case 1: {
      const std::size_t other = below(members.size());
      std::swap(members[which].second, members[other].second);
      return fmt::format("{} and {} exchanged", name, members[other].first);
    }
    case 2:
      members.emplace_back(members[which]);
      return name + " twice";
    default:
      return damage(members[which].second) + " in " + name;
  }
}

namespace {

// The line around a place; lines of files that have none are left.
std::string take_line(std::string& bytes, std::size_t at) {
  const std::size_t before = at == 0 ? std::string::npos : bytes.rfind('\n', at - 1), behind = bytes.find('\n', at);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1,
                    end = behind == std::string::npos ? bytes.size() : behind + 1;
  if (end - begin < kLongestLine) bytes.erase(begin, end - begin);
  return fmt::format("a line taken out at {}", begin);
}

// As a disk does that mistakes its blocks; one that is not whole stays.
std::string swap_blocks(std::string& bytes, std::size_t one, std::size_t other) {
  const auto whole = [&](std::size_t block) { return (block + 1) * kBlock <= bytes.size(); };
  const auto at = [&](std::size_t block) { return bytes.begin() + static_cast<std::ptrdiff_t>(block * kBlock); };
  if (one != other && whole(one) && whole(other)) std::swap_ranges(at(one), at(one + 1), at(other));
  return fmt::format("blocks {} and {} exchanged", one, other);
}

}  // namespace

std::string Mutator::damage(std::string& bytes) {
  const std::size_t at = below(bytes.size()), left = bytes.size() - at;
  const std::size_t run = std::min(left, 1 + below(below(8) == 0 ? 4096 : 24));
  switch (below(12)) {
    case 0:
      bytes.resize(at);
      return fmt::format("cut at {}", at);
    case 1:
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), run, '\0');
      return fmt::format("{} bytes zeroed at {}", run, at);
    case 2: {  // two blocks change places
      const std::size_t to = below(bytes.size()),
                        size = std::min({run, bytes.size() - to, at > to ? at - to : to - at});
      std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at + size),
                       bytes.begin() + static_cast<std::ptrdiff_t>(to));
      return fmt::format("{} bytes swapped between {} and {}", size, at, to);
    }
    case 3:
      bytes.erase(at, run);
      return fmt::format("{} bytes taken out at {}", run, at);
    case 4:
      bytes.insert(at, bytes.substr(at, run));
      return fmt::format("{} bytes doubled at {}", run, at);
    case 5:
      for (std::size_t i = at; i < at + run; ++i) bytes[i] = static_cast<char>(below(256));
      return fmt::format("{} bytes of noise at {}", run, at);
    case 6:
      bytes.insert(at, 1, static_cast<char>(below(256)));
      return fmt::format("a byte put in at {}", at);
    case 7: {  // what stands here also over what stands there
      const std::size_t to = below(bytes.size()), size = std::min(run, bytes.size() - to);
      bytes.replace(to, size, bytes.substr(at, size));
      return fmt::format("{} bytes of {} over {}", size, at, to);
    }
    case 8:
      return take_line(bytes, at);
    case 9:
      return swap_blocks(bytes, at / kBlock, below(bytes.size()) / kBlock);
    default: {
      const std::size_t count = bytes.empty() ? 0 : 1 + below(3);
      std::string places;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t bit = i == 0 ? at : below(bytes.size());
        bytes[bit] = static_cast<char>(bytes[bit] ^ (1 << below(8)));
        places += fmt::format(" {}", bit);
      }
      return "bits flipped at" + places;
    }
  }
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end - at >= kShortestWord) out.emplace(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::set<std::string> words_inside(std::string_view file) {
  std::set<std::string> out;
  gather(file, kDeepest, out);
  return out;
}

}  // namespace tipstaff::test
