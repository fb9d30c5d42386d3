#include "base/cbor.h"

#include <cbor.h>

#include <array>
#include <optional>

namespace tipstaff::cbor {
namespace {

constexpr std::size_t kInHead = 24;  // arguments below this stand in the first byte

}  // namespace

constexpr std::size_t kUsualBytes = 128;  // of an entry or a row: grown to at once, not in seven steps

template <class Encode, class... Arguments>
Writer& Writer::head(Encode encode, Arguments... arguments) {
  std::array<unsigned char, 16> buffer;
  const std::size_t length = encode(arguments..., buffer.data(), buffer.size());
  if (out_.empty()) out_.reserve(kUsualBytes);
  append(out_, {buffer.data(), length});
  return *this;
}

Writer& Writer::map(std::size_t pairs) { return head(cbor_encode_map_start, pairs); }
Writer& Writer::array(std::size_t items) { return head(cbor_encode_array_start, items); }
Writer& Writer::uint(std::uint64_t value) { return head(cbor_encode_uint, value); }
Writer& Writer::integer(std::int64_t value) {
  if (value >= 0) return uint(static_cast<std::uint64_t>(value));
  return head(cbor_encode_negint, static_cast<std::uint64_t>(-(value + 1)));
}
Writer& Writer::text(std::string_view value) {
  if (value.size() < kInHead)
    out_.push_back(static_cast<std::uint8_t>(0x60 | value.size()));  // most are short
  else
    head(cbor_encode_string_start, value.size());
  append(out_, as_bytes(value));
  return *this;
}
Writer& Writer::bytes(ByteView value) {
  head(cbor_encode_bytestring_start, value.size());
  append(out_, value);
  return *this;
}
Writer& Writer::boolean(bool value) { return head(cbor_encode_bool, value); }
Writer& Writer::null() { return head(cbor_encode_null); }
Writer& Writer::tag(std::uint64_t value) { return head(cbor_encode_tag, value); }

struct Reader::Item {
  Kind kind;
  std::uint64_t number = 0;  // value, length, tag or boolean
  ByteView content;          // of byte and text strings
};

namespace {

// What libcbor's stream decoder reported for one head.
struct Seen {
  std::optional<Kind> kind;
  std::uint64_t number = 0;
  const unsigned char* data = nullptr;
};

template <Kind kKind, class Number>
void saw_number(void* context, Number value) {
  *static_cast<Seen*>(context) = {kKind, static_cast<std::uint64_t>(value), nullptr};
}
template <Kind kKind>
void saw_string(void* context, cbor_data data, size_t length) {
  *static_cast<Seen*>(context) = {kKind, length, data};
}

const cbor_callbacks& callbacks() {
  static const cbor_callbacks kCallbacks = [] {
    cbor_callbacks c = cbor_empty_callbacks;  // what stays empty (floats, indefinite lengths, undefined) is refused
    c.uint8 = saw_number<Kind::kUint, uint8_t>;
    c.uint16 = saw_number<Kind::kUint, uint16_t>;
    c.uint32 = saw_number<Kind::kUint, uint32_t>;
    c.uint64 = saw_number<Kind::kUint, uint64_t>;
    c.negint8 = saw_number<Kind::kNegative, uint8_t>;
    c.negint16 = saw_number<Kind::kNegative, uint16_t>;
    c.negint32 = saw_number<Kind::kNegative, uint32_t>;
    c.negint64 = saw_number<Kind::kNegative, uint64_t>;
    c.byte_string = saw_string<Kind::kBytes>;
    c.string = saw_string<Kind::kText>;
    c.array_start = saw_number<Kind::kArray, size_t>;
    c.map_start = saw_number<Kind::kMap, size_t>;
    c.tag = saw_number<Kind::kTag, uint64_t>;
    c.boolean = saw_number<Kind::kBool, bool>;
    c.null = [](void* context) { *static_cast<Seen*>(context) = {Kind::kNull, 0, nullptr}; };
    return c;
  }();
  return kCallbacks;
}

tl::unexpected<Error> malformed() { return fail(Code::kInvalid, "malformed CBOR"); }

// RFC 8949 §4.2.1: the argument in as few bytes as it fits into.
std::size_t shortest_head(Kind kind, std::uint64_t argument) {
  if (kind == Kind::kBool || kind == Kind::kNull || argument < 24) return 1;
  if (argument <= UINT8_MAX) return 2;
  if (argument <= UINT16_MAX) return 3;
  return argument <= UINT32_MAX ? 5 : 9;
}

}  // namespace

Result<Reader::Item> Reader::next() {
  // libcbor 0.8 refuses the tags 6 to 20 as unassigned; COSE has used some of them since.
  if (!rest_.empty() && rest_[0] >= 0xc6 && rest_[0] <= 0xd4) {
    const Item tagged{Kind::kTag, rest_[0] & 0x1fU, {}};
    rest_ = rest_.subspan(1);
    return tagged;
  }
  // Most texts are short; libcbor would take them apart no otherwise.
  if (!rest_.empty() && rest_[0] >= 0x60 && rest_[0] < 0x60 + kInHead) {
    const std::size_t size = rest_[0] & 0x1fU;
    if (rest_.size() <= size) return malformed();
    const Item text{Kind::kText, size, rest_.subspan(1, size)};
    rest_ = rest_.subspan(1 + size);
    return text;
  }
  Seen seen;
  const cbor_decoder_result decoded = cbor_stream_decode(rest_.data(), rest_.size(), &callbacks(), &seen);
  if (decoded.status != CBOR_DECODER_FINISHED || !seen.kind) return malformed();
  Item item{*seen.kind, seen.number, {}};
  if (item.kind == Kind::kBytes || item.kind == Kind::kText)
    item.content = {seen.data, static_cast<std::size_t>(seen.number)};
  if (decoded.read != shortest_head(item.kind, item.number) + item.content.size()) return malformed();
  if ((item.kind == Kind::kArray || item.kind == Kind::kMap) && item.number > rest_.size()) return malformed();
  rest_ = rest_.subspan(decoded.read);
  return item;
}

Result<Kind> Reader::peek() const {
  Reader copy = *this;
  TRY_ASSIGN(const Item item, copy.next());
  return item.kind;
}

#define TIPSTAFF_READ(expected)        \
  TRY_ASSIGN(const Item item, next()); \
  if (item.kind != (expected)) return malformed()

Result<std::size_t> Reader::map() {
  TIPSTAFF_READ(Kind::kMap);
  return static_cast<std::size_t>(item.number);
}
Result<std::size_t> Reader::array() {
  TIPSTAFF_READ(Kind::kArray);
  return static_cast<std::size_t>(item.number);
}
Result<std::uint64_t> Reader::uint() {
  TIPSTAFF_READ(Kind::kUint);
  return item.number;
}
Result<std::int64_t> Reader::integer() {
  TRY_ASSIGN(const Item item, next());
  if (item.number > INT64_MAX) return malformed();
  if (item.kind == Kind::kUint) return static_cast<std::int64_t>(item.number);
  if (item.kind == Kind::kNegative) return -static_cast<std::int64_t>(item.number) - 1;
  return malformed();
}
Result<std::string_view> Reader::text() {
  TIPSTAFF_READ(Kind::kText);
  return as_text(item.content);
}
Result<ByteView> Reader::bytes() {
  TIPSTAFF_READ(Kind::kBytes);
  return item.content;
}
Result<bool> Reader::boolean() {
  TIPSTAFF_READ(Kind::kBool);
  return item.number != 0;
}
Result<void> Reader::null() {
  TIPSTAFF_READ(Kind::kNull);
  return {};
}
Result<std::uint64_t> Reader::tag() {
  TIPSTAFF_READ(Kind::kTag);
  return item.number;
}
#undef TIPSTAFF_READ

Result<void> Reader::skip(int depth) {
  if (depth > 16) return malformed();
  TRY_ASSIGN(const Item item, next());
  std::uint64_t inner = 0;
  if (item.kind == Kind::kArray) inner = item.number;
  if (item.kind == Kind::kMap) inner = item.number * 2;
  if (item.kind == Kind::kTag) inner = 1;
  for (; inner > 0; --inner) TRY(skip(depth + 1));
  return {};
}

Result<void> Reader::expect_end() const {
  if (!at_end()) return malformed();
  return {};
}

}  // namespace tipstaff::cbor
