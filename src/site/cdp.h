// Messages of the Chrome DevTools Protocol over a pipe: JSON, each with a zero byte behind it. Part of browser.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipstaff::site {

inline constexpr std::size_t kLargestMessage = std::size_t{64}
                                               << 20;  // bytes; holds a body of 8 MiB in base64 and a large page

// What came over the pipe, cut into messages.
class CdpSplitter {
 public:
  void push(std::string_view bytes);
  // The next whole message; nothing while there is none.
  std::optional<std::string> next();
  // Messages that were too large and are lost.
  std::size_t lost() const { return lost_; }

 private:
  std::string held_;
  std::size_t searched_ = 0, lost_ = 0;
  bool skipping_ = false;
};

struct CdpMessage {
  std::int64_t id = 0;         // of the command that it answers; 0: an event
  std::string method;          // of an event
  std::string session;         // empty: the browser itself
  bool failed = false;         // the command could not be done
  boost::json::value content;  // params of an event, result of an answer; null when there are none
};

// Nothing when it is no message.
std::optional<CdpMessage> parse_cdp(std::string text);

struct CdpCommand {
  std::string method;
  boost::json::object params;
  std::string session;
};

// With the zero byte behind it.
std::string write_cdp(std::int64_t id, const CdpCommand& command);

}  // namespace tipstaff::site
