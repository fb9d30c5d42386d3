// A stamp's text, a status list, a key set and a memory of lists from outside: base45, COSE, claims, compressed lists,
// JSON. Properties: no crash; what is accepted is written again as it came; and nothing that no key signed is ever
// genuine.
#include <cstdlib>

#include "card/base45.h"
#include "card/list_memory.h"
#include "card/verdict.h"

using namespace tipstaff;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto decoded = card::from_base45(as_text(bytes)); decoded && card::base45(*decoded) != as_text(bytes))
    std::abort();
  if (const auto claims = card::decode_claims(bytes); claims && card::encode_claims(*claims) != to_bytes(bytes))
    std::abort();
  (void)card::decode_status_claims(bytes);
  (void)card::unpack_statuses(bytes);
  static const card::KeySet keys{
      "Northmoor Constabulary", {}, {{{card::cose::Algorithm::kEdDsa, Bytes(32, 1)}, kDawn, false}}};
  if (card::open_status_list(bytes, keys)) std::abort();
  if (const auto message = card::cose::parse_sign1(bytes);
      message && card::cose::verify(*message, keys.keys.front().key))
    std::abort();
  if (const auto set = card::parse_key_set(as_text(bytes)); set && !card::parse_key_set(card::to_json(*set)))
    std::abort();
  if (const auto memory = card::ListMemory::parse(as_text(bytes));
      memory && !card::ListMemory::parse(memory->to_json()))
    std::abort();
  for (const std::string& text : {std::string(as_text(bytes)), std::string(card::kStampPrefix) + card::base45(bytes)})
    if (card::judge_stamp(text, keys, {}, Instant{1}).verdict == card::StampVerdict::kGenuine) std::abort();
  return 0;
}
