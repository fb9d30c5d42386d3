// A stamp's text and a status list from outside: base45, COSE, claims, compressed lists. Properties: no crash; what is
// accepted is written again as it came; and nothing that no key signed is ever genuine.
#include <cstdlib>

#include "card/base45.h"
#include "card/verdict.h"

using namespace tipstaff;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto decoded = card::from_base45(as_text(bytes)); decoded && card::base45(*decoded) != as_text(bytes)) std::abort();
  if (const auto claims = card::decode_claims(bytes); claims && card::encode_claims(*claims) != to_bytes(bytes)) std::abort();
  (void)card::decode_status_claims(bytes);
  (void)card::unpack_statuses(bytes);
  static const card::KeySet keys{"Northmoor Constabulary", {}, {{{card::cose::Algorithm::kEdDsa, Bytes(32, 1)}, kDawn, false}}};
  if (card::open_status_list(bytes, keys)) std::abort();
  (void)card::parse_key_set(as_text(bytes));
  for (const std::string& text : {std::string(as_text(bytes)), std::string(card::kStampPrefix) + card::base45(bytes)})
    if (card::judge_stamp(text, keys, {}, Instant{1}).verdict == card::StampVerdict::kGenuine) std::abort();
  return 0;
}
