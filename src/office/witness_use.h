// Which witness an office uses is on record, so that its file (Folder::witness()) cannot be taken away or exchanged for
// one that agrees to another history (law 13). Its lines: app/witness_setup.h.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// On opening. Errors: kTampered (the file is not the one that was set, or is gone).
Result<void> check_witness(Office& office);

// Role: keeper. Waits for no witness: the old one may be gone for good. Where it is not recorded, the file is as it
// was. Errors: kStorage, kRefused (clock).
Result<void> set_witness(Office& office, const access::Actor& actor, ByteView file);

// Within a request: the file as it is now, or that there is none, is the one that was set.
Result<void> record_witness(Office& office, ledger::Write& write, EntryIndex entry);

}  // namespace tipstaff::office
