// How text of Word 97 to 2003 looks ([MS-DOC] §2.6.1: operations on the properties of characters and paragraphs), and
// what its style sheet (§2.4.5, §2.9.271) says of that.
#pragma once

#include <array>
#include <set>
#include <vector>

#include "base/bytes.h"
#include "document/letters.h"

namespace tipstaff::document {

inline constexpr std::uint32_t kNoColour = 0xff000000;  // automatic; others have blue highest
std::uint32_t old_word_colour(unsigned index);          // the sixteen of old (§2.9.119)

struct WordRunLook {
  bool deleted = false, inserted = false, hidden = false, changed = false, data = false;
  unsigned size = 0;        // half points; 0: as ever
  unsigned width = 100;     // of letters, hundredths
  unsigned font = 0xffff;   // by its place in the table of fonts
  int raised = 0, gap = 0;  // half points above the line; twentieths of a point between letters
  std::uint32_t colour = kNoColour, fill = kNoColour, picture = 0xffffffff;
  void apply(ByteView operations);
};
struct WordParagraphLook {
  bool in_table = false, row_end = false, changed = false, new_page = false;
  bool thin = false;                              // its lines are too low to be seen
  int left = 0, first = 0, across = 0, down = 0;  // indents; where its frame stands; twentieths of a point
  unsigned depth = 1;                             // of the table that it stands in
  std::uint32_t fill = kNoColour;
  void apply(ByteView operations);
};
// What the mark at the end of a table's row says of the row (§2.6.3).
struct WordRowLook {
  struct Cell {
    std::uint32_t fill = kNoColour;
    bool merged = false;  // into the one beside or above it
  };
  std::vector<Cell> cells;
  bool thin = false;
  int left = 0, across = 0, down = 0;  // where the table stands; twentieths of a point
  std::size_t style = 0xfff;
  void apply(ByteView operations);

 private:
  Cell& cell(std::size_t index);
};

// Which fonts of the table of fonts (§2.9.295, §2.9.89) have signs for letters.
std::set<unsigned> fonts_of_signs(ByteView table);

class WordStyleSheet {
 public:
  // The style sheet as the heading points at it; a damaged one says less, and so is_damaged().
  explicit WordStyleSheet(ByteView sheet);
  bool is_damaged() const { return damaged_; }
  // Text of a paragraph of style `paragraph` with operations of its own, a style of characters among them.
  WordRunLook run(std::size_t paragraph, ByteView operations) const;
  WordParagraphLook paragraph(std::size_t style, ByteView operations) const;
  // Does the style of a table fill cells with a colour?
  bool paints_cells(std::size_t style) const;

 private:
  struct Style {
    std::size_t parent = kNone;
    Bytes paragraph, characters;
    bool paints = false;
  };
  static constexpr std::size_t kNone = 0xfff;
  void add_characters(std::size_t style, WordRunLook& look, int depth) const;
  void add_paragraph(std::size_t style, WordParagraphLook& look, int depth) const;
  std::vector<Style> styles_;
  bool damaged_ = false;
};

}  // namespace tipstaff::document
