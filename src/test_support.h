// What several tests need: a folder of their own, and the third-party data that lies beside the project
// (TIPSTAFF_SHARED).
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace tipstaff::test {

// Removed, with what it holds, when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tipstaff-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The folder or file `name` of the shared test data; nothing where it is absent.
inline std::optional<std::filesystem::path> shared_data(const std::string& name) {
  const char* root = std::getenv("TIPSTAFF_SHARED");
  if (root == nullptr) return std::nullopt;
  const std::filesystem::path path = std::filesystem::path(root) / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace tipstaff::test

// Binds `variable` to the data, or ends the test: skipped on a bare clone, failed where CI=true promises the data.
#define TIPSTAFF_SHARED_DATA(variable, name)                                                \
  const auto variable##_found = ::tipstaff::test::shared_data(name);                        \
  if (!variable##_found) {                                                                  \
    const char* ci = std::getenv("CI");                                                     \
    if (ci != nullptr && std::string(ci) == "true") FAIL() << "no shared data: " << (name); \
    GTEST_SKIP() << "skipped: no shared data";                                              \
  }                                                                                         \
  const std::filesystem::path& variable = *variable##_found
