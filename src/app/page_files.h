// The page on which anybody checks a card: the files of verify/, built into the program by cmake/page.cmake.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tipstaff::app {

struct PageFile {
  std::string_view name;  // no folder in it
  ByteView content;       // of the program itself: valid for ever
};

// None in a build that was made without the reader of codes from npm.
std::vector<PageFile> page_files();

}  // namespace tipstaff::app
