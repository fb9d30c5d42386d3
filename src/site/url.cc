#include "site/url.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tipstaff::site {
namespace {

constexpr std::array<std::string_view, 4> kSchemes{"http", "https", "ws", "wss"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What comes before the first of `marks`; `text` keeps the rest, with the mark.
std::string_view cut(std::string_view& text, std::string_view marks) {
  const std::size_t at = std::min(text.find_first_of(marks), text.size());
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(at);
  return before;
}

bool split_authority(std::string_view authority, Url& url) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  std::string_view host = authority;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return false;
    host = authority.substr(1, end - 1);
    authority.remove_prefix(end + 1);
  } else {
    host = cut(authority, ":");
  }
  if (authority.starts_with(':')) url.port = authority.substr(1);
  if (host.ends_with('.')) host.remove_suffix(1);
  url.host = lower(host);
  return !url.host.empty();
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  url.scheme = lower(text.substr(0, colon));
  if (std::find(kSchemes.begin(), kSchemes.end(), url.scheme) == kSchemes.end()) return std::nullopt;
  text.remove_prefix(colon + 1);
  const std::size_t slashes =
      std::min(text.find_first_not_of("/\\"), text.size());  // a browser takes any number of them, either way
  text.remove_prefix(slashes);
  if (slashes == 0 || !split_authority(cut(text, "/\\?#"), url)) return std::nullopt;
  url.path = cut(text, "?#");
  if (text.starts_with('?')) {
    text.remove_prefix(1);
    url.query = cut(text, "#");
  }
  if (text.starts_with('#')) url.fragment = text.substr(1);
  return url;
}

std::string percent_decoded(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> parameters(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    std::string_view pair = cut(query, "&");
    if (!query.empty()) query.remove_prefix(1);
    if (pair.empty()) continue;
    const std::string_view name = cut(pair, "=");
    if (!pair.empty()) pair.remove_prefix(1);
    out.emplace_back(percent_decoded(name, true), percent_decoded(pair, true));
  }
  return out;
}

}  // namespace tipstaff::site
