// Outlook's stores of mail, .pst and .ost ([MS-PST]), as bytes: most encode what they hold, so that no search of the
// bytes as they are finds a word in it.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace tipstaff::disclosure {

enum class MailStore : std::uint8_t {
  kNone,   // no such file
  kPlain,  // its bytes are the text's
  kEncoded,  // each byte stands for another (§5.1): “compressible encryption”, as Outlook writes unless told otherwise
  kClosed,  // encoded by block (§5.2), protected, or packed
};
inline constexpr std::size_t kMailStoreHeader = 516;  // bytes that tell (§2.2.2.6)
MailStore mail_store(ByteView beginning);

// §5.1, in place.
void decode_mail_store(std::span<std::uint8_t> bytes);

}  // namespace tipstaff::disclosure
