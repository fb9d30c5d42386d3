// Who a press is: its three key pairs, the office it belongs to and its certificate. One file at the press, mode 0600,
// written whole (docs/formats/press-identity.md). No person is there to type a passphrase when a press starts, so who
// can read this file as the press's user is the press: he can ask for keys within its budget until it is revoked. He
// cannot open an item whose key was not released to this press.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/files.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/box.h"
#include "crypto/sign.h"

namespace tipstaff::press {

struct Identity {
  std::string url;      // of the office: "https://host:port"
  Bytes pin;            // 16 to 32 leading bytes of the authority's pin hash
  Bytes authority;      // its certificate, DER; empty until the first answer
  std::string press;    // the name the office gave; empty until the first answer
  Bytes certificate;    // ours, DER; empty until approved
  std::string code_id;  // of the invitation that was used
  Bytes enrolment_mac;  // shown again when asking whether we are approved
  Plaintext tls_key;    // P-256, ECPrivateKey DER
  crypto::BoxKey box;
  crypto::Ed25519Key receipts;
};

// New keys; the other members stay empty.
Result<Identity> new_identity(Random& random);

// PKCS#10 certificate request (RFC 2986, DER) for the TLS key, signed by it. The subject is a placeholder: the office
// ignores it.
Result<Bytes> tls_request(const Identity& identity);

// Errors: kStorage.
Result<void> save_identity(Files& files, const std::filesystem::path& file, const Identity& identity);
// Errors: kNotFound, kTampered (malformed).
Result<Identity> load_identity(const std::filesystem::path& file);

}  // namespace tipstaff::press
