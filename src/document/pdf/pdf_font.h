// A font's codes as letters and widths (ISO 32000-1 §9.5–9.10), from its dictionary: no font program is read. What a
// code means comes from /ToUnicode, else from the names of its glyphs, else it stays a code without a meaning.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/pdf/pdf_inks.h"

namespace tipstaff::document {

// A CMap: which codes there are, and what they stand for.
class PdfCMap {
 public:
  void read(std::string_view program);
  // Bytes of the code at the front; 1 to 4.
  std::size_t length_at(std::string_view bytes, std::size_t otherwise) const;
  const std::string* text(std::uint32_t code) const;  // bfchar, bfrange; null: none
  std::uint32_t selector(std::uint32_t code) const;   // cidchar, cidrange
  bool has_text() const { return !texts_.empty(); }

 private:
  struct CodeSpace {
    std::size_t bytes;
    std::uint32_t low, high;
  };
  struct Range {
    std::uint32_t low, high, to;
  };
  std::vector<CodeSpace> spaces_;
  std::unordered_map<std::uint32_t, std::string> texts_;
  std::vector<Range> selectors_;
};

struct PdfGlyph {
  std::uint32_t code = 0;
  double width = 0;              // in ems of text space; of vertical writing, downwards
  std::string_view text;         // UTF-8; empty: not known
  bool blank = false;            // one byte, code 32: word spacing applies
  const Drawn* drawn = nullptr;  // of a Type 3 font: what its drawing leaves; null: not known
};

class PdfFont {
 public:
  PdfFont(PdfObject font, PdfFile& file);
  // Takes the glyph at the front of `bytes` off.
  PdfGlyph take(std::string_view& bytes) const;
  bool vertical() const { return vertical_; }
  bool drawn() const { return drawn_; }      // Type 3: each glyph is a content stream
  double height() const { return height_; }  // of an em, in text space

 private:
  void read_simple(PdfObject font, PdfFile& file);
  void read_names(PdfObject font);
  void read_drawings(PdfObject font, PdfFile& file);
  void read_composite(PdfObject font, PdfFile& file);
  void read_widths(PdfObject array);
  double width_of(std::uint32_t code) const;

  std::string base_;
  PdfCMap unicode_, codes_;
  std::vector<std::string> simple_text_;
  std::vector<double> simple_width_;
  std::unordered_map<std::uint32_t, Drawn> drawings_;
  std::unordered_map<std::uint32_t, double> widths_;
  mutable std::unordered_map<std::uint32_t, std::string> made_;  // of codes that are letters themselves
  double default_width_ = 1;
  double height_ = 1;
  bool composite_ = false, identity_ = false, code_is_unicode_ = false, vertical_ = false, drawn_ = false;
};

}  // namespace tipstaff::document
