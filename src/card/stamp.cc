#include "card/stamp.h"

#include "base/cbor.h"
#include "base/text.h"
#include "card/base45.h"

namespace tipstaff::card {
namespace {

// RFC 8392 §4; status: draft-ietf-oauth-status-list; the face in the range for private use.
constexpr std::int64_t kIssuer = 1, kExpires = 4, kNonce = 7, kStatus = 65'535;
constexpr std::int64_t kName = -65'537, kRank = -65'538, kNumber = -65'539, kPhoto = -65'540, kKind = -65'541;
constexpr std::size_t kLongestText = 400;
constexpr std::int64_t kLatest = 253'402'300'799;  // the end of the year 9999

tl::unexpected<Error> malformed() { return fail(Code::kInvalid, "the stamp's claims are not such as a stamp has"); }

Result<void> expect_key(cbor::Reader& reader, std::int64_t key) {
  TRY_ASSIGN(const std::int64_t found, reader.integer());
  if (found != key) return malformed();
  return {};
}

Result<std::string> read_text(cbor::Reader& reader, std::int64_t key) {
  TRY(expect_key(reader, key));
  TRY_ASSIGN(const std::string_view text, reader.text());
  if (text.size() > kLongestText || fault_in(text) != TextFault::kNone) return malformed();
  return std::string(text);
}

Result<void> expect_name(cbor::Reader& reader, std::string_view name) {
  TRY_ASSIGN(const std::string_view found, reader.text());
  if (found != name) return malformed();
  return {};
}

Result<void> read_status(cbor::Reader& reader, Stamp& stamp) {
  TRY(expect_key(reader, kStatus));
  TRY_ASSIGN(const std::size_t members, reader.map());
  TRY(expect_name(reader, "status_list"));
  TRY_ASSIGN(const std::size_t inner, reader.map());
  if (members != 1 || inner != 2) return malformed();
  TRY(expect_name(reader, "idx"));
  TRY_ASSIGN(stamp.index, reader.uint());
  TRY(expect_name(reader, "uri"));
  TRY_ASSIGN(const std::string_view list, reader.text());
  if (list.empty() || list.size() > kLongestText || fault_in(list) != TextFault::kNone) return malformed();
  stamp.list = list;
  return {};
}

}  // namespace

Bytes encode_claims(const Stamp& stamp) {
  cbor::Writer w;
  w.map(stamp.face ? 9 : 4);
  w.integer(kIssuer).text(stamp.issuer);
  w.integer(kExpires).integer(stamp.expires.micros / 1'000'000);
  w.integer(kNonce).bytes(stamp.nonce);
  w.integer(kStatus).map(1).text("status_list").map(2).text("idx").uint(stamp.index).text("uri").text(stamp.list);
  if (const auto& face = stamp.face) {
    w.integer(kName).text(face->name);
    w.integer(kRank).text(face->rank);
    w.integer(kNumber).text(face->number);
    w.integer(kPhoto).bytes(face->photo);
    w.integer(kKind).text(face->kind);
  }
  return w.take();
}

Result<Stamp> decode_claims(ByteView claims) {
  Stamp out;
  cbor::Reader reader(claims);
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  if (pairs != 4 && pairs != 9) return malformed();
  TRY_ASSIGN(out.issuer, read_text(reader, kIssuer));
  TRY(expect_key(reader, kExpires));
  TRY_ASSIGN(const std::int64_t expires, reader.integer());
  if (expires < 0 || expires > kLatest) return malformed();
  out.expires = {expires * 1'000'000};
  TRY(expect_key(reader, kNonce));
  TRY_ASSIGN(const ByteView nonce, reader.bytes());
  if (nonce.size() != kNonceBytes) return malformed();
  out.nonce = to_bytes(nonce);
  TRY(read_status(reader, out));
  if (pairs == 9) {
    StampedFace face;
    TRY_ASSIGN(face.name, read_text(reader, kName));
    TRY_ASSIGN(face.rank, read_text(reader, kRank));
    TRY_ASSIGN(face.number, read_text(reader, kNumber));
    TRY(expect_key(reader, kPhoto));
    TRY_ASSIGN(const ByteView photo, reader.bytes());
    face.photo = to_bytes(photo);
    TRY_ASSIGN(face.kind, read_text(reader, kKind));
    out.face = std::move(face);
  }
  TRY(reader.expect_end());
  if (encode_claims(out) != to_bytes(claims)) return malformed();  // longer heads than need be
  return out;
}

Result<std::string> make_stamp(const Stamp& stamp, const cose::Headers& headers, const cose::Sign& sign) {
  TRY_ASSIGN(const Bytes message, cose::sign1(headers, encode_claims(stamp), sign));
  std::string text = std::string(kStampPrefix) + base45(message);
  if (text.size() > kMostStampText) return fail(Code::kInvalid, "the stamp is too large for the code on a card");
  return text;
}

std::size_t room_for_photo(const Stamp& without_photo) {
  // The whole message around the claims: tag, array, protected header with algorithm and 8 bytes of key id, empty map,
  // the heads of payload and signature, 64 bytes of signature; and two bytes more for the photograph's own longer head.
  constexpr std::size_t kAround = 1 + 1 + 1 + 13 + 1 + 3 + 2 + 64 + 2;
  constexpr std::size_t kMost = (kMostStampText - kStampPrefix.size()) / 3 * 2;
  const std::size_t used = encode_claims(without_photo).size() + kAround;
  return used < kMost ? kMost - used : 0;
}

Result<Bytes> message_of_stamp(std::string_view text) {
  if (!text.starts_with(kStampPrefix)) return fail(Code::kInvalid, "the code is not a stamp of this kind");
  if (text.size() > kMostStampText) return fail(Code::kInvalid, "the code's text is longer than a stamp's can be");
  return from_base45(text.substr(kStampPrefix.size()));
}

}  // namespace tipstaff::card
