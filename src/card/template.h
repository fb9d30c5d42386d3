// Card templates: two SVG files, front and back, with variables written as Inkscape's generator extension writes them,
// %VAR_name%. Template files are the force's own, but each is checked as if it were not.
//
// The page is ID-1 (ISO/IEC 7810: 85.60 × 53.98 mm) with 3 mm bleed: viewBox="-3 -3 91.6 59.98", one user unit is one
// millimetre, and (0, 0) is the corner of the trimmed card.
// A variable stands in a <text> (or its <tspan>s). Two attributes of ours on the <text> say how it fits: data-width,
// the room in user units (default: to the edge of the card), and data-lines (1 or 2). The element with id="photo" gives
// the photograph's place, id="stamp" that of the signed code; each is a <rect> or an <image>. The variables are a
// closed list (law 2): surname, forenames, name (both), rank, unit, warrant_number, issued, expiry, force, card_number,
// serial (the same), photo.
//
// A value never passes through the SVG: it is set as text where the variable stood, so that neither markup nor %VAR_ in
// a value can mean anything.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "card/pixels.h"

namespace tipstaff::card {

inline constexpr double kCardWidthMm = 85.60, kCardHeightMm = 53.98, kBleedMm = 3.0;
inline constexpr double kPageWidthMm = kCardWidthMm + 2 * kBleedMm, kPageHeightMm = kCardHeightMm + 2 * kBleedMm;
inline constexpr std::size_t kLargestTemplate = 1U << 20;  // bytes a side

enum class Variable : std::uint8_t {
  kSurname,
  kForenames,
  kName,
  kRank,
  kUnit,
  kWarrantNumber,
  kIssued,
  kExpiry,
  kForce,
  kCardNumber,
  kPhoto,
};

std::string_view variable_name(Variable variable);  // "surname"

struct Colour {
  double red = 0, green = 0, blue = 0;  // 0 to 1
};

enum class Anchor : std::uint8_t { kStart, kMiddle, kEnd };

// Literal text, or a variable when `literal` is empty.
struct Piece {
  std::string literal;
  Variable variable = Variable::kSurname;
};

// Lengths in millimetres from the page's corner (bleed included), y downwards.
struct TextSlot {
  std::vector<Piece> pieces;
  double x = 0, y = 0;  // of the anchor, on the base line
  double size = 3;      // of the font
  double width = 0;     // room
  double spacing = 0;   // between letters, in ems; not in scripts whose letters join
  int lines = 1;
  std::string family = "Noto Sans";
  bool bold = false, italic = false;
  Anchor anchor = Anchor::kStart;
  Colour fill;
};

struct Side {
  std::string still;  // the SVG without what varies
  std::vector<TextSlot> texts;
  Box photo, stamp;  // width 0: none
};

// Which lines of text are taken out of the still layer and set by us: those that vary; or all, so that what is left can
// be drawn where no font can be opened (drawn_template.h). Then a text with what we do not set – an outline, a turn,
// opacity, spaced words – is kInvalid and says so, rather than look otherwise than its designer saw it.
enum class Texts : std::uint8_t { kVarying, kAll };

class Template {
 public:
  // Errors: kRefused for a variable outside the list ("the template asks for ‘pay_number’, which no card may show"),
  // for scripts, style imports and references to anything outside the file; kInvalid for the rest.
  static Result<Template> load(ByteView front_svg, ByteView back_svg, Texts texts = Texts::kVarying);
  // The two that come with the program: "warrant-card", "staff-pass", and each with "temporary-" before it. Errors:
  // kNotFound.
  static Result<Template> shipped(std::string_view name);
  // From sides that have been checked (drawn_template.cc).
  static Template of_sides(std::array<Side, 2> sides);

  const Side& front() const { return sides_[0]; }
  const Side& back() const { return sides_[1]; }
  const std::array<Side, 2>& sides() const { return sides_; }
  bool shows(Variable variable) const;
  bool bears_stamp() const { return front().stamp.width > 0 || back().stamp.width > 0; }

 private:
  std::array<Side, 2> sides_;
};

}  // namespace tipstaff::card
