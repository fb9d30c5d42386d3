// Any bytes as a photograph, decoded without the sandbox.
#include "card/photo.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)tipstaff::card::decode_portrait({data, size}, {});
  return 0;
}
