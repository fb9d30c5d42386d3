// Any bytes as what Chromium says: cut into messages, recorded, and every request that was held is let go on or
// answered exactly once.
#include <algorithm>
#include <cstdlib>

#include "site/live_recorder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipstaff::site;
  // The first byte says what may leave, and how the rest is cut.
  if (size == 0) return 0;
  BrowserOptions options;
  options.outside = static_cast<Outside>(data[0] % 3);
  options.owner = [](std::string_view host) { return std::string(host.substr(host.find('.') + 1)); };
  LiveRecorder recorder(options, [] { return 0; });
  recorder.begin_page("http://www.page.test/");
  CdpSplitter splitter;
  const std::size_t step = std::max<std::size_t>(1, data[0] / 3);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  CdpCommand last;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    splitter.push(bytes.substr(at, step));
    while (auto text = splitter.next()) {
      const auto message = parse_cdp(std::move(*text));
      if (!message) continue;
      if (message->id != 0) {
        recorder.answered(last, *message);
        continue;
      }
      const auto commands = recorder.take(*message);
      const auto decides = std::count_if(commands.begin(), commands.end(), [](const CdpCommand& each) {
        return each.method.starts_with("Fetch.") && each.method != "Fetch.enable";
      });
      if (decides != (message->method == "Fetch.requestPaused" ? 1 : 0)) std::abort();
      for (const CdpCommand& each : commands) {
        write_cdp(1, each);
        last = each;
      }
    }
  }
  recorder.finish();
  return 0;
}
