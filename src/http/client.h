// The client of server.h: HTTP/1.1 over TLS 1.3 with one pinned authority, or over a Unix socket. It keeps its
// connection open between calls. Blocking; one call at a time, further callers wait their turn.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/authority.h"

namespace tipstaff::http {

struct Url {
  std::string host;  // a name or an address; an IPv6 address without its brackets
  std::uint16_t port = 443;
};
// "https://host[:port][/]" and nothing more. Errors: kUsage.
Result<Url> parse_url(std::string_view text);

struct Call {
  std::string method = "GET";
  std::string target{};        // "/path?query"
  std::string content_type{};  // of the body
  Bytes body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  // May be sent a second time when a kept connection turns out to be closed (RFC 9110 §9.2.2). Otherwise the call gets
  // a new connection and is sent once.
  bool repeatable = true;
};

struct Answer {
  unsigned status = 0;
  std::string content_type;
  Bytes body;
};

struct ClientSettings {
  std::chrono::milliseconds timeout{60'000};  // for connecting, and again for the whole exchange
  std::size_t most_answer_bytes = std::size_t{64} << 20;
};

class Client {
 public:
  // `pin`: 16 to 32 leading bytes of the authority's pin hash. `own` is shown when it has a certificate. Nothing is
  // connected yet. `clock` judges the server's certificate and must outlive the client. Errors: kInvalid, kTampered.
  static Result<std::unique_ptr<Client>> tls(const Url& url, const Bytes& pin, const Credential& own,
                                             const Clock& clock, ClientSettings settings = {});
  static std::unique_ptr<Client> local(const std::filesystem::path& socket, ClientSettings settings = {});
  virtual ~Client() = default;

  // Any status is an answer. Errors: kUnavailable (cannot connect, no answer in time: it is not known whether the call
  // was carried out), kUnauthorised (the server is not the pinned office, or did not accept our certificate).
  virtual Result<Answer> call(const Call& call) = 0;

  // The authority's certificate (DER) that the last connection was verified by; empty before the first.
  virtual Bytes authority() const = 0;
};

}  // namespace tipstaff::http
