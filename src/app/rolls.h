// The rolls that a command looks for: stores, each opened and read on record, and index files with their key.
#pragma once

#include <filesystem>
#include <memory>
#include <unordered_map>
#include <vector>

#include "app/context.h"
#include "disclosure/check.h"

namespace tipstaff::app {

struct OpenRolls {
  std::vector<std::unique_ptr<match::Index>> indexes;
  std::vector<disclosure::RollIndex> named;  // into `indexes`
  std::unordered_map<std::string, std::string> known;  // SHA-256 in hexadecimal: files that a store's disclosure register knows, in words
};
// `key_file`: of the index files. Errors: kUsage, kNotFound, those of opening a store and of office/matching.h.
Result<OpenRolls> open_rolls(Context& context, const std::vector<std::filesystem::path>& rolls, const std::filesystem::path& key_file, const std::string& purpose);

}  // namespace tipstaff::app
