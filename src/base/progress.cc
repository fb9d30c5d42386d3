#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

namespace tipstaff {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct State {
  std::string what;
  SteadyTime started, shown;
};

std::string line(const ProgressReport& report, double seconds) {
  std::string out = fmt::format("{}: {}", report.what, report.done);
  if (report.total != 0) out += fmt::format(" of {}", report.total);
  if (seconds < 0.5 || report.done == 0) return out;
  const double rate = static_cast<double>(report.done) / seconds;
  out += fmt::format(", {:.0f}/s", rate);
  if (report.total > report.done) {
    const auto left = std::lround(static_cast<double>(report.total - report.done) / rate);
    out += left >= 60 ? fmt::format(", {} min {:02} s left", left / 60, left % 60) : fmt::format(", {} s left", left);
  }
  return out;
}

}  // namespace

Progress progress_on_stderr() {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  return [terminal, state = std::make_shared<State>()](const ProgressReport& report) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (state->what != report.what) *state = {report.what, now, now};
    const bool finished = report.total != 0 && report.done >= report.total;
    const auto interval = terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
    if (!finished && now - state->shown < interval) return;
    state->shown = now;
    const std::string text = line(report, std::chrono::duration<double>(now - state->started).count());
    if (terminal)
      std::fprintf(stderr, "\r\033[K%s%s", text.c_str(), finished ? "\n" : "");
    else
      std::fprintf(stderr, "%s\n", text.c_str());
  };
}

}  // namespace tipstaff
