// Words in colour profiles (ICC.1:2022), which pictures of every format and PDF carry.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

bool is_colour_profile(ByteView bytes);  // §7.2: “acsp” at byte 36
// What stands in it besides what makers of profiles write of themselves and of colours, under whatever tag or between
// them: Trait::kPictureMetadata.
void read_colour_profile(ByteView profile, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
