// What a picture carries besides itself. Pixels are not decoded; every byte of the file is accounted for, as far as its
// format says what it is for.
#pragma once

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// "jpeg", "png", "gif", "webp", "bmp", "tiff", "heic", "avif", "emf" or "wmf"; empty when it is none.
std::string_view picture_kind(ByteView file);
// Another kind of picture is kUnread. `part` as in an Observation.
void read_picture(ByteView file, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
