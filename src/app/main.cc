// tipstaff: the office's program.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <exception>

#include "app/cli.h"
#include "base/sandbox.h"
#include "base/uncaught.h"
#include "crypto/selftest.h"
#include "office/sandbox_roles.h"

int main(int argc, char** argv) {
  using namespace tipstaff;
  if (const auto status = run_if_sandboxed_child(argc, argv, office::sandbox_roles())) return *status;
  const rlimit no_core{0, 0};  // a dump would hold keys and people
  setrlimit(RLIMIT_CORE, &no_core);
  tell_uncaught("tipstaff");
  try {  // here, so that what the main thread had begun is undone
    if (const auto healthy = crypto::self_test(); !healthy) {
      fmt::print(stderr, "tipstaff: {}\n", healthy.error().text());
      return static_cast<int>(healthy.error().code());
    }
    return app::run(argc, argv);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "tipstaff: stopped by a fault: {}\n", fault.what());
    return kFaultExit;
  }
}
