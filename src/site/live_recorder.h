// What Chromium tells of its requests made into a Recording, and what is to be answered to it. Pure: no pipe, no clock of its own; any
// messages are taken, in any order. Part of browser.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "site/browser.h"
#include "site/cdp.h"

namespace tipstaff::site {

class LiveRecorder {
 public:
  // `now`: milliseconds since 1970-01-01 UTC.
  LiveRecorder(const BrowserOptions& options, std::function<std::int64_t()> now);

  // The commands that the message asks for, in order. Every request that is held is let go on or answered by one of them.
  std::vector<CdpCommand> take(const CdpMessage& message);
  // The answer to a command that take() or a driver sent.
  void answered(const CdpCommand& command, const CdpMessage& answer);

  // What is asked from now on belongs to a new page, or happens in this step.
  void begin_page(const std::string& url);
  void begin_step(std::string step) { step_ = std::move(step); }

  const std::string& page_session() const { return page_session_; }  // empty: none yet
  bool loaded() const { return loaded_; }                            // the page fired ‘load’ since begin_page
  bool waiting() const { return !open_.empty(); }                    // for answers from outside
  std::uint64_t activity() const { return activity_; }               // grows with everything that is asked or answered
  Recording& recording() { return recording_; }
  Recording finish();  // with what is to be said of the whole

 private:
  struct Early {  // what came before the request that it is about
    std::string script;
    std::vector<Header> headers;
  };
  using Params = boost::json::value;
  void attached(const Params& params, std::vector<CdpCommand>& out);
  void paused(const Params& params, const std::string& session, std::vector<CdpCommand>& out);
  void network(const CdpMessage& message, std::vector<CdpCommand>& out);
  void socket(const CdpMessage& message);
  void will_be_sent(const std::string& id, const Params& params);
  Exchange* known(const std::string& id);
  Exchange* same_url(const std::string& id, std::string_view url);
  std::size_t place_of(const Exchange& exchange) const;
  Exchange* begin_exchange();
  bool goes_out(const Exchange& exchange) const;
  void unread(const std::string& sentence);

  const BrowserOptions& options_;
  std::function<std::int64_t()> now_;
  Recording recording_;
  std::string step_, page_session_;
  bool loaded_ = false;
  std::uint64_t activity_ = 0;
  std::set<std::size_t> kept_here_;  // places of requests that were answered here
  std::unordered_map<std::string, std::string> session_types_, frames_;  // frame → URL
  std::set<std::string> targets_, open_, wants_answer_, told_;
  std::unordered_map<std::string, std::size_t> exchanges_;  // network id → place in the recording
  std::unordered_map<std::string, Early> early_;
};

}  // namespace tipstaff::site
