// Deterministic CBOR from outside. Properties: no crash, every accepted item ends where it says, and peek() agrees with
// what is read.
#include "base/cbor.h"

#include <cstdint>
#include <cstdlib>

using namespace tipstaff;

namespace {

void read_one(cbor::Reader& reader) {
  const auto kind = reader.peek();
  if (!kind) return;
  cbor::Reader skipped = reader;
  (void)skipped.skip();
  bool read = false;
  switch (*kind) {
    case cbor::Kind::kUint:
      read = reader.uint().has_value();
      break;
    case cbor::Kind::kNegative:
      (void)reader.integer(), read = true;
      break;  // may lie below what 64 bits hold
    case cbor::Kind::kBytes:
      read = reader.bytes().has_value();
      break;
    case cbor::Kind::kText:
      read = reader.text().has_value();
      break;
    case cbor::Kind::kArray:
      read = reader.array().has_value();
      break;
    case cbor::Kind::kMap:
      read = reader.map().has_value();
      break;
    case cbor::Kind::kTag:
      read = reader.tag().has_value();
      break;
    case cbor::Kind::kBool:
      read = reader.boolean().has_value();
      break;
    case cbor::Kind::kNull:
      read = reader.null().has_value();
      break;
  }
  if (!read) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cbor::Reader reader({data, size});
  for (std::size_t left = size + 1; !reader.at_end() && reader.rest().size() < left;) {
    left = reader.rest().size();
    read_one(reader);
  }
  cbor::Reader whole({data, size});
  if (whole.skip() && whole.rest().size() > size) std::abort();
  return 0;
}
