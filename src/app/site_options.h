// The options of ‘tipstaff site …’, as the command line fills them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tipstaff::app {

struct SiteOptions {
  std::vector<std::filesystem::path> inputs;  // HAR files, saved pages, folders of them, addresses of pages
  std::filesystem::path policy, record, key, look_for_file, journey;
  std::vector<std::filesystem::path> lists;  // filter lists beside EasyPrivacy
  std::vector<std::string> look_for;
  std::string format = "text", address, name, vkey;
  std::string outside = "code";  // what may leave while a page is loaded: nothing, code, all
  std::string consent = "none";  // which runs: none, reject, accept, all
  std::string sitemap;           // a file or an address
  std::uint32_t pages = 50;      // of the sitemap, at most
  std::uint32_t rest = 1'500;    // milliseconds without a request by which a page has come to rest
  std::filesystem::path pins;
  std::string verdict, source, record_sha256, judged_by;  // of ‘site enter’
  std::uint64_t pages_judged = 0;
  bool replace = false;
  bool rules = false, leave_fields = false, submit = false, submit_for_real = false;
};

}  // namespace tipstaff::app
