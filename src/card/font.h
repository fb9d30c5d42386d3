// Fonts: found by family through fontconfig, shaped and cut down by HarfBuzz. Immutable once made, so shared by
// threads.
#pragma once

#include <hb.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::card {

// Lengths in ems: 1 is the size of the font.
struct Glyph {
  std::uint32_t id = 0;
  double advance = 0, x_offset = 0, y_offset = 0;
};

class Font {
 public:
  // The nearest font that is installed. Errors: kNotFound when fontconfig knows none.
  static Result<std::shared_ptr<const Font>> find(const std::string& family, bool bold, bool italic);
  // For fonts that Pango chose; takes a reference of its own.
  explicit Font(hb_face_t* face, std::string postscript_name = "");
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;
  ~Font() { hb_font_destroy(font_); }

  // The glyphs of left-to-right text; nothing when a character is missing from the font.
  std::optional<std::vector<Glyph>> shape(std::string_view text) const;
  hb_font_t* handle() const { return font_; }  // scaled to units_per_em()
  unsigned units_per_em() const { return units_per_em_; }
  const std::string& postscript_name() const { return postscript_name_; }

 private:
  hb_font_t* font_ = nullptr;
  unsigned units_per_em_ = 1000;
  std::string postscript_name_;
};

double width_of(const std::vector<Glyph>& glyphs);  // ems

// A TrueType font reduced to the given characters, as a PDF embeds it (ISO 32000-1 §9.7, §9.9).
struct FontSubset {
  Bytes file;                                               // sfnt
  std::unordered_map<std::uint32_t, std::uint32_t> glyphs;  // font's glyph → subset's
  std::vector<int> widths;                                  // by the subset's glyph, thousandths of an em
  std::string to_unicode;                                   // CMap
  int ascent = 0, descent = 0;                              // thousandths
};
// Nothing when the font has no TrueType outlines: its text is then drawn as paths.
std::optional<FontSubset> subset_of(const Font& font, const std::vector<char32_t>& characters);

// Letters of western and northern Europe; and, second, all Latin letters that European and West African names use.
std::vector<char32_t> core_letters();
std::vector<char32_t> extended_letters();

}  // namespace tipstaff::card
