#include "crypto/age_format.h"

#include <sodium.h>

#include <algorithm>

#include "crypto/base64_ascii.h"

namespace tipstaff::crypto::age {
namespace {

constexpr std::string_view kBech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kChecksumDigits = 6;
constexpr std::string_view kArmourBegin = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view kArmourEnd = "-----END AGE ENCRYPTED FILE-----";
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kVersionLine = "age-encryption.org/v1\n";
constexpr std::size_t kColumns = 64;
constexpr std::size_t kMostWhiteSpace = 1024;
constexpr std::size_t kMostStanzas = 1024;  // each may cost a Diffie-Hellman per identity

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not a well-formed age file: ") + what);
}

// Digits of five bits, wiped after use because they may be a secret key's.
class Digits {
 public:
  explicit Digits(std::size_t most) : space_(most) {}
  void push(unsigned digit) { space_.writable()[used_++] = static_cast<std::uint8_t>(digit); }
  std::span<std::uint8_t> view() { return space_.writable().first(used_); }

 private:
  Plaintext space_;
  std::size_t used_ = 0;
};

// BIP 173, "Checksum": a BCH code over the expanded human part and the digits.
std::uint32_t bech32_checksum(std::string_view human_part, std::span<const std::uint8_t> digits) {
  std::uint32_t sum = 1;
  const auto add = [&sum](unsigned digit) {
    static constexpr std::uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const std::uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ digit;
    for (unsigned i = 0; i < 5; ++i)
      if ((top >> i & 1) != 0) sum ^= kGenerator[i];
  };
  for (const char c : human_part) add(static_cast<unsigned char>(c) >> 5);
  add(0);
  for (const char c : human_part) add(static_cast<unsigned char>(c) & 31);
  for (const std::uint8_t digit : digits) add(digit);
  return sum;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_one_case(std::string_view text) {
  const bool has_lower = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  const bool has_upper = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return !(has_lower && has_upper);
}

// Takes a line without its end off `rest`; armour may end lines with CR LF.
std::optional<std::string_view> take_line(std::string_view& rest, bool allow_cr) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (allow_cr && line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_blank(std::string_view text) {
  return text.size() <= kMostWhiteSpace && text.find_first_not_of(kWhiteSpace) == std::string_view::npos;
}

Result<std::vector<std::string>> parse_arguments(std::string_view line) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t space = line.find(' ');
    const std::string_view argument = line.substr(0, space);
    if (argument.empty() || !std::ranges::all_of(argument, [](char c) { return c >= 33 && c <= 126; }))
      return malformed("a recipient's line is damaged");
    out.emplace_back(argument);
    if (space == std::string_view::npos) return out;
    line.remove_prefix(space + 1);
  }
}

// Full lines of 64 columns and one shorter last line, which may be empty.
Result<Bytes> parse_body(std::string_view& rest) {
  std::string text;
  for (;;) {
    const auto line = take_line(rest, false);
    if (!line || line->size() > kColumns) return malformed("a recipient's body is damaged");
    text += *line;
    if (line->size() < kColumns) return from_unpadded(text);
  }
}

}  // namespace

Plaintext bech32_encode(std::string_view human_part, ByteView data) {
  Digits digits(data.size() * 8 / 5 + 1 + kChecksumDigits);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : data) {
    held = (held << 8 | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) digits.push(held >> (bits - 5) & 31);
  }
  if (bits > 0) digits.push(held << (5 - bits) & 31);
  Digits padded(digits.view().size() + kChecksumDigits);
  for (const std::uint8_t digit : digits.view()) padded.push(digit);
  for (std::size_t i = 0; i < kChecksumDigits; ++i) padded.push(0);
  const std::uint32_t sum = bech32_checksum(human_part, padded.view()) ^ 1;
  for (unsigned i = 0; i < kChecksumDigits; ++i) digits.push(sum >> (5 * (5 - i)) & 31);
  Plaintext out(human_part.size() + 1 + digits.view().size());
  auto at = std::ranges::copy(human_part, out.writable().begin()).out;
  *at++ = '1';
  for (const std::uint8_t digit : digits.view()) *at++ = static_cast<std::uint8_t>(kBech32Digits[digit]);
  return out;
}

Result<Plaintext> bech32_decode(std::string_view human_part, std::string_view text) {
  const auto refused = [] { return fail(Code::kInvalid, "this is not an age key: it was mistyped or cut short"); };
  const std::size_t separator = text.rfind('1');
  if (separator == std::string_view::npos || text.size() > 512 || text.size() - separator - 1 < kChecksumDigits ||
      !is_one_case(text) || !std::ranges::equal(text.substr(0, separator), human_part, {}, lower))
    return refused();
  Digits digits(text.size());
  for (const char c : text.substr(separator + 1)) {
    const std::size_t digit = kBech32Digits.find(lower(c));
    if (digit == std::string_view::npos) return refused();
    digits.push(static_cast<unsigned>(digit));
  }
  if (bech32_checksum(human_part, digits.view()) != 1) return refused();
  const auto data = digits.view().first(digits.view().size() - kChecksumDigits);
  Plaintext out(data.size() * 5 / 8);
  auto at = out.writable().begin();
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t digit : data) {
    held = (held << 5 | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) *at++ = static_cast<std::uint8_t>(held >> (bits -= 8));
  }
  if (bits >= 5 || (held & ((1U << bits) - 1)) != 0) return refused();
  return out;
}

std::string unpadded(ByteView bytes) {
  std::string out = base64(bytes);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

Result<Bytes> from_unpadded(std::string_view text) {
  if (text.find('=') != std::string_view::npos) return malformed("its base64 has padding");
  std::string padded(text);
  while (padded.size() % 4 != 0) padded += '=';
  auto out = from_ascii_base64(padded);
  if (!out) return malformed("its base64 is damaged");
  return out;
}

std::string armour(ByteView file) {
  const std::string text = base64(file);
  std::string out = std::string(kArmourBegin) + "\n";
  for (std::size_t at = 0; at < text.size(); at += kColumns) out += text.substr(at, kColumns) + "\n";
  return out + std::string(kArmourEnd) + "\n";
}

bool is_armoured(ByteView file) {
  const std::string_view text = as_text(file);
  const std::size_t start = text.find_first_not_of(kWhiteSpace);
  return start != std::string_view::npos && text.substr(start).starts_with("-----BEGIN");
}

Result<Bytes> dearmour(ByteView file) {
  std::string_view rest = as_text(file);
  const std::size_t start = rest.find_first_not_of(kWhiteSpace);
  if (start > kMostWhiteSpace) return malformed("its armour does not begin");
  rest.remove_prefix(start);
  if (take_line(rest, true) != kArmourBegin) return malformed("its armour does not begin");
  std::string text;
  bool last = false;
  while (!rest.starts_with(kArmourEnd)) {
    const auto line = take_line(rest, true);
    if (!line || last || line->empty() || line->size() > kColumns)
      return malformed("its armour has a line of the wrong length");
    last = line->size() < kColumns;
    text += *line;
  }
  rest.remove_prefix(kArmourEnd.size());
  if (!is_blank(rest)) return malformed("something follows its armour");
  auto out = from_ascii_base64(text);
  if (!out) return malformed("its armour is damaged");
  return out;
}

Result<Header> parse_header(ByteView file) {
  Header out;
  const std::string_view whole = as_text(file);
  if (!whole.starts_with(kVersionLine)) return malformed("it does not begin as age version 1 does");
  std::string_view rest = whole.substr(kVersionLine.size());
  while (rest.starts_with("-> ")) {
    if (out.stanzas.size() == kMostStanzas) return malformed("it has too many recipients");
    rest.remove_prefix(3);
    const auto line = take_line(rest, false);
    if (!line) return malformed("its header has no end");
    Stanza stanza;
    TRY_ASSIGN(stanza.arguments, parse_arguments(*line));
    TRY_ASSIGN(stanza.body, parse_body(rest));
    out.stanzas.push_back(std::move(stanza));
  }
  if (out.stanzas.empty()) return malformed("it has no recipient");
  if (!rest.starts_with("--- ")) return malformed("its header has no end");
  out.authenticated = file.first(whole.size() - rest.size() + 3);
  rest.remove_prefix(4);
  const auto mac = take_line(rest, false);
  if (!mac) return malformed("its header has no end");
  TRY_ASSIGN(out.mac, from_unpadded(*mac));
  if (out.mac.size() != 32) return malformed("its header's code has the wrong length");
  out.payload = file.last(rest.size());
  return out;
}

std::string format_header(const std::vector<Stanza>& stanzas) {
  std::string out(kVersionLine);
  for (const Stanza& stanza : stanzas) {
    out += "->";
    for (const std::string& argument : stanza.arguments) out += " " + argument;
    out += "\n";
    const std::string body = unpadded(stanza.body);
    for (std::size_t at = 0; at < body.size(); at += kColumns) out += body.substr(at, kColumns) + "\n";
    if (body.size() % kColumns == 0) out += "\n";
  }
  return out + "---";
}

}  // namespace tipstaff::crypto::age
