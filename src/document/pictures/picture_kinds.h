// The formats of pictures apart from JPEG, which picture.cc reads itself.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

void read_png(ByteView file, const std::string& part, Emitter& emitter);     // W3C PNG, third edition
void read_gif(ByteView file, const std::string& part, Emitter& emitter);     // GIF89a
void read_webp(ByteView file, const std::string& part, Emitter& emitter);    // RFC 9649
void read_bitmap(ByteView file, const std::string& part, Emitter& emitter);  // BMP
void read_tiff(ByteView file, const std::string& part, Emitter& emitter);    // TIFF 6.0
void read_heif(ByteView file, const std::string& part, Emitter& emitter);    // HEIC, AVIF (ISO/IEC 23008-12, 14496-12)
// Of an animation, what shows after its first picture (or before the last).
void tell_frames(std::size_t frames, const std::string& part, Emitter& emitter);
// Drawings of Windows: [MS-EMF], [MS-EMFPLUS], [MS-WMF]. Their text is visible text. "emf", "wmf" or "".
std::string_view metafile_kind(ByteView file);
void read_metafile(ByteView file, const std::string& part, Emitter& emitter);

// Says what stands behind the end of a picture; nothing of padding: bytes all 0 or all 255, a few ends of lines, three
// bytes of anything.
void tell_trailing(ByteView rest, const std::string& part, Emitter& emitter, std::string_view of = "picture");

}  // namespace tipstaff::document
