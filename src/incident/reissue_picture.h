// How far the reissue of cards after a breach has come, in numbers and as a picture (SVG 1.1) that a chief officer can
// read. Sums only: no person, no press, and nothing that would tell how many people are protected. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"

namespace tipstaff::incident {

struct ReissueDay {
  Instant day;                // its beginning
  std::uint64_t planned = 0;  // cards that are to be active by its end
  std::uint64_t active = 0;   // that are; of days that are still to come: 0
};

struct Reissue {
  std::string force, incident;
  Instant contained, now;
  std::uint64_t total = 0;  // cards that the breach reached and whose holders still serve
  std::uint64_t dead = 0;   // of the old ones: ended
  // Where the new ones are; they sum to `total`.
  std::uint64_t not_asked = 0, asked = 0, approved = 0, queued = 0, printing = 0, printed = 0, active = 0;
  std::uint64_t a_day = 0;       // that budgets of the presses left allow
  std::vector<ReissueDay> days;  // from the day of the containment to the later of the plan's end and today
  Instant planned_end = kEver;   // kEver: no press is left
};

// Plans and counts: `days` and `planned_end` of a reissue whose sums are known. `activated`: when each active card
// became so. A card is handed over `hand_over_days` after it was made.
void plan_reissue(Reissue& reissue, std::vector<Instant> activated, std::uint32_t hand_over_days);

// How many fewer are active than the plan says for the end of yesterday; 0: none.
std::uint64_t behind(const Reissue& reissue);

std::string reissue_svg(const Reissue& reissue);

}  // namespace tipstaff::incident
