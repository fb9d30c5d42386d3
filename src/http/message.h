// What a handler is asked and what it answers; the same over TLS and over the local socket.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::http {

struct Request {
  std::string method;  // "GET"
  std::string path;    // before the '?'; starts with '/', printable ASCII, not percent-decoded
  std::string query;   // after it, raw
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, as they came
  Bytes body;
  std::optional<Hash> certificate;  // of the verified client certificate: TLS only, absent when none was shown
  std::optional<uid_t> peer_uid;    // of the calling process: local socket only (SO_PEERCRED)
  std::string peer_address;         // for rate limits; empty on the local socket

  // The first value, empty when absent. `name` in lower case.
  std::string_view header(std::string_view name) const;
  // The percent-decoded value of a query parameter. Errors: kInvalid (bad encoding, given twice).
  Result<std::optional<std::string>> query_value(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;
  Bytes body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// What a server runs. `handle` is called on many threads at once and may block; what it throws becomes a 500 that says
// nothing of the cause. `body_limit` is asked before a body is read: bytes allowed for this method and path (0: no
// body).
struct Handler {
  std::function<Response(const Request&)> handle;
  std::function<std::size_t(std::string_view method, std::string_view path)> body_limit;
  // May be empty. A body that body_limit had let in did not come whole, so `handle` is not called: too slow, too long,
  // broken off.
  std::function<void(std::string_view method, std::string_view path)> broken_off{};
};

// Splits "/path?query" (origin form, RFC 9112 §3.2.1). Errors: kInvalid (another form, controls, spaces, over 2048
// bytes).
Result<void> set_target(Request& request, std::string_view target);

// 400 kUsage and kInvalid, 401 kUnauthorised, 404 kNotFound, 409 kRefused, kNo and kUnknown, 422 kTampered, 503
// kUnavailable, 507 kStorage.
unsigned status_of(Code code);
// The code whose name (base/result.h code_name) this is.
std::optional<Code> code_of_name(std::string_view name);

}  // namespace tipstaff::http
