// Rows as CBOR arrays in the order of their members: one list of members serves writing and reading.
//   template <class Archive> static auto members(Archive& a, auto& self) { return a(self.name, self.state, self.at); }
#pragma once

#include <concepts>
#include <type_traits>

#include "base/cbor.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/ids.h"

namespace tipstaff::cbor {

class MemberWriter {
 public:
  explicit MemberWriter(Writer& writer) : w_(writer) {}
  template <class... Members>
  Result<void> operator()(const Members&... members) {
    w_.array(sizeof...(members));
    (write(members), ...);
    return {};
  }

 private:
  void write(bool v) { w_.boolean(v); }
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) void write(T v) { w_.uint(v); }
  template <class T>
  requires std::is_enum_v<T>
  void write(T v) { w_.uint(static_cast<std::uint64_t>(v)); }
  template <class Tag>
  void write(Id<Tag> v) {
    w_.uint(v.value);
  }
  void write(Instant v) { w_.integer(v.micros); }
  void write(FieldSet v) { w_.uint(v.bits()); }
  void write(const std::string& v) { w_.text(v); }
  void write(const Bytes& v) { w_.bytes(v); }
  void write(const ItemId& v) { w_.bytes(v.value); }
  void write(const Hash& v) { w_.bytes(v); }
  template <class T>
  void write(const std::vector<T>& v) requires(!std::same_as<T, std::uint8_t>) {
    w_.array(v.size());
    for (const T& each : v) write(each);
  }
  template <class T>
  requires requires(const T& v, Writer& w) { v.encode(w); }
  void write(const T& v) { v.encode(w_); }
  Writer& w_;
};

class MemberReader {
 public:
  explicit MemberReader(Reader& reader) : r_(reader) {}
  template <class... Members>
  Result<void> operator()(Members&... members) {
    TRY_ASSIGN(const std::size_t count, r_.array());
    if (count != sizeof...(members)) return fail(Code::kInvalid, "a stored row has another number of members");
    Result<void> outcome;
    ((outcome = outcome ? read(members) : outcome), ...);
    return outcome;
  }

 private:
  Result<void> read(bool& v) {
    TRY_ASSIGN(v, r_.boolean());
    return {};
  }
  template <class T>
  requires(std::unsigned_integral<T> || std::is_enum_v<T>) Result<void> read(T& v) {
    TRY_ASSIGN(const std::uint64_t raw, r_.uint());
    v = static_cast<T>(raw);
    return {};
  }
  template <class Tag>
  Result<void> read(Id<Tag>& v) {
    TRY_ASSIGN(v.value, r_.uint());
    return {};
  }
  Result<void> read(Instant& v) {
    TRY_ASSIGN(v.micros, r_.integer());
    return {};
  }
  Result<void> read(FieldSet& v) {
    TRY_ASSIGN(const std::uint64_t bits, r_.uint());
    v = FieldSet::from_bits(static_cast<std::uint32_t>(bits));
    return {};
  }
  Result<void> read(std::string& v) {
    TRY_ASSIGN(v, r_.text());
    return {};
  }
  Result<void> read(Bytes& v) {
    TRY_ASSIGN(const ByteView raw, r_.bytes());
    v = to_bytes(raw);
    return {};
  }
  template <std::size_t kSize>
  Result<void> read(std::array<std::uint8_t, kSize>& v) {
    TRY_ASSIGN(const ByteView raw, r_.bytes());
    if (raw.size() != kSize) return fail(Code::kInvalid, "a stored row has a value of another length");
    std::copy(raw.begin(), raw.end(), v.begin());
    return {};
  }
  Result<void> read(ItemId& v) { return read(v.value); }
  template <class T>
  Result<void> read(std::vector<T>& v) requires(!std::same_as<T, std::uint8_t>) {
    TRY_ASSIGN(const std::size_t count, r_.array());
    for (std::size_t i = 0; i < count; ++i) TRY(read(v.emplace_back()));
    return {};
  }
  template <class T>
  requires requires(Reader& r) { T::decode(r); }
  Result<void> read(T& v) {
    TRY_ASSIGN(v, T::decode(r_));
    return {};
  }
  Reader& r_;
};

// The two functions of a row, from its list of members.
template <class T>
void encode_members(Writer& writer, const T& row) {
  MemberWriter members(writer);
  (void)T::members(members, row);
}
template <class T>
Result<T> decode_members(Reader& reader) {
  T row;
  MemberReader members(reader);
  TRY(T::members(members, row));
  return row;
}

}  // namespace tipstaff::cbor
