#include "document/web/page_boxes.h"

#include <algorithm>

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostBoxes = 200;

}  // namespace

void PageBoxes::add(std::span<const PlacedElement> open) {
  if (open.size() < 2 || boxes_.size() >= kMostBoxes || open.back().level < 0) return;
  std::size_t container = open.front().number;
  for (const PlacedElement& each : open.first(open.size() - 1))
    if (each.placed && !open.back().fixed) container = each.number;
  boxes_.push_back({open.back().number, container, open.back().level});
}

bool PageBoxes::cover(std::span<const PlacedElement> open) const {
  return std::ranges::any_of(boxes_, [&](const Box& box) { return covers(box, open); });
}

// What is placed itself stands above a box of a lower level, and of the same where it comes later.
bool PageBoxes::covers(const Box& box, std::span<const PlacedElement> open) {
  const auto inside = std::ranges::find(open, box.container, &PlacedElement::number);
  if (inside == open.end() || std::ranges::find(open, box.number, &PlacedElement::number) != open.end()) return false;
  const auto raised = std::find_if(inside + 1, open.end(), [](const PlacedElement& each) { return each.placed; });
  return raised == open.end() || raised->level < box.level ||
         (raised->level == box.level && raised->number < box.number);
}

}  // namespace tipstaff::document
