// Files that stand inside an address (RFC 2397).
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace tipstaff::document {

// “data:image/png;base64,iVBOR…”, read as browsers do. Nothing when it is damaged.
std::optional<Bytes> bytes_of_address(std::string_view address);

// Of a link: a file on a computer or server of the office.
bool is_path(std::string_view target);

}  // namespace tipstaff::document
