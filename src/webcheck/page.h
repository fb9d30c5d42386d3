// The files of check/, the page that is dropped on, built into the program by cmake/page.cmake.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::webcheck {

struct PageFile {
  std::string_view name;  // no folder in it
  ByteView content;       // of the program itself: valid for ever
};

std::vector<PageFile> page_files();

}  // namespace tipstaff::webcheck
