// Locked items as they lie in their job's file. Ciphertext.
#pragma once

#include "office/office.h"

namespace tipstaff::office {

// Errors: kStorage, kTampered (shorter than it was written).
Result<Bytes> read_locked_item(const Office& office, const supplier::Item& item);

}  // namespace tipstaff::office
