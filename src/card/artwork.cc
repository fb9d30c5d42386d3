#include "card/artwork.h"

#include <fmt/format.h>

#include "base/text.h"
#include "card/jpeg_size.h"

namespace tipstaff::card {
namespace {

struct Named {
  std::string_view name, value;
};

std::array<Named, 9> values_of(const Face& face) {
  return {Named{"surname", face.surname.reveal_text()},
          Named{"forenames", face.forenames.reveal_text()},
          Named{"rank", face.rank.reveal_text()},
          Named{"unit", face.unit.reveal_text()},
          Named{"warrant number", face.warrant_number.reveal_text()},
          Named{"issue date", face.issued},
          Named{"expiry date", face.expiry},
          Named{"force", face.force},
          Named{"card number", face.card_number}};
}

Result<void> check(const Face& face) {
  constexpr std::size_t kLongest = 400;  // bytes
  for (const auto& [name, value] : values_of(face)) {
    if (const TextFault fault = fault_in(value); fault != TextFault::kNone)
      return fail(Code::kInvalid, fmt::format("the {} {} and cannot stand on a card", name, describe(fault)));
    if (value.size() > kLongest) return fail(Code::kInvalid, fmt::format("the {} is too long for a card", name));
  }
  const auto side = static_cast<std::size_t>(std::max(face.stamp.modules, 0));
  if (side > 400 || face.stamp.dark.size() < side * side) return fail(Code::kInvalid, "the stamp's code is malformed");
  return {};
}

void append_value(SecretBuffer& out, const Face& face, Variable variable) {
  switch (variable) {
    case Variable::kSurname:
      return out.append(face.surname.reveal());
    case Variable::kForenames:
      return out.append(face.forenames.reveal());
    case Variable::kName:
      out.append(face.forenames.reveal());
      if (!face.forenames.empty() && !face.surname.empty()) out.push_back(' ');
      return out.append(face.surname.reveal());
    case Variable::kRank:
      return out.append(face.rank.reveal());
    case Variable::kUnit:
      return out.append(face.unit.reveal());
    case Variable::kWarrantNumber:
      return out.append(face.warrant_number.reveal());
    case Variable::kIssued:
      return out.append(face.issued);
    case Variable::kExpiry:
      return out.append(face.expiry);
    case Variable::kForce:
      return out.append(face.force);
    case Variable::kCardNumber:
      return out.append(face.card_number);
    case Variable::kPhoto:
      return;
  }
}

// One pass: what a value holds is never looked at again, so %VAR_ in a name is only text.
void fill_slot(SecretBuffer& out, const Face& face, const TextSlot& slot) {
  out.clear();
  for (const Piece& piece : slot.pieces) {
    if (piece.literal.empty())
      append_value(out, face, piece.variable);
    else
      out.append(piece.literal);
  }
}

// For a sentence about it: never the value.
std::string what_stands_in(const TextSlot& slot) {
  for (const Piece& piece : slot.pieces)
    if (piece.literal.empty()) {
      std::string name(variable_name(piece.variable));
      std::ranges::replace(name, '_', ' ');
      return "the " + name;
    }
  return "a text of the template";
}

bool needs_more_than(const std::vector<PdfFont>& fonts, const Run& run) {
  if (run.fallback) return false;  // outlines in either case
  for (const PdfFont& font : fonts)
    if (font.font == run.font && font.subset)
      return std::any_of(run.glyphs.begin(), run.glyphs.end(),
                         [&](const Glyph& g) { return !font.subset->glyphs.contains(g.id); });
  return false;
}

std::vector<PdfFont> subsets(const std::vector<std::shared_ptr<const Font>>& fonts,
                             const std::vector<char32_t>& letters) {
  std::vector<PdfFont> out;
  for (const auto& font : fonts) {
    if (std::none_of(out.begin(), out.end(), [&](const PdfFont& known) { return known.font == font; }))
      out.push_back({font, subset_of(*font, letters)});
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const Artwork>> Artwork::prepare(Template design) {
  TRY_ASSIGN(CairoPages still, draw_pages(design));
  return prepare(DrawnTemplate{std::move(design), std::move(still)});
}

Result<std::shared_ptr<const Artwork>> Artwork::prepare(DrawnTemplate drawn) {
  auto out = std::make_shared<Artwork>();
  out->design_ = std::move(drawn.design);
  std::map<std::tuple<std::string, bool, bool>, std::shared_ptr<const Font>> found;
  for (const Side& side : out->design_.sides()) {
    for (const TextSlot& slot : side.texts) {
      auto& font = found[{slot.family, slot.bold, slot.italic}];
      if (font == nullptr) {
        TRY_ASSIGN(font, Font::find(slot.family, slot.bold, slot.italic));
      }
      out->slot_fonts_.push_back(font);
    }
  }
  out->core_fonts_ = subsets(out->slot_fonts_, core_letters());
  out->extended_fonts_ = subsets(out->slot_fonts_, extended_letters());
  out->core_ = PdfBase::build(drawn.still, out->core_fonts_);
  out->extended_ = PdfBase::build(drawn.still, out->extended_fonts_);
  return std::shared_ptr<const Artwork>(std::move(out));
}

Result<std::vector<Renderer::SetLine>> Renderer::set_side(const Face& face, std::size_t side) {
  const Template& design = artwork_->design_;
  std::size_t font = side == 0 ? 0 : design.front().texts.size();
  std::vector<SetLine> out;
  SecretBuffer text(256);
  for (const TextSlot& slot : design.sides()[side].texts) {
    fill_slot(text, face, slot);
    Result<std::vector<Line>> lines = layout_.set(slot, artwork_->slot_fonts_[font++], text.text());
    if (!lines) return fail(lines.error().code(), fmt::format("{} {}", what_stands_in(slot), lines.error().text()));
    for (Line& line : *lines) out.push_back({std::move(line), slot.fill});
  }
  return out;
}

Result<Plaintext> Renderer::pdf(const Face& face) {
  TRY(check(face));
  JpegSize photo;
  if (!face.photo_jpeg.empty()) {
    TRY_ASSIGN(photo, size_of_jpeg(face.photo_jpeg.reveal()));
  }
  std::array<std::vector<SetLine>, 2> sides;
  bool extended = false;
  for (std::size_t i = 0; i < 2; ++i) {
    TRY_ASSIGN(sides[i], set_side(face, i));
    for (const SetLine& set : sides[i])
      for (const Run& run : set.line.runs) extended = extended || needs_more_than(artwork_->core_fonts_, run);
  }
  const std::vector<PdfFont>& fonts = extended ? artwork_->extended_fonts_ : artwork_->core_fonts_;
  std::array<SecretBuffer, 2> contents{SecretBuffer(4096), SecretBuffer(4096)};
  for (std::size_t i = 0; i < 2; ++i) {
    const Side& side = artwork_->design_.sides()[i];
    pdf_begin(contents[i]);
    if (side.photo.width > 0 && !face.photo_jpeg.empty()) pdf_image(contents[i], "Photo", side.photo);
    if (side.stamp.width > 0 && face.stamp.modules > 0)
      pdf_stamp(contents[i], stamp_place(side.stamp, face.stamp.modules));
    for (const SetLine& set : sides[i]) pdf_line(contents[i], set.line, set.fill, fonts);
  }
  const PdfBase& base = extended ? artwork_->extended_ : artwork_->core_;
  return base.finish({contents[0].text(), contents[1].text()}, face.photo_jpeg.reveal(), photo.width, photo.height,
                     face.stamp.modules > 0 ? &face.stamp : nullptr);
}

}  // namespace tipstaff::card
