// press::OfficeLink over TLS. Whoever holds a press's identity file can make one: the press's agent, or a thief.
#pragma once

#include <memory>

#include "http/client.h"
#include "press/identity.h"
#include "press/office_link.h"

namespace tipstaff::http {

// To the office at identity.url, trusted by identity.pin (by the whole of the stored authority's pin once it is known),
// with the identity's certificate when it has one. `clock` must outlive the link. Nothing is connected yet. Errors:
// kUsage (the URL), kInvalid, kTampered.
struct PressLink {
  static Result<std::unique_ptr<PressLink>> open(const press::Identity& identity, const Clock& clock,
                                                 ClientSettings settings = {});
  press::OfficeLink& office() { return *link; }
  // The office's authority, DER, as the last connection showed it; empty before the first.
  Bytes authority() const { return client->authority(); }

  std::unique_ptr<Client> client;
  std::unique_ptr<press::OfficeLink> link;  // uses the client
};

}  // namespace tipstaff::http
