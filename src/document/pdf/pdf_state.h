// What an operator of a content stream changes and the next one finds (ISO 32000-1 §8.4 and §9.3).
#pragma once

#include <set>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "document/pdf/pdf_canvas.h"
#include "document/pdf/pdf_font.h"
#include "document/pdf/pdf_layers.h"

namespace tipstaff::document {

// What a document's pages share.
struct PdfShared {
  PdfFile& file;
  OptionalContent layers;
  std::map<QPDFObjGen, std::shared_ptr<PdfFont>> fonts{};
  std::map<QPDFObjGen, Drawn> cells{};  // of patterns
  std::map<QPDFObjGen, bool> whole{};   // pictures that hide all that is under them
  explicit PdfShared(PdfFile& of) : file(of), layers(of) {}
  std::shared_ptr<PdfFont> font(PdfObject dictionary);
  bool is_whole(PdfObject picture);
  std::set<std::string> aside{};  // words in content that nothing paints
  void keep_aside(std::string words);
};

// Text that copying and screen readers give instead of what is painted (§14.9.4).
struct SpokenText {
  std::string instead, painted;
};

// Letters used as a clip.
struct PaintedClip {
  std::size_t first = 0, end = 0;  // glyphs that are painted when something is painted through them
  bool used = false;
};

// Letters of a soft mask (§11.6.5.2), which are seen as far as something is painted through it.
struct PaintedMask {
  std::size_t first = 0, end = 0;  // glyphs
};

struct PaintInk {
  ColourSpace space;
  std::optional<Colour> colour = Colour::grey(0);
  std::optional<Colour> pattern{};  // of letters in a pattern, where it is one colour
  bool empty = false;               // a pattern whose cell paints nothing
  double alpha = 1;
};

// A soft mask's own areas: what is under them shows (§11.5.2, §11.5.3).
struct MaskShape {
  std::vector<Area> areas;
  bool by_light = false, known = true;
  bool hides(Point p) const;
};

struct PaintState {
  Matrix matrix;
  Clip clip;
  PaintInk fill, stroke;
  double line_width = 1;
  bool dashed = false, blended = false, multiplies = false, lightens = false, masked = false;
  std::shared_ptr<const MaskShape> mask_shape;  // where it is known
  std::shared_ptr<PdfFont> font;
  double size = 0, letter_space = 0, word_space = 0, stretch = 1, leading = 0, rise = 0;
  int mode = 0;
  double group_alpha = 1;
  std::vector<std::shared_ptr<PaintedClip>> text_clips;
  std::optional<PaintedMask> mask;       // that is set
  std::vector<PaintedMask> outer_masks;  // of the groups around
};

struct MarkedContent {
  bool off = false;
  std::optional<std::string> instead{};
  std::size_t first = 0;  // glyph
};

}  // namespace tipstaff::document
