// Where the cards of one job are, at any moment. Every item that was ordered and not taken back stands in exactly one
// place:
//   ordered = queued + printed + in transit + received + active + spoilt + returned + destroyed
// or there is an alarm. A card that was revoked or has expired counts where it was then, until it is returned or
// destroyed: it is still an object somewhere. Needs Clerk::look().
#pragma once

#include "supplier/desk.h"

namespace tipstaff::supplier {

struct Sums {
  std::uint64_t ordered = 0;     // by the job's own row, less what was taken back
  std::uint64_t queued = 0;      // waiting, drawn, or being made
  std::uint64_t printed = 0;     // on the press's word, and still there
  std::uint64_t in_transit = 0;  // sent off, by a delivery note
  std::uint64_t received = 0;    // counted in by the force
  std::uint64_t active = 0;      // handed over; suspended ones too
  std::uint64_t spoilt = 0, returned = 0, destroyed = 0;
  std::uint64_t taken_back = 0;  // unreleased, to be made elsewhere; not in `ordered`
  std::uint64_t ended = 0;       // of those above: revoked or expired, not yet returned
  std::vector<std::string> alarms;

  std::uint64_t accounted() const {
    return queued + printed + in_transit + received + active + spoilt + returned + destroyed;
  }
};

// Errors: kNotFound.
Result<Sums> sum_of(const Desk& desk, const Cards& cards, JobId job);

}  // namespace tipstaff::supplier
