// The question about cookies: finds by what a page asks it and the buttons that answer it. By selectors that were
// given; else by the ids and classes that consent managers document for their buttons; else by the words on buttons
// that stand in a text about cookies. In every frame of the page and in open shadow trees. Part of browser.
#pragma once

#include "site/hand.h"

namespace tipstaff::site {

struct Question {
  std::string asked_by;  // “OneTrust”, “the button ‘Accept all’”, “the selector given”; empty: no question was found
  Element accept, reject;  // without `object`: none is there
};

// Errors: kUnavailable when Chromium has ended.
Result<Question> find_question(Hand& hand, const ConsentButtons& given);

}  // namespace tipstaff::site
