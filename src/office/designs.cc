#include "office/designs.h"

#include "card/invented.h"
#include "card/photo.h"
#include "card/qr.h"
#include "office/office.h"

namespace tipstaff::office {
namespace {

constexpr std::pair<std::string_view, std::string_view> kShipped[] = {
    {"warrant card", "warrant-card"},
    {"staff pass", "staff-pass"},
    {"temporary warrant card", "temporary-warrant-card"},
    {"temporary staff pass", "temporary-staff-pass"}};

}  // namespace

const CardDesign* design_in_use(const ledger::Table<CardDesign>& designs, std::string_view kind) {
  const CardDesign* newest = nullptr;
  for (const auto& [id, stored] : designs.all())
    if (stored.value.kind == kind) newest = &stored.value;  // ids ascend
  return newest == nullptr || newest->front.empty() ? nullptr : newest;
}

Result<std::map<std::string, std::shared_ptr<const card::Artwork>>> prepare_designs(Office& office) {
  std::map<std::string, std::shared_ptr<const card::Artwork>> out;
  for (const auto& [kind, shipped] : kShipped) {
    CardDesign own;
    {
      const auto look = office.clerk().look();
      if (const CardDesign* used = design_in_use(office.designs(), kind)) own = *used;
    }
    std::shared_ptr<const card::Artwork>& artwork = out[std::string(kind)];
    if (own.front.empty()) {
      TRY_ASSIGN(card::Template design, card::Template::shipped(shipped));
      TRY_ASSIGN(artwork, card::Artwork::prepare(std::move(design)));
    } else {
      TRY_ASSIGN(card::DrawnTemplate drawn, card::draw_template(as_bytes(own.front), as_bytes(own.back)));
      TRY_ASSIGN(artwork, card::Artwork::prepare(std::move(drawn)));
    }
  }
  return out;
}

Result<Plaintext> specimen(ByteView front_svg, ByteView back_svg) {
  TRY_ASSIGN(card::DrawnTemplate drawn, card::draw_template(front_svg, back_svg));
  TRY_ASSIGN(auto artwork, card::Artwork::prepare(std::move(drawn)));
  const auto words = [](std::string_view text) { return Plaintext::copy_of(as_bytes(text)); };
  card::Face face;
  face.forenames = words("Rowan Alexandra");
  face.surname = words("Specimen-Thistleby");
  face.rank = words("Detective Chief Inspector");
  face.unit = words("Specimen");
  face.warrant_number = words("SPECIMEN");
  face.issued = "2026-01-01";
  face.expiry = "2031-01-01";
  face.force = "Specimen Constabulary";
  face.card_number = "SPECIMEN00";
  card::Look look;
  look.officer = true;
  TRY_ASSIGN(card::Portrait portrait, card::PhotoNormaliser().normalise(card::draw_portrait(look)));
  face.photo_jpeg = std::move(portrait.jpeg);
  TRY_ASSIGN(face.stamp, card::qr_code("SPECIMEN: this card proves nothing"));
  return card::Renderer(std::move(artwork)).pdf(face);
}

}  // namespace tipstaff::office
