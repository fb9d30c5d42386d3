// How text of Word 97 to 2003 looks ([MS-DOC] §2.6.1: operations on the properties of characters and paragraphs), and what its style sheet
// (§2.4.5, §2.9.271) says of that.
#pragma once

#include <array>
#include <vector>

#include "base/bytes.h"
#include "document/letters.h"

namespace tipstaff::document {

inline constexpr std::uint32_t kNoColour = 0xff000000;  // automatic; others have blue highest
std::uint32_t old_word_colour(unsigned index);          // the sixteen of old (§2.9.119)

struct WordRunLook {
  bool deleted = false, inserted = false, hidden = false, changed = false, data = false;
  unsigned size = 0;  // half points; 0: as ever
  std::uint32_t colour = kNoColour, fill = kNoColour, picture = 0xffffffff;
  void apply(ByteView operations);
};
struct WordParagraphLook {
  bool in_table = false, row_end = false, changed = false, paints_cells = false;
  std::uint32_t fill = kNoColour;
  void apply(ByteView operations);
};

class WordStyleSheet {
 public:
  // The style sheet as the heading points at it; a damaged one says less, and so is_damaged().
  explicit WordStyleSheet(ByteView sheet);
  bool is_damaged() const { return damaged_; }
  // Text of a paragraph of style `paragraph` with operations of its own, a style of characters among them.
  WordRunLook run(std::size_t paragraph, ByteView operations) const;
  WordParagraphLook paragraph(std::size_t style, ByteView operations) const;

 private:
  struct Style {
    std::size_t parent = kNone;
    Bytes paragraph, characters;
  };
  static constexpr std::size_t kNone = 0xfff;
  void add_characters(std::size_t style, WordRunLook& look, int depth) const;
  void add_paragraph(std::size_t style, WordParagraphLook& look, int depth) const;
  std::vector<Style> styles_;
  bool damaged_ = false;
};

}  // namespace tipstaff::document
