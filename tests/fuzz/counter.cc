// What a caller may send to the server's socket: the body of any message. Properties: no crash, and what is accepted as
// a list of texts has one spelling.
#include <cstdint>
#include <cstdlib>

#include "app/counter_wire.h"

using namespace tipstaff;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes body(data, data + size);
  const auto parsed = app::parse_texts(body);
  if (parsed && app::texts(*parsed) != body) std::abort();
  return 0;
}
