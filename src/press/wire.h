// What crosses between the office and a press, and nothing else (law 2): no type here has a pay number, a vetting level
// or a person's id. Formats: docs/formats/press-protocol.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/sign.h"

namespace tipstaff::press {

// What a press sends with its one-time code to be enrolled.
struct Enrolment {
  std::string code_id;       // the public half of the code, which finds the invitation
  Bytes tls_request;         // PKCS#10 certificate request, DER, P-256
  Bytes box_public_key;      // X25519, 32 bytes
  Bytes receipt_public_key;  // Ed25519, 32 bytes
  Bytes mac;                 // HMAC-SHA-256 under the code's secret over the other fields
};
struct Enrolled {
  std::string press;        // its name
  Bytes certificate;        // DER; empty until a second person has approved the fingerprint
  std::string fingerprint;  // SHA-256 of the keys, in groups of four hex digits, to be read aloud
};

struct ListedItem {
  ItemId item;
  std::string card_kind;    // "warrant card", "staff pass"
  std::uint64_t bytes = 0;  // of the locked item
  Hash sha256{};            // of the locked item
};

enum class Outcome : std::uint8_t { kPrinted = 1, kSpoiled = 2, kDestroyed = 3, kRibbonDestroyed = 4, kUncertain = 5 };

// The press's signed word.
struct Receipt {
  ItemId item;  // all zero for a ribbon
  Outcome outcome{};
  Instant at;                        // by the press's clock
  std::string stock_serial;          // of the blank that was used, or of the ribbon
  std::string chip_id;               // of a chip card; empty otherwise. Never a door key
  bool disk_copy_made = false;       // a spool or --out file was written
  bool disk_copy_destroyed = false;  // and has been wiped, on the press's word
  std::vector<ItemId> on_ribbon;     // outcome kRibbonDestroyed: whose images it bore
};
// CBOR payload ‖ 64-byte Ed25519 signature.
Bytes sign_receipt(const Receipt& receipt, const crypto::Ed25519Key& key);
// Errors: kInvalid (malformed), kTampered (signature).
Result<Receipt> open_receipt(ByteView signed_receipt, ByteView receipt_public_key);

// A locked item: CBOR header {version, item id} as additional data and one AEAD box over the two-page PDF (front,
// back).
Bytes lock_item(const ItemId& item, const Plaintext& key, ByteView artwork, Random& random);
Result<Plaintext> unlock_item(const ItemId& item, const Plaintext& key, ByteView locked);

// The office's side, as the HTTP layer calls it. `certificate` is the SHA-256 of the client certificate that TLS
// verified; every call checks that it belongs to a press that is approved and not revoked (kUnauthorised). Thread-safe.
class PressOffice {
 public:
  virtual ~PressOffice() = default;
  virtual Result<Enrolled> enrol(const Enrolment& enrolment) = 0;
  virtual Result<Enrolled> enrolled(const std::string& code_id, ByteView mac) = 0;  // asked again until approved
  virtual Result<std::vector<ListedItem>> list(const Hash& certificate, std::size_t most) = 0;
  virtual Result<Bytes> locked(const Hash& certificate, const ItemId& item) = 0;
  // The item's key in a box for this press. Durable entry first (law 1), within budget (law 4), the same box again
  // until the receipt (law 3). Errors: kRefused (budget, state; the sentence says which and when to try again).
  virtual Result<Bytes> release(const Hash& certificate, const ItemId& item) = 0;
  virtual Result<void> receipt(const Hash& certificate, ByteView signed_receipt) = 0;
  virtual Result<std::string> alarm(const Hash& certificate, std::string_view words) = 0;  // the incident's name
};

}  // namespace tipstaff::press
