// Any bytes as a journey of the site check; what is read is used.
#include "site/journey.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff::site;
  const auto journey = parse_journey({reinterpret_cast<const char*>(data), size});
  if (!journey) return 0;
  for (const Step& step : journey->steps) {
    if (step_in_words(step, 1).empty()) __builtin_trap();
    if (step.act != Act::kGo && step.act != Act::kWaitRest && step.act != Act::kWaitAddress &&
        selector_parts(step.target).empty())
      __builtin_trap();
  }
  return 0;
}
