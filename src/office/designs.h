// What the cards of each kind look like: the template that comes with the program, or one of the force's own, which two
// people put into use (two_people.h). The force's own are kept in the store as the SVG that was approved, and are taken
// apart and drawn in the sandboxed child (law 10) each time cards are drawn.
#pragma once

#include <map>

#include "base/cbor_fields.h"
#include "card/artwork.h"
#include "ledger/rows.h"

namespace tipstaff::office {

class Office;

// A row, sealed and anchored (law 13).
struct CardDesign {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kCardDesign;

  std::string kind;         // "warrant card", "staff pass"
  std::string front, back;  // SVG; empty: the shipped one is used again
  PrincipalId asked_by, decided_by;
  Instant since;
  static auto members(auto& archive, auto& self) {
    return archive(self.kind, self.front, self.back, self.asked_by, self.decided_by, self.since);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<CardDesign> decode(cbor::Reader& r) { return cbor::decode_members<CardDesign>(r); }
};

// The newest of this kind that two people put into use; null: the shipped one. The caller holds the clerk's look.
const CardDesign* design_in_use(const ledger::Table<CardDesign>& designs, std::string_view kind);

// Artwork of every kind of card, made ready. Errors: those of card::draw_template().
Result<std::map<std::string, std::shared_ptr<const card::Artwork>>> prepare_designs(Office& office);

// A card of an invented person from a template that is not in use, or not yet: for designers and for who approves it.
// The same drawing as a real card's. Reads nothing of the roll. Errors: those of card::draw_template() and of
// card::Renderer.
Result<Plaintext> specimen(ByteView front_svg, ByteView back_svg);

}  // namespace tipstaff::office
