// Mails as Outlook saves them ([MS-OXMSG], properties of [MS-OXPROPS]; .msg): what it shows, and what travels along.
#pragma once

#include "document/containers/compound.h"

namespace tipstaff::document {

void read_message(Compound& file, const CompoundEntry& storage, Emitter& emitter);

}  // namespace tipstaff::document
