#include "document/word_look.h"

#include <algorithm>

#include "document/colour.h"
#include "document/word_operations.h"

namespace tipstaff::document {
namespace {

constexpr int kMostParents = 20;
constexpr std::uint16_t kCharacterStyle = 0x4a30;

// §2.9.327: off, on, as the style has it, the other way round.
void toggle(bool& value, ByteView operand) {
  const unsigned how = operand[0];
  value = how == 1 || (how == 0x80 && value) || (how == 0x81 && !value);
}

std::uint32_t fill_of(ByteView shade) {  // ten bytes behind their length (§2.9.247)
  const unsigned pattern = little16(shade, 8);
  const std::uint32_t fore = little32(shade, 0), back = little32(shade, 4);
  return pattern == 1 ? (fore == kNoColour ? 0 : fore) : back;
}
std::uint32_t old_fill_of(unsigned shade) { return old_word_colour((shade >> 10) == 1 ? shade & 0x1f : shade >> 5 & 0x1f); }

bool paints(std::uint32_t fill) { return fill != kNoColour && !look_same(fill, kWhite); }

}  // namespace

std::uint32_t old_word_colour(unsigned index) {
  static constexpr std::array<std::uint32_t, 17> kColours = {kNoColour, 0x000000, 0xff0000, 0xffff00, 0x00ff00, 0xff00ff, 0x0000ff, 0x00ffff, 0xffffff,
                                                             0x800000,  0x808000, 0x008000, 0x800080, 0x000080, 0x008080, 0x808080, 0xc0c0c0};
  return index < kColours.size() ? kColours[index] : kNoColour;
}

void WordRunLook::apply(ByteView operations) {
  each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
    switch (operation) {
      case 0x0800:
        toggle(deleted, operand);
        break;
      case 0x0801:
        toggle(inserted, operand);
        break;
      case 0x083c:
        toggle(hidden, operand);
        break;
      case 0x0806:
        toggle(data, operand);
        break;
      case 0x2a42:
        colour = old_word_colour(operand[0]);
        break;
      case 0x6870:
        colour = little32(operand, 0) >> 24 == 0xff ? kNoColour : little32(operand, 0) & 0xffffff;
        break;
      case 0x4a43:
        size = little16(operand, 0);
        break;
      case 0x2a0c:
        if (operand[0] != 0) fill = old_word_colour(operand[0]);
        break;
      case 0x4866:
        fill = old_fill_of(little16(operand, 0));
        break;
      case 0xca71:
        fill = fill_of(operand);
        break;
      case 0xca57:
      case 0xca89:
        changed = operand[0] != 0;
        break;
      case 0x6a03:
        picture = little32(operand, 0);
        break;
      default:
        break;
    }
  });
}

void WordParagraphLook::apply(ByteView operations) {
  each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
    switch (operation) {
      case 0x2416:
        in_table = operand[0] != 0;
        break;
      case 0x2417:
        row_end = operand[0] != 0;
        break;
      case 0x442d:
        fill = old_fill_of(little16(operand, 0));
        break;
      case 0xc64d:
        fill = fill_of(operand);
        break;
      case 0xd609:
        for (std::size_t i = 0; i + 2 <= operand.size(); i += 2) paints_cells = paints_cells || paints(old_fill_of(little16(operand, i)));
        break;
      case 0xd612:
      case 0xd616:
      case 0xd60c:
        for (std::size_t i = 0; i + 10 <= operand.size(); i += 10) paints_cells = paints_cells || paints(fill_of(part_of(operand, i, 10)));
        break;
      case 0xc63f:
      case 0xc66f:
        changed = operand[0] != 0;
        break;
      default:
        break;
    }
  });
}

// A heading that says how long styles' own headings are; then the styles, each behind its length, each with a name and its operations:
// of the paragraph, behind the style's number, and of its characters; every list begins at an even place in the style.
WordStyleSheet::WordStyleSheet(ByteView sheet) {
  const std::size_t heading = little16(sheet, 0), count = little16(sheet, 2), base = little16(sheet, 4);
  std::size_t at = 2 + heading;
  for (std::size_t i = 0; i < count && at + 2 <= sheet.size(); ++i) {
    const std::size_t size = little16(sheet, at);
    const ByteView style = part_of(sheet, at + 2, size);
    damaged_ = damaged_ || style.size() < size;
    at += 2 + size;
    Style& out = styles_.emplace_back();
    if (style.size() < base + 2 || base < 10) continue;
    const unsigned kind = little16(style, 2) & 0xfU, lists = little16(style, 4) & 0xfU;
    out.parent = little16(style, 2) >> 4;
    std::size_t place = base + 2 + 2 * std::size_t{little16(style, base)} + 2;
    for (unsigned list = 0; list < lists && place + 2 <= style.size(); ++list) {
      const std::size_t length = little16(style, place);
      damaged_ = damaged_ || place + 2 + length > style.size();
      const ByteView operations = part_of(style, place + 2, length);
      if (kind == 1 && list == 0) out.paragraph = to_bytes(part_of(operations, 2));
      if ((kind == 1 && list == 1) || (kind == 2 && list == 0)) out.characters = to_bytes(operations);
      place += 2 + length + length % 2;
    }
  }
}

void WordStyleSheet::add_characters(std::size_t style, WordRunLook& look, int depth) const {
  if (style >= styles_.size() || depth > kMostParents) return;
  add_characters(styles_[style].parent, look, depth + 1);
  look.apply(styles_[style].characters);
}
void WordStyleSheet::add_paragraph(std::size_t style, WordParagraphLook& look, int depth) const {
  if (style >= styles_.size() || depth > kMostParents) return;
  add_paragraph(styles_[style].parent, look, depth + 1);
  look.apply(styles_[style].paragraph);
}

WordRunLook WordStyleSheet::run(std::size_t paragraph, ByteView operations) const {
  WordRunLook out;
  add_characters(paragraph, out, 0);
  each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
    if (operation == kCharacterStyle) add_characters(little16(operand, 0), out, 0);
  });
  out.apply(operations);
  return out;
}
WordParagraphLook WordStyleSheet::paragraph(std::size_t style, ByteView operations) const {
  WordParagraphLook out;
  add_paragraph(style, out, 0);
  out.apply(operations);
  return out;
}

}  // namespace tipstaff::document
