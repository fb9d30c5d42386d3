// A key and stamps for the tests of stamps, lists and verdicts.
#pragma once

#include <stdexcept>

#include "base/cbor.h"
#include "card/key_set.h"
#include "card/stamp.h"
#include "card/status_list.h"
#include "crypto/sign.h"

namespace tipstaff::card::test {

inline const Instant kNow = *parse_instant("2026-11-22T09:30:00Z");
inline constexpr const char* kIssuer = "Northmoor Constabulary";
inline constexpr const char* kListUri = "https://status.northmoor.example/1";

struct Signer {
  cose::PublicKey key;
  cose::Sign sign;
  cose::Headers headers() const { return {key.algorithm, key.id(), ""}; }
};
inline Signer es256_signer() {
  auto made = std::make_shared<crypto::Es256Key>(std::move(*crypto::new_es256_key()));
  return {{cose::Algorithm::kEs256, made->public_key},
          [made](ByteView bytes) { return crypto::es256_sign(*made, bytes); }};
}
inline Signer ed25519_signer() {
  SystemRandom random;
  auto made = std::make_shared<crypto::Ed25519Key>(crypto::new_ed25519_key(random));
  return {{cose::Algorithm::kEdDsa, to_bytes(made->public_key)},
          [made](ByteView bytes) -> Result<Bytes> { return to_bytes(crypto::ed25519_sign(*made, bytes)); }};
}
inline KeySet keys_of(const Signer& signer, bool revoked = false) {
  return {kIssuer, {kListUri}, {{signer.key, kNow, revoked}}};
}

inline Stamp full_stamp() {
  Stamp out;
  out.issuer = kIssuer;
  out.expires = *parse_instant("2031-11-22T00:00:00Z");
  out.nonce = Bytes(kNonceBytes, 0x5a);
  out.index = 4711;
  out.list = kListUri;
  out.face = StampedFace{"warrant card", "Rowan Thistleby", "Constable", "W410007", Bytes(600, 0xa7)};
  return out;
}
inline std::string text_of(const Stamp& stamp, const Signer& signer) {
  return *make_stamp(stamp, signer.headers(), signer.sign);
}

// A message with any protected header, and any other beside it, signed all the same.
inline Bytes signed_with(const Bytes& header, const Bytes& claims, const Signer& signer,
                         const Bytes& open_header = {0xa0}) {
  cbor::Writer structure;
  structure.array(4).text("Signature1").bytes(header).bytes({}).bytes(claims);
  cbor::Writer tail;
  tail.bytes(claims).bytes(*signer.sign(structure.view()));
  cbor::Writer head;
  head.tag(18).array(4).bytes(header);
  Bytes out = head.take();
  append(out, open_header);
  append(out, tail.view());
  return out;
}

inline StatusList list_with(CardStatus status, std::uint64_t index = 4711) {
  StatusList out{kListUri, kNow, kNow + std::chrono::hours(24), std::chrono::hours(1), Statuses(65'536)};
  out.statuses.set(static_cast<std::size_t>(index), status);
  return out;
}

}  // namespace tipstaff::card::test
