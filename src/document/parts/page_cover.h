// Which text of a page lies under a shape that stands in front of it. There is no layout: below a shape whose place is
// counted from a paragraph lie as many lines as it is high; for one whose place is counted from the page it is reckoned
// how high each paragraph stands at most and how low at least, and what the shape covers either way counts as covered.
// Sizes are in points.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/emitter.h"
#include "document/parts/page_pictures.h"

namespace tipstaff::document {

class PageCover {
 public:
  struct Shape {
    enum class From : std::uint8_t {
      kParagraph,
      kPage,
      kText
    } from = From::kParagraph;  // the page's edges, or those of the text on it
    bool picture = false;       // what shines through it is not known
    double left = 0, top = 0, width = 0, height = 0;
  };
  using Along = PageAlong;
  // Nothing where that does not tell what it may lie over.
  static std::optional<Shape> placed(const Along& across, const Along& down, bool picture);

  // Both must outlive it; what is covered goes to the second.
  PageCover(Layer& visible, Layer& covered) : visible_(visible), covered_(covered) {}

  // A shape that stands in front of the text, with a fill, on the page of the paragraph that comes next.
  void shape(const Shape& shape);
  // A paragraph, empty or not, in letters of `size`: of the text, of a table in it, where it may stand beside others,
  // or apart from both.
  enum class In : std::uint8_t { kText, kTable, kApart };
  void paragraph(std::string words, double size, In in);
  // Something as high that stands among the text.
  void space(double height);
  // A page begins.
  void page();
  // A picture, or what may stand in front of one, that belongs to the paragraph that comes next.
  void thing(const PageThing& thing) { pictures_.add(thing, paragraphs_, begin_); }
  // Such as form one drawing.
  void things(const PatchedPictures& found) { pictures_.add(found); }
  // Pictures so far that shapes stand in front of, or of a part of them.
  std::size_t covered_pictures() const { return pictures_.covered(); }

 private:
  struct Line {
    std::string words;
    double highest, lowest, width;  // of its top; of its bottom
  };
  void tell(const std::string& words, bool covered);
  bool is_below(std::string_view words,
                double size);  // the shape that is counted from the paragraph, or from one before it

  Layer &visible_, &covered_;
  PagePictures pictures_;
  std::size_t paragraphs_ = 0;    // of the page
  double begin_ = 0, space_ = 0;  // of the paragraph that comes next; what stands in it beside letters
  std::vector<Shape> shapes_;
  std::vector<Line> lines_;
  double highest_ = 0, lowest_ = 0;       // where the next paragraph may begin
  bool lost_ = false;                     // it may stand on another page
  double from_ = 0, to_ = 0, right_ = 0;  // of the shape that is counted from a paragraph, from the top of the next one
};

}  // namespace tipstaff::document
