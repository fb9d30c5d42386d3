// Names for things that must not be mixed up. PersonId, EntryIndex and the like are small integers that mean something
// only inside one store; ItemId is random, because a press sees it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>

#include "base/bytes.h"

namespace tipstaff {

template <class Tag>
struct Id {
  std::uint64_t value = 0;
  auto operator<=>(const Id&) const = default;
};

using PersonId = Id<struct PersonTag>;   // numbered from 1 in the order of joining
using EntryIndex = Id<struct EntryTag>;  // position in the ledger, from 0
using HolderId = Id<struct HolderTag>;   // who can hold a copy
using PrincipalId = Id<struct PrincipalTag>;
using SupplierId = Id<struct SupplierTag>;
using PressId = Id<struct PressTag>;
using CardId = Id<struct CardTag>;
using JobId = Id<struct JobTag>;
using CustodyId = Id<struct CustodyTag>;
using IncidentId = Id<struct IncidentTag>;

// 128 random bits; text is 32 hex digits.
struct ItemId {
  std::array<std::uint8_t, 16> value{};
  auto operator<=>(const ItemId&) const = default;
  std::string text() const { return hex(value); }
};

inline Result<ItemId> parse_item_id(std::string_view text) {
  TRY_ASSIGN(const Bytes raw, from_hex(text));
  ItemId out;
  if (raw.size() != out.value.size()) return fail(Code::kInvalid, "an item id has 32 hexadecimal digits");
  std::memcpy(out.value.data(), raw.data(), raw.size());
  return out;
}

}  // namespace tipstaff

template <class Tag>
struct std::hash<tipstaff::Id<Tag>> {
  std::size_t operator()(tipstaff::Id<Tag> id) const { return std::hash<std::uint64_t>()(id.value); }
};
template <>
struct std::hash<tipstaff::ItemId> {
  std::size_t operator()(const tipstaff::ItemId& id) const {
    std::size_t out = 0;
    std::memcpy(&out, id.value.data(), sizeof out);
    return out;
  }
};
