// The records that presentations of PowerPoint 97 to 2003 are made of ([MS-PPT] §2.3.1): in each other, to any depth.
#pragma once

#include <functional>
#include <optional>

#include "base/bytes.h"

namespace tipstaff::document::powerpoint {

// §2.13.24.
enum Type : std::uint16_t {
  kDocument = 0x03e8,
  kDocumentAtom = 0x03e9,
  kSlide = 0x03ee,
  kSlideAtom = 0x03ef,
  kNotesPage = 0x03f0,
  kSlidePersist = 0x03f3,
  kMaster = 0x03f8,
  kHandout = 0x0fc9,
  kColours = 0x07f0,
  kSlideShow = 0x03f9,
  kVbaInfo = 0x0400,
  kDrawing = 0x040c,
  kTextReference = 0x0f9e,
  kTextHeader = 0x0f9f,
  kTextWide = 0x0fa0,
  kTextStyle = 0x0fa1,
  kTextNarrow = 0x0fa8,
  kWord = 0x0fba,
  kControl = 0x0fee,
  kSlideList = 0x0ff0,
  kUserEdit = 0x0ff5,
  kStored = 0x1011,
  kTagData = 0x138b,
  kDirectory = 0x1772,
  kComment = 0x2ee0,
};

struct Record {
  std::uint16_t instance = 0, type = 0;
  bool container = false;
  ByteView data;
  std::size_t end = 0;  // behind it, in what was walked
};

// The record that begins there; nothing when what is there is none.
std::optional<Record> record_at(ByteView bytes, std::size_t at);
// Each record in `bytes`; `take` says whether to go into it. False when what is there is no record.
bool walk(ByteView bytes, const std::function<bool(const Record&)>& take, std::size_t depth = 0);

}  // namespace tipstaff::document::powerpoint
