// The server: HTTP/1.1 (RFC 9112) over TLS 1.3 (RFC 8446); plain over a Unix socket for the local command line; and for
// browsers, with a certificate of whoever runs it or plain on an address that does not leave the machine.
//
// A client certificate is asked for, not demanded (a press that enrols has none yet). One that is shown must chain to
// our authority, be meant for clients and be in date, or the handshake fails; whether it is a press in good standing is
// the handler's question, on every request. A certificate that runs out ends its connection. No tickets, no session
// reuse, no early data: every connection proves its key anew.
//
// An attacker without a certificate can hold connections up to `most_connections` for the times below, and make each
// cost one handshake. Headers over 16 KiB, bodies over the handler's limit, and any other version or form are refused.
//
// Owns its threads: `io_threads` that do TLS and framing, and `workers` that run the handler. Thread-safe.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/authority.h"
#include "http/message.h"

namespace tipstaff::http {

struct ServerLimits {
  std::size_t header_bytes = 16 << 10;
  std::size_t most_connections = 1024;
  std::size_t workers = 64;  // handlers running at once; a handler mostly waits for a group commit
  std::size_t io_threads = 2;
  std::chrono::milliseconds handshake{10'000};
  std::chrono::milliseconds header{10'000};  // from the first byte of a request to the end of its header
  std::chrono::milliseconds body{30'000};
  std::size_t body_bytes_per_second =
      0;  // longer for bodies and answers whose length is known, by what they take at this rate; 0: no longer
  std::size_t connections_per_address = 0;  // 0: as many as there are
  std::chrono::milliseconds write{30'000};  // of an answer
  std::chrono::milliseconds idle{75'000};   // between requests
  std::chrono::milliseconds grace{10'000};  // for requests in flight when the server stops
};

struct TlsSettings {
  Credential credential;  // issued by `authority`
  Bytes authority;        // certificate, DER; shown to clients too, who compare its pin
};

// A certificate that browsers know, as authorities hand it out: PEM, the chain behind it in the same file.
struct WebCertificate {
  std::filesystem::path chain, key;
};

class Server {
 public:
  // Listens on `address`:`port` (port 0: any free one) and serves at once. `clock` decides which certificates are in
  // date and must outlive the server. Errors: kUnavailable (cannot listen), kTampered (certificate or key).
  static Result<std::unique_ptr<Server>> tls(const std::string& address, std::uint16_t port,
                                             const TlsSettings& settings, const Clock& clock, Handler handler,
                                             ServerLimits limits = {});
  // For browsers: no client certificate is asked for. Plain HTTP without a certificate. Errors: as above, and kTampered
  // when the certificate's files cannot be read or do not belong together.
  static Result<std::unique_ptr<Server>> web(const std::string& address, std::uint16_t port,
                                             const std::optional<WebCertificate>& certificate, const Clock& clock,
                                             Handler handler, ServerLimits limits = {});
  // Listens on a Unix socket at `path` (mode 0600; an old socket file there is removed). Errors: kUnavailable, kRefused
  // (something else lies there).
  static Result<std::unique_ptr<Server>> local(const std::filesystem::path& path, Handler handler,
                                               ServerLimits limits = {});

  // Stops as stop() does.
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;  // 0 for a Unix socket
  // Accepts no more, lets requests in flight finish for at most `grace`, closes everything and joins all threads. A
  // handler that still blocks then is waited for. Idempotent.
  virtual void stop() = 0;
};

}  // namespace tipstaff::http
