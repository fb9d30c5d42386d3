// What Chromium tells of its requests made into a Recording, and what is to be answered to it. Pure: no pipe, no clock
// of its own; any messages are taken, in any order. Part of browser.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "site/browser.h"
#include "site/cdp.h"

namespace tipstaff::site {

// What else is answered here than what goes to others. kSubmission: what sends a form to the site's own server (every
// method but GET and HEAD, and addresses that hold what was typed). kLeaving: the pages of others to which one leaves.
enum class Hold : std::uint8_t { kOthers, kSubmission, kLeaving };

class LiveRecorder {
 public:
  // `now`: milliseconds since 1970-01-01 UTC.
  LiveRecorder(const BrowserOptions& options, std::function<std::int64_t()> now);

  // The commands that the message asks for, in order. Every request that is held is let go on or answered by one of
  // them.
  std::vector<CdpCommand> take(const CdpMessage& message);
  // The answer to a command that take() or a driver sent.
  void answered(const CdpCommand& command, const CdpMessage& answer);

  // What is asked from now on belongs to a new page, happens in this step, or after this choice. A page to which a step
  // leads begins itself, where it is the site's own.
  void begin_page(const std::string& url, Choice run = Choice::kNone);
  void begin_submitted();  // the same page, sent
  void undo_submitted();   // nothing was sent
  void begin_step(std::string step) { step_ = std::move(step); }
  void choose(Choice choice) { chosen_ = choice; }
  void hold(Hold what) {
    hold_ = what;
    left_ = false;
  }
  void typed(std::string value) { typed_.push_back(std::move(value)); }
  // From now on a whole page's answer is held, too, for its body to be read: response_held() says under which name.
  // Nothing of it is recorded.
  void hold_responses() { holds_responses_ = true; }
  struct Response {
    std::string request;  // empty: none is held
    int status = 0;
  };
  const Response& response_held() const { return response_; }
  void forget_response() { response_ = {}; }
  // A file that the browser is given: requests carry only its name here.
  void uploaded(std::string name, std::string bytes) { uploads_.emplace_back(std::move(name), std::move(bytes)); }

  const std::string& page_session() const { return page_session_; }  // empty: none yet
  bool loaded() const { return loaded_; }                            // the page fired ‘load’ since begin_page
  const std::string& page_frame() const { return page_frame_; }      // its frame
  // The session that answers for this frame, where it has one of its own; empty: its parent's does.
  std::string session_of(const std::string& frame) const;
  std::vector<std::string> frame_sessions() const;  // the page's own first
  bool left() const { return left_; }               // a page was asked for in place of this one since hold()
  std::size_t asked() const { return recording_.exchanges.size(); }
  bool others_since(std::size_t asked) const;           // whether others than the site's owner were asked
  bool waiting() const { return !open_.empty(); }       // for answers from outside
  std::uint64_t activity() const { return activity_; }  // grows with everything that is asked or answered
  Recording& recording() { return recording_; }
  Recording finish();  // with what is to be said of the whole

 private:
  struct Early {  // what came before the request that it is about
    std::string script, loader;
    std::vector<Header> headers;
  };
  using Params = boost::json::value;
  void navigated(const Params& params, const std::string& session);
  void belongs(Exchange& exchange, const std::string& loader);
  bool is_own(const Exchange& exchange) const;
  bool is_submission(const Exchange& exchange) const;
  bool holds_typed(const Exchange& exchange) const;  // in its address
  void hold_response(const Params& params, const std::string& session, std::vector<CdpCommand>& out);
  void attached(const Params& params, std::vector<CdpCommand>& out);
  void paused(const Params& params, const std::string& session, std::vector<CdpCommand>& out);
  void network(const CdpMessage& message, std::vector<CdpCommand>& out);
  void give_back();
  void fetched_ahead(const Params& params);
  void socket(const CdpMessage& message);
  void will_be_sent(const std::string& id, const Params& params);
  Exchange* known(const std::string& id);
  Exchange* unanswered(std::string_view url);
  Exchange* same_url(const std::string& id, std::string_view url);
  std::size_t place_of(const Exchange& exchange) const;
  Exchange* begin_exchange();
  bool goes_out(const Exchange& exchange) const;
  void unread(const std::string& sentence);

  const BrowserOptions& options_;
  std::function<std::int64_t()> now_;
  Recording recording_;
  std::string step_, page_session_, page_frame_, loader_;
  Choice chosen_ = Choice::kNone;
  Hold hold_ = Hold::kOthers;
  bool holds_responses_ = false;
  Response response_;
  bool loaded_ = false, fresh_ = false, left_ = false,
       leaving_ = false;  // leaving_: the next page has been asked for, and has not come
  std::size_t submissions_ = 0;
  std::vector<std::string> typed_;
  std::vector<std::pair<std::string, std::string>> uploads_;
  std::set<std::string> owners_;                                 // of the pages that were begun
  std::unordered_map<std::string, std::uint32_t> loaders_;       // of whole pages → place in Recording::pages
  std::unordered_map<std::string, std::string> frame_sessions_;  // frame → session
  std::uint64_t activity_ = 0;
  std::set<std::size_t> kept_here_;  // places of requests that were answered here
  std::set<std::size_t> untold_;  // of those that Network has not told of, and that no page asked which was being left
  std::map<std::uint32_t, std::int64_t> came_;                           // pages to which a page led, and when
  std::unordered_map<std::string, std::string> session_types_, frames_;  // frame → URL
  std::set<std::string> targets_, page_frames_, open_, wants_answer_, told_, ahead_;
  std::unordered_map<std::string, std::size_t> exchanges_;  // network id → place in the recording
  std::unordered_map<std::string, Early> early_;
};

}  // namespace tipstaff::site
