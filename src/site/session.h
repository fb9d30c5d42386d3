// One Chromium and its recorder, with what every walk needs: commands and their answers, waiting until a page rests.
// Part of browser.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "site/chromium.h"
#include "site/live_recorder.h"

namespace tipstaff::site {

class Session {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  // `options` must outlive it.
  Session(Chromium browser, const BrowserOptions& options);

  // Until there is a page that takes orders. Errors of all: kUnavailable when Chromium has ended.
  Result<void> begin();
  // The answer; null when the command failed, or was not answered within 15 seconds.
  Result<boost::json::value> call(const CdpCommand& command);
  // The same without waiting.
  Result<void> send(const CdpCommand& command);
  // Takes one message, when one comes until then.
  Result<void> pump(Deadline until);
  Result<void> wait(std::chrono::milliseconds time);
  // Until nothing was asked for a while, and nothing is waited for (or that, too, has brought nothing for four times as
  // long). False: it did not come to rest within `longest`. `load`: the page must have loaded, too.
  Result<bool> rest(std::chrono::milliseconds longest, bool load);

  LiveRecorder& recorder() { return recorder_; }
  const BrowserOptions& options() const { return options_; }
  const std::string& page() const { return recorder_.page_session(); }
  const std::filesystem::path& profile() const { return browser_.profile(); }
  // With what is to be said of the whole.
  Recording finish();

 private:
  Chromium browser_;
  const BrowserOptions& options_;
  LiveRecorder recorder_;
  std::int64_t last_id_ = 0, awaited_ = 0;
  std::optional<boost::json::value> answer_;
  std::map<std::int64_t, CdpCommand> sent_;
};

}  // namespace tipstaff::site
