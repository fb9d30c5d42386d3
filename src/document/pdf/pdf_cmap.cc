// CMaps (Adobe Technical Notes 5014 and 5411): programs in PostScript of which only the mappings count.
#include "document/pdf/pdf_codes.h"
#include "document/pdf/pdf_font.h"
#include "document/pdf/pdf_lexer.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostTexts = 200'000, kMostRanges = 50'000;

std::uint32_t code_in(std::string_view bytes) {
  std::uint32_t out = 0;
  for (const char c : bytes.substr(0, 4)) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

// The text `steps` after `first`: the last unit counts on.
std::string following(std::string first, std::uint32_t steps) {
  if (first.size() < 2) return text_of_utf16(first);
  const std::size_t last = first.size() - 2;
  const auto unit = (code_in(first.substr(last)) + steps) & 0xffff;
  first[last] = static_cast<char>(unit >> 8);
  first[last + 1] = static_cast<char>(unit & 0xff);
  return text_of_utf16(first);
}

}  // namespace

void PdfCMap::read(std::string_view program) {
  PdfLexer lexer(program);
  std::string_view operation;
  std::vector<Operand> operands;
  while (lexer.next(operation, operands)) {
    const auto code = [&](std::size_t i) { return code_in(operands[i].text); };
    if (operation == "endcodespacerange") {
      for (std::size_t i = 0; i + 1 < operands.size() && spaces_.size() < 100; i += 2)
        spaces_.push_back({std::clamp<std::size_t>(operands[i].text.size(), 1, 4), code(i), code(i + 1)});
    } else if (operation == "endbfchar") {
      for (std::size_t i = 0; i + 1 < operands.size() && texts_.size() < kMostTexts; i += 2)
        texts_[code(i)] = operands[i + 1].is(Operand::Kind::kName) ? text_of_glyph_name(operands[i + 1].text)
                                                                   : text_of_utf16(operands[i + 1].text);
    } else if (operation == "endbfrange") {
      for (std::size_t i = 0; i + 2 < operands.size(); i += 3)
        for (std::uint32_t at = code(i), step = 0; at <= code(i + 1) && step < 65'536 && texts_.size() < kMostTexts;
             ++at, ++step) {
          const Operand& to = operands[i + 2];
          if (to.is(Operand::Kind::kArray) && step >= to.items.size()) break;
          texts_[at] = to.is(Operand::Kind::kArray) ? text_of_utf16(to.items[step].text) : following(to.text, step);
        }
    } else if (operation == "endcidrange") {
      for (std::size_t i = 0; i + 2 < operands.size() && selectors_.size() < kMostRanges; i += 3)
        selectors_.push_back(
            {code(i), code(i + 1), static_cast<std::uint32_t>(std::clamp(operands[i + 2].number, 0.0, 65'535.0))});
    } else if (operation == "endcidchar") {
      for (std::size_t i = 0; i + 1 < operands.size() && selectors_.size() < kMostRanges; i += 2)
        selectors_.push_back(
            {code(i), code(i), static_cast<std::uint32_t>(std::clamp(operands[i + 1].number, 0.0, 65'535.0))});
    }
  }
}

std::size_t PdfCMap::length_at(std::string_view bytes, std::size_t otherwise) const {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, bytes.size()); ++length)
    for (const CodeSpace& space : spaces_)
      if (const std::uint32_t code = code_in(bytes.substr(0, length));
          space.bytes == length && code >= space.low && code <= space.high)
        return length;
  return otherwise;
}

const std::string* PdfCMap::text(std::uint32_t code) const {
  const auto found = texts_.find(code);
  return found == texts_.end() ? nullptr : &found->second;
}

std::uint32_t PdfCMap::selector(std::uint32_t code) const {
  for (const Range& range : selectors_)
    if (code >= range.low && code <= range.high) return range.to + (code - range.low);
  return 0;
}

}  // namespace tipstaff::document
