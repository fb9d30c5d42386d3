#include <gtest/gtest.h>
#include <sodium.h>

#include "test_child.h"

namespace tipstaff {
[[gnu::weak]] std::optional<int> test_child(int, char**) { return std::nullopt; }
}  // namespace tipstaff

int main(int argc, char** argv) {
  if (const auto status = tipstaff::test_child(argc, argv)) return *status;
  if (sodium_init() < 0) return 1;
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
