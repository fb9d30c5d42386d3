// How items' keys lie in the store: under one key of the key ring, each bound to its item.
#pragma once

#include "base/cbor.h"
#include "base/ids.h"

namespace tipstaff::supplier {

inline constexpr const char* kItemKey = "item keys";

inline Bytes item_key_place(const ItemId& item) {
  cbor::Writer w;
  w.array(2).text("item key").bytes(item.value);
  return w.take();
}

}  // namespace tipstaff::supplier
