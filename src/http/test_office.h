// For this folder's tests: an authority, credentials of it, a server on loopback and clients to it.
#pragma once

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"
#include "http/authority.h"
#include "http/client.h"
#include "http/server.h"
#include "press/identity.h"

namespace tipstaff::http::test {

inline const Instant kStart = *parse_instant("2026-11-22T09:30:00Z");

struct Certified {
  press::Identity identity;
  Credential credential() const { return {identity.certificate, identity.tls_key.clone()}; }
  Hash id() const { return certificate_id(identity.certificate); }
};

struct Office {
  ManualClock clock{kStart};
  Authority authority = *Authority::create("Northshire Police", kStart);
  std::unique_ptr<Server> server;

  void serve(Handler handler, ServerLimits limits = {}) {
    const std::vector<std::string> names = {"127.0.0.1", "localhost"};
    TlsSettings settings{*authority.issue_server(names, clock.now()), authority.certificate()};
    auto started = Server::tls("127.0.0.1", 0, settings, clock, std::move(handler), limits);
    ASSERT_TRUE(started) << started.error().text();
    server = std::move(*started);
  }
  Url url() const { return {"127.0.0.1", server->port()}; }
  Bytes pin() const { return to_bytes(ByteView(authority.pin_hash()).first(16)); }

  Certified certify(std::string_view name) const {
    SystemRandom random;
    Certified out{*press::new_identity(random)};
    out.identity.press = name;
    out.identity.pin = pin();
    out.identity.certificate = *authority.sign_press(*press::tls_request(out.identity), name, clock.now());
    return out;
  }
  std::unique_ptr<Client> client(const Credential& own = {}, ClientSettings settings = {}) const {
    return *Client::tls(url(), pin(), own, clock, settings);
  }
};

}  // namespace tipstaff::http::test
