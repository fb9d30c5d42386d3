// Any bytes as the front of a card template.
#include "card/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff;
  constexpr std::string_view kBack = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-3 -3 91.6 59.98'/>";
  (void)card::Template::load({data, size}, as_bytes(kBack));
  return 0;
}
