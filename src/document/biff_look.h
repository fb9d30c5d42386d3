// What formats do to cells in BIFF: fonts, fills, colours and number formats ([MS-XLS] §2.4.122, .353, .126, .188).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "document/biff.h"

namespace tipstaff::document {

class BiffLooks {
 public:
  void font(ByteView record);
  void format(ByteView record, bool old);  // XF
  void extension(ByteView record);         // XFExt: colours that the palette does not have
  void palette(ByteView record);
  void number_format(std::uint16_t id, const std::string& format) { formats_[id] = format; }
  std::vector<CellLook> looks() const;

 private:
  struct Xf {
    std::uint16_t font = 0, format = 0, pattern = 0, fore = 0;
    std::uint64_t own_text = 0, own_fore = 0;  // a colour of its own, with a bit above it; 0: none
  };
  std::uint64_t colour(std::uint16_t index) const;

  std::vector<std::uint16_t> fonts_;
  std::vector<Xf> xfs_;
  std::map<std::uint16_t, std::string> formats_;
  std::vector<std::uint32_t> palette_;
};

// A record that holds nothing that this reader looks for: settings, layout, formats (§2.3.1).
bool biff_is_plain(std::uint16_t id);
// Behind the last record of the sheet, with what is nested in it, that begins at `at`.
std::size_t biff_end_of(ByteView stream, std::size_t at);

// Pictures in a drawing group ([MS-ODRAW] §2.2.20 on), each to read_picture.
void read_drawing_pictures(ByteView drawing, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
