#include "card/cose.h"

#include <set>

#include "base/cbor.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

namespace tipstaff::card::cose {
namespace {

constexpr std::int64_t kAlgorithmLabel = 1, kCriticalLabel = 2, kKeyIdLabel = 4, kTypeLabel = 16;
constexpr std::uint64_t kTag = 18;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("not a signed stamp or list: ") + what);
}

Result<Algorithm> algorithm_from(std::int64_t label) {
  for (const Algorithm known : {Algorithm::kEs256, Algorithm::kEdDsa})
    if (static_cast<std::int64_t>(known) == label) return known;
  return malformed("its algorithm is neither ES256 nor EdDSA");
}

bool is_understood(std::int64_t label) {
  return label == kAlgorithmLabel || label == kCriticalLabel || label == kKeyIdLabel || label == kTypeLabel;
}

Result<void> read_critical(cbor::Reader& reader) {
  TRY_ASSIGN(const std::size_t count, reader.array());
  if (count == 0) return malformed("its list of critical headers is empty");
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = reader.integer();
    if (!label || !is_understood(*label)) return malformed("it demands a header that is not understood here");
  }
  return {};
}

Result<Headers> read_protected(ByteView bytes) {
  Headers out;
  cbor::Reader reader(bytes);
  bool has_algorithm = false;
  std::set<std::int64_t> seen;
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  for (std::size_t i = 0; i < pairs; ++i) {
    TRY_ASSIGN(const std::int64_t label, reader.integer());
    if (!seen.insert(label).second) return malformed("a header occurs twice");
    if (label == kAlgorithmLabel) {
      TRY_ASSIGN(const std::int64_t algorithm, reader.integer());
      TRY_ASSIGN(out.algorithm, algorithm_from(algorithm));
      has_algorithm = true;
    } else if (label == kCriticalLabel) {
      TRY(read_critical(reader));
    } else if (label == kKeyIdLabel) {
      TRY_ASSIGN(const ByteView id, reader.bytes());
      out.key_id = to_bytes(id);
    } else if (label == kTypeLabel) {
      TRY_ASSIGN(const std::string_view type, reader.text());
      out.type = type;
    } else {
      TRY(reader.skip());
    }
  }
  TRY(reader.expect_end());
  if (!has_algorithm) return malformed("no algorithm stands in its protected header");
  return out;
}

// Nothing in it is signed, so nothing in it decides; the key's name is taken from it where the protected header has
// none.
Result<void> read_unprotected(cbor::Reader& reader, Headers& headers) {
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  for (std::size_t i = 0; i < pairs; ++i) {
    TRY_ASSIGN(const std::int64_t label, reader.integer());
    if (label == kAlgorithmLabel || label == kCriticalLabel) return malformed("a header that must be protected is not");
    if (label == kKeyIdLabel && headers.key_id.empty()) {
      TRY_ASSIGN(const ByteView id, reader.bytes());
      headers.key_id = to_bytes(id);
    } else {
      TRY(reader.skip());
    }
  }
  return {};
}

Bytes sig_structure(ByteView protected_header, ByteView external, ByteView payload) {
  cbor::Writer w;
  w.array(4).text("Signature1").bytes(protected_header).bytes(external).bytes(payload);
  return w.take();
}

}  // namespace

Bytes PublicKey::id() const {
  const Hash digest = crypto::sha256(point);
  return {digest.begin(), digest.begin() + 8};
}

Result<Bytes> sign1(const Headers& headers, ByteView payload, const Sign& sign) {
  cbor::Writer header;
  header.map(headers.type.empty() ? 2 : 3);
  header.integer(kAlgorithmLabel)
      .integer(static_cast<std::int64_t>(headers.algorithm))
      .integer(kKeyIdLabel)
      .bytes(headers.key_id);
  if (!headers.type.empty()) header.integer(kTypeLabel).text(headers.type);
  TRY_ASSIGN(const Bytes signature, sign(sig_structure(header.view(), {}, payload)));
  cbor::Writer out;
  out.tag(kTag).array(4).bytes(header.view()).map(0).bytes(payload).bytes(signature);
  return out.take();
}

Bytes Signed::to_be_signed(ByteView external) const { return sig_structure(protected_header, external, payload); }

Result<Signed> parse_sign1(ByteView bytes) {
  cbor::Reader reader(bytes);
  TRY_ASSIGN(const std::uint64_t tag, reader.tag());
  if (tag != kTag) return malformed("it is another kind of message");
  TRY_ASSIGN(const std::size_t parts, reader.array());
  if (parts != 4) return malformed("it has not four parts");
  Signed out;
  TRY_ASSIGN(out.protected_header, reader.bytes());
  TRY_ASSIGN(out.headers, read_protected(out.protected_header));
  TRY(read_unprotected(reader, out.headers));
  TRY_ASSIGN(out.payload, reader.bytes());
  TRY_ASSIGN(out.signature, reader.bytes());
  TRY(reader.expect_end());
  return out;
}

bool verify(const Signed& message, const PublicKey& key, ByteView external) {
  if (message.headers.algorithm != key.algorithm) return false;
  const Bytes signed_bytes = message.to_be_signed(external);
  return key.algorithm == Algorithm::kEs256 ? crypto::es256_verify(key.point, signed_bytes, message.signature)
                                            : crypto::ed25519_verify(key.point, signed_bytes, message.signature);
}

}  // namespace tipstaff::card::cose
