// “winmail.dat” ([MS-OXTNEF]): how Outlook wraps attachments and rich text for mail programs that then cannot open
// them.
#pragma once

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

bool is_tnef(ByteView file);
void read_tnef(ByteView file, Emitter& emitter);

}  // namespace tipstaff::document
