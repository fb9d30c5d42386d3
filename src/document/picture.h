// What a picture carries besides itself: JPEG (ITU-T T.81) with Exif 2.32, PNG (third edition). Pixels are not decoded.
#pragma once

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

bool is_jpeg(ByteView file);
bool is_png(ByteView file);
// Another kind of picture is kUnread. `part` as in an Observation.
void read_picture(ByteView file, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
