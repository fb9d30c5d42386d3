// The stamp's text as a QR code (ISO/IEC 18004), error correction level M. Thread-safe.
#pragma once

#include <string_view>

#include "base/result.h"
#include "card/pdf.h"

namespace tipstaff::card {

// As small as it goes. Errors: kInvalid when the text does not fit a code of 117 modules.
Result<StampCode> qr_code(std::string_view text);

}  // namespace tipstaff::card
