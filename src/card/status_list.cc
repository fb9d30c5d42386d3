#include "card/status_list.h"

#include <zlib.h>

#include <set>

#include "base/cbor.h"

namespace tipstaff::card {
namespace {

// Draft-ietf-oauth-status-list §5.2; RFC 8392 §4.
constexpr std::int64_t kSubject = 2, kExpires = 4, kIssuedAt = 6, kList = 65'533, kTimeToLive = 65'534;
constexpr std::int64_t kLatest = 253'402'300'799;
constexpr std::size_t kMostListBytes = kMostSlots / 4;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("the status list cannot be used: ") + what);
}

Bytes deflate_all(ByteView bytes, int level) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  Bytes out(size);
  if (compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), level) != Z_OK)
    throw std::bad_alloc();  // the only failure left
  out.resize(size);
  return out;
}

class Inflater {
 public:
  Inflater() { ready_ = inflateInit(&stream_) == Z_OK; }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  // Grows with what really comes out, not with what is claimed.
  Result<Bytes> all(ByteView packed) {
    if (!ready_) return malformed("there is no memory for it");
    Bytes out, piece(std::size_t{1} << 16);
    stream_.next_in = const_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    for (int state = Z_OK; state != Z_STREAM_END;) {
      stream_.next_out = piece.data();
      stream_.avail_out = static_cast<uInt>(piece.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t got = piece.size() - stream_.avail_out;
      if (state != Z_OK && state != Z_STREAM_END) return malformed("its compressed part is damaged");
      if (state == Z_OK && got == 0) return malformed("its compressed part is cut short");
      if (out.size() + got > kMostListBytes) return malformed("it is larger than any list may be");
      append(out, ByteView(piece).first(got));
    }
    if (stream_.avail_in != 0) return malformed("something follows its compressed part");
    return out;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

struct Packed {
  std::uint64_t bits = 0;
  Bytes bytes;
};

Result<Packed> read_member(cbor::Reader& reader) {
  Packed out;
  std::optional<ByteView> list;
  TRY_ASSIGN(const std::size_t members, reader.map());
  for (std::size_t i = 0; i < members; ++i) {
    TRY_ASSIGN(const std::string_view name, reader.text());
    if (name == "bits" && out.bits == 0) {
      TRY_ASSIGN(out.bits, reader.uint());
    } else if (name == "lst" && !list) {
      TRY_ASSIGN(list, reader.bytes());
    } else if (name == "aggregation_uri") {
      TRY(reader.skip());
    } else {
      return malformed("it has a member that is not understood, or one twice");
    }
  }
  if (!list || (out.bits != 1 && out.bits != 2 && out.bits != 4 && out.bits != 8))
    return malformed("it says no number of bits, or no list");
  TRY_ASSIGN(out.bytes, Inflater().all(*list));
  return out;
}

Result<Instant> read_time(cbor::Reader& reader) {
  TRY_ASSIGN(const std::int64_t seconds, reader.integer());
  if (seconds < 0 || seconds > kLatest) return malformed("a time in it is none");
  return Instant{seconds * 1'000'000};
}

}  // namespace

Statuses::Statuses(std::size_t slots, CardStatus status) { grow(slots, status); }

Statuses Statuses::from_bytes(Bytes bytes) {
  Statuses out;
  out.bytes_ = std::move(bytes);
  return out;
}

void Statuses::set(std::size_t slot, CardStatus status) {
  std::uint8_t& byte = bytes_[slot / 4];
  const unsigned shift = slot % 4 * 2;
  byte = static_cast<std::uint8_t>((byte & ~(3U << shift)) | static_cast<unsigned>(status) << shift);
}

void Statuses::grow(std::size_t more, CardStatus status) {
  bytes_.resize(bytes_.size() + (more + 3) / 4, static_cast<std::uint8_t>(0x55U * static_cast<unsigned>(status)));
}

Bytes pack_statuses(const Statuses& statuses) {
  return deflate_all(statuses.bytes(), statuses.size() > (std::size_t{1} << 24) ? 6 : 9);
}

Result<Bytes> sign_status_list(const StatusList& list, const cose::Headers& headers, const cose::Sign& sign) {
  return sign_packed_list(list, pack_statuses(list.statuses), headers, sign);
}

Result<Bytes> sign_packed_list(const StatusList& list, ByteView packed, cose::Headers headers, const cose::Sign& sign) {
  headers.type = kStatusListType;
  cbor::Writer w;
  w.map(5);
  w.integer(kSubject).text(list.uri);
  w.integer(kExpires).integer(list.expires.micros / 1'000'000);
  w.integer(kIssuedAt).integer(list.issued.micros / 1'000'000);
  w.integer(kList).map(2).text("bits").uint(2).text("lst").bytes(packed);
  w.integer(kTimeToLive).integer(std::chrono::duration_cast<std::chrono::seconds>(list.ttl).count());
  return cose::sign1(headers, w.view(), sign);
}

Result<StatusList> decode_status_claims(ByteView claims) {
  StatusList out;
  std::set<std::int64_t> seen;
  cbor::Reader reader(claims);
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  for (std::size_t i = 0; i < pairs; ++i) {
    TRY_ASSIGN(const std::int64_t key, reader.integer());
    if (!seen.insert(key).second) return malformed("a claim occurs twice");
    if (key == kSubject) {
      TRY_ASSIGN(out.uri, reader.text());
    } else if (key == kExpires) {
      TRY_ASSIGN(out.expires, read_time(reader));
    } else if (key == kIssuedAt) {
      TRY_ASSIGN(out.issued, read_time(reader));
    } else if (key == kTimeToLive) {
      TRY_ASSIGN(const std::uint64_t seconds, reader.uint());
      if (seconds > 366 * 86'400ULL) return malformed("its time to live is none");
      out.ttl = std::chrono::seconds(seconds);
    } else if (key == kList) {
      TRY_ASSIGN(Packed packed, read_member(reader));
      if (packed.bits != 2) return malformed("it has not two bits a card");
      out.statuses = Statuses::from_bytes(std::move(packed.bytes));
    } else {
      TRY(reader.skip());
    }
  }
  TRY(reader.expect_end());
  for (const std::int64_t needed : {kSubject, kExpires, kIssuedAt, kList, kTimeToLive})
    if (!seen.contains(needed)) return malformed("a claim is missing");
  return out;
}

Result<StatusList> open_status_list(ByteView token, const KeySet& keys) {
  TRY_ASSIGN(const cose::Signed message, cose::parse_sign1(token));
  if (message.headers.type != kStatusListType) return malformed("it is something else that was signed");
  const IssuerKey* key = keys.find(message.headers.key_id);
  if (key == nullptr) return malformed("it is signed by a key that is not in the key set");
  if (key->revoked) return malformed("it is signed by a key that was revoked");
  if (!cose::verify(message, key->key)) return malformed("its signature is wrong");
  return decode_status_claims(message.payload);
}

Result<Bytes> unpack_statuses(ByteView member) {
  cbor::Reader reader(member);
  TRY_ASSIGN(const Packed packed, read_member(reader));
  TRY(reader.expect_end());
  Bytes out;
  const unsigned mask = (1U << packed.bits) - 1;
  for (const std::uint8_t byte : packed.bytes)
    for (unsigned shift = 0; shift < 8; shift += static_cast<unsigned>(packed.bits))
      out.push_back(static_cast<std::uint8_t>(byte >> shift & mask));
  return out;
}

}  // namespace tipstaff::card
