// Sub-batches of a bureau: an age file with several cards, to a recipient of its own. Sealed and anchored (law 13): who
// can write to the store can neither reopen a settled one nor hide that one was opened.
#pragma once

#include "supplier/rows.h"

namespace tipstaff::supplier {

enum class BatchState : std::uint8_t {
  kSealed = 1,     // exported; its identity is with the office
  kOpened = 2,     // its identity is with the bureau
  kSettled = 3,    // its receipt came
  kWithdrawn = 4,  // a card was taken back before it was opened; its identity is destroyed
};
std::string_view batch_state_name(BatchState state);

struct Batch {
  static constexpr RowKind kKind = RowKind::kBatch;
  ItemId id;  // random: in the file's name
  JobId job;
  PressId press;
  BatchState state = BatchState::kSealed;
  std::vector<std::uint64_t> items;
  Bytes wrapped_identity;  // under a key of the keyring; emptied after the receipt (law 3)
  Hash sha256{};           // of the age file
  Hash receipt{};          // SHA-256 of the receipt
  Instant sealed_at;
  Instant opened_at = kEver;
  static auto members(auto& archive, auto& self) {
    return archive(self.id, self.job, self.press, self.state, self.items, self.wrapped_identity, self.sha256,
                   self.receipt, self.sealed_at, self.opened_at);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Batch> decode(cbor::Reader& r) { return cbor::decode_members<Batch>(r); }
};

}  // namespace tipstaff::supplier
