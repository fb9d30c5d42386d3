// Any bytes as a mapping file; what is accepted must survive being written and read again.
#include <cstdlib>

#include "roll/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff;
  const auto mapping = roll::Mapping::parse({reinterpret_cast<const char*>(data), size});
  if (mapping && !roll::Mapping::parse(mapping->text())) std::abort();
  return 0;
}
