#include "base/uncaught.h"

#include <cstdio>
#include <cstdlib>

namespace tipstaff {
namespace {

const char* name = "";

[[noreturn]] void tell_and_end() {
  try {
    if (const std::exception_ptr fault = std::current_exception()) std::rethrow_exception(fault);
    std::fprintf(stderr, "%s: stopped by a fault\n", name);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "%s: stopped by a fault: %s\n", name, fault.what());
  } catch (...) {
    std::fprintf(stderr, "%s: stopped by a fault\n", name);
  }
  std::_Exit(kFaultExit);
}

}  // namespace

void tell_uncaught(const char* program) {
  name = program;
  std::set_terminate(tell_and_end);
}

}  // namespace tipstaff
