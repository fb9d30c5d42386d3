// Who bears which pseudonym: a row, sealed and anchored (law 13). Numbers only. The acts: pseudonym.h.
#pragma once

#include "base/cbor_fields.h"
#include "ledger/rows.h"

namespace tipstaff::office {

struct Pseudonym {  // the row's id is the alias's number on the roll
  static constexpr ledger::RowKind kKind = ledger::RowKind::kPseudonym;
  PersonId person;
  PrincipalId asked_by, decided_by;
  static auto members(auto& archive, auto& self) { return archive(self.person, self.asked_by, self.decided_by); }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Pseudonym> decode(cbor::Reader& r) { return cbor::decode_members<Pseudonym>(r); }
};

}  // namespace tipstaff::office
