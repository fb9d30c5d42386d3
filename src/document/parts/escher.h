// Office drawings ([MS-ODRAW], also called Escher) as xls, doc and ppt files hold them: shapes with their properties,
// and the store of pictures.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "document/emitter.h"
#include "document/record_words.h"

namespace tipstaff::document {

struct EscherShape {
  std::uint32_t id = 0, type = 0;
  bool hidden = false, cropped = false, has_data = false;  // a record of the host program's own belongs to it
  bool deleted = false, group = false, background = false;
  // Its fill: a colour ([MS-ODRAW] §2.3.7), a picture or gradient, or none; nothing: it does not say.
  std::optional<bool> filled{};
  std::uint32_t fill_kind = 0, fill_opacity = 0x10000;
  std::optional<std::uint32_t> fill_colour{};
  std::string name, description;
  std::string art;                             // its text as WordArt, which is drawn
  ByteView carried;                            // itself in the form of 2007 on, a package of XML
  bool behind_text = false, has_text = false;  // text of the host program's stands in it
  // Where it stands on a page of Word's ([MS-ODRAW] §2.3.4.19 on): how aligned, and from what edges; across and down.
  std::array<std::optional<std::uint32_t>, 2> aligned{}, aligned_from{};
  // Where it lies on a sheet ([MS-XLS] §2.5.193): column, 1/1024 of it, row, 1/256 of it, twice.
  std::optional<std::array<std::uint16_t, 8>> corners{};
};

struct EscherRecord {
  std::uint16_t instance = 0, type = 0;
  std::uint8_t version = 0;  // 15: holds records
  ByteView data;
  std::size_t offset = 0;  // of the data
};

// Every record, a container before what is in it. False when what is there is no drawing (to its end).
bool walk_escher(ByteView bytes, const std::function<void(const EscherRecord&)>& take);
std::vector<EscherShape> escher_shapes(ByteView drawing);
// Words in a drawing that are not drawn: in names and properties of shapes, in records without any; what is spoken of
// them, or told under the mouse, to `spoken`. `alone`: no records of the host program lie in it ([MS-PPT] §2.7.1 has
// such).
void look_through_drawing(ByteView drawing, bool alone, RecordWords& words, Layer& spoken);
// A picture's record (§2.2.23): its bytes to read_picture, unpacked where they are packed.
void read_escher_picture(const EscherRecord& record, const std::string& part, Emitter& emitter);
bool is_escher_picture(std::uint16_t type);

}  // namespace tipstaff::document
