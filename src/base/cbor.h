// Deterministic CBOR (RFC 8949 §4.2.1: shortest heads, definite lengths; map keys in the order the writer gives them,
// which every format here fixes as ascending integers). Writer and reader are thin layers over libcbor's streaming
// calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::cbor {

class Writer {
 public:
  Writer& map(std::size_t pairs);
  Writer& array(std::size_t items);
  Writer& uint(std::uint64_t value);
  Writer& integer(std::int64_t value);  // negative values too
  Writer& text(std::string_view value);
  Writer& bytes(ByteView value);
  Writer& boolean(bool value);
  Writer& null();
  Writer& tag(std::uint64_t value);

  // Pairs under an unsigned key.
  Writer& put(std::uint64_t key, std::uint64_t value) { return uint(key).uint(value); }
  Writer& put_text(std::uint64_t key, std::string_view value) { return uint(key).text(value); }
  Writer& put_bytes(std::uint64_t key, ByteView value) { return uint(key).bytes(value); }

  const Bytes& view() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  template <class Encode, class... Arguments>
  Writer& head(Encode encode, Arguments... arguments);
  Bytes out_;
};

enum class Kind { kUint, kNegative, kBytes, kText, kArray, kMap, kTag, kBool, kNull };

// Reads item after item from bytes that may be hostile: every call checks, nothing is allocated from a claimed length,
// indefinite lengths, floats and heads longer than they need be are refused. Errors: kInvalid.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  Result<Kind> peek() const;
  Result<std::size_t> map();
  Result<std::size_t> array();
  Result<std::uint64_t> uint();
  Result<std::int64_t> integer();
  Result<std::string_view> text();  // valid while the input is
  Result<ByteView> bytes();
  Result<bool> boolean();
  Result<void> null();
  Result<std::uint64_t> tag();
  // Skips one whole item, nested at most 16 deep.
  Result<void> skip(int depth = 0);
  bool at_end() const { return rest_.empty(); }
  ByteView rest() const { return rest_; }
  Result<void> expect_end() const;

 private:
  struct Item;
  Result<Item> next();
  ByteView rest_;
};

}  // namespace tipstaff::cbor
