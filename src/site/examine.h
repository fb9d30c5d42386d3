// One exchange looked at in the sandboxed child: what it told, and which of the wanted values are in it.
#pragma once

#include "site/decode.h"
#include "site/leaks.h"

namespace tipstaff::site {

struct Examined {
  Decoded decoded;
  std::vector<Found> found;
};

}  // namespace tipstaff::site
