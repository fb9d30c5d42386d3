// The forms in which a tracker may send a value: what leaks.cc searches for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipstaff::site {

struct NormalForm {
  std::string text;
  std::string_view how;  // "", "in lower case", "as digits"
};
// The value itself, and as trackers normalise it before they hash it; no two the same.
std::vector<NormalForm> normal_forms(std::string_view value);

struct DigestForm {
  std::string digest;  // 16, 20, 32 or 64 bytes
  std::string how;     // "as SHA-256 of it in lower case"
};
// Hashes of each normal form, and of each normal form encoded or hashed before.
std::vector<DigestForm> digest_forms(std::string_view value);

std::string encode_percent(std::string_view text);  // as encodeURIComponent (ECMA-262, section 19.2.6.4)

}  // namespace tipstaff::site
