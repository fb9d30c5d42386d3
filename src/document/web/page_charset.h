// In which letters a web page is written.
#pragma once

#include <string>

#include "base/bytes.h"

namespace tipstaff::document {

// As UTF-8. `charset`: as the mail says around it; empty: as the page says itself, else as it looks.
std::string page_text(ByteView file, std::string_view charset);

}  // namespace tipstaff::document
