// A receipt as an owned press would send it: any payload under a good signature. Properties: no crash, and what is
// accepted has one spelling.
#include <sodium.h>

#include <cstdint>
#include <cstdlib>

#include "press/wire.h"

using namespace tipstaff;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::Ed25519Key kKey = [] {
    if (sodium_init() < 0) std::abort();
    SystemRandom random;
    return crypto::new_ed25519_key(random);
  }();
  Bytes receipt(data, data + size);
  append(receipt, crypto::ed25519_sign(kKey, receipt));
  const auto opened = press::open_receipt(receipt, kKey.public_key);
  if (opened && press::sign_receipt(*opened, kKey) != receipt) std::abort();
  (void)press::open_receipt({data, size}, kKey.public_key);
  return 0;
}
