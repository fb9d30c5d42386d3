#include <gtest/gtest.h>
#include <sodium.h>

#include <string_view>

#include "test_child.h"

namespace tipstaff {
// A child that the program is not made for must not run the tests again, which would start it again.
[[gnu::weak]] std::optional<int> test_child(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]).starts_with("--sandboxed=")) return 2;
  return std::nullopt;
}
}  // namespace tipstaff

int main(int argc, char** argv) {
  if (const auto status = tipstaff::test_child(argc, argv)) return *status;
  if (sodium_init() < 0) return 1;
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
