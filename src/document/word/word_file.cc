#include "document/word/word_file.h"

#include "document/letters.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostStrings = 65'536;

}  // namespace

ByteView WordFile::place(std::size_t index) const {
  if (index >= places()) return {};
  const std::size_t at = little32(main, kPairs + 8 * index), size = little32(main, kPairs + 8 * index + 4);
  return part_of(table, at, size);
}
std::uint32_t WordFile::letters(std::size_t story) const { return little32(main, 0x4c + 4 * story); }

// The group, then each drawing behind a byte that says where it floats.
bool each_word_drawing(const WordFile& file, const std::function<void(ByteView)>& take) {
  const ByteView drawings = file.place(kDrawings);
  for (std::size_t at = 0; at + 8 <= drawings.size();) {
    const std::size_t size = std::size_t{little32(drawings, at + 4)} + 8;
    const ByteView one = part_of(drawings, at, size);
    if (one.size() < size || little16(one, 2) < 0xf000) return false;
    take(one);
    at += size + 1;
  }
  return true;
}
std::vector<EscherShape> word_shapes(const WordFile& file) {
  std::vector<EscherShape> out;
  each_word_drawing(file, [&](ByteView one) {
    for (EscherShape& shape : escher_shapes(one)) out.push_back(std::move(shape));
  });
  return out;
}

void Coverage::add(std::size_t at, std::size_t size) {
  for (std::size_t i = at; i < used_.size() && i - at < size; ++i) used_[i] = true;
}

std::vector<std::string> word_strings(ByteView table) {
  std::vector<std::string> out;
  const bool is_wide = little16(table, 0) == 0xffff;
  std::size_t at = is_wide ? 2 : 0;
  const std::size_t count = little16(table, at), more = little16(table, at + 2);
  at += 4;
  for (std::size_t i = 0; i < count && i < kMostStrings && at < table.size(); ++i) {
    const std::size_t letters = is_wide ? little16(table, at) : table[at];
    at += is_wide ? 2 : 1;
    const ByteView text = part_of(table, at, is_wide ? 2 * letters : letters);
    out.push_back(is_wide ? from_utf16(text) : from_code_page(text, 1252));
    at += (is_wide ? 2 * letters : letters) + more;
  }
  return out;
}

}  // namespace tipstaff::document
