// Setting one value in the room that a template gives it: on one line, smaller, or on two lines; in any script.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <vector>

#include "card/font.h"
#include "card/template.h"

namespace tipstaff::card {

struct Run {
  std::shared_ptr<const Font> font;
  std::vector<Glyph> glyphs;
  bool fallback = false;  // another font than the template's: drawn as outlines
};

struct Line {
  std::vector<Run> runs;
  double x = 0, y = 0;  // left end of the base line, millimetres from the page's corner, y downwards
  double size = 0;      // millimetres to the em
};

// Thread-compatible: one per thread (Pango's font map is not shared).
class TextLayout {
 public:
  TextLayout();
  // A value is first shrunk to two thirds, then (if the slot has two lines) broken at a space or hyphen, then shrunk to
  // half or to 1.7 mm, whichever is smaller. Two lines of two thirds stay, accents and all, within the height that the
  // slot's own lines around it leave. Errors: kInvalid when it still does not fit or no installed font has its letters;
  // the sentence wants a subject.
  Result<std::vector<Line>> set(const TextSlot& slot, const std::shared_ptr<const Font>& font, std::string_view text);

 private:
  Result<std::vector<Run>> shape(const TextSlot& slot, const std::shared_ptr<const Font>& font, std::string_view text);
  Result<std::vector<Run>> shape_by_pango(const TextSlot& slot, std::string_view text);

  struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
  };
  std::unique_ptr<PangoFontMap, Unref> map_;
  std::unique_ptr<PangoContext, Unref> context_;
};

}  // namespace tipstaff::card
