#include "document/word/word_look.h"

#include <algorithm>

#include "document/colour.h"
#include "document/letters.h"
#include "document/word/word_operations.h"

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
std::uint32_t old_fill_of(unsigned shade) {
  return old_word_colour((shade >> 10) == 1 ? shade & 0x1f : shade >> 5 & 0x1f);
}

bool paints(std::uint32_t fill) { return fill != kNoColour && !look_same(fill, kWhite); }
// Of a style of tables, whose parts under conditions have lists of their own (§2.9.48).
bool has_paint(ByteView operations) {
  bool out = false;
  each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
    if (operation == 0xd660 || operation == 0xd687 || operation == 0xc64d) out = out || paints(fill_of(operand));
    if (operation == 0xc666 || operation == 0xd66a || operation == 0xca85) out = out || has_paint(part_of(operand, 2));
  });
  return out;
}

constexpr int kThin = 60;  // twentieths of a point: a line's or row's height
int signed16(ByteView bytes, std::size_t at) { return static_cast<std::int16_t>(little16(bytes, at)); }

}  // namespace

std::uint32_t old_word_colour(unsigned index) {
  static constexpr std::array<std::uint32_t, 17> kColours = {
      kNoColour, 0x000000, 0xff0000, 0xffff00, 0x00ff00, 0xff00ff, 0x0000ff, 0x00ffff, 0xffffff,
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
      case 0x0802:  // of codes of fields; always hidden; by a control
      case 0x0818:
      case 0x2a90:
        hidden = hidden || operand[0] == 1;
        break;
      case 0x4852:
        width = little16(operand, 0);
        break;
      case 0x4a4f:
        font = little16(operand, 0);
        break;
      case 0x4845:
        raised = signed16(operand, 0);
        break;
      case 0x8840:
        gap = signed16(operand, 0);
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
      case 0x2407:
        new_page = operand[0] != 0;
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
      case 0x6412:  // §2.9.142: below zero exactly so high
        thin = signed16(operand, 0) < 0 && signed16(operand, 0) > -kThin && little16(operand, 2) == 0;
        break;
      case 0x840f:
      case 0x845e:
        left = signed16(operand, 0);
        break;
      case 0x8411:
      case 0x8460:
        first = signed16(operand, 0);
        break;
      case 0x8418:
        across = signed16(operand, 0);
        break;
      case 0x8419:
        down = signed16(operand, 0);
        break;
      case 0x6649:
        depth = little16(operand, 0);
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

std::set<unsigned> fonts_of_signs(ByteView table) {
  constexpr std::size_t kLetters = 3, kName = 39;
  constexpr std::uint8_t kSymbols = 2;  // the set of letters
  std::set<unsigned> out;
  std::size_t at = 4;
  for (unsigned i = 0; i < little16(table, 0) && at < table.size(); ++i) {
    const ByteView font = part_of(table, at + 1, table[at]);
    at += 1 + font.size();
    if (font.size() > kLetters && (font[kLetters] == kSymbols || is_font_of_signs(from_utf16(part_of(font, kName)))))
      out.insert(i);
  }
  return out;
}

WordRowLook::Cell& WordRowLook::cell(std::size_t index) {
  constexpr std::size_t kMostCells = 64;
  if (index >= cells.size()) cells.resize(std::min(index, kMostCells - 1) + 1);
  return cells[std::min(index, kMostCells - 1)];
}

void WordRowLook::apply(ByteView operations) {
  constexpr std::size_t kOfCell = 20, kShade = 10, kCellsOfShades = 22;
  each_word_operation(operations, [&](std::uint16_t operation, ByteView operand) {
    const auto shades = [&](std::size_t first) {
      for (std::size_t i = 0; (i + 1) * kShade <= operand.size(); ++i)
        cell(first + i).fill = fill_of(part_of(operand, i * kShade, kShade));
    };
    switch (operation) {
      case 0x9407:
        thin = signed16(operand, 0) < 0 && signed16(operand, 0) > -kThin;
        break;
      case 0x9601:
        left = signed16(operand, 0);
        break;
      case 0x940e:
        across = signed16(operand, 0);
        break;
      case 0x940f:
        down = signed16(operand, 0);
        break;
      case 0x563a:
        style = little16(operand, 0);
        break;
      case 0xd608:  // how many, where they end, and each (§2.9.314)
        if (operand.size() >= 3) left = signed16(operand, 1);
        for (std::size_t i = 0; !operand.empty() && i < operand[0]; ++i) {
          const unsigned how = little16(operand, 1 + 2 * (std::size_t{operand[0]} + 1) + i * kOfCell);
          cell(i).merged = (how & 2) != 0 || (how & 0x60) == 0x20;
        }
        break;
      case 0xd62b:
        if (operand.size() >= 2) cell(operand[0]).merged = operand[1] == 1;
        break;
      case 0x5624:
        for (std::size_t i = operand[0] + std::size_t{1}; i < operand[1]; ++i) cell(i).merged = true;
        break;
      case 0xd609:
        for (std::size_t i = 0; i + 2 <= operand.size(); i += 2)  // of old; the others say it anew
          if (const std::uint32_t fill = old_fill_of(little16(operand, i)); fill != kNoColour) cell(i / 2).fill = fill;
        break;
      case 0xd612:
      case 0xd670:
        return shades(0);
      case 0xd616:
      case 0xd671:
        return shades(kCellsOfShades);
      case 0xd60c:
      case 0xd672:
        return shades(2 * kCellsOfShades);
      case 0xd62d:
        for (std::size_t i = operand.size() >= 12 ? operand[0] : 64; i < 64 && i < operand[1]; ++i)
          cell(i).fill = fill_of(part_of(operand, 2));
        break;
      case 0xd660:
        for (Cell& each : cells) each.fill = fill_of(operand);
        break;
      default:
        break;
    }
  });
}

// A heading that says how long styles' own headings are; then the styles, each behind its length, each with a name and
// its operations: of the paragraph, behind the style's number, and of its characters; every list begins at an even
// place in the style.
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
      if (kind == 3) out.paints = out.paints || has_paint(operations);
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

bool WordStyleSheet::paints_cells(std::size_t style) const {
  for (int i = 0; i < kMostParents && style < styles_.size(); ++i) {
    if (styles_[style].paints) return true;
    style = styles_[style].parent;
  }
  return false;
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
