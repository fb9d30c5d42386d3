#include "document/parts/page_cover.h"

#include <algorithm>
#include <cmath>

namespace tipstaff::document {
namespace {

// A page of A4 or Letter, and the text on it between margins as people leave them.
constexpr double kPageHeight = 842, kTextHeight = 640, kTextWidth = 450, kLeastMargin = 40, kMostMargin = 110;
// Of a letter's size: how wide letters are, how high lines, how much is left between paragraphs.
constexpr double kNarrowLetter = 0.4, kWideLetter = 0.62, kLowLine = 1.0, kHighLine = 1.6, kMostGap = 1.2;
constexpr double kSlack = 6, kShare = 0.9, kMostIndent = 20;
constexpr double kGap = 12;
constexpr double kRoom = 2;  // of a letter's size: how high empty lines may be, by which people make room for a shape
constexpr std::size_t kPictureLetters = 200, kMostLines = 2000, kMostShapes = 1000;
// A paragraph as a program sets it when nobody says otherwise.
constexpr double kLetter = 5.5, kLine = 14, kLeastWidth = 60, kPart = 0.6;

using From = PageCover::Shape::From;

bool is_whole_page(const PageCover::Shape& shape) {
  const double before = shape.from == From::kPage ? kLeastMargin : 0,
               behind = shape.from == From::kPage ? kLeastMargin : 2 * kMostMargin;
  return shape.top <= before && shape.left <= before && shape.width >= kTextWidth &&
         shape.top + shape.height >= kShare * (kPageHeight - behind);
}

bool covers(const PageCover::Shape& shape, double highest, double lowest, double width) {
  const double least = shape.from == From::kPage ? kLeastMargin : 0, most = shape.from == From::kPage ? kMostMargin : 0;
  const double bottom = std::min(shape.top + shape.height - most, kTextHeight);
  const bool beside = shape.left > least + kMostIndent || shape.left + shape.width - most < kShare * width;
  return !beside && shape.top - least <= highest + kSlack && bottom >= lowest - kSlack;
}

}  // namespace

void PageCover::tell(const std::string& words, bool covered) {
  Layer& layer = covered ? covered_ : visible_;
  layer.cell(words);
  layer.end_row();
}

std::optional<PageCover::Shape> PageCover::placed(const Along& across, const Along& down, bool picture) {
  using Of = Along::From;
  constexpr double kPageWidth = 595, kWholeText = 698;  // A4, and its text between margins of an inch
  const auto place = [](const Along& along, double page, double text) {
    const double room = (along.from == Of::kPage ? page : text) - along.size;
    return along.align == Along::Align::kMiddle ? room / 2 : along.align == Along::Align::kEnd ? room : along.at;
  };
  if (down.from == Of::kElse || across.from == Of::kElse) return std::nullopt;
  Shape out{down.from == Of::kParagraph ? From::kParagraph
            : down.from == Of::kPage    ? From::kPage
                                        : From::kText,
            picture};
  out.left = place(across, kPageWidth, kTextWidth);
  out.top = place(down, kPageHeight, kWholeText);
  out.width = across.size;
  out.height = down.size;
  // Both from the same edges, with as much to spare as margins differ.
  if (out.from == From::kPage && across.from != Of::kPage) out.left += kLeastMargin;
  if (out.from == From::kText && across.from == Of::kPage) {
    out.left -= kLeastMargin;
    out.width -= kMostMargin - kLeastMargin;
  }
  return out;
}

void PageCover::shape(const Shape& shape) {
  if (shape.from == From::kParagraph) {
    if (shape.picture || shape.left > kMostIndent || shape.left + shape.width < kLeastWidth) return;
    from_ = shape.top;
    to_ = shape.top + shape.height;
    right_ = shape.left + shape.width;
  } else if (shapes_.size() < kMostShapes) {
    shapes_.push_back(shape);
  }
}

bool PageCover::is_below(std::string_view words, double size) {
  if (to_ <= 0) return false;
  const double width = static_cast<double>(words.size()) * kLetter,
               height = words.empty() ? kRoom * size : std::max(1.0, std::ceil(width / kTextWidth)) * kLine;
  const bool out = from_ <= kLine / 3 && to_ >= kPart * height && right_ >= kPart * std::min(width, kTextWidth);
  from_ = std::max(0.0, from_ - height);
  to_ -= height;
  return out;
}

void PageCover::paragraph(std::string words, double size, In in) {
  const bool below = is_below(words, size);
  if (in == In::kApart) return tell(words, below);
  const double letters = static_cast<double>(words.size());
  const auto lines = [&](double letter) { return std::max(1.0, std::ceil(letters * letter * size / kTextWidth)); };
  const double least = lines(kNarrowLetter) * kLowLine * size,
               most = lines(kWideLetter) * kHighLine * size + kMostGap * size + kGap;
  if (below) tell(std::exchange(words, {}), true);
  if (lost_ || lines_.size() >= kMostLines) {
    ++paragraphs_;
    begin_ += (least + most) / 2 + std::exchange(space_, 0);
    // Where it stands is not known, only that a shape of its own stands on the same page.
    tell(words,
         std::ranges::any_of(shapes_, [](const Shape& shape) { return !shape.picture && is_whole_page(shape); }));
    return shapes_.clear();
  }
  lines_.push_back({std::move(words), highest_, lowest_ + most, std::min(letters * kNarrowLetter * size, kTextWidth)});
  highest_ += in == In::kTable ? 0 : least;
  lowest_ += most;
  ++paragraphs_;
  begin_ = (highest_ + lowest_) / 2;
  space_ = 0;
  if (highest_ <= kTextHeight) return;
  page();
  lost_ = true;
}

void PageCover::space(double height) {
  space_ += height;
  highest_ += height;
  lowest_ += height;
}

void PageCover::page() {
  std::size_t under_pictures = 0;
  const auto under = [&](const Line& line, bool picture) {
    return std::ranges::any_of(shapes_, [&](const Shape& shape) {
      return shape.picture == picture && covers(shape, line.highest, line.lowest, line.width);
    });
  };
  for (const Line& line : lines_)
    if (under(line, true)) under_pictures += line.words.size();
  for (const Line& line : lines_)
    tell(line.words, under(line, false) || (under_pictures >= kPictureLetters && under(line, true)));
  lines_.clear();
  shapes_.clear();
  highest_ = lowest_ = begin_ = space_ = 0;
  paragraphs_ = 0;
  pictures_.page();
  lost_ = false;
}

}  // namespace tipstaff::document
