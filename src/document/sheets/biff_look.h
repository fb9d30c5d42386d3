// What formats do to cells in BIFF: fonts, fills, colours and number formats ([MS-XLS] §2.4.122, .353, .126, .188).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/sheets/biff.h"

namespace tipstaff::document {

class BiffLooks {
 public:
  void font(ByteView record);
  void format(ByteView record, bool old);  // XF
  void extension(ByteView record);         // XFExt: colours that the palette does not have
  void palette(ByteView record);
  void finish(BiffBook& book) const;  // its formats' looks; the book has its number formats by then

 private:
  struct Xf {
    std::uint16_t font = 0, format = 0, pattern = 0, fore = 0;
    std::optional<Rgb> own_text{}, own_fore{};  // of its own, beside the palette's
  };
  struct Font {
    std::uint16_t colour = 0x7fff, twips = 0;
  };
  Rgb colour(unsigned index) const;

  std::vector<Font> fonts_;
  std::vector<Xf> xfs_;
  std::vector<Rgb> palette_;
};

// A conditional format's differences (DXFN).
Workbook::Condition biff_condition(ByteView format, const BiffBook& book);

// Behind the last record of the sheet, with what is nested in it, that begins at `at`.
std::size_t biff_end_of(ByteView stream, std::size_t at);

// Pictures in a drawing group ([MS-ODRAW] §2.2.20 on), each to read_picture.
void read_drawing_pictures(ByteView drawing, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
