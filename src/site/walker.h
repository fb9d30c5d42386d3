// One walk in one browser: pages loaded and typed into, or the steps of a journey. Part of browser.
#pragma once

#include "site/hand.h"

namespace tipstaff::site {

class Walker {
 public:
  // Both must outlive it. `session` has begun.
  Walker(Session& session, const WalkPlan& plan, Choice choice);

  // Errors: kUnavailable when Chromium has ended.
  Result<Walked> run();

 private:
  Result<void> pages();
  Result<void> journey();
  Result<void> fetch();
  Result<std::string> load(const std::string& url);
  Result<void> look();
  Result<void> answer_question();
  Result<void> wander();
  Result<void> leave_page();
  Result<void> type_everywhere();
  Result<void> submit_forms(const std::string& url);
  Result<Element> form(std::size_t number);

  // Each gives why it could not be done, as half a sentence; empty: it is done.
  Result<std::string> step(const Step& step, const std::string& words);
  Result<std::string> touch(const Step& step, const Element& element);
  Result<std::string> wait_for_address(const Step& step);
  Result<Element> wait_for(const Step& step, std::string& why);
  Result<std::string> upload(const Step& step, const Element& element);
  Result<std::string> leave_by(const Step& step, const Element& element);
  Result<void> shoot(const std::string& words, std::string png, Box box);

  LiveRecorder& recorder() { return session_.recorder(); }
  std::vector<std::string>& unread() { return recorder().recording().unread; }
  void typed(std::string field, std::string value);

  Session& session_;
  const WalkPlan& plan_;
  const Choice choice_;
  bool answered_ = false, asked_ = false;
  Hand hand_;
  std::vector<Typed> typed_;
  std::size_t uploads_ = 0;
};

}  // namespace tipstaff::site
