// Output that never takes the place of a file that is there.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff {

// A file that must not be there yet: temporary file beside it, fsync, then its name, which is given only when it is
// free; whole or not at all. Errors: kRefused when there is one; kStorage.
Result<void> write_new(const std::filesystem::path& path, ByteView content, unsigned mode = 0600);

}  // namespace tipstaff
