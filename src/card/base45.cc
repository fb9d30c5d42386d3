#include "card/base45.h"

namespace tipstaff::card {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

}  // namespace

std::string base45(ByteView bytes) {
  std::string out;
  out.reserve((bytes.size() + 1) / 2 * 3);
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const bool pair = i + 1 < bytes.size();
    unsigned rest = pair ? bytes[i] * 256U + bytes[i + 1] : bytes[i];
    for (int digits = pair ? 3 : 2; digits > 0; --digits, rest /= 45) out += kAlphabet[rest % 45];
  }
  return out;
}

Result<Bytes> from_base45(std::string_view text) {
  if (text.size() % 3 == 1) return fail(Code::kInvalid, "the code's text has a length that base45 cannot have");
  Bytes out;
  out.reserve(text.size() / 3 * 2 + 1);
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::string_view group = text.substr(i, 3);
    unsigned value = 0;
    for (std::size_t at = group.size(); at > 0; --at) {
      const std::size_t digit = kAlphabet.find(group[at - 1]);
      if (digit == std::string_view::npos)
        return fail(Code::kInvalid, "the code's text has a character that base45 has not");
      value = value * 45 + static_cast<unsigned>(digit);
    }
    if (value > (group.size() == 3 ? 0xffffU : 0xffU))
      return fail(Code::kInvalid, "the code's text has a group beyond base45's range");
    if (group.size() == 3) out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value & 0xffU));
  }
  return out;
}

}  // namespace tipstaff::card
