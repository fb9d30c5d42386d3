// One request taken apart, as every decoder wants it: parameters of the address and of the body, the body's JSON, its
// bytes with Content-Encoding undone.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "site/exchange.h"
#include "site/url.h"

namespace tipstaff::site {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  const Exchange* exchange = nullptr;
  Url url;                                 // views into exchange->url
  Pairs query;                             // decoded names and values
  Pairs form;                              // of a form's body, multipart too
  std::optional<boost::json::value> json;  // of the body
  std::string body;                        // unpacked
  std::vector<std::string> frames;         // of a socket, unpacked
  std::vector<std::string> unread;         // half a sentence each

  std::string_view get(std::string_view name) const;  // of the address, else of the form; empty: absent
  bool has(std::string_view name) const;
};

// Nothing when the address is none that leaves the browser.
std::optional<Request> take_apart(const Exchange& exchange);

// Whether it can be read as text: UTF-8 without control characters but line ends and tabs.
bool is_text(std::string_view bytes);

// Parts of a multipart/form-data body (RFC 7578); names with the file's name in front of files. Empty when it is none.
Pairs multipart(std::string_view body, std::string_view type);

}  // namespace tipstaff::site
