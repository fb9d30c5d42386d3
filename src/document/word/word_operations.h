// Operations on the properties of characters, paragraphs, tables, sections and pictures ([MS-DOC] §2.2.5, §2.6): a
// number of two bytes, then an operand as long as its kind says.
#pragma once

#include <algorithm>
#include <array>

#include "document/letters.h"

namespace tipstaff::document {

// Hands each operation of a list with its operand to `take`, as far as they are whole; returns where it ended.
template <class Take>
std::size_t each_word_operation(ByteView list, Take take) {
  constexpr std::array<std::size_t, 8> kLengths = {1, 1, 2, 4, 2, 2, 0, 3};
  constexpr std::uint16_t kTableOfCells = 0xd608;  // its length has two bytes, and counts one too many
  std::size_t at = 0;
  while (at + 3 <= list.size()) {
    const std::uint16_t operation = little16(list, at);
    std::size_t length = kLengths[operation >> 13], head = 2;
    if (length == 0) {
      head = operation == kTableOfCells ? 4 : 3;
      length = operation == kTableOfCells ? std::max<std::size_t>(little16(list, at + 2), 1) - 1 : list[at + 2];
    }
    const ByteView operand = part_of(list, at + head, length);
    if (operand.size() < length) break;
    take(operation, operand);
    at += head + length;
  }
  return at;
}

// One that Word 97 to 2010 writes.
bool is_known_word_operation(std::uint16_t operation);

}  // namespace tipstaff::document
