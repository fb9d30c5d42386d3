// Artwork: one person's face of a card, drawn from a template. What a press gets and nothing more (law 2): Face is a
// closed struct with neither a pay number nor a vetting level, and no template can ask for one. Nothing touches the
// disk; finished bytes lie in locked memory. (HarfBuzz, Pango and cairo hold the words of the card that they work on in
// ordinary memory while they do.)
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "card/drawn_template.h"
#include "card/pdf.h"
#include "card/template.h"

namespace tipstaff::card {

struct Face {
  Plaintext surname, forenames, rank, unit, warrant_number;  // UTF-8
  Plaintext photo_jpeg;                                      // from photo.h: 295 × 378; empty: the window stays blank
  std::string issued, expiry, force, card_number;
  StampCode stamp;  // modules 0: none
};

// A template made ready: still layers drawn, fonts cut. Immutable; share one among threads. Takes tens of milliseconds.
class Artwork {
 public:
  // Errors: kInvalid (cannot be drawn), kNotFound (no font installed).
  static Result<std::shared_ptr<const Artwork>> prepare(Template design);
  static Result<std::shared_ptr<const Artwork>> prepare(DrawnTemplate drawn);

  const Template& design() const { return design_; }

 private:
  friend class Renderer;
  Template design_;
  std::vector<std::shared_ptr<const Font>> slot_fonts_;  // of front's and then back's text slots
  // With the letters of most names, and with all that the subsets can hold: the smaller one that does is used.
  std::vector<PdfFont> core_fonts_, extended_fonts_;
  PdfBase core_, extended_;
};

// Draws cards. One per thread.
class Renderer {
 public:
  explicit Renderer(std::shared_ptr<const Artwork> artwork);
  ~Renderer();

  // Two pages, front and back, with bleed: vector text, the photograph passed through as JPEG, black text and code in
  // pure black. The same face gives the same bytes. Errors: kInvalid for a value with control or direction characters,
  // one that does not fit or whose letters no font has, and a photograph that is not ours (messages name the field, not
  // the value).
  Result<Plaintext> pdf(const Face& face);

  enum class Page : std::uint8_t { kFront = 0, kBack = 1 };
  // The same as a picture with bleed, 8-bit RGB; dots_per_inch from 72 to 600. Errors: also kInvalid for artwork of a
  // DrawnTemplate, which is drawn as PDF only.
  Result<Plaintext> png(const Face& face, Page page, int dots_per_inch);

 private:
  struct Still;  // a side drawn once at one resolution
  struct SetLine {
    Line line;
    Colour fill;
  };
  Result<std::vector<SetLine>> set_side(const Face& face, std::size_t side);

  std::shared_ptr<const Artwork> artwork_;
  TextLayout layout_;
  std::array<std::unique_ptr<Still>, 2> stills_;
};

}  // namespace tipstaff::card
