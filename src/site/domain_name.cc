#include "site/domain_name.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tipstaff::site {
namespace {

// Made once, shared by all threads (uidna.h: “thread-safe”), and never closed.
const UIDNA* idna() {
  static const UIDNA* const made = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &error);
  }();
  return made;
}

constexpr std::size_t kLongestName = 253;  // RFC 1035 §2.3.4, in text

}  // namespace

std::string ascii_host(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const bool is_ascii =
      std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (name.size() > 4 * kLongestName || name.find_first_of(" \t/\\?#@") != std::string_view::npos) return {};
  if (is_ascii) return name.size() <= kLongestName ? lower(name) : std::string();
  std::array<char, kLongestName + 1> out{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length = uidna_nameToASCII_UTF8(idna(), name.data(), static_cast<std::int32_t>(name.size()),
                                                     out.data(), static_cast<std::int32_t>(out.size()), &info, &error);
  if (U_FAILURE(error) || info.errors != 0 || length > static_cast<std::int32_t>(kLongestName)) return {};
  return {out.data(), static_cast<std::size_t>(length)};
}

bool is_address(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;
  const std::string_view last =
      host.substr(host.rfind('.') + 1);  // a last label of digits makes it one (WHATWG URL §3.5)
  return !last.empty() && std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace tipstaff::site
