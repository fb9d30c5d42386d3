#include "base/stop.h"

#include <algorithm>
#include <csignal>
#include <thread>

namespace tipstaff {
namespace {

volatile std::sig_atomic_t asked = 0;

}  // namespace

void heed_stop_signals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { asked = 1; });
}

bool stop_asked() { return asked != 0; }

bool sleep_unless_stopped(std::chrono::milliseconds period) {
  constexpr std::chrono::milliseconds kStep{100};
  for (; period.count() > 0 && !stop_asked(); period -= std::min(period, kStep))
    std::this_thread::sleep_for(std::min(period, kStep));
  return !stop_asked();
}

void sleep_until_stopped() {
  while (sleep_unless_stopped(std::chrono::minutes(1))) {
  }
}

}  // namespace tipstaff
