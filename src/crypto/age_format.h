// The parts of age files that are syntax only: Bech32 keys, ASCII armour, and the textual header (C2SP age). All input
// is hostile. Errors: kInvalid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::crypto::age {

// Bech32 (BIP 173), without its limit of 90 characters, as age has it. Lower case; `data` is wiped from scratch memory.
Plaintext bech32_encode(std::string_view human_part, ByteView data);
// Checks case, checksum and padding.
Result<Plaintext> bech32_decode(std::string_view human_part, std::string_view text);

std::string armour(ByteView file);
// Whether the first thing in the file is an armour's first line.
bool is_armoured(ByteView file);
Result<Bytes> dearmour(ByteView file);

struct Stanza {
  std::vector<std::string> arguments;  // at least one: the type
  Bytes body;
};
struct Header {
  std::vector<Stanza> stanzas;
  ByteView authenticated;  // what the MAC covers: from the first byte to "---"
  Bytes mac;               // 32 bytes
  ByteView payload;        // all that follows
};
// The views point into `file`.
Result<Header> parse_header(ByteView file);
// The header's text as far as "---".
std::string format_header(const std::vector<Stanza>& stanzas);

// Base64 without padding, canonical only.
std::string unpadded(ByteView bytes);
Result<Bytes> from_unpadded(std::string_view text);

}  // namespace tipstaff::crypto::age
