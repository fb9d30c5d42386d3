#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;

constexpr Rule kRules[] = {
    {"register-visible", "any that is read", Severity::kHold, Trait::kVisible,
     "rows that look like a register of people, in plain sight", "Cumbria published its pay data so", "read it",
     "take out the columns that tell who it is"},
    {"roll-hidden", "any that is read, with a roll", Severity::kHold, Trait::kVisible,
     "people of the roll in what is not to be seen", "it says whose data goes out, not only that something is hidden",
     "as the finding of the same place says", "take out what is hidden"},
    {"roll-visible", "any that is read, with a roll", Severity::kHold, Trait::kVisible,
     "people of the roll in plain sight",
     "ten or more are a register; fewer, or names that others bear too, are a note", "read it",
     "take out the rows, or what tells who it is"},
    {"people-visible", "any that is read", Severity::kNote, Trait::kVisible, "a few rows that look like people",
     "they may be meant", "read it", "see that they are meant"},
    {"declared-rows", "any that is read", Severity::kHold, Trait::kVisible, "more rows than were declared",
     "18,714 rows went out where 150 were meant", "count the rows", "take out the rows that are not meant"},
    {"declared-columns", "any that is read", Severity::kHold, Trait::kVisible, "columns that were not declared",
     "a column too many tells who somebody is", "read the headings", "take out the columns that are not meant"},
};

}  // namespace

std::span<const Rule> people_rules() { return kRules; }

}  // namespace tipstaff::disclosure
