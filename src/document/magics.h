// How files begin that are no text. Only their first bytes are compared, so a process that reads no hostile file may
// ask too.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace tipstaff::document {

struct Magic {
  std::string_view start, kind;
  bool packed = false;  // a search of its bytes as they are finds nothing that is in it
};
inline constexpr Magic kMagics[] = {
    {"7z\xbc\xaf", "7z", true},    {"\x1f\x8b", "gz", true},
    {"Rar!", "rar", true},         {"BZh", "bz2", true},
    {"\xFD\x37zXZ", "xz", true},   {"\x28\xb5\x2f\xfd", "zst", true},
    {"SQLite format 3", "sqlite"}, {"!BDN", "pst"},
    {"\x7F\x45LF", "elf"},         {"MZ", "exe"},
};
// Its kind, or none. Text may begin so too.
inline const Magic* magic_of(ByteView beginning) {
  for (const Magic& magic : kMagics)
    if (as_text(beginning).starts_with(magic.start)) return &magic;
  return nullptr;
}

}  // namespace tipstaff::document
