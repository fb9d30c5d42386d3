#include "press/invitation.h"

#include "base/cbor.h"
#include "crypto/hash.h"

namespace tipstaff::press {
namespace {

constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr std::size_t kIdBytes = 5;
constexpr std::size_t kSecretBytes = 16;
constexpr std::size_t kPinBytes = 16;
constexpr std::size_t kContentBytes = kIdBytes + kSecretBytes + kPinBytes;
constexpr std::size_t kContentSymbols = 60;  // 296 bits and four zeros
constexpr std::size_t kCheckSymbols = 4;
constexpr std::size_t kAllSymbols = kContentSymbols + kCheckSymbols;
constexpr std::size_t kGroup = 4;

// The five bits at position `index` of `bytes`, with zeros past the end.
unsigned five_bits(ByteView bytes, std::size_t index) {
  unsigned out = 0;
  for (std::size_t bit = index * 5; bit < index * 5 + 5; ++bit) {
    const unsigned byte = bit / 8 < bytes.size() ? bytes[bit / 8] : 0;
    out = out << 1 | (byte >> (7 - bit % 8) & 1U);
  }
  return out;
}

void write_symbols(ByteView bytes, std::size_t count, std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(kSymbols[five_bits(bytes, i)]);
}

// The last symbols, from the sixty before them.
std::array<std::uint8_t, kCheckSymbols> check_symbols(ByteView content) {
  const Hash digest = crypto::sha256({as_bytes("tipstaff enrolment code v1"), content});
  std::array<std::uint8_t, kCheckSymbols> out{};
  write_symbols(digest, out.size(), out.data());
  return out;
}

// A symbol's place in kSymbols, with the usual confusions forgiven.
std::size_t value_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  return kSymbols.find(c);
}

bool is_filler(char c) { return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The 64 symbols in their canonical form.
Result<Plaintext> canonical(std::string_view text) {
  Plaintext out(kAllSymbols);
  std::size_t count = 0;
  for (const char c : text) {
    if (is_filler(c)) continue;
    const std::size_t value = value_of(c);
    if (value == std::string_view::npos)
      return fail(Code::kUsage,
                  fmt::format("group {} of the enrolment code has a symbol that no code has; check it against "
                              "the invitation",
                              std::min(count, kAllSymbols - 1) / kGroup + 1));
    if (count < kAllSymbols) out.writable()[count] = static_cast<std::uint8_t>(kSymbols[value]);
    ++count;
  }
  if (count != kAllSymbols)
    return fail(Code::kUsage,
                fmt::format("an enrolment code has 16 groups of 4 symbols, 64 in all; this one has {}", count));
  return out;
}

Bytes bound_fields(std::string_view use, const Enrolment& enrolment) {
  cbor::Writer w;
  w.array(5).text(use).text(enrolment.code_id).bytes(enrolment.tls_request);
  w.bytes(enrolment.box_public_key).bytes(enrolment.receipt_public_key);
  return w.take();
}

}  // namespace

Invitation new_invitation(const Hash& pin_hash, Random& random) {
  Invitation out;
  const Bytes id = random.bytes(kIdBytes);
  out.code_id.resize(kIdBytes * 8 / 5);
  write_symbols(id, out.code_id.size(), reinterpret_cast<std::uint8_t*>(out.code_id.data()));
  out.secret = Plaintext(kSecretBytes);
  random.fill(out.secret.writable());
  out.pin.assign(pin_hash.begin(), pin_hash.begin() + kPinBytes);
  return out;
}

Plaintext invitation_text(const Invitation& invitation) {
  Plaintext symbols(kAllSymbols);
  std::uint8_t* at = symbols.writable().data();
  Plaintext rest(kSecretBytes + kPinBytes);
  std::ranges::copy(invitation.secret.reveal(), rest.writable().data());
  std::ranges::copy(invitation.pin, rest.writable().data() + kSecretBytes);
  std::ranges::copy(as_bytes(invitation.code_id), at);
  write_symbols(rest.reveal(), kContentSymbols - invitation.code_id.size(), at + invitation.code_id.size());
  std::ranges::copy(check_symbols(symbols.reveal().first(kContentSymbols)), at + kContentSymbols);

  Plaintext out(kAllSymbols + kAllSymbols / kGroup - 1);
  for (std::size_t i = 0, to = 0; i < kAllSymbols; ++i) {
    if (i > 0 && i % kGroup == 0) out.writable()[to++] = '-';
    out.writable()[to++] = symbols.reveal()[i];
  }
  return out;
}

Result<Invitation> parse_invitation(std::string_view text) {
  TRY_ASSIGN(const Plaintext symbols, canonical(text));
  const ByteView content = symbols.reveal().first(kContentSymbols);
  if (!std::ranges::equal(check_symbols(content), symbols.reveal().subspan(kContentSymbols)))
    return fail(Code::kUsage, "the enrolment code has a slip in it: compare every group with the invitation");
  Plaintext bytes(kContentBytes + 1);  // the last half byte must be zero
  for (std::size_t bit = 0; bit < kContentSymbols * 5; ++bit) {
    const std::size_t value = value_of(static_cast<char>(content[bit / 5]));
    if ((value >> (4 - bit % 5) & 1U) != 0) bytes.writable()[bit / 8] |= static_cast<std::uint8_t>(0x80U >> (bit % 8));
  }
  if (bytes.reveal().back() != 0) return fail(Code::kUsage, "this is not an enrolment code of the kind known here");
  Invitation out;
  out.code_id = as_text(content.first(kIdBytes * 8 / 5));
  out.secret = Plaintext::copy_of(bytes.reveal().subspan(kIdBytes, kSecretBytes));
  out.pin = to_bytes(bytes.reveal().subspan(kIdBytes + kSecretBytes, kPinBytes));
  return out;
}

Bytes enrolment_mac(const Enrolment& enrolment, const Plaintext& secret) {
  const Hash mac = crypto::hmac_sha256(secret, bound_fields("tipstaff enrolment v1", enrolment));
  return {mac.begin(), mac.end()};
}

bool enrolment_mac_is_right(const Enrolment& enrolment, const Plaintext& secret) {
  return equal_secret(enrolment_mac(enrolment, secret), enrolment.mac);
}

std::string enrolment_fingerprint(const Enrolment& enrolment) {
  const std::string digits = hex(crypto::sha256(bound_fields("tipstaff fingerprint v1", enrolment)));
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 4) {
    if (i > 0) out += ' ';
    out += digits.substr(i, 4);
  }
  return out;
}

}  // namespace tipstaff::press
