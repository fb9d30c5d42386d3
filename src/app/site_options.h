// The options of ‘tipstaff site …’, as the command line fills them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tipstaff::app {

struct SiteOptions {
  std::vector<std::filesystem::path> inputs;   // HAR files, saved pages, folders of them
  std::filesystem::path policy, record, key, look_for_file;
  std::vector<std::filesystem::path> lists;    // filter lists beside EasyPrivacy
  std::vector<std::string> look_for;
  std::string format = "text", address, name, vkey;
  bool rules = false;
};

}  // namespace tipstaff::app
