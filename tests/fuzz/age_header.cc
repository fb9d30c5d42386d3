// An age file from outside: its armour, its header and its keys' text. Properties: no crash, and a header that is
// accepted is written back as the same bytes.
#include <sodium.h>

#include <cstdint>
#include <cstdlib>

#include "crypto/age.h"
#include "crypto/age_format.h"

using namespace tipstaff;
using namespace tipstaff::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<age::Identity> kIdentities = [] {
    if (sodium_init() < 0) std::abort();
    SystemRandom random;
    std::vector<age::Identity> out;
    out.push_back(age::new_identity(random));
    return out;
  }();
  const ByteView file(data, size);
  if (age::is_armoured(file)) (void)age::dearmour(file);
  const auto header = age::parse_header(file);
  if (header && age::format_header(header->stanzas) != as_text(header->authenticated)) std::abort();
  if (age::decrypt(file, kIdentities)) std::abort();  // nobody can write to a key that was made just now
  (void)age::parse_recipient(as_text(file));
  return 0;
}
