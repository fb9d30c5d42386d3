#include "site/leak_forms.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/bytes.h"
#include "base/text.h"

namespace tipstaff::site {
namespace {

struct Digest {
  std::string_view name;
  const EVP_MD* (*kind)();
};
constexpr std::array kDigests = {Digest{"MD5", EVP_md5}, Digest{"SHA-1", EVP_sha1}, Digest{"SHA-256", EVP_sha256},
                                 Digest{"SHA-512", EVP_sha512}};

std::string digest_of(const Digest& digest, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(out.data()), &size, digest.kind(),
                 nullptr) != 1)
    return "";
  out.resize(size);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string without(std::string_view text, std::string_view marks) {
  std::string out;
  for (const char c : text)
    if (marks.find(c) == std::string_view::npos) out += c;
  return out;
}

// Digits of what may be a telephone number: nothing but digits and what people put between them.
std::string phone_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      out += c;
    else if (std::string_view(" +-().").find(c) == std::string_view::npos)
      return "";
  }
  return out.size() >= 7 && out.size() <= 15 ? out : "";
}

constexpr std::string_view kNumbersAndLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string percent_but(std::string_view text, std::string_view plain, bool capitals) {
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos)
      out += c;
    else
      out += capitals ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                      : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string encode_percent(std::string_view text) {
  return percent_but(text, "-_.!~*'()0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", true);
}

std::vector<NormalForm> normal_forms(std::string_view value) {
  std::vector<NormalForm> out;
  const auto add = [&](std::string text, std::string_view how) {
    if (!text.empty() && std::ranges::find(out, text, &NormalForm::text) == out.end())
      out.push_back({std::move(text), how});
  };
  add(std::string(value), "");
  const std::string_view core = trimmed(value);
  add(std::string(core), "trimmed");
  add(lower(core), "in lower case");
  add(upper(core), "in upper case");
  add(without(lower(core), " \t\r\n"), "without blanks");
  if (const std::size_t at = core.find('@');
      at != std::string_view::npos) {  // Google drops dots and what follows a ‘+’ of its own addresses
    const std::string local = lower(core.substr(0, std::min(core.find('+'), at)));
    add(without(local, ".") + lower(core.substr(at)), "without dots");
    add(local + lower(core.substr(at)), "without its tag");
  }
  if (const std::string digits = phone_digits(core); !digits.empty()) {
    const std::string bare = digits.starts_with("00") ? digits.substr(2) : digits;
    add(digits, "as digits");
    add(bare, "as digits");
    add("+" + bare, "as digits with +");
    if (digits.starts_with("0") && !digits.starts_with("00")) {
      add("44" + digits.substr(1), "as digits with 44");
      add("+44" + digits.substr(1), "as digits with +44");
    }
  }
  return out;
}

std::vector<DigestForm> digest_forms(std::string_view value) {
  std::vector<DigestForm> out;
  for (const NormalForm& form : normal_forms(value)) {
    const std::string of = fmt::format("of it{}{}", form.how.empty() ? "" : " ", form.how);
    std::vector<std::pair<std::string, std::string>> inner = {
        {form.text, of},
        {base64(as_bytes(form.text)), "of base64 " + of},
        {base64url(as_bytes(form.text)), "of base64url " + of},
        {hex(as_bytes(form.text)), "of hexadecimal " + of},
        {upper(hex(as_bytes(form.text))), "of hexadecimal " + of},
        {encode_percent(form.text), "of percent " + of},
        {percent_but(form.text, "", true), "of percent " + of},
        {percent_but(form.text, kNumbersAndLetters, true), "of percent " + of},
        {percent_but(form.text, "", false), "of percent " + of}};
    for (const Digest& digest : kDigests) {
      const std::string raw = digest_of(digest, form.text);
      inner.emplace_back(hex(as_bytes(raw)), fmt::format("of {} {}", digest.name, of));
      inner.emplace_back(upper(hex(as_bytes(raw))), fmt::format("of {} {}", digest.name, of));
      inner.emplace_back(base64(as_bytes(raw)), fmt::format("of {} in base64 {}", digest.name, of));
      inner.emplace_back(raw, fmt::format("of {} {}", digest.name, of));
    }
    for (const Digest& digest : kDigests)
      for (const auto& [text, what] : inner)
        out.push_back({digest_of(digest, text), fmt::format("as {} {}", digest.name, what)});
  }
  return out;
}

}  // namespace tipstaff::site
