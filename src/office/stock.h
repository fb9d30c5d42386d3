// Blank stock as people handle it, and where a job's cards are. Role: issuer, or security officer for a count.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// `first` to `last`, inclusive. `place`: "press:NAME", "supplier:NAME" (which must exist), or a place of the force's
// own. Return how many blanks. Errors: as supplier/stock.h; kNotFound, kInvalid (place).
Result<std::uint64_t> receive_stock(Office& office, const access::Actor& actor, const std::string& first,
                                    const std::string& last, const std::string& place);
Result<std::uint64_t> move_stock(Office& office, const access::Actor& actor, const std::string& first,
                                 const std::string& last, const std::string& place);
// Returns what the book says; a difference is on record as an alarm.
Result<std::uint64_t> count_stock(Office& office, const access::Actor& actor, const std::string& place,
                                  std::uint64_t found);

}  // namespace tipstaff::office
