#include "document/parts/page_pictures.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

// A4, its margins as most leave them, and the text between them.
constexpr double kPageWidth = 595, kPageHeight = 842, kMargin = 72;
constexpr std::size_t kMostThings = 500;           // of a page
constexpr std::size_t kNear = 2, kOnOnePage = 20;  // paragraphs

using From = PageAlong::From;

double place_of(const PageAlong& along, double page, double paragraph) {
  const bool of_page = along.from == From::kPage;
  const double room = page - (of_page ? 0 : 2 * kMargin) - along.size;
  const double at = along.align == PageAlong::Align::kMiddle ? room / 2
                    : along.align == PageAlong::Align::kEnd  ? room
                                                             : along.at;
  return at + (of_page ? 0 : kMargin) + (along.from == From::kParagraph ? paragraph : 0);
}

}  // namespace

void PagePictures::add(const PageThing& thing, std::size_t paragraph, double top) {
  if (thing.across.from == From::kElse || thing.down.from == From::kElse || things_.size() >= kMostThings) return;
  Placed out{thing.look, thing.order, thing.down.from == From::kParagraph, paragraph};
  const double x = place_of(thing.across, kPageWidth, 0), y = place_of(thing.down, kPageHeight, top);
  out.look.box = {x, y, x + thing.across.size, y + thing.down.size};
  things_.push_back(out);
}

void PagePictures::page() {
  std::ranges::stable_sort(things_, {}, &Placed::order);
  for (auto below = things_.begin(); below != things_.end(); ++below) {
    if (below->look.what == Painted::What::kShape) continue;
    std::vector<Painted> near{below->look};
    for (auto over = below + 1; over != things_.end(); ++over)
      if (over->look.what == Painted::What::kShape && over->from_paragraph == below->from_paragraph &&
          std::max(over->paragraph, below->paragraph) - std::min(over->paragraph, below->paragraph) <=
              (over->from_paragraph ? kNear : kOnOnePage))
        near.push_back(over->look);
    add(patched_pictures(near));
  }
  things_.clear();
}

}  // namespace tipstaff::document
