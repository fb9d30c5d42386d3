// The options of ‘tipstaff site …’, as the command line fills them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tipstaff::app {

struct SiteOptions {
  std::vector<std::filesystem::path> inputs;   // HAR files, saved pages, folders of them, addresses of pages
  std::filesystem::path policy, record, key, look_for_file;
  std::vector<std::filesystem::path> lists;    // filter lists beside EasyPrivacy
  std::vector<std::string> look_for;
  std::string format = "text", address, name, vkey;
  std::string outside = "code";                // what may leave while a page is loaded: nothing, code, all
  bool rules = false, leave_fields = false;
};

}  // namespace tipstaff::app
