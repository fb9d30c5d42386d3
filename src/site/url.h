// A URL as a browser sends it, taken apart without complaint: trackers' URLs break RFC 3986 (spaces, pipes, a second
// ‘?’), so what is not understood stays as it is. Views into the URL that was given; it must outlive them. WHATWG URL,
// “special” schemes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipstaff::site {

struct Url {
  std::string scheme;      // lower case
  std::string host;        // lower case; without brackets of an IPv6 address, and without a last dot
  std::string_view port;   // digits; empty: the scheme's own
  std::string_view path;   // with its first ‘/’; empty when there is none
  std::string_view query;  // without ‘?’
  std::string_view fragment;
};

// Of http, https, ws and wss; nullopt for others (data:, blob:, about:) and where there is no host.
std::optional<Url> parse_url(std::string_view text);

// %XX undone once; ‘+’ becomes a blank where `form` is set (application/x-www-form-urlencoded). A ‘%’ without two hex
// digits stays.
std::string percent_decoded(std::string_view text, bool form);

// Names and values of a query or a form's body, decoded, in order; names may repeat.
std::vector<std::pair<std::string, std::string>> parameters(std::string_view query);

}  // namespace tipstaff::site
